import PlanModel
import PlanSchedule

/// What several pages show: tasks, projects, notes, in words and with links.
extension Site {
  /// What `planmd report -f json` gives, with what pages show beside it.
  ///
  /// - Parameter page: The project whose page it is: it goes without saying.
  func object(_ status: StatusReport, root: String, page: ProjectIndex? = nil) -> PageObject {
    var data = PageJSON.object { status.write(to: &$0, handle: { handles[$0] }) }
    for (name, items) in [
      ("overdue", status.overdue), ("dueThisWeek", status.dueThisWeek), ("dueNextWeek", status.dueNextWeek),
      ("waiting", status.waiting), ("held", status.held), ("unassigned", status.unassigned),
      ("started", status.started), ("finished", status.finished),
    ] {
      data[name] = PageList(
        zip(items, (data[name] as? PageList)?.items ?? []).map { item, object in
          task(item.task, item.date, object as? PageObject ?? [:], root, page)
        })
    }
    data["milestones"] = PageList(
      zip(status.milestones, (data["milestones"] as? PageList)?.items ?? []).map { milestone, object in
        var object = task(milestone.task, milestone.date, object as? PageObject ?? [:], root, page)
        if let entry = schedule[milestone.task] {
          object["planned"] = PageText(PageDates.long(schedule.lastDay(entry.finish)))
        }
        if let was = baseline?.entry(of: milestone.task, plan) {
          object["baseline"] = PageText(PageDates.long(was.last))
        }
        return object
      })
    let blocked = zip(status.blocked, (data["blocked"] as? PageList)?.items ?? []).map {
      item, object in
      var object = object as? PageObject ?? [:]
      let words = StatusWords(plan)
      object["when"] = item.due.map { PageText(Site.when($0)) }
      object["title"] = PageText(words.text(item.node))
      object["waitsFor"] = PageText(CellText(units: plan.units).string(words.blockers(item.blockers)))
      object["home"] = home(item.node, root, page)
      return (isPressing: item.isPressing, object: object)
    }
    data["blocked"] = PageList(blocked.map(\.object))
    data["pressing"] = PageList(blocked.filter(\.isPressing).map(\.object))
    let notes = zip(status.notes, (data["notes"] as? PageList)?.items ?? []).map { note, object in
      var object = object as? PageObject ?? [:]
      object["when"] = PageText(PageDates.long(note.day))
      object["home"] = home(note.node, root, page)
      if case .task(let task) = note.node { object["about"] = PageText(plan.text(of: task)) }
      return (isRisk: note.isRisk, object: object)
    }
    data["risks"] = PageList(notes.filter(\.isRisk).map(\.object))
    data["remarks"] = PageList(notes.filter { !$0.isRisk }.map(\.object))
    data["projects"] = PageList(
      zip(status.projects, (data["projects"] as? PageList)?.items ?? []).map { project, object in
        self.object(project, object as? PageObject ?? [:], root)
      })
    let sentences = StatusPage(status).sentences
    data["past"] = PageText(sentences.past)
    data["present"] = PageText(sentences.present)
    data["charts"] = PageObject()
    return data
  }

  /// A task of a list, with when, who and where in words.
  private func task(
    _ index: TaskIndex, _ date: DateValue?, _ object: PageObject, _ root: String, _ page: ProjectIndex?
  )
    -> PageObject
  {
    var object = object
    let words = StatusWords(plan)
    object["title"] = PageText(words.text(index))
    object["when"] = date.map { PageText(Site.when($0)) }
    if case .text(let who) = words.who(index) { object["who"] = PageText(who) }
    object["home"] = home(.task(index), root, page)
    if let date, date.last < today, plan[index].isUnfinished {
      object["late"] = PageNumber(today - date.last)
    }
    return object
  }

  static func when(_ date: DateValue) -> String {
    if date.isPeriod { return date.description }
    guard date.precision == .time else { return PageDates.long(date.first) }
    return "\(PageDates.long(date.first)), \(StatusWords.clock(Int(date.minute)))"
  }

  /// The listed project around something, with its page.
  func home(_ node: NodeIndex, _ root: String, _ page: ProjectIndex? = nil) -> PageObject? {
    let project: ProjectIndex
    switch node {
    case .task(let task): project = plan[task].project
    case .project(let index): project = index
    }
    let listed = plan.lineage(of: project).first { paths.project($0) != nil }
    if let page, listed == page { return nil }
    var object: PageObject = ["name": PageText(plan[listed ?? project].name)]
    if let path = listed.flatMap(paths.project) { object["href"] = PageText(root + path) }
    return object
  }

