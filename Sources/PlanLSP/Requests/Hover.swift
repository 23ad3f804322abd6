import PlanLint
import PlanModel
import PlanReport
import PlanSchedule

extension LanguageServer {
  /// What the pointer stands on.
  private enum Subject {
    case node(NodeIndex, Range<Int>)
    case person(String, Range<Int>)
    case label(String, Range<Int>)
    case rule(String, Range<Int>)
  }

  private func subject(_ parameters: JSONValue, _ place: Place) throws(Problem) -> Subject? {
    let offset = try place.offset(parameters["position"])
    let (plan, snapshot) = (place.plan, place.snapshot)
    for suppression in plan.suppressions where suppression.file == place.file {
      for (rule, range) in zip(suppression.rules, suppression.ruleRanges)
      where range.lowerBound <= offset && offset <= range.upperBound { return .rule(rule, range.range) }
    }
    if let (name, range) = snapshot.name(at: offset, in: place.file) {
      switch name {
      case .id(let node, _): return .node(node, range)
      case .person(let key): return .person(key, range)
      case .label(let label): return .label(label, range)
      case .unknownID: break
      }
    }
    guard let node = snapshot.node(at: offset, in: place.file) else { return nil }
    let range = snapshot.range(of: node)
    // The heading's own lines or a tag; of a task the line that the pointer is on.
    return .node(node, range.lowerBound <= offset && offset <= range.upperBound ? range : offset..<offset)
  }

  /// Forecasts are made only where somebody looks at a project that has an end.
  func asksForForecast(_ parameters: JSONValue, _ place: Place) throws(Problem) -> Bool {
    guard case .node(.project(let project), _)? = try subject(parameters, place) else { return false }
    return place.plan[project].kind == .project && place.plan.isUnfinished(project)
      && place.plan.isLevelledInPassing
  }

  /// textDocument/hover
  func hover(_ parameters: JSONValue, _ place: Place) throws(Problem) -> JSONValue {
    guard let subject = try subject(parameters, place) else { return .null }
    let words = HoverWords(place.snapshot, isPlain: !client.takesMarkdown)
    let (text, range): (String, Range<Int>) =
      switch subject {
      case .node(.task(let task), let range): (words.text(task), range)
      case .node(.project(let project), let range): (words.text(project), range)
      case .person(let key, let range): (words.text(person: key), range)
      case .label(let label, let range): (words.text(label: label), range)
      case .rule(let id, let range):
        (rule(id).map { RulePage($0.info).markdown } ?? "There is no rule `\(id)`.", range)
      }
    return [
      "contents": ["kind": client.takesMarkdown ? "markdown" : "plaintext", "value": .string(text)],
      "range": place.json(range),
    ]
  }
}

/// What a hover says, as Markdown or, for a client that shows none, without its signs.
struct HoverWords {
  private let snapshot: PlanSnapshot
  private var plan: Plan { snapshot.plan }
  private let cells: CellText

  private let isPlain: Bool

  init(_ snapshot: PlanSnapshot, isPlain: Bool = false) {
    self.snapshot = snapshot
    self.isPlain = isPlain
    cells = CellText(units: snapshot.plan.units)
  }

  private func escaped(_ text: String) -> String { isPlain ? text : MarkdownFormat.escaped(text) }
  private func title(_ text: String) -> String { isPlain ? text : "**\(escaped(text))**" }

  private func lines(_ facts: [(name: String, value: Cell)]) -> [String] {
    // As a whole: a number at the beginning of a line would be escaped, and here none is.
    facts.map { "- " + escaped("\($0.name): \(cells.string($0.value))") }
  }

  func text(_ task: TaskIndex) -> String {
    let page = NodePage(
      plan: plan, today: snapshot.today, handle: { _ in "" }, schedule: snapshot.schedule)
    var result = [title(plan.text(of: task)), ""]
    result += lines(page.facts(task))
    let around = plan.path(of: plan[task].project).joined(separator: " / ")
    result.append("- project: \(escaped(around))")
    result += list("waits for", plan.blockers(of: task).map(words))
    result += list("holds up", (snapshot.waiting[task] ?? []).filter { plan[$0].isUnfinished }.map(words))
    result += list("subtasks", subtasks(task))
    if let schedule = snapshot.schedule, schedule[task] != nil {
      let chain = ScheduleExplanation(plan, schedule).lines(for: task)
      if chain.count > 1 { result += ["", "Why then:", ""] + chain.prefix(6).map { "1. \(escaped($0))" } }
    }
    return result.joined(separator: "\n")
  }

  private func subtasks(_ task: TaskIndex) -> [String] {
    let leaves = plan.subtree(of: task).filter {
      !plan.hasChildren(TaskIndex($0)) && plan.tasks[$0].status != .cancelled
    }
    guard !leaves.isEmpty else { return [] }
    return ["\(leaves.count { plan.tasks[$0].status == .done }) of \(leaves.count) done"]
  }

  private func list(_ name: String, _ items: [String]) -> [String] {
    guard !items.isEmpty else { return [] }
    let shown = items.prefix(5).joined(separator: "; ")
    return ["- \(name): \(shown)\(items.count > 5 ? "; and \(items.count - 5) more" : "")"]
  }

  private func words(_ task: TaskIndex) -> String {
    let day = snapshot.schedule.flatMap { schedule in
      schedule[task].map { " (until \(schedule.lastDay($0.finish)))" }
    }
    return escaped(plan.text(of: task)) + (day ?? "")
  }

