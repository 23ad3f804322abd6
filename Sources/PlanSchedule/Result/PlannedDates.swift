package import PlanModel

/// The days on which the schedule has tasks and ends projects, for views that show them beside other things.
///
/// Only what has an estimate, a length or a pin has planned days: of the rest the schedule guesses, and says so itself.
package struct PlannedDates: Sendable {
  private let schedule: Schedule
  private let unestimated: Set<TaskIndex>
  private let projectEnds: [Day?]

  /// Nothing where no open task is estimated, and in plans that are too large to be levelled in passing.
  package init?(_ plan: Plan, today: Day) {
    guard plan.isLevelledInPassing else { return nil }
    let hasEstimates = plan.tasks.contains {
      $0.isUnfinished && ($0.keys.contains(.estimate) || $0.keys.contains(.span))
    }
    guard hasEstimates else { return nil }
    self.init(plan, Scheduler(plan, today: today).schedule(withReasons: false))
  }

  /// The days of a schedule that is there already.
  package init(_ plan: Plan, _ schedule: Schedule) {
    self.schedule = schedule
    let unestimated = Set(schedule.unestimated)
    self.unestimated = unestimated
    let unscheduled = schedule.unscheduled.map(\.task.position).sorted()
    projectEnds = plan.projectIndices.map { project in
      let tasks = plan.tasks(of: project)
      guard plan[project].kind == .project else { return nil }
      // What has no dates leaves the end open, and so does a project of guesses.
      if let first = unscheduled.first(where: { $0 >= tasks.lowerBound }), tasks.contains(first) {
        return nil
      }
      let entries = tasks.compactMap { schedule.entries[$0] }.filter { !$0.isSeries }
      guard entries.contains(where: { !unestimated.contains($0.task) && $0.layer != .summary }) else {
        return nil
      }
      return entries.map(\.finish).max().map(schedule.lastDay)
    }
  }

  /// The first and the last day of a task's remaining work; nil where the schedule would guess.
  package func days(of task: TaskIndex) -> ClosedRange<Day>? {
    guard let entry = schedule[task], !entry.isSeries, !unestimated.contains(task) else { return nil }
    switch entry.layer {
    case .fixed, .running, .planned: break
    // What others do, and what only its subtasks do.
    case .waiting, .milestone, .summary: return nil
    }
    let first = schedule.clock(entry.start).day
    return first...max(first, schedule.lastDay(entry.finish))
  }

  /// When the first task of a project begins that does not recur; nil where nothing of it is scheduled.
  package func start(of project: ProjectIndex, _ plan: Plan) -> Day? {
    plan.tasks(of: project).lazy.compactMap { schedule.entries[$0] }.filter { !$0.isSeries }.map(\.start)
      .min()
      .map { schedule.clock($0).day }
  }

  /// When the last open task of a project ends; nil for areas, and where something in it has no dates.
  package func end(of project: ProjectIndex) -> Day? { projectEnds[project.position] }
}

extension Plan {
  /// Open tasks up to which commands that are not about schedules level the plan: some tenths of a second.
  package static let levellingLimit = 20_000

  /// A recurring task is placed on every of its days, and a person has hours on each: they count for many.
  package var isLevelledInPassing: Bool {
    var size = Int(unfinishedBefore.last ?? 0) + configuration.people.count * 20 + dependencies.count / 10
    guard size <= Plan.levellingLimit else { return false }
    for task in tasks where task.keys.contains(.recurrence) && task.isUnfinished { size += 50 }
    return size <= Plan.levellingLimit
  }
}
