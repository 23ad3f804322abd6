import PlanModel

/// A recurring task without a date to count from.
struct RecurrenceWithoutAnchor: LintRule {
  let info = RuleInfo(
    id: "recurrence-without-anchor", family: .recurrence, severity: .error,
    summary: "A recurring task has no date from which its series counts.",
    reason: """
      The days of a series follow from the rule and its first day; without one there are no days, and the \
      task shows up nowhere. A rule that runs from completion gets its next day when the task is done, so it \
      is only remarked.
      """,
    flags: [
      Example("no date", "- [ ] Water the plants ▸rec:weekly◂"),
      Example("only the day it was written", "- [ ] Water the plants created:2026-03-02 ▸rec:+1w◂"),
      Example("from completion", "- [ ] Water the plants ▸rec:1w◂"),
    ],
    passes: [
      Example("a due day", "- [ ] Water the plants rec:weekly due:2026-03-12"),
      Example("the first day", "- [ ] Water the plants rec:weekly from:2026-01-01"),
      Example("done", "- [x] Water the plants rec:1w done:2026-03-05"),
    ])

  let interest = RuleInterest(tasks: .having(KeySet(.recurrence)), isOfOneTask: true)

  func check(_ task: TaskIndex, _ context: LintContext, _ report: inout LintReport) {
    let plan = context.plan
    let record = plan[task]
    guard record.isToBeDone, record.keys.isDisjoint(with: KeySet(.from, .due, .scheduled, .start)),
      let tag = plan.tag(.recurrence, of: task)
    else { return }
    // An unreadable date is a finding of its own, and may be the first day.
    let dates = KeySet(.from, .due, .scheduled, .start)
    if plan.tags(of: task).contains(where: { dates.contains($0.key) && $0.flags.contains(.unreadable) }) {
      return
    }
    let rule = try? Recurrence(parsing: plan.bytes(of: task)[tag.value])
    report.add(
      record.file, tag.range, "the series has no first day",
      help: "add due: with the day of the next one", severity: rule?.mode == .fromCompletion ? .info : nil)
  }
}
