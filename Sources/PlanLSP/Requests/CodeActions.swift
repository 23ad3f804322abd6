import PlanModel
import PlanText

extension LanguageServer {
  /// One thing that can be done here.
  private struct Offer {
    let title: String
    let kind: String
    let command: PlanCommand
    var arguments: [String: JSONValue] = [:]
    /// Nothing changes where this says no.
    var isPreferred = false
  }

  /// textDocument/codeAction: fixes of findings that the range touches, safe ones first; then what can be done with
  /// the tasks there.
  mutating func codeActions(_ parameters: JSONValue, _ place: Place) throws(Problem) -> JSONValue {
    let range = try place.range(parameters["range"])
    let only = parameters["context"]?["only"]?.array?.compactMap(\.string)
    func isWanted(_ kind: String) -> Bool {
      only.map { $0.contains { kind == $0 || kind.hasPrefix($0 + ".") } } ?? true
    }
    var actions: [JSONValue] = []
    if isWanted("quickfix") { actions += fixes(place, range) }
    for offer in offers(place, range) where isWanted(offer.kind) {
      if let action = action(offer, place) { actions.append(action) }
    }
    return .array(actions)
  }

  private mutating func fixes(_ place: Place, _ range: Range<Int>) -> [JSONValue] {
    let touched = findings(place, touching: range)
    let fixable = touched.compactMap { finding in finding.fix.map { (finding, $0) } }.filter {
      $0.1.safety > .shown
    }
    return fixable.sorted { $1.1.safety < $0.1.safety }.map { finding, fix in
      let title = finding.help ?? "fix \(finding.rule)"
      let isSafe = fix.safety == .safe
      return [
        "title": .string(isSafe ? title : "\(title) (may change what the plan means)"), "kind": "quickfix",
        "isPreferred": .bool(isSafe), "diagnostics": [diagnostic(finding, place)],
        "edit": place.snapshot.workspaceEdit([(place.file, fix.edits)], client),
      ]
    }
  }

  /// The edit itself, so that the client can show it; a client that takes no actions gets the command. What cannot be
  /// done or would change nothing is not offered.
  private func action(_ offer: Offer, _ place: Place) -> JSONValue? {
    var argument = offer.arguments
    argument["uri"] = .string(place.uri)
    let command: JSONValue = [
      "title": .string(offer.title), "command": .string(offer.command.rawValue),
      "arguments": [.object(argument)],
    ]
    guard client.takesLiteralActions else { return command }
    // Of a large file the edit is made only when it is wanted.
    guard place.bytes.count <= LanguageServer.editsAtOnce, offer.command != .updateBlocks else {
      return ["title": .string(offer.title), "kind": .string(offer.kind), "command": command]
    }
    guard let edits = try? edits(of: offer.command, .object(argument), place),
      edits.contains(where: { !$0.edits.isEmpty })
    else { return nil }
    return [
      "title": .string(offer.title), "kind": .string(offer.kind),
      "edit": place.snapshot.workspaceEdit(edits, client),
    ]
  }

  /// Bytes of a text of which all edits are made before one is chosen.
  private static let editsAtOnce = 64 * 1024

  // MARK: What is offered

  private func offers(_ place: Place, _ range: Range<Int>) -> [Offer] {
    let plan = place.plan
    guard plan[place.file].kind == .plan, !plan.hasConflictMarkers(place.file) else { return [] }
    var offers: [Offer] = []
    let tasks = place.snapshot.tasks(in: place.file, touching: range).filter {
      Int(plan[$0].start) < range.upperBound || range.isEmpty || Int(plan[$0].start) == range.lowerBound
    }
    if let task = tasks.first {
      offers += statusOffers(task, plan, place) + dateOffers(task, place) + assignOffers(task, plan)
      offers += linkOffers(task, tasks, plan) + moveOffers(task, place)
      offers.append(
        Offer(title: "Sort tags", kind: "refactor.rewrite", command: .sortTags, arguments: line(task, plan)))
    }
    let block = plan.blocks.contains {
      $0.file == place.file && $0.opening.lowerBound <= range.upperBound
        && range.lowerBound <= $0.closing.upperBound
    }
    if block {
      offers.append(
        Offer(title: "Update the regenerated blocks of this file", kind: "source", command: .updateBlocks))
    }
    if !place.safeFixes().isEmpty {
      offers.append(Offer(title: "Fix all that can safely be fixed", kind: "source.fixAll", command: .fixAll))
    }
    return offers
  }

  private func line(_ task: TaskIndex, _ plan: Plan) -> [String: JSONValue] {
    ["line": .int(Int(plan[task].line) - 1)]
  }

  private func statusOffers(_ task: TaskIndex, _ plan: Plan, _ place: Place) -> [Offer] {
    let here = line(task, plan)
    func offer(_ title: String, _ command: PlanCommand, _ more: [String: JSONValue] = [:]) -> Offer {
      Offer(title: title, kind: "refactor.rewrite", command: command, arguments: here.merging(more) { $1 })
    }
    guard plan[task].isUnfinished else { return [offer("Open again", .reopen)] }
    let open = plan.subtree(of: task).count { plan.tasks[$0].isUnfinished }
    var offers = [
      open == 0
        ? offer("Done", .done)
        : offer(
          "Done, with \(open) open \(open == 1 ? "subtask" : "subtasks")", .done, ["withSubtasks": true])
    ]
    if plan[task].status != .started { offers.append(offer("Start", .start)) }
    if plan[task].status != .open { offers.append(offer("Open again", .reopen)) }
    if plan[task].status != .held { offers.append(offer("Put on hold", .hold)) }
    return offers + [offer("Cancel", .cancel)]
  }

