import PlanModel

extension StatusReport {
  /// The report for people: what a manager asks first stands first, what is empty is not there.
  package var report: Report {
    var page = StatusPage(self)
    return page.build()
  }
}

/// Lays the values of a status report out in sections.
struct StatusPage {
  let status: StatusReport
  let words: StatusWords
  var report: Report

  /// Rows of a list; how many more there are is said below it.
  static let rowLimit = 20

  init(_ status: StatusReport) {
    self.status = status
    words = StatusWords(status.plan)
    report = Report(title: "Status on \(StatusWords.day(status.today))")
  }

  /// What happened in the period, and how things stand.
  var sentences: (past: String, present: String) { (past, present) }

  mutating func build() -> Report {
    report.add(.paragraph(past))
    report.add(.paragraph(present))
    addOverview()
    addNotes("Risks", status.notes.filter(\.isRisk))
    addItems("Overdue", status.overdue, .bad)
    let week = DateValue(first: status.weeks.current.last - 6, precision: .week, minute: 0)
    addComing(status.weeks.isThisWeek ? "Due this week" : "Due by the end of \(week)", status.dueThisWeek)
    addComing(status.weeks.isThisWeek ? "Next week" : "The week after", status.dueNextWeek)
    addBlocked()
    addWaiting()
    addMilestones()
    addItems("Started", status.started, dateTitle: "Started")
    addItems("Finished", finishedTops, dateTitle: "Done")
    addNotes("Notes", status.notes.filter { !$0.isRisk })
    addItems("On hold", status.held)
    addUnassigned()
    addTimes()
    addShares()
    addBudgets()
    addHistory()
    return report
  }

  /// What commits of the period changed.
  private mutating func addHistory() {
    guard let history = status.history, let first = history.points.first, let last = history.points.last,
      first != last || !history.drifts.isEmpty
    else { return }
    report.add(.heading(1, "The plan by its commits"))
    report.add(
      .list(
        [
          "tasks: \(first.tasks) → \(last.tasks)", "done: \(first.done) → \(last.done)",
          "to do: \(first.toDo) → \(last.toDo)",
        ] + history.drifts.map { "due day of \($0.words)" }))
  }

  // MARK: Overview

  /// What happened in the period.
  private var past: String {
    let span = "\(status.period.first) to \(status.period.last)"
    let period = status.period.week.map { "Week \($0), \(span)" } ?? "From \(span)"
    var facts: [String] = []
    if status.totals.finished > 0 { facts.append("\(status.totals.finished) finished") }
    if status.totals.logged != 0 { facts.append("\(StatusWords.hours(status.totals.logged)) logged") }
    return facts.isEmpty ? period + "." : "\(period): \(facts.joined(separator: ", "))."
  }

