import PlanModel

/// A tag about a series on a task that has none.
struct RecurrenceTagAlone: LintRule {
  let info = RuleInfo(
    id: "recurrence-tag-alone", family: .recurrence, severity: .warning,
    summary: "A tag speaks of a series, but the task does not recur.",
    reason: """
      `until:`, `times:`, `from:` and `holiday:` limit or shift a series and have no effect without `rec:`. \
      In the middle of a sentence they are only remarked.
      """,
    flags: [
      Example("a last day", "- [ ] Water the plants due:2026-03-12 ▸until:2026-10-31◂"),
      Example("a count", "- [ ] Water the plants ▸times:3◂"),
      Example("a shift", "- [ ] Pay the rent due:2026-04-01 ▸holiday:before◂"),
    ],
    passes: [
      Example("it recurs", "- [ ] Water the plants rec:weekly due:2026-03-12 until:2026-10-31"),
      Example(
        "its rule cannot be read", "- [ ] Water the plants rec:weeekly due:2026-03-12 until:2026-10-31"),
      Example("done", "- [x] Water the plants times:3"),
    ])

  let interest = RuleInterest(tasks: .having(KeySet(.until, .times, .from, .holiday)), isOfOneTask: true)

  func check(_ task: TaskIndex, _ context: LintContext, _ report: inout LintReport) {
    let plan = context.plan
    guard plan[task].isUnfinished, !plan.tags(of: task).contains(where: { $0.key == .recurrence }) else {
      return
    }
    for key in [TagKey.until, .times, .from, .holiday] {
      guard let tag = plan.tag(key, of: task) else { continue }
      report.add(
        plan[task].file, tag.range, "\(key.name): has no effect without rec:",
        help: key == .until
          ? "add rec:, or write due: if the task is to be done by then"
          : "add rec:, or take \(key.name): out",
        severity: tag.flags.contains(.inTail) ? nil : .info)
    }
  }
}
