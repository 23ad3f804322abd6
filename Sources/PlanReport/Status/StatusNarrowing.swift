import PlanModel

extension StatusReport {
  /// The report of one project with all below it, as if nothing else were in the plan.
  func narrowed(to project: ProjectIndex) -> StatusReport {
    let tasks = plan.tasks(of: project)
    let subtree = project.position..<Int(plan[project].subtreeEnd)
    func holds(_ node: NodeIndex) -> Bool {
      switch node {
      case .task(let task): tasks.contains(task.position)
      case .project(let other): subtree.contains(other.position)
      }
    }
    var part = self
    part.projects = projects.filter { subtree.contains($0.project.position) }
    part.totals = part.projects.first { $0.project == project }?.counts ?? StatusCounts()
    for path: WritableKeyPath<StatusReport, [StatusItem]> in [
      \.overdue, \.dueThisWeek, \.dueNextWeek, \.waiting, \.held, \.unassigned, \.started, \.finished,
    ] {
      part[keyPath: path] = self[keyPath: path].filter { tasks.contains($0.task.position) }
    }
    part.blocked = blocked.filter { holds($0.node) }
    part.milestones = milestones.filter { tasks.contains($0.task.position) }
    part.notes = notes.filter { holds($0.node) }
    var minutes: [String?: Int] = [:]
    for entry in plan.logs where holds(entry.owner) && period.contains(entry.day) {
      if let some = entry.minutes { minutes[plan.person(of: entry), default: 0] += some }
    }
    part.times = minutes.compactMap { $1 == 0 ? nil : LoggedTime(person: $0, minutes: $1) }.sorted(
      by: LoggedTime.isBefore)
    var ofKind = (projects: StatusCounts(), areas: StatusCounts())
    for position in subtree {
      if plan.projects[position].kind == .area {
        ofKind.areas += own[position]
      } else {
        ofKind.projects += own[position]
      }
    }
    part.loggedShare = StatusShare(projects: ofKind.projects.logged, areas: ofKind.areas.logged)
    part.remainingShare = StatusShare(projects: ofKind.projects.remaining, areas: ofKind.areas.remaining)
    part.openShare = StatusShare(projects: ofKind.projects.open, areas: ofKind.areas.open)
    return part
  }
}