  /// How things stand.
  private var present: String {
    let totals = status.totals
    guard totals.total > 0 else { return "No tasks." }
    let facts = [
      (totals.overdue, "overdue"), (status.weeks.isThisWeek ? totals.dueThisWeek : 0, "due this week"),
      (totals.started, "in progress"), (totals.waiting, "waiting"), (totals.held, "on hold"),
      (totals.unestimated, "without an estimate"),
    ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
    let open = StatusWords.count(totals.open, "open task")
    return facts.isEmpty ? open + "." : "\(open): \(facts.joined(separator: ", "))."
  }

  private mutating func addOverview() {
    if status.grouping != .project {
      report.addSection(groupTitle, groupTable.withoutEmptyColumns())
      return
    }
    if let roadmap = Roadmap(status, depth: status.projects.count > 40 ? 0 : 1) {
      report.add(.diagram(roadmap))
    }
    let rows = ProjectRows(status.plan, status.projects, folds: true, baseline: status.baseline)
    report.addSection("Projects", rows.table)
    if let rest = rows.foldedSentence { report.add(.paragraph(rest)) }
    let reasons = rows.reasons
    if !reasons.isEmpty { report.add(.list(reasons)) }
  }

  private var groupTitle: String {
    switch status.grouping {
    case .project: "Projects"
    case .person: "People"
    case .label: "Labels"
    case .key(let key): "By \(key)"
    }
  }

  private var groupTable: Table {
    let name =
      switch status.grouping {
      case .project: "Project"
      case .person: "Person"
      case .label: "Label"
      case .key(let key): key.prefix(1).uppercased() + key.dropFirst()
      }
    let rows = status.groups.map { group in
      let counts = group.counts
      let title: Cell =
        switch (group.name.isEmpty, status.grouping) {
        case (true, .person): .text("(nobody)")
        case (true, _): .text("(none)")
        case (false, .person): .names([group.name])
        case (false, .label): .labels([group.name])
        case (false, _): .text(group.name)
        }
      return Row([
        title, .text(StatusWords.progress(counts.progress)), .number(counts.open), some(counts.overdue),
        some(counts.dueThisWeek), some(counts.started),
        counts.remaining > 0 ? .text(words.work(counts.remaining)) : .empty,
        counts.logged != 0 ? .text(StatusWords.hours(counts.logged)) : .empty,
      ])
    }
    return Table(
      [
        Column("name", name, isFlexible: true), Column("progress", "Progress"),
        Column("open", "Open", isNumeric: true), Column("overdue", "Late", isNumeric: true),
        Column("dueThisWeek", "This week", isNumeric: true), Column("started", "Started", isNumeric: true),
        Column("remaining", "Left", isNumeric: true), Column("logged", "Logged", isNumeric: true),
      ], rows)
  }

  private func some(_ number: Int) -> Cell { number == 0 ? .empty : .number(number) }

  // MARK: Lists of tasks

  private func home(_ task: TaskIndex) -> Cell { .text(status.plan[home(of: .task(task))].name) }

  func home(of node: NodeIndex) -> ProjectIndex {
    switch node {
    case .task(let task): status.homes[status.plan[task].project.position]
    case .project(let project): status.homes[project.position]
    }
  }

  mutating func addSection(_ title: String, _ table: Table, of count: Int) {
    guard !table.rows.isEmpty else { return }
    report.addSection(title, table.withoutEmptyColumns())
    if count > table.rows.count { report.add(.paragraph("and \(count - table.rows.count) more")) }
  }

  /// What comes round again and again is counted, not told.
  private mutating func addComing(_ title: String, _ items: [StatusItem]) {
    let once = items.filter { !status.plan[$0.task].keys.contains(.recurrence) }
    addItems(title, once)
    guard items.count > once.count else { return }
    let rest = items.count - once.count
    if once.isEmpty {
      report.add(.heading(1, title))
      report.add(.paragraph(StatusWords.count(rest, "recurring task")))
    } else {
      report.add(.paragraph("and \(StatusWords.count(rest, "more that recurs", "more that recur"))"))
    }
  }

  private mutating func addItems(
    _ title: String, _ items: [StatusItem], _ emphasis: Emphasis = .plain, dateTitle: String = "Due"
  ) {
    let rows = items.prefix(StatusPage.rowLimit).map { item in
      Row(
        [
          StatusWords.date(item.date), words.text(item), words.who(item.task), home(item.task),
        ], emphasis: emphasis)
    }
    let columns = [
      Column("due", dateTitle), Column("text", "Task", isFlexible: true), Column("assignees", "Who"),
      Column("project", "Project", isFlexible: true),
    ]
    addSection(title, Table(columns, rows), of: items.count)
  }

  /// Finished subtasks whose parent is finished too go without saying.
  private var finishedTops: [StatusItem] {
    let all = Set(status.finished.map(\.task))
    return status.finished.filter { item in
      !(status.plan[item.task].parent.orNil.map(all.contains) ?? false)
    }
  }

  private mutating func addBlocked() {
    let pressing = status.blocked.filter(\.isPressing)
    let rows = pressing.prefix(StatusPage.rowLimit).map { item in
      Row([
        StatusWords.date(item.due), .text(words.text(item.node)), words.blockers(item.blockers),
      ])
    }
    let columns = [
      Column("due", "Due"), Column("text", "Task", isFlexible: true),
      Column("blockedBy", "Waits for", isFlexible: true),
    ]
    addSection("Blocked", Table(columns, rows), of: pressing.count)
    let others = status.blocked.count - pressing.count
    if others > 0, !rows.isEmpty {
      report.add(.paragraph("\(StatusWords.count(others, "other")) will be ready in their turn."))
    }
  }

  private mutating func addWaiting() {
    let rows = status.waiting.prefix(StatusPage.rowLimit).map { item in
      Row([
        StatusWords.date(item.date), words.text(item),
        .optional(status.plan.text(.waiting, of: .task(item.task))), words.who(item.task),
      ])
    }
    let columns = [
      Column("due", "Due"), Column("text", "Task", isFlexible: true),
      Column("waiting", "Waiting for", isFlexible: true), Column("assignees", "Who"),
    ]
    addSection("Waiting", Table(columns, rows), of: status.waiting.count)
  }

  private mutating func addMilestones() {
    let rows = status.milestones.prefix(StatusPage.rowLimit).map { milestone in
      Row(
        [
          StatusWords.date(milestone.date), .text(words.text(milestone.task)),
          milestone.isMissed ? .text("missed") : .empty, home(milestone.task),
        ], emphasis: milestone.isMissed ? .bad : .plain)
    }
    let columns = [
      Column("due", "Date"), Column("text", "Milestone", isFlexible: true), Column("state", "State"),
      Column("project", "Project", isFlexible: true),
    ]
    addSection("Milestones", Table(columns, rows), of: status.milestones.count)
  }

  private mutating func addUnassigned() {
    // Where nobody is ever assigned, that says nothing.
    guard status.unassigned.count < status.totals.open else { return }
    let soon = status.unassigned.filter { $0.date.map { $0.last <= status.weeks.next.last } ?? false }
    addItems("Unassigned", soon)
    let others = status.unassigned.count - soon.count
    guard others > 0 else { return }
    if soon.isEmpty { report.add(.heading(1, "Unassigned")) }
    let rest = StatusWords.count(others, soon.isEmpty ? "task" : "other task")
    report.add(
      .paragraph("\(rest) without a date in these two weeks \(others == 1 ? "has" : "have") nobody."))
  }
}
