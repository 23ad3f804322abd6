import PlanModel

/// An unfinished task that was overdue when it was written down.
struct DueBeforeCreated: LintRule {
  let info = RuleInfo(
    id: "due-before-created", family: .dates, severity: .info,
    summary: "A task was due before it was created.",
    reason: "Most often the year or month of the due day is a slip, as happens in January.",
    flags: [
      Example("last year's number", "- [ ] Paint created:2026-01-05 ▸due:2025-01-30◂")
    ],
    passes: [
      Example("on the same day", "- [ ] Paint created:2026-01-05 due:2026-01-05"),
      Example("done already", "- [x] Paint created:2026-01-05 due:2025-01-30"),
      Example("a series goes on from an old day", "- [ ] Water created:2026-01-05 rec:weekly due:2025-12-29"),
    ])

  let interest = RuleInterest(tasks: .having(KeySet(.created)), isOfOneTask: true)

  func check(_ task: TaskIndex, _ context: LintContext, _ report: inout LintReport) {
    let plan = context.plan
    guard plan[task].isUnfinished, !plan[task].keys.contains(.recurrence), let due = plan.due(task),
      let created = plan.date(.created, of: task)?.first, due < created, let tag = plan.tag(.due, of: task)
    else { return }
    report.add(
      plan[task].file, tag.range, "due day \(due) is before \(created), when the task was created",
      help: "check the year and month of the due day")
  }
}
