import PlanModel

extension LanguageServer {
  /// The protocol's numbers for kinds of symbols, of which none is made for plans.
  private enum SymbolKind: Int {
    case project = 4
    case task = 7
    case milestone = 24
  }

  /// textDocument/documentSymbol: projects as they lie in each other, with their tasks. A client that cannot show a
  /// tree gets a list.
  func documentSymbols(_ place: Place) -> JSONValue {
    let (plan, snapshot) = (place.plan, place.snapshot)
    // A file may have thousands: they are written as they are found.
    var json: [UInt8] = []
    func open(_ node: NodeIndex, _ detail: String, to end: Int) {
      let (name, range) = (plan.name(of: node), snapshot.range(of: node))
      json += "{\"name\":".utf8
      JSONValue.write(name.isEmpty ? "(no text)" : name, to: &json)
      json += ",\"detail\":\"\(detail)\",\"kind\":\(symbolKind(node, plan)),\"range\":".utf8
      place.mirror.write(range.lowerBound..<max(range.upperBound, end), to: &json)
      json += ",\"selectionRange\":".utf8
      place.mirror.write(range, to: &json)
      json += ",\"children\":[".utf8
    }
    func separated<Element>(_ elements: some Sequence<Element>, _ write: (Element) -> Void) {
      for (number, element) in elements.enumerated() {
        if number > 0 { json.append(UInt8(ascii: ",")) }
        write(element)
      }
    }
    func task(_ index: TaskIndex) {
      let last = plan.subtree(of: index).last.map { plan.tasks[$0].range.upperBound } ?? 0
      open(.task(index), plan[index].status.name, to: last)
      separated(plan.children(of: index), task)
      json += (plan[index].status == .cancelled ? "],\"tags\":[1]}" : "]}").utf8
    }
    func project(_ index: ProjectIndex) {
      open(.project(index), plan[index].kind.name, to: snapshot.end(of: index))
      let own = plan.tasks(of: index).filter {
        plan.tasks[$0].project == index && plan.tasks[$0].parent.isNone
      }
      let inner = (index.position + 1..<max(index.position + 1, Int(plan[index].subtreeEnd))).map {
        ProjectIndex($0)
      }.filter { plan[$0].parent == index }
      let children = own.map { NodeIndex.task(TaskIndex($0)) } + inner.map { .project($0) }
      separated(children) { child in
        switch child {
        case .task(let index): task(index)
        case .project(let index): project(index)
        }
      }
      json += "]}".utf8
    }
    let all = snapshot.projects(in: place.file).map { ProjectIndex($0) }
    guard client.takesTreeSymbols else {
      let nodes =
        all.map { NodeIndex.project($0) } + snapshot.tasks(in: place.file).map { .task(TaskIndex($0)) }
      return .array(nodes.map { symbol($0, snapshot) })
    }
    json.append(UInt8(ascii: "["))
    separated(all.filter { plan[$0].parent.isNone }, project)
    json.append(UInt8(ascii: "]"))
    return .written(json)
  }

  private func symbolKind(_ node: NodeIndex, _ plan: Plan) -> Int {
    switch node {
    case .project: SymbolKind.project.rawValue
    case .task(let task): (plan.isMilestone(task) ? SymbolKind.milestone : .task).rawValue
    }
  }

  private func symbol(_ node: NodeIndex, _ snapshot: PlanSnapshot) -> JSONValue {
    let plan = snapshot.plan
    let around: String =
      switch node {
      case .task(let task): plan.path(of: plan[task].project).joined(separator: " / ")
      case .project(let project): plan.path(of: project).dropLast().joined(separator: " / ")
      }
    let name = plan.name(of: node)
    return [
      "name": .string(name.isEmpty ? "(no text)" : name), "kind": .int(symbolKind(node, plan)),
      "containerName": .string(around),
      "location": snapshot.location(plan.file(of: node), snapshot.range(of: node)),
    ]
  }

  /// A list that nobody reads to its end costs the editor time.
  private static let symbolLimit = 256

  /// workspace/symbol: tasks and projects of all plans with these letters in their text, id or handle.
  mutating func workspaceSymbols(_ parameters: JSONValue) -> JSONValue {
    let query = Array((parameters["query"]?.string ?? "").lowercased().utf8.filter { !$0.isSpace })
    var result: [(rank: Int, symbol: JSONValue)] = []
    for root in allRoots() {
      guard let snapshot = snapshot(root) else { continue }
      let plan = snapshot.plan
      let nodes =
        plan.projectIndices.map { NodeIndex.project($0) } + plan.taskIndices.map { NodeIndex.task($0) }
      for node in nodes where !plan[plan.file(of: node)].isArchive {
        let names = [plan.name(of: node), plan.id(of: node) ?? ""].filter { !$0.isEmpty }
        guard let rank = names.compactMap({ LanguageServer.rank(query, in: $0) }).min() else { continue }
        result.append((rank, symbol(node, snapshot)))
        if query.isEmpty, result.count >= LanguageServer.symbolLimit { break }
      }
    }
    // Sorting keeps the plan's order among equals.
    let order = result.indices.sorted { (result[$0].rank, $0) < (result[$1].rank, $1) }
    return .array(order.prefix(LanguageServer.symbolLimit).map { result[$0].symbol })
  }

  /// How well letters match a text: 0 at its beginning, 1 within, 2 one by one; nil: not at all.
  private static func rank(_ query: [UInt8], in text: String) -> Int? {
    let letters = text.lowercased().utf8.filter { !$0.isSpace }
    guard !query.isEmpty else { return 0 }
    if letters.starts(with: query) { return 0 }
    guard letters.count >= query.count else { return nil }
    for start in 1..<max(1, letters.count - query.count + 1)
    where letters[start..<start + query.count].elementsEqual(query) { return 1 }
    var position = 0
    for byte in letters where byte == query[position] {
      position += 1
      if position == query.count { return 2 }
    }
    return nil
  }
}
