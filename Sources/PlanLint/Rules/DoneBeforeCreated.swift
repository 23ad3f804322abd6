import PlanModel

/// A task finished before it was written down.
struct DoneBeforeCreated: LintRule {
  let info = RuleInfo(
    id: "done-before-created", family: .dates, severity: .info,
    summary: "A task was finished before it was created.",
    reason: """
      One of the two days is likely to be wrong; reports on how long tasks take count such a task as \
      nothing.
      """,
    flags: [
      Example("done", "- [x] Paint created:2026-03-06 ▸done:2026-03-02◂"),
      Example("cancelled", "- [-] Paint created:2026-03-06 ▸cancelled:2026-03-02◂"),
    ],
    passes: [
      Example("on the same day", "- [x] Paint created:2026-03-06 done:2026-03-06"),
      Example("some time this month", "- [x] Paint created:2026-03-06 done:2026-03"),
    ])

  let interest = RuleInterest(tasks: .having(KeySet(.created)), isOfOneTask: true)

  func check(_ task: TaskIndex, _ context: LintContext, _ report: inout LintReport) {
    let plan = context.plan
    guard !plan[task].isUnfinished, let created = plan.date(.created, of: task)?.first,
      let tag = plan.tag(.done, of: task) ?? plan.tag(.cancelled, of: task)
    else { return }
    let day = DateValue(packed: tag.simple).last
    guard day < created else { return }
    report.add(
      plan[task].file, tag.range,
      "\(tag.key.name) day \(day) is before \(created), when the task was created",
      help: "correct one of the two")
  }
}
