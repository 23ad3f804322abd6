package import PlanModel
package import PlanSchedule

/// The schedule as a table: one row a task, in the order of their starts, projects apart.
package struct ScheduleTable {
  private let words: ScheduleWords
  private let handle: (TaskIndex) -> String
  private let baseline: Baseline?
  private var plan: Plan { words.plan }
  private var schedule: Schedule { words.schedule }

  package init(
    _ words: ScheduleWords, baseline: Baseline? = nil, handle: @escaping (TaskIndex) -> String
  ) {
    (self.words, self.baseline) = (words, baseline)
    self.handle = handle
  }

  private static let columns = [
    Column("handle", "Handle"), Column("start", "Start"), Column("finish", "Finish"),
    Column("was", "Was"), Column("moved", "Moved", isNumeric: true),
    Column("effort", "Work", isNumeric: true), Column("slack", "Slack", isNumeric: true),
    Column("who", "Who"),
    Column("text", "Task", isFlexible: true), Column("why", "Why", isFlexible: true),
  ]

  /// Sections by outermost project; what has no dates comes last, with the reason.
  package func report(_ tasks: [TaskIndex]) -> Report {
    var report = Report(title: "")
    let dated = tasks.filter { schedule[$0] != nil }
    var groups: [(ProjectIndex, [TaskIndex])] = []
    for task in dated {
      let top = plan.lineage(of: plan[task].project).last ?? plan[task].project
      if groups.last?.0 == top {
        groups[groups.count - 1].1.append(task)
      } else {
        groups.append((top, [task]))
      }
    }
    for (project, tasks) in groups { report.addSection(title(project, tasks), table(tasks)) }
    let included = Set(tasks)
    let missing = schedule.unscheduled.filter { included.contains($0.task) }
    if !missing.isEmpty {
      report.add(.heading(1, "Without dates"))
      report.add(.list(missing.map { "\(plan.text(of: $0.task)): \(ScheduleTable.words(for: $0.why))" }))
    }
    if !schedule.findings.isEmpty {
      report.add(.heading(1, "Findings"))
      report.add(.list(ScheduleFindingWords(plan).list(schedule.findings)))
    }
    if report.blocks.isEmpty { report.add(.paragraph("nothing to schedule")) }
    return report
  }

  private func title(_ project: ProjectIndex, _ tasks: [TaskIndex]) -> String {
    let name = plan[project].name
    guard plan[project].kind == .project,
      let finish = tasks.compactMap({ schedule[$0] }).filter({ !$0.isSeries }).map(\.finish).max()
    else { return name }
    return "\(name), to \(schedule.lastDay(finish))"
  }

  package static func words(for why: Schedule.Unscheduled) -> String {
    switch why {
    case .held: "on hold"
    case .waitsForHold: "waits for something that is on hold"
    case .circle: "waits for itself, in a circle"
    case .beyondHorizon: "does not fit into the next ten years"
    case .neverTogether: "its people never work at the same time"
    case .waitsForUndated: "waits for something that has no dates"
    case .nothingLeft: "its subtasks are done, and nothing is left of it"
    case .noPlace: "a milestone without a day and without anything before it"
    }
  }

  package func table(_ tasks: [TaskIndex]) -> Table {
    let rows = tasks.compactMap { task -> Row? in
      guard let entry = schedule[task] else { return nil }
      let was = baseline?.entry(of: task, plan)?.last
      let who = schedule.assigned(entry).map { "@" + words.name($0.resource) }.filter { $0 != "@" }
      return Row(
        [
          .handle(handle(task)), .date(DateValue(schedule.clock(entry.start).day)),
          .date(DateValue(schedule.lastDay(entry.finish))), was.map { .date(DateValue($0)) } ?? .empty,
          was.map { .optional(Baseline.moved($0, to: schedule.lastDay(entry.finish))) } ?? .empty,
          entry.effort > 0 ? .effort(Effort(minutes: entry.effort)) : .empty,
          entry.isSeries ? .empty : .effort(Effort(minutes: entry.slack)),
          .names(who.map { String($0.dropFirst()) }),
          .text(plan.text(of: task)), .optional(entry.reason.map { words.reason($0) }),
        ], emphasis: isLate(task, entry) ? .bad : entry.isCritical && !entry.isSeries ? .strong : .plain,
        depth: Int(plan[task].depth))
    }
    return Table(ScheduleTable.columns, rows).withoutEmptyColumns()
  }

  private func isLate(_ task: TaskIndex, _ entry: Schedule.Entry) -> Bool {
    plan.bindingDue(of: task).map { schedule.lastDay(entry.finish) > $0.day } ?? false
  }
}
