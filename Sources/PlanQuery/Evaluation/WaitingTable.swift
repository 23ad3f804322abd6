import PlanModel

/// What waits for what, for many tasks at once: the answers of `Plan.blockers(of:)` and
/// `Plan.blockingTasks()` in time that grows with the plan and its edges, not with their product.
struct WaitingTable: Sendable {
  /// How many tasks before each position wait if anything holds them: unfinished and not started.
  private let idleBefore: [UInt32]
  /// For each project: what it or a project around it waits for is unfinished.
  private let projectIsBlocked: [Bool]

  init(_ plan: Plan) {
    var idle: [UInt32] = [0]
    idle.reserveCapacity(plan.tasks.count + 1)
    for task in plan.tasks {
      idle.append(idle[idle.count - 1] + (task.isUnfinished && task.status != .started ? 1 : 0))
    }
    idleBefore = idle
    var blocked = [Bool](repeating: false, count: plan.projects.count)
    for edge in plan.dependencies[min(plan.dependencies.count, Int(plan.dependencyStarts.last ?? 0))...] {
      guard case .project(let owner) = edge.owner else { continue }
      if WaitingTable.isUnfinished(edge, plan) { blocked[owner.position] = true }
    }
    for (position, project) in plan.projects.enumerated() where !project.parent.isNone {
      if blocked[project.parent.position] { blocked[position] = true }
    }
    projectIsBlocked = blocked
  }

  func isBlocked(_ task: TaskIndex, _ plan: borrowing Plan) -> Bool {
    var record = plan.tasks[task.position]
    guard record.isUnfinished, record.status != .started else { return false }
    if !record.project.isNone, projectIsBlocked[record.project.position] { return true }
    var node = task
    while true {
      if !record.predecessor.isNone, plan.tasks[record.predecessor.position].isUnfinished { return true }
      if record.keys.contains(.after) {
        for edge in plan.dependencies(of: node) where WaitingTable.isUnfinished(edge, plan) { return true }
      }
      guard !record.parent.isNone else { return false }
      node = record.parent
      record = plan.tasks[node.position]
    }
  }

  /// True where a plain `after` waits for something unfinished.
  private static func isUnfinished(_ edge: Dependency, _ plan: borrowing Plan) -> Bool {
    guard edge.kind == .after, edge.end == .end else { return false }
    switch edge.target {
    case .task(let other): return plan.tasks[other.position].isUnfinished
    case .project(let other): return plan.isUnfinished(other)
    case .unknown: return false
    }
  }

  /// Tasks that something waits for: the owner of an edge waits with everything below it.
  func blockingTasks(_ plan: Plan) -> [Bool] {
    var result = [Bool](repeating: false, count: plan.tasks.count)
    func mark(_ edge: Dependency) {
      guard edge.kind == .after, edge.end == .end, case .task(let other) = edge.target else { return }
      if plan.tasks[other.position].isUnfinished { result[other.position] = true }
    }
    func hasIdle(_ range: Range<Int>) -> Bool { idleBefore[range.upperBound] > idleBefore[range.lowerBound] }
    for position in plan.tasks.indices {
      let record = plan.tasks[position]
      let waits = !record.predecessor.isNone || record.keys.contains(.after)
      guard waits, hasIdle(position..<max(position + 1, Int(record.subtreeEnd))) else { continue }
      if !record.predecessor.isNone, plan.tasks[record.predecessor.position].isUnfinished {
        result[record.predecessor.position] = true
      }
      for edge in plan.dependencies(of: TaskIndex(position)) { mark(edge) }
    }
    for edge in plan.dependencies[min(plan.dependencies.count, Int(plan.dependencyStarts.last ?? 0))...] {
      guard case .project(let owner) = edge.owner, hasIdle(plan.tasks(of: owner)) else { continue }
      mark(edge)
    }
    return result
  }
}
