import PlanText
import PlanModel
import PlanReport
import PlanSchedule

extension LanguageServer {
  /// textDocument/inlayHint: when tasks are planned, how far projects are, who has too much.
  func inlayHints(_ parameters: JSONValue, _ place: Place) throws(Problem) -> JSONValue {
    let range = try place.range(parameters["range"])
    let (plan, snapshot) = (place.plan, place.snapshot)
    var hints: [(offset: Int, label: String, tooltip: String)] = []
    if settings.showsDates, let schedule = snapshot.schedule {
      for task in snapshot.tasks(in: place.file, touching: range) {
        guard let (label, tooltip) = dates(task, plan, schedule) else { continue }
        hints.append((Int(plan[task].firstLineEnd), label, tooltip))
      }
    }
    for position in snapshot.projects(in: place.file) {
      let project = ProjectIndex(position)
      let heading = plan[project].range
      guard !heading.isEmpty, settings.showsProgress, heading.lowerBound <= range.upperBound,
        range.lowerBound <= heading.upperBound, let (label, tooltip) = progress(project, snapshot)
      else { continue }
      hints.append((place.bytes.endOfLine(heading.lowerBound), label, tooltip))
    }
    hints += load(place, range)
    return .array(
      hints.sorted { $0.offset < $1.offset }.map { hint in
        [
          "position": place.mirror.position(of: hint.offset).json, "label": .string(hint.label),
          "paddingLeft": true, "tooltip": .string(hint.tooltip),
        ]
      })
  }

  /// `Mon 03-09 – Wed 03-11`; nothing for what nobody estimated or pinned.
  private func dates(_ task: TaskIndex, _ plan: Plan, _ schedule: Schedule) -> (String, String)? {
    guard let entry = schedule[task], entry.layer != .summary,
      !plan[task].keys.isDisjoint(with: KeySet(.estimate, .span, .fixed, .scheduled))
        || plan.isMilestone(task)
    else { return nil }
    let (first, last) = (schedule.clock(entry.start).day, schedule.lastDay(entry.finish))
    let days =
      first == last
      ? LanguageServer.short(first) : "\(LanguageServer.short(first)) – \(LanguageServer.short(last))"
    let due = plan.bindingDue(of: task)?.day
    let late = due.map { last - $0 } ?? 0
    let words = ScheduleWords(plan: plan, schedule: schedule)
    let why = entry.reason.map { words.reason($0) } ?? "first of its subtasks"
    return (
      late > 0 ? "\(days), \(late) \(late == 1 ? "day" : "days") late" : days,
      "planned \(first) to \(last): \(why)"
    )
  }

  static func short(_ day: Day) -> String {
    func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
    return "\(day.weekday.title) \(padded(day.month))-\(padded(day.dayOfMonth))"
  }

  func progress(_ project: ProjectIndex, _ snapshot: PlanSnapshot) -> (label: String, tooltip: String)? {
    guard let status = snapshot.statuses[project], status.counts.total > 0 else { return nil }
    let counts = status.counts
    var parts = [snapshot.progress(counts)]
    if let end = status.plannedEnd { parts.append("ends \(end)") }
    if counts.overdue > 0 { parts.append("\(counts.overdue) overdue") }
    return (parts.joined(separator: ", "), "\(counts.done) of \(counts.total) tasks done")
  }

  /// Behind the names of people: how much of this week's time is planned; in the configuration beside each of them.
  private func load(_ place: Place, _ range: Range<Int>) -> [(offset: Int, label: String, tooltip: String)] {
    guard settings.load != .off, let workload = place.snapshot.workload else { return [] }
    let plan = place.plan
    func hint(_ key: String, at offset: Int, always: Bool) -> (offset: Int, label: String, tooltip: String)? {
      guard let row = workload.rows.first(where: { $0.name == key }) else { return nil }
      let weeks = Array(zip(workload.weeks, row.cells))
      guard let shown = weeks.first(where: { $0.1.over > 0 }) ?? (always ? weeks.first : nil) else {
        return nil
      }
      let (week, cell) = shown
      let share = cell.share.map { "\(($0 + 5) / 10) %" } ?? "free"
      return (
        offset, "\(share) in the week of \(LanguageServer.short(week))",
        "@\(key): \(cell.planned / 60) of \(cell.capacity / 60) hours"
      )
    }
    if plan[place.file].kind == .configuration {
      return place.snapshot.configuredPeople.filter { $0.isDefinition && range.contains($0.range.lowerBound) }
        .compactMap { hint($0.key, at: place.bytes.endOfLine($0.range.upperBound), always: true) }
    }
    let nodes =
      place.snapshot.tasks(in: place.file, touching: range).filter { plan[$0].isUnfinished }.map {
        NodeIndex.task($0)
      }
      + place.snapshot.projects(in: place.file).map { .project(ProjectIndex($0)) }
    return nodes.flatMap { node in
      plan.tags(of: node).filter {
        $0.key == .assignee && $0.isEffective && $0.form != .frontMatter
          && range.contains($0.range.lowerBound)
      }.compactMap { tag in
        hint(plan[place.file].text(tag.value), at: tag.range.upperBound, always: settings.load == .always)
      }
    }
  }
}
