import PlanModel

/// A series whose end is given by a tag and by the rule, or by two tags.
struct EndsTwice: LintRule {
  let info = RuleInfo(
    id: "ends-twice", family: .recurrence, severity: .warning,
    summary: "The end of a series is given twice.",
    reason: "Whichever comes first counts, and the other one misleads whoever reads it.",
    flags: [
      Example("two counts", "- [ ] Water rec:FREQ=WEEKLY;COUNT=5 ▸times:3◂ due:2026-03-12"),
      Example(
        "two last days", "- [ ] Water rec:FREQ=WEEKLY;UNTIL=20261231 ▸until:2026-10-31◂ due:2026-03-12"),
      Example("a count and a last day", "- [ ] Water rec:weekly until:2026-10-31 ▸times:3◂ due:2026-03-12"),
    ],
    passes: [
      Example("one count", "- [ ] Water rec:weekly times:3 due:2026-03-12"),
      Example("one last day", "- [ ] Water rec:weekly until:2026-10-31 due:2026-03-12"),
    ])

  let interest = RuleInterest(series: .longOrHaving(KeySet(.times, .until)))

  func check(_ series: Series, _ context: LintContext, _ report: inout LintReport) {
    let plan = context.plan
    guard !plan[series.task].keys.isDisjoint(with: KeySet(.times, .until)) else { return }
    check(series, plan, &report)
  }

  private func check(_ series: Series, _ plan: Plan, _ report: inout LintReport) {
    let task = series.task
    let (times, until) = (plan.tag(.times, of: task), plan.tag(.until, of: task))
    let (count, end) = (series.rule.count, series.rule.until)
    let found: (Tag, String)?
    if let times, let count {
      found = (times, "times: \(times.simple) stands beside \(count) in the rule")
    } else if let until, let end {
      found = (until, "until: \(plan.dateText(until)) stands beside \(end) in the rule")
    } else if let times, until != nil || end != nil {
      found = (times, "times: \(times.simple) stands beside a last day")
    } else if let until, let count {
      found = (until, "until: \(plan.dateText(until)) stands beside a count of \(count)")
    } else {
      found = nil
    }
    guard let (tag, message) = found else { return }
    report.add(plan[task].file, tag.range, message, help: "keep one of the two")
  }
}
