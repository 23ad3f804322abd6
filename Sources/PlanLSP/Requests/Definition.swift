import PlanModel

extension LanguageServer {
  /// textDocument/definition: the task or project that a reference means, the person in the configuration.
  func definition(_ parameters: JSONValue, _ place: Place) throws(Problem) -> JSONValue {
    let snapshot = place.snapshot
    let offset = try place.offset(parameters["position"])
    if let link = snapshot.wikilinks(in: place.file).first(where: { $0.range.contains(offset) }) {
      return snapshot.location(link.target, 0..<0)
    }
    guard let (name, _) = snapshot.name(at: offset, in: place.file) else { return .null }
    switch name {
    case .id(let node, _): return snapshot.location(snapshot.plan.file(of: node), snapshot.range(of: node))
    case .person:
      let found = snapshot.places(of: name).first(where: \.isDefinition)
      return found.map { snapshot.location($0.file, $0.range) } ?? .null
    case .label, .unknownID: return .null
    }
  }

  /// textDocument/references: of a name, every place where it is written; of a task, what refers to it.
  func references(_ parameters: JSONValue, _ place: Place) throws(Problem) -> JSONValue {
    let snapshot = place.snapshot
    let offset = try place.offset(parameters["position"])
    let withDefinition = parameters["context"]?["includeDeclaration"]?.bool ?? true
    var places: [NamePlace] = []
    if let (name, _) = snapshot.name(at: offset, in: place.file) {
      places = snapshot.places(of: name)
    } else if let node = snapshot.node(at: offset, in: place.file) {
      places = snapshot.plan.tags(of: node).filter {
        $0.isEffective && ($0.key == .id || $0.key == .blockID) && $0.form != .frontMatter
      }.flatMap { snapshot.places(of: .id(node, name: snapshot.plan[place.file].text($0.value))) }
    }
    return .array(
      places.filter { withDefinition || !$0.isDefinition }.map { snapshot.location($0.file, $0.range) })
  }

  /// textDocument/documentHighlight
  func highlights(_ parameters: JSONValue, _ place: Place) throws(Problem) -> JSONValue {
    let offset = try place.offset(parameters["position"])
    guard let (name, _) = place.snapshot.name(at: offset, in: place.file) else { return [] }
    return .array(
      place.snapshot.places(of: name).filter { $0.file == place.file }.map {
        ["range": place.json($0.range), "kind": .int($0.isDefinition ? 3 : 2)]
      })
  }
}

extension PlanSnapshot {
  /// A task's own lines, a project's heading.
  func range(of node: NodeIndex) -> Range<Int> {
    switch node {
    case .task(let task): plan[task].range.range
    case .project(let project): plan[project].range.range
    }
  }

  /// Links such as `[[note]]` in tasks and headings that lead to files of the plan.
  func wikilinks(in file: FileIndex) -> [(range: Range<Int>, target: FileIndex)] {
    let bytes = plan[file].bytes
    var result: [(range: Range<Int>, target: FileIndex)] = []
    func look(_ range: Range<Int>) {
      var offset = range.lowerBound
      while offset + 4 < range.upperBound {
        guard bytes.starts(with: "[[", at: offset) else {
          offset += 1
          continue
        }
        var end = offset + 2
        while end + 1 < range.upperBound, !bytes[end].isLineEnd, !bytes.starts(with: "]]", at: end) {
          end += 1
        }
        if bytes.starts(with: "]]", at: end) {
          let inner = plan[file].text(offset + 2..<end)
          let path = inner.prefix { $0 != "|" && $0 != "#" }
          if let target = target(of: String(path)) { result.append((offset..<end + 2, target)) }
        }
        offset = end
      }
    }
    for task in tasks(in: file) { look(plan.tasks[task].range.range) }
    for project in projects(in: file) { look(plan.projects[project].range.range) }
    return result.sorted { $0.range.lowerBound < $1.range.lowerBound }
  }

  private func target(of link: String) -> FileIndex? {
    guard !link.isEmpty else { return nil }
    if let found = files[link] ?? files[link + ".md"] { return found }
    return stems[link.lowercased()]
  }
}
