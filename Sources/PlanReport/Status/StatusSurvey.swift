import PlanModel

/// One walk over the tasks that counts for projects, groups and kinds, and fills the lists of a report.
struct StatusSurvey: Sendable {
  let plan: Plan
  let today: Day
  let period: StatusPeriod
  let weeks: ComingWeeks
  private let states: TaskStates
  private let grouping: StatusGrouping
  private(set) var log: StatusLog
  private var efforts: TaskEfforts
  private var taskGroups: TaskGroups

  private(set) var totals = StatusCounts()
  /// What each project has of its own, without the projects below it.
  private(set) var ofProjects: [StatusCounts]
  private(set) var ofKind = (projects: StatusCounts(), areas: StatusCounts())
  private(set) var overdue: [StatusItem] = []
  private(set) var dueThisWeek: [StatusItem] = []
  private(set) var dueNextWeek: [StatusItem] = []
  private(set) var blocked: [BlockedItem] = []
  private(set) var waiting: [StatusItem] = []
  private(set) var held: [StatusItem] = []
  private(set) var unassigned: [StatusItem] = []
  private(set) var milestones: [Milestone] = []
  private(set) var started: [StatusItem] = []
  private(set) var finished: [StatusItem] = []

  init(
    _ plan: Plan, states: TaskStates, today: Day, period: StatusPeriod, grouping: StatusGrouping,
    includes: [Bool]?
  ) {
    (self.plan, self.states, self.today, self.period) = (plan, states, today, period)
    self.grouping = grouping
    weeks = ComingWeeks(today: today, period: period, calendar: plan.configuration.calendar)
    log = StatusLog(plan, states: states, period: period, includes: includes)
    efforts = TaskEfforts(plan)
    taskGroups = TaskGroups(plan, by: grouping)
    ofProjects = [StatusCounts](repeating: StatusCounts(), count: plan.projects.count)
  }

  mutating func run() {
    for (position, task) in plan.tasks.enumerated() where states[position].contains(.included) {
      count(TaskIndex(position), task, states[position])
    }
    for entry in log.onProjects {
      var counts = StatusCounts()
      (counts.spent, counts.logged) = (entry.spent, entry.logged)
      totals += counts
      ofProjects[entry.project.position] += counts
      if plan[entry.project].kind == .area { ofKind.areas += counts } else { ofKind.projects += counts }
    }
    log.finish()
    findBlocked()
    milestones.sort(by: Milestone.isBefore)
  }

  /// The groups with anything in them by name, tasks without any last.
  var groups: [GroupStatus] {
    guard grouping != .project else { return [] }
    var counts = taskGroups.counts()
    if grouping == .person {
      // Time belongs to whoever logged it.
      for time in log.times { counts[time.person ?? "", default: StatusCounts()].logged += time.minutes }
    }
    return counts.filter { $1.total > 0 || $1.finished > 0 || $1.logged != 0 }
      .map { GroupStatus(name: $0, counts: $1) }
      .sorted { a, b in a.name.isEmpty != b.name.isEmpty ? b.name.isEmpty : a.name < b.name }
  }

  // MARK: One task

  private mutating func count(_ index: TaskIndex, _ task: Task, _ state: TaskState) {
    var counts = StatusCounts()
    let position = index.position
    log.addTags(of: index, task)
    (counts.spent, counts.logged) = (log.spent[position], log.logged[position])
    if task.status == .done {
      countFinished(index, task, &counts)
      if !state.contains(.archived) {
        if state.contains(.leaf) { counts.done = 1 }
        countEffort(index, task, state, &counts)
      }
    } else if !state.contains(.cancelled), !state.contains(.archived) {
      countOpen(index, task, state, &counts)
      countEffort(index, task, state, &counts)
    }
    add(counts, position, task, state)
  }

  private mutating func add(_ counts: StatusCounts, _ position: Int, _ task: Task, _ state: TaskState) {
    totals += counts
    ofProjects[task.project.position] += counts
    if state.contains(.area) { ofKind.areas += counts } else { ofKind.projects += counts }
    guard !taskGroups.isEmpty else { return }
    var own = counts
    if grouping == .person { own.logged = 0 }
    taskGroups.add(own, of: position)
  }

  private mutating func countFinished(_ index: TaskIndex, _ task: Task, _ counts: inout StatusCounts) {
    guard task.keys.contains(.done), let date = plan.date(.done, of: index), period.contains(date.last) else {
      return
    }
    counts.finished = 1
    finished.append(StatusItem(task: index, date: date))
  }

  private func countEffort(_ index: TaskIndex, _ task: Task, _ state: TaskState, _ counts: inout StatusCounts)
  {
    let own = efforts.own(index.position)
    counts.effortTotal = own
    if task.status == .done {
      counts.effortDone = own
    } else {
      counts.remaining = efforts.remaining(
        index, task, isLeaf: state.contains(.leaf), spent: log.spent[index.position], plan)
    }
    // What waits or takes a span has a length of its own; a milestone has none.
    let isEstimated =
      !task.keys.isDisjoint(with: TaskEfforts.keys) || task.status == .waiting
      || state.contains(.estimatedAbove)
    if state.contains(.leaf), !isEstimated, !plan.isMilestone(index) { counts.unestimated = 1 }
  }