  private func dateOffers(_ task: TaskIndex, _ place: Place) -> [Offer] {
    let (plan, today) = (place.plan, place.snapshot.today)
    guard plan[task].isUnfinished else { return [] }
    let key = plan.keyToPutOff(task)
    var seen: Set<DateValue> = []
    return ["tomorrow", "next mon", "+1w", "+1mo"].compactMap { when in
      guard let date = plan.dateToPutOff(task, key, when, today: today), date.last > today,
        seen.insert(date).inserted
      else { return nil }
      var arguments = line(task, plan)
      arguments["when"] = .string("\(date)")
      let title = "Defer: \(key.name) \(date.first.weekday.title) \(date)"
      return Offer(title: title, kind: "refactor.rewrite", command: .putOff, arguments: arguments)
    }
  }

  private func assignOffers(_ task: TaskIndex, _ plan: Plan) -> [Offer] {
    guard plan[task].isUnfinished else { return [] }
    let has = Set(plan.assignments(of: .task(task)).flatMap(\.anyOf))
    var names = plan.configuration.people.map(\.key)
    if let me = plan.configuration.me, let position = names.firstIndex(of: me) { names.swapAt(0, position) }
    return names.filter { !has.contains($0) }.prefix(6).map { name in
      var arguments = line(task, plan)
      arguments["who"] = .string("@\(name)")
      return Offer(
        title: "Assign to @\(name)", kind: "refactor.rewrite", command: .assign, arguments: arguments)
    }
  }

  private func linkOffers(_ task: TaskIndex, _ tasks: [TaskIndex], _ plan: Plan) -> [Offer] {
    var offers: [Offer] = []
    if plan[task].keys.isDisjoint(with: KeySet(.id, .blockID)) {
      offers.append(
        Offer(title: "Give it an id", kind: "refactor.rewrite", command: .addID, arguments: line(task, plan)))
    }
    let siblings = tasks.filter {
      plan[$0].parent == plan[task].parent && plan[$0].project == plan[task].project
    }
    var arguments = line(task, plan)
    if let last = siblings.last, last != task {
      arguments["last"] = .int(Int(plan[last].line) - 1)
      offers.append(
        Offer(
          title: "Let each wait for the one before", kind: "refactor.rewrite", command: .wait,
          arguments: arguments))
    } else if let before = plan.sibling(before: task), plan[before].isUnfinished, plan[task].isUnfinished,
      plan[task].predecessor != before,
      !plan.dependencies(of: task).contains(where: { $0.targetNode == .task(before) })
    {
      arguments["on"] = .int(Int(plan[before].line) - 1)
      offers.append(
        Offer(
          title: "Wait for '\(LanguageServer.shortened(plan.text(of: before)))'", kind: "refactor.rewrite",
          command: .wait, arguments: arguments))
    }
    return offers
  }

  /// To the projects of the same file and the tops of others, the nearest first.
  private func moveOffers(_ task: TaskIndex, _ place: Place) -> [Offer] {
    let (plan, snapshot) = (place.plan, place.snapshot)
    var offers: [Offer] = []
    if plan[task].isUnfinished, !plan[task].keys.contains(.recurrence) {
      offers.append(
        Offer(
          title: "Make a project of it", kind: "refactor.move", command: .makeProject,
          arguments: line(task, plan)))
    }
    let here = plan[task].project
    let own = snapshot.projects(in: place.file).map { ProjectIndex($0) }
    let others = plan.projectIndices.filter {
      plan[$0].parent.isNone && plan[$0].file != place.file && plan[plan[$0].file].kind == .plan
    }
    let near = own.sorted { abs($0.position - here.position) < abs($1.position - here.position) }
    for project in (near.prefix(6) + others.prefix(6)) {
      guard project != here || !plan[task].parent.isNone,
        !plan[project].range.isEmpty || plan[project].file != place.file,
        !plan[project].name.isEmpty
      else { continue }
      var arguments = line(task, plan)
      arguments["to"] = .int(Int(plan[project].line) - 1)
      arguments["toUri"] = .string(snapshot.uri(plan[project].file))
      let path = plan.path(of: project).joined(separator: " / ")
      offers.append(
        Offer(
          title: "Move into '\(LanguageServer.shortened(path))'", kind: "refactor.move", command: .move,
          arguments: arguments))
    }
    return offers
  }

  private static func shortened(_ text: String) -> String {
    text.count > 50 ? text.prefix(49) + "…" : text
  }
}

extension Plan {
  /// The task before it on the same level of the same list.
  func sibling(before task: TaskIndex) -> TaskIndex? {
    var position = task.position - 1
    while position >= 0, self[TaskIndex(position)].file == self[task].file {
      let other = TaskIndex(position)
      if other == self[task].parent || self[other].project != self[task].project { return nil }
      if self[other].parent == self[task].parent { return other }
      position -= 1
    }
    return nil
  }
}
