import PlanModel

/// BYSETPOS in a rule without a set.
struct PositionAlone: LintRule {
  let info = RuleInfo(
    id: "position-alone", family: .recurrence, severity: .warning,
    summary: "A recurrence rule has BYSETPOS, but no other BY part to choose among.",
    reason: """
      BYSETPOS picks from the days that the other BY parts give; without one the rule says less than it \
      seems to.
      """,
    flags: [
      Example("alone", "- [ ] Audit rec:▸FREQ=MONTHLY;BYSETPOS=1◂ due:2026-03-12")
    ],
    passes: [
      Example(
        "the last working day", "- [ ] Audit rec:FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1 due:2026-03-31"
      )
    ])

  let interest = RuleInterest(series: .long)

  func check(_ series: Series, _ context: LintContext, _ report: inout LintReport) {
    let plan = context.plan
    guard plan.files[plan[series.task].file.position].bytes.mentions("setpos", in: series.tag.value),
      series.rule.problems(first: nil).contains(.positionAlone)
    else { return }
    let problem = RecurrenceProblem.positionAlone
    report.add(plan[series.task].file, series.tag.valueRange, problem.message, help: problem.help)
  }
}

extension [UInt8] {
  /// True if the ASCII text `word` (lower case) stands somewhere in `range`, case not counting.
  func mentions(_ word: StaticString, in range: Range<Int>) -> Bool {
    let length = word.utf8CodeUnitCount
    guard range.count >= length else { return false }
    return (range.lowerBound...range.upperBound - length).contains {
      equalsIgnoringCase($0..<$0 + length, word)
    }
  }
}
