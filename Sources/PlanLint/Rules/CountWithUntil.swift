import PlanModel

/// A rule that says twice when it ends.
struct CountWithUntil: LintRule {
  let info = RuleInfo(
    id: "count-with-until", family: .recurrence, severity: .warning,
    summary: "A recurrence rule has both COUNT and UNTIL.",
    reason:
      "RFC 5545 forbids both in one rule, and other programs refuse it. planmd takes whichever ends first.",
    flags: [
      Example(
        "both", "- [ ] Audit rec:▸FREQ=WEEKLY;COUNT=5;UNTIL=20261231◂ due:2026-03-12")
    ],
    passes: [
      Example("a count", "- [ ] Audit rec:FREQ=WEEKLY;COUNT=5 due:2026-03-12"),
      Example("a last day", "- [ ] Audit rec:FREQ=WEEKLY;UNTIL=20261231 due:2026-03-12"),
    ])

  let interest = RuleInterest(series: .long)

  func check(_ series: Series, _ context: LintContext, _ report: inout LintReport) {
    let plan = context.plan
    guard series.rule.count != nil, series.rule.until != nil else { return }
    let problem = RecurrenceProblem.countWithUntil
    report.add(plan[series.task].file, series.tag.valueRange, problem.message, help: problem.help)
  }
}