  /// A project of a list: its page, health in words, dates, and what its budget says.
  private func object(_ project: ProjectStatus, _ object: PageObject, _ root: String) -> PageObject {
    var object = object
    let (index, record) = (project.project, plan[project.project])
    object["href"] = paths.project(index).map { PageText(root + $0) }
    object["area"] = record.kind == .area
    object["indent"] = PageNumber(min(4, project.depth))
    if let progress = project.counts.progress, record.kind != .area || project.counts.open == 0 {
      object["share"] = PageText(String(progress / 10))
    }
    let health = project.health
    if let level = health.worse {
      object["level"] = PageText(level.name)
      object["healthWord"] = PageText(Site.word(level, counts: project.counts))
    }
    if let declared = health.declared, declared != health.computed {
      object["declared"] = PageText(declared.name)
      object["computed"] = health.computed.map { PageText($0.name) }
    }
    object["why"] = PageList(health.reasons.map { PageText($0.text) })
    if let due = plan.date(.due, of: index) {
      object["dueDay"] = PageText(due.isPeriod ? due.description : PageDates.plain(due.last))
    }
    if let start = plan.date(.start, of: index) {
      object["startDay"] = PageText(start.isPeriod ? start.description : PageDates.plain(start.first))
    }
    if let end = project.plannedEnd {
      object["ends"] = PageText(PageDates.plain(end))
      if let due = plan.due(index), record.kind == .project, end > due {
        object["slip"] = PageNumber(end - due)
      }
      if let was = baseline?.end(of: index, plan) {
        object["wasToEnd"] = PageText(PageDates.plain(was))
        if end != was { object["movedBy"] = PageText(Baseline.moved(was, to: end)) }
      }
    }
    if let owner = plan.text(.owner, of: .project(index)) {
      let name = owner.hasPrefix("@") ? String(owner.dropFirst()) : owner
      object["ownerName"] = PageText(plan.configuration.person(name)?.displayName ?? owner)
      object["ownerHref"] = paths.person(name).map { PageText(root + $0) }
    }
    if let line = budget.lines.first(where: { $0.node == .project(index) && $0.limit != nil }) {
      let limit = line.limit ?? 0
      object["budgetText"] = PageText(
        Site.amount(limit, line.measure) + (line.periodName.map { "/" + $0 } ?? ""))
      object["budgetForecast"] = PageText(Site.amount(line.figures.forecast, line.measure))
      if limit > 0 {
        object["budgetUsed"] = PageNumber(BudgetReport.percent(line.figures.spent, of: limit))
        object["budgetShare"] = PageNumber(min(100, BudgetReport.percent(line.figures.spent, of: limit)))
        object["budgetOver"] = line.level >= .forecastOver
      }
    }
    return object
  }

  /// `64 000 EUR`: in prose and tiles, with thousands apart and cents only where there are some.
  static func amount(_ amount: Int128, _ measure: Measure) -> String {
    guard case .money(let currency) = measure else { return PageNumber.hours(Int(clamping: amount)) }
    let text = Money.amount(micros: amount, currency)
    let parts = text.split(separator: ".", maxSplits: 1)
    var digits = ""
    for (place, digit) in parts[0].reversed().enumerated() {
      if place > 0, place % 3 == 0, digit != "-" { digits.append("\u{202F}") }
      digits.append(digit)
    }
    let cents = parts.count > 1 && parts[1].contains { $0 != "0" } ? ".\(parts[1])" : ""
    return "\(String(digits.reversed()))\(cents) \(currency.code)"
  }

  private static func word(_ level: Health.Level, counts: StatusCounts) -> String {
    switch level {
    case .green: counts.open == 0 ? "done" : "on track"
    case .amber: "at risk"
    case .red: "off track"
    }
  }

  /// A table of planmd's own, as pages show it.
  func markup(_ table: Table, _ label: String) -> PageMarkup {
    PageMarkup(
      table.rows.isEmpty ? "" : HTMLFormat(units: plan.units).table(table.withoutEmptyColumns(), label))
  }

  /// A chart that scrolls by itself where it is too wide.
  func figure(_ svg: String, _ label: String) -> PageMarkup {
    PageMarkup(HTMLFormat.figure(svg, label))
  }
}