  private mutating func countOpen(
    _ index: TaskIndex, _ task: Task, _ state: TaskState, _ counts: inout StatusCounts
  ) {
    let isLeaf = state.contains(.leaf)
    let isMilestone = task.keys.contains(.label) && plan.isMilestone(index)
    let due = task.keys.contains(.due) ? plan.date(.due, of: index) : nil
    let item = StatusItem(task: index, date: due)
    if isLeaf {
      counts.open = 1
      if task.status == .started { counts.started = 1 }
    }
    if state.contains(.held) {
      if isLeaf { counts.held = 1 }
      if task.status == .held { held.append(item) }
      return
    }
    if let due { countDue(due.last, item, &counts) }
    if task.status == .waiting || task.keys.contains(.waiting) {
      if isLeaf { counts.waiting = 1 }
      waiting.append(item)
    } else if isLeaf, !isMilestone, !state.contains(.assigned) {
      counts.unassigned = 1
      unassigned.append(item)
    }
    if isLeaf, task.status != .started, state.contains(.waits) { counts.blocked = 1 }
    if isMilestone { addMilestone(index, task, due, &counts) }
    let first = log.firstDay[index.position]
    if period.contains(first) { started.append(StatusItem(task: index, date: DateValue(first))) }
  }

  private mutating func countDue(_ day: Day, _ item: StatusItem, _ counts: inout StatusCounts) {
    if day < today {
      counts.overdue = 1
      overdue.append(item)
    } else if weeks.current.contains(day) {
      counts.dueThisWeek = 1
      dueThisWeek.append(item)
    } else if weeks.next.contains(day) {
      counts.dueNextWeek = 1
      dueNextWeek.append(item)
    }
  }

  private mutating func addMilestone(
    _ index: TaskIndex, _ task: Task, _ due: DateValue?, _ counts: inout StatusCounts
  ) {
    let date = due ?? plan.date(.fixed, of: index) ?? plan.date(.scheduled, of: index)
    let isMissed = date.map { $0.last < today } ?? false
    if isMissed { counts.missedMilestones = 1 }
    milestones.append(Milestone(task: index, date: date, isMissed: isMissed))
  }

  // MARK: What waits for others

  private mutating func findBlocked() {
    for (position, task) in plan.tasks.enumerated() {
      let state = states[position]
      guard state.contains(.waitsItself), state.contains(.included), states.isUnfinished(position),
        state.isDisjoint(with: [.held, .archived]), task.status != .started
      else { continue }
      let index = TaskIndex(position)
      let blockers = states.blockers(of: .task(index), edges: plan.dependencies(of: index), plan)
      addBlocked(.task(index), due: plan.date(.due, of: index), blockers)
    }
    let edges = plan.dependencies[Int(plan.dependencyStarts.last ?? 0)...]
    var start = edges.startIndex
    while start < edges.endIndex {
      let owner = edges[start].owner
      let end = edges[start...].firstIndex { $0.owner != owner } ?? edges.endIndex
      let own = edges[start..<end]
      start = end
      guard case .project(let project) = owner, states.projectWaitsItself[project.position],
        !plan[plan[project].file].isArchive, hasOpenTask(project)
      else { continue }
      let due = plan[project].kind == .project ? plan.date(.due, of: project) : nil
      addBlocked(owner, due: due, states.blockers(of: owner, edges: own, plan))
    }
    // Tasks stand before projects and both in order of lines, which a stable sort keeps.
    blocked.sort { a, b in
      switch (a.due, b.due) {
      case (let first?, let second?): first.last < second.last
      case (_?, nil): true
      case (nil, _): false
      }
    }
  }

  private func hasOpenTask(_ project: ProjectIndex) -> Bool {
    plan.tasks(of: project).contains { states[$0].contains(.included) && states.isUnfinished($0) }
  }

  private mutating func addBlocked(_ node: NodeIndex, due: DateValue?, _ blockers: [Blocker]) {
    var (troubles, others): ([Blocker], [Blocker]) = ([], [])
    // A loop, since a method that is passed on would copy the whole survey.
    for blocker in blockers {
      if isTrouble(blocker) { troubles.append(blocker) } else { others.append(blocker) }
    }
    let isDueSoon = due.map { $0.last <= weeks.next.last } ?? false
    blocked.append(
      BlockedItem(
        node: node, due: due, blockers: troubles + others, isPressing: isDueSoon || !troubles.isEmpty))
  }

  /// A blocker that will not simply be done in its turn.
  private func isTrouble(_ blocker: Blocker) -> Bool {
    switch blocker {
    case .task(let task):
      let isLate = plan[task].keys.contains(.due) && (plan.due(task).map { $0 < today } ?? false)
      return isLate || plan[task].status == .waiting || states[task.position].contains(.held)
    case .project(let project):
      return plan[project].kind == .project && (plan.due(project).map { $0 < today } ?? false)
    }
  }
}
