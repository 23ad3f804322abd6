import PlanModel

/// What is true of a task once its parents and projects are counted in.
struct TaskState: OptionSet, Sendable {
  let rawValue: UInt16
  /// Not left out by the reader's filter.
  static let included = TaskState(rawValue: 1)
  static let archived = TaskState(rawValue: 2)
  /// Nothing is below it.
  static let leaf = TaskState(rawValue: 4)
  /// Cancelled, or below something cancelled.
  static let cancelled = TaskState(rawValue: 8)
  /// Held, or below something held.
  static let held = TaskState(rawValue: 16)
  /// Somebody is assigned, here or around it.
  static let assigned = TaskState(rawValue: 32)
  /// Work of an area.
  static let area = TaskState(rawValue: 64)
  /// A parent states an estimate that stands for this task too.
  static let estimatedAbove = TaskState(rawValue: 128)
  /// The task itself waits for something unfinished.
  static let waitsItself = TaskState(rawValue: 256)
  /// The task or something around it waits for something unfinished.
  static let waits = TaskState(rawValue: 512)
}

/// One state for each task, found in two walks over the plan, so that no task has to climb to its parents.
struct TaskStates: Sendable {
  private(set) var states: [TaskState] = []
  /// True where a project itself waits for something unfinished.
  private(set) var projectWaitsItself: [Bool] = []
  /// How many tasks before a position are unfinished; one more than there are tasks.
  private var unfinishedBefore: [Int32] = [0]

  init(_ plan: Plan, includes: [Bool]?) {
    let isArchive = plan.files.map(\.isArchive)
    let assigned = TaskStates.assignedProjects(plan)
    states.reserveCapacity(plan.tasks.count)
    unfinishedBefore.reserveCapacity(plan.tasks.count + 1)
    var unfinished: Int32 = 0
    for (position, task) in plan.tasks.enumerated() {
      var state = TaskState()
      if task.parent.isNone {
        if assigned[task.project.position] { state.insert(.assigned) }
        if plan[task.project].kind == .area { state.insert(.area) }
      } else {
        let parent = states[task.parent.position]
        state = parent.intersection([.cancelled, .held, .assigned, .area, .estimatedAbove])
        if plan[task.parent].keys.contains(.estimate) { state.insert(.estimatedAbove) }
      }
      if includes.map({ position < $0.count && $0[position] }) ?? true { state.insert(.included) }
      if isArchive[task.file.position] { state.insert(.archived) }
      if Int(task.subtreeEnd) <= position + 1 { state.insert(.leaf) }
      if task.status == .cancelled { state.insert(.cancelled) }
      if task.status == .held { state.insert(.held) }
      if task.keys.contains(.assignee) { state.insert(.assigned) }
      if task.keys.contains(.type) { TaskStates.readType(of: TaskIndex(position), plan, &state) }
      states.append(state)
      if task.isUnfinished, !state.contains(.cancelled) { unfinished += 1 }
      unfinishedBefore.append(unfinished)
    }
    findWaiting(plan)
  }

  @inline(__always) subscript(_ position: Int) -> TaskState { states[position] }

  /// Neither done nor given up, alone or with its parents.
  @inline(__always) func isUnfinished(_ position: Int) -> Bool {
    unfinishedBefore[position + 1] > unfinishedBefore[position]
  }

  /// True while one of the tasks is unfinished.
  func isUnfinished(_ tasks: Range<Int>) -> Bool {
    unfinishedBefore[tasks.upperBound] > unfinishedBefore[tasks.lowerBound]
  }

  private static func readType(of task: TaskIndex, _ plan: Plan, _ state: inout TaskState) {
    guard let tag = plan.tag(.type, of: task) else { return }
    if plan.bytes(of: task).equalsIgnoringCase(tag.value, "area") {
      state.insert(.area)
    } else {
      state.remove(.area)
    }
  }

  private static func assignedProjects(_ plan: Plan) -> [Bool] {
    var result: [Bool] = []
    for project in plan.projects {
      result.append(
        project.keys.contains(.assignee) || (project.parent.orNil.map { result[$0.position] } ?? false))
    }
    return result
  }
}

// MARK: - Waiting for others

extension TaskStates {
  /// The unfinished tasks and projects that a node itself waits for, each once, in the order of its line.
  func blockers(of node: NodeIndex, edges: ArraySlice<Dependency>, _ plan: Plan) -> [Blocker] {
    var found: [Blocker] = []
    if case .task(let task) = node, let previous = plan[task].predecessor.orNil,
      isUnfinished(previous.position)
    {
      found.append(.task(previous))
    }
    for edge in edges { if let blocker = blocker(edge, plan) { found.append(blocker) } }
    guard found.count > 1 else { return found }
    var seen: Set<Blocker> = []
    return found.filter { seen.insert($0).inserted }
  }

  private func blocker(_ edge: Dependency, _ plan: Plan) -> Blocker? {
    guard edge.kind == .after, edge.end == .end else { return nil }
    switch edge.target {
    case .task(let task): return isUnfinished(task.position) ? .task(task) : nil
    case .project(let project): return isUnfinished(plan.tasks(of: project)) ? .project(project) : nil
    case .unknown: return nil
    }
  }

  private mutating func findWaiting(_ plan: Plan) {
    projectWaitsItself = [Bool](repeating: false, count: plan.projects.count)
    for edge in plan.dependencies[Int(plan.dependencyStarts.last ?? 0)...] {
      guard case .project(let project) = edge.owner, blocker(edge, plan) != nil else { continue }
      projectWaitsItself[project.position] = true
    }
    var projectWaits: [Bool] = []
    projectWaits.reserveCapacity(plan.projects.count)
    for (position, project) in plan.projects.enumerated() {
      let around = project.parent.orNil.map { projectWaits[$0.position] } ?? false
      projectWaits.append(around || projectWaitsItself[position])
    }
    for (position, task) in plan.tasks.enumerated() {
      let waitsItself = waits(TaskIndex(position), task, plan)
      if waitsItself { states[position].insert(.waitsItself) }
      let around =
        task.parent.isNone
        ? projectWaits[task.project.position] : states[task.parent.position].contains(.waits)
      if waitsItself || around { states[position].insert(.waits) }
    }
  }

  private func waits(_ index: TaskIndex, _ task: Task, _ plan: Plan) -> Bool {
    if !task.predecessor.isNone, isUnfinished(task.predecessor.position) { return true }
    guard task.keys.contains(.after) else { return false }
    return plan.dependencies(of: index).contains { blocker($0, plan) != nil }
  }
}
