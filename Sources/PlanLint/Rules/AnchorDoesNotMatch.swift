import PlanModel

/// A series whose first day is none of its days.
struct AnchorDoesNotMatch: LintRule {
  let info = RuleInfo(
    id: "anchor-does-not-match", family: .recurrence, severity: .warning,
    summary: "The date from which a series counts is not one of its days.",
    reason: """
      The series begins only on the next day that matches, so the task's own date and the days in views \
      disagree. In the dialects of Obsidian, where such dates are common, the finding is an info.
      """,
    fix: "writes the next day that matches",
    flags: [
      Example(
        "a Thursday", #"- [ ] Bins out rec:"every 2 weeks on tue" ▸due:2026-03-12◂"#,
        fixed: #"- [ ] Bins out rec:"every 2 weeks on tue" due:2026-03-24"#),
      Example(
        "not the last working day",
        "- [ ] Report rec:FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1 ▸due:2026-01-31◂",
        fixed: "- [ ] Report rec:FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1 due:2026-02-27"),
    ],
    passes: [
      Example("a Tuesday", #"- [ ] Bins out rec:"every 2 weeks on tue" due:2026-03-17"#),
      Example("the series began on one", "- [ ] Bins out rec:mon,thu from:2026-03-05 due:2026-03-13"),
      Example("from completion", #"- [ ] Bins out rec:"every week on tue when done" due:2026-03-12"#),
      Example("any day begins a step", "- [ ] Bins out rec:+2w due:2026-03-12"),
    ])

  let interest = RuleInterest(series: .long)

  func check(_ series: Series, _ context: LintContext, _ report: inout LintReport) {
    let plan = context.plan
    guard series.rule.mode != .fromCompletion, let anchor = series.anchor,
      series.rule.last(onOrBefore: anchor.day, first: anchor.day) != anchor.day
    else { return }
    for case .firstDoesNotMatch(_, let next) in series.rule.problems(first: anchor.day) {
      add(next, anchor, plan[series.task].file, &report)
    }
  }

  private func add(_ next: Day, _ anchor: (tag: Tag, day: Day), _ file: FileIndex, _ report: inout LintReport)
  {
    let problem = RecurrenceProblem.firstDoesNotMatch(first: anchor.day, next: next)
    let value = anchor.tag.value
    var (fix, severity): (Fix?, Severity?) = (nil, nil)
    if !DateValue(packed: anchor.tag.simple).isPeriod {
      fix = Fix(.unsafe, [TextEdit(value.lowerBound..<value.lowerBound + 10, next.description)])
    }
    switch anchor.tag.form {
    case .emoji, .bracketField, .parenthesisField: severity = .info
    case .keyValue, .quoted, .sign, .frontMatter: break
    }
    report.add(file, anchor.tag.range, problem.message, help: problem.help, fix: fix, severity: severity)
  }
}
