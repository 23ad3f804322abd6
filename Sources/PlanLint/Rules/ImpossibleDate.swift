import PlanModel

/// A well-formed date or time that does not exist.
struct ImpossibleDate: ValueRule {
  let info = RuleInfo(
    id: "impossible-date", family: .dates, severity: .error,
    summary: "A date or time does not exist.",
    reason: """
      A day such as 30 February is most often a slip of one digit. Nobody can say which day was meant, so \
      the date has no effect until it is put right.
      """,
    flags: [
      Example("30 February", "- [ ] Paint due:▸2026-02-30◂"),
      Example("month 13, of a project", "# House start:▸2026-13-01◂\n\n- [ ] Paint"),
      Example("an hour that no day has", "- [ ] Call due:2026-03-12T▸25:00◂"),
      Example("a week that the year does not have", "- [ ] Paint due:▸2026-W54◂"),
      Example("with a sign of Obsidian's", "- [ ] Paint 📅 ▸2026-02-30◂"),
      Example("in front matter", "---\nplan:\n  due: ▸2026-02-30◂\n---\n\n- [ ] Paint"),
    ],
    passes: [
      Example("29 February of a leap year", "- [ ] Paint due:2028-02-29"),
      Example("week 53 of a long year", "- [ ] Paint due:2026-W53"),
      Example("in code", "- [ ] Refuse `due:2026-02-30`"),
      Example("bare in front matter, where misfits are silent", "---\ndue: 2026-02-30\n---\n\n- [ ] Paint"),
    ])

  let kind = ValueFault.Kind.impossibleDate
}
