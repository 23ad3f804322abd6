import PlanModel

/// A series that ends before it begins.
struct UntilBeforeFirst: LintRule {
  let info = RuleInfo(
    id: "until-before-first", family: .recurrence, severity: .warning,
    summary: "A series ends before its first day.",
    reason: "It has no days at all.",
    flags: [
      Example("by until:", "- [ ] Water rec:weekly ▸until:2026-03-01◂ due:2026-03-12"),
      Example("within the rule", "- [ ] Water rec:▸FREQ=WEEKLY;UNTIL=20260301◂ due:2026-03-12"),
      Example("before the first that matches", "- [ ] Water rec:mon ▸until:2026-03-13◂ due:2026-03-12"),
    ],
    passes: [
      Example("once more", "- [ ] Water rec:weekly until:2026-03-12 due:2026-03-12"),
      Example(
        "the series began before", "- [ ] Water rec:weekly until:2026-03-05 from:2026-02-05 due:2026-03-12"),
    ])

  let interest = RuleInterest(series: .longOrHaving(KeySet(.until)))

  func check(_ series: Series, _ context: LintContext, _ report: inout LintReport) {
    let plan = context.plan
    let limit = plan.tag(.until, of: series.task)
    guard let anchor = series.anchor, limit != nil || series.rule.until != nil else { return }
    let until = limit.map { DateValue(packed: $0.simple).last }
    let limited = series.rule.limited(until: until)
    for case .endsBeforeItBegins(let end, let next) in limited.problems(first: anchor.day) {
      let problem = RecurrenceProblem.endsBeforeItBegins(until: end, next: next)
      let range = series.rule.until == end ? series.tag.valueRange : limit?.range
      report.add(plan[series.task].file, range ?? series.tag.valueRange, problem.message, help: problem.help)
    }
  }
}
