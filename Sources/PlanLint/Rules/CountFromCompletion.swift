import PlanModel

/// A count in a rule that runs from completion.
struct CountFromCompletion: LintRule {
  let info = RuleInfo(
    id: "count-from-completion", family: .recurrence, severity: .warning,
    summary: "A rule that runs from completion has a count, which has no effect.",
    reason: """
      No series is counted there: the next day depends on the day the task was done. `times:` is counted by \
      planmd.
      """,
    flags: [
      Example("a phrase", #"- [ ] Water rec:"▸every week for 3 times when done◂" due:2026-03-12"#)
    ],
    passes: [
      Example("times:", #"- [ ] Water rec:"every week when done" times:3 due:2026-03-12"#),
      Example("a fixed series", #"- [ ] Water rec:"every week for 3 times" due:2026-03-12"#),
    ])

  let interest = RuleInterest(series: .long)

  func check(_ series: Series, _ context: LintContext, _ report: inout LintReport) {
    let plan = context.plan
    guard series.rule.count != nil, series.rule.mode == .fromCompletion else { return }
    let problem = RecurrenceProblem.countFromCompletion
    report.add(plan[series.task].file, series.tag.valueRange, problem.message, help: problem.help)
  }
}
