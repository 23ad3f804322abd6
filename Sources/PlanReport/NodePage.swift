package import PlanModel
package import PlanSchedule

/// Everything known about a task or project, as a report.
package struct NodePage {
  private let plan: Plan
  private let today: Day
  private let handle: @Sendable (TaskIndex) -> String
  private let known: Schedule?

  /// - Parameter schedule: The plan's schedule, where the caller has it.
  package init(
    plan: Plan, today: Day, handle: @escaping @Sendable (TaskIndex) -> String, schedule: Schedule? = nil
  ) {
    self.plan = plan
    self.today = today
    self.handle = handle
    known = schedule
  }

  package func report(_ task: TaskIndex) -> Report {
    let maker = TaskTable(plan: plan, today: today, handle: handle)
    var report = Report(title: plan.text(of: task))
    let place: [(name: String, value: Cell)] = [
      ("handle", .handle(handle(task))), ("place", maker.cell(.file, task)),
      ("project", maker.cell(.project, task)),
    ]
    report.add(.facts(place + facts(task)))
    addDependencies(task, &report, maker)
    addLog(.task(task), &report)
    return report
  }

  /// What is known of a task, but for where it stands.
  package func facts(_ task: TaskIndex) -> [(name: String, value: Cell)] {
    let record = plan[task]
    let maker = TaskTable(plan: plan, today: today, handle: handle)
    var facts: [(name: String, value: Cell)] = [("status", .text(status(task)))]
    for (name, key) in NodePage.dates {
      if let date = plan.date(key, of: task) { facts.append((name, .date(date))) }
    }
    if let (day, node) = plan.bindingDue(of: task), node != .task(task) {
      facts.append(("bound by", .text("\(plan.name(of: node)), due \(day)")))
    }
    for (name, column) in [
      ("priority", TaskColumn.priority), ("who", .who), ("owner", .owner), ("labels", .labels),
      ("estimate", .estimate),
    ] {
      let cell = maker.cell(column, task)
      if cell != .empty { facts.append((name, cell)) }
    }
    if let estimate = plan.estimate(task), let low = estimate.low, let high = estimate.high {
      facts.append(("range", .text("\(low.text(units: plan.units)) to \(high.text(units: plan.units))")))
    }
    for (name, column) in [("spent", TaskColumn.spent), ("waiting for", .waiting), ("budget", .budget)] {
      let cell = maker.cell(column, task)
      if cell != .empty { facts.append((name, cell)) }
    }
    facts += scheduleFacts(task)
    facts += recurrence(task)
    for tag in plan.tags(of: task) where tag.key == .attribute && tag.isEffective {
      facts.append((plan.attributeKey(tag, in: record.file), .text(plan.text(of: tag, in: record.file))))
    }
    if plan.isActionable(task, on: today) {
      let urgency = plan.urgency(of: task, today: today, waiting: plan.waitingCounts()[task.position])
      if !urgency.reasons.isEmpty {
        facts.append(
          (
            "urgency",
            .text(
              "\(urgency.tenths / 10).\(abs(urgency.tenths) % 10): \(urgency.reasons.joined(separator: ", "))"
            )
          ))
      }
    }
    return facts
  }

  /// When it runs by the schedule, and why then.
  private func scheduleFacts(_ task: TaskIndex) -> [(name: String, value: Cell)] {
    guard plan[task].isUnfinished, !plan.isArchived(task) else { return [] }
    let schedule = known ?? Scheduler(plan, today: today).schedule()
    let words = ScheduleWords(plan: plan, schedule: schedule)
    guard let entry = schedule[task] else {
      let why = schedule.unscheduled.first { $0.task == task }.map { ScheduleTable.words(for: $0.why) }
      return why.map { [("planned", .text("no dates: \($0)"))] } ?? []
    }
    let last = schedule.lastDay(entry.finish)
    var facts: [(name: String, value: Cell)] = [
      ("planned", .text("\(schedule.clock(entry.start).day) to \(last)"))
    ]
    if let reason = entry.reason { facts.append(("why then", .text(words.reason(reason)))) }
    if !entry.isSeries {
      facts.append(
        (
          "slack",
          .text(
            entry.isCritical ? "none: it is critical" : Effort(minutes: entry.slack).text(units: plan.units))
        ))
    }
    return facts
  }

  private static let dates: [(String, TagKey)] = [
    ("due", .due), ("start", .start), ("scheduled", .scheduled), ("fixed", .fixed), ("created", .created),
    ("done", .done), ("cancelled", .cancelled),
  ]

  private func status(_ task: TaskIndex) -> String {
    var text = plan[task].status.name
    if plan[task].flags.contains(.questioned) { text += ", with an open question" }
    if plan[task].flags.contains(.heldByParent) { text += ", held by its parent" }
    if plan.isOverdue(task, on: today) { text += ", overdue" }
    if !plan.blockers(of: task).isEmpty { text += ", blocked" }
    return text
  }

  private func recurrence(_ task: TaskIndex) -> [(name: String, value: Cell)] {
    guard let rule = plan.recurrence(of: task) else { return [] }
    let coming = plan.comingDays(of: task, from: today, through: today + 3653).prefix(3).map(\.description)
    return [("repeats", .text(rule.words))]
      + (coming.isEmpty ? [] : [("then", .text(coming.joined(separator: ", ")))])
  }

  private func addDependencies(_ task: TaskIndex, _ report: inout Report, _ maker: TaskTable) {
    let columns: [TaskColumn] = [.handle, .status, .due, .who, .text, .project]
    let blockers = plan.blockers(of: task)
    let tasks = blockers.compactMap { blocker -> TaskIndex? in
      if case .task(let other) = blocker { return other }
      return nil
    }
    let projects = blockers.compactMap { blocker -> String? in
      if case .project(let other) = blocker { return "all of \(plan[other].name)" }
      return nil
    }
    report.addSection("Waits for", maker.table(tasks, columns).withoutEmptyColumns())
    if !projects.isEmpty { report.add(.list(projects)) }
    let waiting = Array(plan.taskIndices.filter { plan.blockers(of: $0).contains(.task(task)) })
    report.addSection("Holds up", maker.table(waiting, columns).withoutEmptyColumns())
    report.addSection("Subtasks", maker.table(plan.children(of: task), columns).withoutEmptyColumns())
  }

  private func addLog(_ node: NodeIndex, _ report: inout Report) {
    let entries = plan.logs(of: node).sorted { ($0.day, $0.line) < ($1.day, $1.line) }
    guard !entries.isEmpty else { return }
    let columns = [
      Column("day", "Day"), Column("what", "What"), Column("who", "Who"),
      Column("note", "Note", isFlexible: true),
    ]
    let rows = entries.map { entry -> Row in
      let what: Cell
      switch entry.kind {
      case .time(let minutes) where minutes < 0:
        what = .text("-" + Effort(minutes: -minutes).text(units: plan.units))
      case .time(let minutes): what = .effort(Effort(minutes: minutes))
      case .clock(let from, let to?): what = .effort(Effort(minutes: to - from))
      case .clock(_, nil): what = .text("running")
      case .expense(let money): what = .money(money)
      case .note: what = .empty
      }
      let who: Cell = entry.person.map { .names([plan[entry.file].text($0.range)]) } ?? .empty
      return Row([.date(DateValue(entry.day)), what, who, .text(plan[entry.file].text(entry.note.range))])
    }
    report.addSection("Log", Table(columns, rows).withoutEmptyColumns())
  }

  package func report(_ project: ProjectIndex) -> Report {
    let record = plan[project]
    var report = Report(title: plan.path(of: project).joined(separator: " / "))
    let range = plan.tasks(of: project)
    let open = plan.unfinishedCount(in: range)
    var facts: [(name: String, value: Cell)] = [
      ("kind", .text(record.kind.name)),
      ("place", .place(file: plan[record.file].path, line: Int(record.line))),
      ("tasks", .text("\(open) open of \(range.count)")),
    ]
    facts.append(("overdue", .number(range.count { plan.isOverdue(TaskIndex($0), on: today) })))
    for tag in plan.tags(of: project) where tag.isEffective {
      let name = tag.key == .attribute ? plan.attributeKey(tag, in: record.file) : tag.key.name
      facts.append((name, .text(plan.text(of: tag, in: record.file))))
    }
    report.add(.facts(facts))
    let inner = plan.projectIndices.filter { plan[$0].parent == project }
    if !inner.isEmpty {
      report.add(.heading(1, "Parts"))
      report.add(
        .list(
          inner.map {
            "\(plan[$0].name): \(plan.unfinishedCount(in: plan.tasks(of: $0))) open of \(plan.tasks(of: $0).count)"
          }))
    }
    let maker = TaskTable(plan: plan, today: today, handle: handle)
    let unfinished = range.map { TaskIndex($0) }.filter { plan[$0].isUnfinished }
    report.addSection(
      "Open", maker.table(unfinished, [.handle, .status, .due, .estimate, .who, .text]).withoutEmptyColumns())
    addLog(.project(project), &report)
    return report
  }

  package func write(_ project: ProjectIndex, _ json: inout JSONWriter) {
    let record = plan[project]
    let range = plan.tasks(of: project)
    json.object { json in
      json.field("schema", "planmd.project/1")
      json.field("id", plan.id(of: .project(project)))
      json.field("name", record.name)
      json.field("project", plan.path(of: project))
      json.field("kind", record.kind.name)
      json.field("file", plan[record.file].path)
      json.field("line", Int(record.line))
      json.field("start", plan.date(.start, of: project))
      json.field("due", plan.date(.due, of: project))
      json.field("tasks", range.count)
      json.field("unfinished", plan.unfinishedCount(in: range))
      json.field("overdue", range.count { plan.isOverdue(TaskIndex($0), on: today) })
    }
  }
}
