import PlanModel

/// A rule that no day matches.
struct RecurrenceNeverMatches: LintRule {
  let info = RuleInfo(
    id: "recurrence-never-matches", family: .recurrence, severity: .error,
    summary: "No day whatsoever matches a recurrence rule.",
    reason: "The parts of the rule exclude each other, so that the series has no day.",
    flags: [
      Example("30 February", "- [ ] Audit rec:▸FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30◂ due:2026-03-12"),
      Example("without a date", "- [ ] Audit rec:▸FREQ=MONTHLY;BYMONTH=4;BYMONTHDAY=31◂"),
    ],
    passes: [
      Example("29 February", "- [ ] Audit rec:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29 due:2028-02-29"),
      Example(
        "the 31st is skipped in short months", "- [ ] Audit rec:FREQ=MONTHLY;BYMONTHDAY=31 due:2026-03-31"),
    ])

  let interest = RuleInterest(series: .long)

  func check(_ series: Series, _ context: LintContext, _ report: inout LintReport) {
    guard series.mayNeverMatch else { return }
    let plan = context.plan
    let file = plan[series.task].file
    // To find out that nothing matches takes a walk through the calendar; once for each text is enough.
    let isNever = context.neverMatching.value(for: plan[file].bytes[series.tag.value]) {
      series.rule.problems(first: nil).contains(.neverMatches)
    }
    guard isNever else { return }
    let problem = RecurrenceProblem.neverMatches
    report.add(file, series.tag.valueRange, problem.message, help: problem.help)
  }
}

extension Series {
  /// False where a day is found at once.
  fileprivate var mayNeverMatch: Bool {
    guard let anchor else { return true }
    let end = anchor.day.addingMonths(2)
    return rule.last(onOrBefore: end, first: anchor.day) == nil
  }
}
