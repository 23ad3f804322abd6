import PlanModel

/// A day someone means to do a task on that lies after its due day.
struct ScheduledAfterDue: LintRule {
  let info = RuleInfo(
    id: "scheduled-after-due", family: .dates, severity: .warning,
    summary: "A task is meant to be done only after it is due.",
    reason: "A scheduled or fixed day is kept by the schedule, so that the task will certainly be late.",
    flags: [
      Example("scheduled", "- [ ] Paint ▸scheduled:2026-03-16◂ due:2026-03-12"),
      Example("fixed", "- [ ] Call the notary ▸fixed:2026-03-12T15:00◂ due:2026-03-12T12:00"),
    ],
    passes: [
      Example("on the due day", "- [ ] Paint scheduled:2026-03-12 due:2026-03-12"),
      Example("within the week it is due", "- [ ] Paint scheduled:2026-03-14 due:2026-W11"),
      Example("done already", "- [x] Paint scheduled:2026-03-16 due:2026-03-12"),
    ])

  let interest = RuleInterest(tasks: .having(KeySet(.scheduled, .fixed)), isOfOneTask: true)

  func check(_ task: TaskIndex, _ context: LintContext, _ report: inout LintReport) {
    let plan = context.plan
    guard plan[task].isUnfinished, let due = plan.date(.due, of: task) else { return }
    for key in [TagKey.fixed, .scheduled] {
      guard let tag = plan.tag(key, of: task), DateValue(packed: tag.simple).begins(after: due) else {
        continue
      }
      report.add(
        plan[task].file, tag.range, "\(key.name) day \(plan.dateText(tag)) is after due day \(due)",
        help: "move one of the two, or take \(key.name): out")
      return
    }
  }
}

extension DateValue {
  /// True if it begins only when `due` is over.
  fileprivate func begins(after due: DateValue) -> Bool {
    if first == due.last, precision == .time, due.precision == .time { return minute > due.minute }
    return first > due.last
  }
}