  private func words(_ blocker: Blocker) -> String {
    switch blocker {
    case .task(let task): words(task)
    case .project(let project): "all of " + escaped(plan[project].name)
    }
  }

  func text(_ project: ProjectIndex) -> String {
    var result = [title(plan.path(of: project).joined(separator: " / ")), ""]
    let record = plan[project]
    var facts: [String] = [record.kind.name]
    if let status = snapshot.statuses[project] {
      let counts = status.counts
      facts.append("progress: \(snapshot.progress(counts)), \(counts.done) of \(counts.total) tasks done")
      if counts.overdue > 0 { facts.append("overdue: \(counts.overdue)") }
      if counts.remaining > 0 {
        facts.append("work left: \(Effort(minutes: counts.remaining).text(units: plan.units))")
      }
      if let level = status.health.worse {
        let why = status.health.reasons.map(\.text).joined(separator: ", ")
        facts.append("health: \(level.name)\(why.isEmpty ? "" : " (\(why))")")
      }
    }
    if let end = snapshot.plannedEnd(project) { facts.append("planned end: \(end.weekday.title) \(end)") }
    if let due = plan.due(project) { facts.append("due: \(due.weekday.title) \(due)") }
    facts += forecast(project) + budget(project)
    for tag in plan.tags(of: project) where tag.isEffective && [.start, .owner, .id].contains(tag.key) {
      facts.append("\(tag.key.name): \(escaped(plan.text(of: tag, in: record.file)))")
    }
    return (result + facts.map { "- \($0)" }).joined(separator: "\n")
  }

  private func forecast(_ project: ProjectIndex) -> [String] {
    guard let forecast = snapshot.computed?.forecast,
      let target = forecast.targets.first(where: { $0.node == .project(project) })
    else { return [] }
    func day(_ percent: Double) -> Day { forecast.schedule.lastDay(target.end(percent: percent)) }
    let chance = target.chance.map { "; \(Int(($0 * 100).rounded())) % by the due day" } ?? ""
    return ["forecast: \(day(50)) with 50 %, \(day(80)) with 80 %, \(day(95)) with 95 %\(chance)"]
  }

  private func budget(_ project: ProjectIndex) -> [String] {
    snapshot.budgetLines.filter { $0.node == .project(project) && $0.limit != nil }.map { line in
      let limit = line.limit.map { amount($0, line.measure) } ?? ""
      let period = line.periodName.map { " \($0)" } ?? ""
      let share = line.used.map { " (\(($0 + 5) / 10) %)" } ?? ""
      return
        "budget: \(amount(line.figures.spent, line.measure)) spent of \(limit)\(period)\(share), forecast \(amount(line.figures.forecast, line.measure))"
    }
  }

  private func amount(_ value: Int128, _ measure: Measure) -> String {
    switch measure {
    case .hours: Effort(minutes: Int(clamping: value)).text(units: plan.units)
    case .money(let currency):
      cells.string(.money(Money(micros: Int64(clamping: value), currency: currency)))
    }
  }

  func text(person key: String) -> String {
    let person = plan.configuration.person(key)
    var result = [title(person?.displayName ?? "@\(key)"), ""]
    if person == nil, !plan.configuration.people.isEmpty {
      result.append("- nobody in planmd.yaml is called `\(key)`")
    }
    if let person {
      if person.isTeam { result.append("- team: \(person.members.map { "@\($0)" }.joined(separator: ", "))") }
      if person.units > 1 { result.append("- \(person.units) units") }
      if !person.skills.isEmpty {
        result.append("- skills: \(escaped(person.skills.joined(separator: ", ")))")
      }
      for leave in person.leave where leave.last >= snapshot.today {
        let name = leave.name.map { " (\(escaped($0)))" } ?? ""
        result.append("- on leave: \(leave.first) to \(leave.last)\(name)")
      }
    }
    let open = plan.taskIndices.filter { task in
      plan[task].isUnfinished && plan[task].keys.contains(.assignee)
        && plan.assignments(of: .task(task)).contains { $0.anyOf.contains(key) }
    }
    result.append(
      "- open tasks: \(open.count), \(open.count { plan.isOverdue($0, on: snapshot.today) }) overdue")
    if let row = snapshot.workload?.rows.first(where: { $0.name == key }),
      let weeks = snapshot.workload?.weeks
    {
      result += ["", "| week of | planned | capacity | |", "|---|---|---|---|"]
      for (week, cell) in zip(weeks, row.cells) {
        let share = cell.share.map { "\(($0 + 5) / 10) %" } ?? ""
        result.append(
          "| \(week) | \(hours(cell.planned)) | \(hours(cell.capacity)) | \(share)\(cell.over > 0 ? " over" : "") |"
        )
      }
    }
    return result.joined(separator: "\n")
  }

  private func hours(_ minutes: Int) -> String {
    let tenths = (minutes * 10 + 30) / 60
    return tenths % 10 == 0 ? "\(tenths / 10)h" : "\(tenths / 10).\(tenths % 10)h"
  }

  func text(label: String) -> String {
    let tasks = plan.taskIndices.filter { task in
      plan[task].keys.contains(.label) && plan.labels(of: .task(task)).contains { $0.lowercased() == label }
    }
    let open = tasks.count { plan[$0].isUnfinished }
    return "\(title("#\(label)"))\n\n- tasks: \(open) open of \(tasks.count)"
  }
}
