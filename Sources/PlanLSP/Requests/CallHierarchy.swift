import PlanWorkspace
import PlanModel

// Dependencies as a call hierarchy: a task "calls" what it waits for.

extension LanguageServer {
  /// textDocument/prepareCallHierarchy
  func prepareCallHierarchy(_ parameters: JSONValue, _ place: Place) throws(Problem) -> JSONValue {
    let offset = try place.offset(parameters["position"])
    if let (name, _) = place.snapshot.name(at: offset, in: place.file), case .id(let node, _) = name {
      return [item(node, place.snapshot)]
    }
    guard let node = place.snapshot.node(at: offset, in: place.file) else { return .null }
    return [item(node, place.snapshot)]
  }

  private func item(_ node: NodeIndex, _ snapshot: PlanSnapshot) -> JSONValue {
    let plan = snapshot.plan
    let file = plan.file(of: node)
    let isTask = if case .task = node { true } else { false }
    let detail: String =
      switch node {
      case .task(let task):
        [plan[task].status.name, plan.due(task).map { "due \($0)" }].compactMap(\.self).joined(
          separator: ", ")
      case .project(let project): plan[project].kind.name
      }
    let name = plan.name(of: node)
    return [
      "name": .string(name.isEmpty ? "(no text)" : name), "kind": .int(isTask ? 7 : 4),
      "detail": .string(detail), "uri": .string(snapshot.uri(file)),
      "range": snapshot.mirror(file).json(snapshot.range(of: node)),
      "selectionRange": snapshot.mirror(file).json(snapshot.range(of: node)),
      "data": [
        "root": .string(snapshot.workspace.root), "isTask": .bool(isTask),
        "position": .int(position(node)), "name": .string(name),
      ],
    ]
  }

  private func position(_ node: NodeIndex) -> Int {
    switch node {
    case .task(let task): task.position
    case .project(let project): project.position
    }
  }

  /// callHierarchy/incomingCalls: what waits for it. callHierarchy/outgoingCalls: what it waits for.
  mutating func calls(_ parameters: JSONValue, incoming: Bool) throws(Problem) -> JSONValue {
    guard let data = parameters["item"]?["data"], let root = data["root"]?.string,
      let position = data["position"]?.int, let isTask = data["isTask"]?.bool
    else { throw .badParameters("the item is none of this server's") }
    guard let snapshot = snapshot(root) else { throw .failed("the plan is not open") }
    let plan = snapshot.plan
    // The plan may have changed since; then what stands there now is not what was asked about.
    guard position >= 0, position < (isTask ? plan.tasks.count : plan.projects.count) else {
      throw .contentModified
    }
    let node: NodeIndex = isTask ? .task(TaskIndex(position)) : .project(ProjectIndex(position))
    guard plan.name(of: node) == data["name"]?.string else { throw .contentModified }
    var found: [NodeIndex: [Range<Int>]] = [:]
    for edge in plan.dependencies {
      guard let target = edge.targetNode else { continue }
      // `before:` says the same from the other side.
      let (waits, first) = edge.kind == .before ? (target, edge.owner) : (edge.owner, target)
      guard (incoming ? first : waits) == node else { continue }
      let other = incoming ? waits : first
      // Where the call is made: in the file of the one that waits.
      let isThere = plan.file(of: waits) == edge.file
      found[other, default: []].append(isThere ? edge.reference.range : snapshot.range(of: waits))
    }
    if case .task(let task) = node {
      if incoming {
        for next in snapshot.waiting[task] ?? [] where plan[next].predecessor == task {
          found[.task(next), default: []].append(snapshot.range(of: .task(next)))
        }
      } else if let previous = plan[task].predecessor.orNil {
        found[.task(previous), default: []].append(snapshot.range(of: node))
      }
    }
    let order = found.keys.sorted {
      (plan.file(of: $0), plan.line(of: $0)) < (plan.file(of: $1), plan.line(of: $1))
    }
    return .array(
      order.map { other in
        let mirror = snapshot.mirror(plan.file(of: incoming ? other : node))
        let ranges = JSONValue.array((found[other] ?? []).map { mirror.json($0) })
        return [incoming ? "from" : "to": item(other, snapshot), "fromRanges": ranges]
      })
  }
}
