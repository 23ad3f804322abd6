package import PlanModel
package import PlanSchedule

/// Where a plan stands on a day, and what happened in a period: everything as values, nothing as text.
///
/// Leaf tasks are counted, what is cancelled leaves every total, and what is held (alone or with its parents)
/// counts as open but is never late, due or blocked. Archived tasks count for what was finished, logged and paid.
package struct StatusReport: Sendable {
  package let plan: Plan
  package let today: Day
  package let period: StatusPeriod
  package let grouping: StatusGrouping
  /// What the ends of projects are compared with.
  package let baseline: Baseline?
  /// What commits of the period changed, where it was asked.
  package var history: PlanHistory?
  /// What the schedule says, where it was asked.
  let planned: PlannedDates?

  /// The whole plan, the archive's finished and logged work included.
  package internal(set) var totals: StatusCounts
  /// Listed projects and areas, in the order of files and headings, each with all that is below it.
  package internal(set) var projects: [ProjectStatus]
  /// By person, label or key, in order of their names; empty when grouped by project.
  package let groups: [GroupStatus]

  package internal(set) var overdue: [StatusItem]
  /// Due from today to the end of the week.
  package internal(set) var dueThisWeek: [StatusItem]
  package internal(set) var dueNextWeek: [StatusItem]
  package internal(set) var blocked: [BlockedItem]
  /// `[>]`, and open tasks with `waiting:`.
  package internal(set) var waiting: [StatusItem]
  package internal(set) var held: [StatusItem]
  /// Open leaf tasks that nobody is assigned to; waiting, held and milestones left out.
  package internal(set) var unassigned: [StatusItem]
  /// Unfinished ones, missed ones first.
  package internal(set) var milestones: [Milestone]
  /// Unfinished tasks whose first logged time lies in the period.
  package internal(set) var started: [StatusItem]
  /// Tasks and parents done in the period, the latest first.
  package internal(set) var finished: [StatusItem]
  package internal(set) var notes: [StatusNote]
  package internal(set) var times: [LoggedTime]

  package internal(set) var loggedShare: StatusShare
  package internal(set) var remainingShare: StatusShare
  package internal(set) var openShare: StatusShare

  let weeks: ComingWeeks
  /// For each project the one whose name stands for it in lists.
  let homes: [ProjectIndex]
  /// What each project has of its own, without the projects below it.
  let own: [StatusCounts]

  /// - Parameters:
  ///   - period: What is looked back on; the week of today if nil.
  ///   - includes: For each task, whether it counts; nil: all do. Projects without such a task are left out.
  ///   - all: Every heading is a project of its own.
  ///   - planned: When the schedule ends projects; nil: nothing is said of it.
  package init(
    plan: Plan, today: Day, period: StatusPeriod? = nil, by grouping: StatusGrouping = .project,
    includes: [Bool]? = nil, all: Bool = false, planned: PlannedDates? = nil, baseline: Baseline? = nil
  ) {
    let period = period ?? .week(of: today, calendar: plan.configuration.calendar)
    (self.baseline, self.planned) = (baseline, planned)
    let states = TaskStates(plan, includes: includes)
    var survey = StatusSurvey(
      plan, states: states, today: today, period: period, grouping: grouping, includes: includes)
    survey.run()
    (self.plan, self.today, self.period, self.grouping) = (plan, today, period, grouping)
    weeks = survey.weeks
    totals = survey.totals
    let tree = ProjectTree(plan, listed: plan.listedProjects(all: all), isFiltered: includes != nil)
    projects = tree.statuses(survey.ofProjects, survey.log.bookings, today: today, planned: planned)
    homes = tree.homes
    own = survey.ofProjects
    groups = survey.groups
    overdue = StatusItem.sorted(survey.overdue)
    dueThisWeek = StatusItem.sorted(survey.dueThisWeek)
    dueNextWeek = StatusItem.sorted(survey.dueNextWeek)
    blocked = survey.blocked
    waiting = StatusItem.sorted(survey.waiting)
    held = StatusItem.sorted(survey.held)
    unassigned = StatusItem.sorted(survey.unassigned)
    milestones = survey.milestones
    started = StatusItem.sorted(survey.started)
    finished = StatusItem.latestFirst(survey.finished)
    notes = survey.log.notes
    times = survey.log.times
    let (ofProjects, ofAreas) = survey.ofKind
    loggedShare = StatusShare(projects: ofProjects.logged, areas: ofAreas.logged)
    remainingShare = StatusShare(projects: ofProjects.remaining, areas: ofAreas.remaining)
    openShare = StatusShare(projects: ofProjects.open, areas: ofAreas.open)
  }

  /// True if the plan has tasks to speak of.
  package var isEmpty: Bool { totals == StatusCounts() && notes.isEmpty && projects.isEmpty }
}
