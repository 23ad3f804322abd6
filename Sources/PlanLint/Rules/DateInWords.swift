import PlanModel

/// A word such as `tomorrow` where a file must hold the day.
struct DateInWords: ValueRule {
  let info = RuleInfo(
    id: "relative-date", family: .dates, severity: .error,
    summary: "A date is given in words that count from some day.",
    reason: """
      The command line takes words such as `tomorrow` and writes out the day they mean. In a file nobody \
      knows from which day they count, and tomorrow they would mean another day.
      """,
    fix: "shows the day that the word means today; it is never written by itself",
    flags: [
      Example("a weekday", "- [ ] Paint due:▸fri◂"),
      Example("a distance", "- [ ] Paint start:▸+3d◂ due:2026-03-20"),
      Example("of a project", "# House due:▸eom◂\n\n- [ ] Paint"),
      Example("before a name", "- [ ] Paint due:▸tomorrow◂ @ann"),
      Example("two words", "- [ ] Paint due:\"▸next fri◂\""),
    ],
    passes: [
      Example("the day itself", "- [ ] Paint due:2026-03-13"),
      Example("in a sentence", "- [ ] Ask whether due:tomorrow is still right"),
      Example("in code", "- [ ] Type `due:fri`"),
    ])

  let kind = ValueFault.Kind.dateInWords
}
