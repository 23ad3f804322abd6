/// What keeps a task from being started now.
public enum Blocker: Hashable, Sendable {
  /// An unfinished task that it waits for.
  case task(TaskIndex)
  /// A project with unfinished tasks.
  case project(ProjectIndex)
}

extension Plan {
  /// True while something below a project is unfinished.
  public func isUnfinished(_ project: ProjectIndex) -> Bool {
    unfinishedCount(in: tasks(of: project)) > 0
  }

  /// How many tasks of a run of positions are unfinished.
  public func unfinishedCount(in range: Range<Int>) -> Int {
    guard range.upperBound < unfinishedBefore.count else { return range.count { tasks[$0].isUnfinished } }
    return Int(unfinishedBefore[range.upperBound]) - Int(unfinishedBefore[range.lowerBound])
  }

  /// The unfinished tasks and projects that a task waits for by plain `after`, an ordered list, or by what its
  /// parents and projects wait for. A started task waits for nothing more.
  public func blockers(of task: TaskIndex) -> [Blocker] {
    guard self[task].isUnfinished, self[task].status != .started else { return [] }
    var found: [Blocker] = []
    func add(_ edge: Dependency) {
      guard edge.kind == .after, edge.end == .end else { return }
      switch edge.target {
      case .task(let other): if self[other].isUnfinished { found.append(.task(other)) }
      case .project(let other): if isUnfinished(other) { found.append(.project(other)) }
      case .unknown: break
      }
    }
    var node = task
    while !node.isNone {
      let previous = self[node].predecessor
      if !previous.isNone, self[previous].isUnfinished { found.append(.task(previous)) }
      if self[node].keys.contains(.after) { for edge in dependencies(of: node) { add(edge) } }
      node = self[node].parent
    }
    var project = self[task].project
    while !project.isNone {
      if self[project].keys.contains(.after) { for edge in dependencies(of: project) { add(edge) } }
      project = self[project].parent
    }
    var seen: Set<Blocker> = []
    return found.filter { seen.insert($0).inserted }
  }

  /// Tasks that something unfinished waits for, one flag each.
  public func blockingTasks() -> [Bool] {
    var result = [Bool](repeating: false, count: tasks.count)
    for index in taskIndices where self[index].isUnfinished {
      for case .task(let other) in blockers(of: index) { result[other.position] = true }
    }
    return result
  }
}

extension Plan {
  /// Due before `today` and not finished.
  public func isOverdue(_ task: TaskIndex, on today: Day) -> Bool {
    guard self[task].isUnfinished, self[task].keys.contains(.due), let due = due(task) else { return false }
    return due < today
  }
}
