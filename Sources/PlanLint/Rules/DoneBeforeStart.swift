import PlanModel

/// A task done before the day from which it could be started.
struct DoneBeforeStart: LintRule {
  let info = RuleInfo(
    id: "done-before-start", family: .dates, severity: .info,
    summary: "A task was done before its start day.",
    reason:
      "`start:` says that nothing can be done before that day; one of the two days is likely to be wrong.",
    flags: [
      Example("done too early", "- [x] Paint start:2026-03-06 ▸done:2026-03-02◂")
    ],
    passes: [
      Example("on the start day", "- [x] Paint start:2026-03-06 done:2026-03-06"),
      Example("a scheduled day is a wish", "- [x] Paint scheduled:2026-03-06 done:2026-03-02"),
    ])

  let interest = RuleInterest(tasks: .having(KeySet(.done)), isOfOneTask: true)

  func check(_ task: TaskIndex, _ context: LintContext, _ report: inout LintReport) {
    let plan = context.plan
    guard plan[task].status == .done, let start = plan.start(task), let tag = plan.tag(.done, of: task) else {
      return
    }
    let day = DateValue(packed: tag.simple).last
    guard day < start else { return }
    report.add(
      plan[task].file, tag.range, "done day \(day) is before start day \(start)",
      help: "correct one of the two")
  }
}
