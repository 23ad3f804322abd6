import PlanModel

/// A part of a recurrence rule that lets everything through.
struct RedundantRulePart: LintRule {
  let info = RuleInfo(
    id: "redundant-rule-part", family: .recurrence, severity: .info,
    summary: "A part of a recurrence rule has no effect.",
    reason: "It names all weekdays or all months. What was meant is perhaps something else.",
    flags: [
      Example("all weekdays", "- [ ] Water rec:▸FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR,SA,SU◂ due:2026-03-12"),
      Example(
        "all months", "- [ ] Rent rec:▸FREQ=MONTHLY;BYMONTH=1,2,3,4,5,6,7,8,9,10,11,12◂ due:2026-03-12"),
    ],
    passes: [
      Example("working days", "- [ ] Water rec:FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR due:2026-03-12"),
      Example(
        "each month of the year",
        "- [ ] Rent rec:FREQ=YEARLY;BYMONTH=1,2,3,4,5,6,7,8,9,10,11,12 due:2026-03-12"),
    ])

  let interest = RuleInterest(series: .long)

  func check(_ series: Series, _ context: LintContext, _ report: inout LintReport) {
    let plan = context.plan
    guard plan.files[plan[series.task].file.position].bytes.mayHaveIdlePart(in: series.tag.value) else {
      return
    }
    for case .redundant(let part) in series.rule.problems(first: series.anchor?.day) {
      let problem = RecurrenceProblem.redundant(part: part)
      report.add(plan[series.task].file, series.tag.valueRange, problem.message, help: problem.help)
    }
  }
}

extension [UInt8] {
  /// A look at the names alone, which is cheaper than one at the days.
  fileprivate func mayHaveIdlePart(in range: Range<Int>) -> Bool {
    mentions("byday=", in: range) && mentions("=daily", in: range)
      || mentions("bymonth=", in: range) && !mentions("=yearly", in: range)
  }
}
