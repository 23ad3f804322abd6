import PlanModel

/// A day on which something has happened that is yet to come.
struct DoneInFuture: LintRule {
  let info = RuleInfo(
    id: "done-in-future", family: .dates, severity: .warning,
    summary: "Something is said to have happened on a day that is yet to come.",
    reason: """
      `done:`, `cancelled:`, `created:` and log entries state facts; a future day in them is nearly always a \
      slip of the month or year, and spoils reports and forecasts.
      """,
    readsClock: true,
    flags: [
      Example("done next year", "- [x] Paint ▸done:2027-03-06◂"),
      Example("created tomorrow", "- [ ] Paint ▸created:2026-03-10◂"),
      Example("time spent next month", "- [/] Paint\n  - ▸2026-04-06◂ 2h first coat"),
    ],
    passes: [
      Example("today", "- [x] Paint done:2026-03-09\n  - 2026-03-09 2h both coats"),
      Example("a dated note may look ahead", "- [ ] Paint\n  - 2026-04-06 scaffolding arrives"),
      Example("this month", "- [x] Paint done:2026-03"),
    ])

  private static let keys: [TagKey] = [.done, .cancelled, .created]

  let interest = RuleInterest(
    tasks: .having(KeySet(.done, .cancelled, .created)), projects: true, plan: true, isOfOneTask: true)

  func check(_ task: TaskIndex, _ context: LintContext, _ report: inout LintReport) {
    check(.task(task), context, &report)
  }

  func check(_ project: ProjectIndex, _ context: LintContext, _ report: inout LintReport) {
    guard context.plan[project].keys.contains(.created) else { return }
    check(.project(project), context, &report)
  }

  private func check(_ node: NodeIndex, _ context: LintContext, _ report: inout LintReport) {
    for key in DoneInFuture.keys {
      guard let tag = context.plan.tag(key, of: node) else { continue }
      let day = DateValue(packed: tag.simple).first
      guard day > context.today else { continue }
      report.add(
        context.plan.file(of: node), tag.range,
        "\(key.name): \(day) is still to come; today is \(context.today)",
        help: "write the day on which it happened")
    }
  }

  func checkPlan(_ context: LintContext, _ report: inout LintReport) {
    for entry in context.plan.logs where entry.day > context.today {
      if case .note = entry.kind { continue }
      report.add(
        entry.file, entry.dateRange,
        "the log entry's day \(entry.day) is still to come; today is \(context.today)",
        help: "write the day on which it happened")
    }
  }
}
