import PlanModel

/// A value that is no date of the format.
struct UnreadableDate: ValueRule {
  let info = RuleInfo(
    id: "unreadable-date", family: .dates, severity: .error,
    summary: "A date cannot be read.",
    reason: """
      Dates are written year first and in full, so that 3 May and 5 March are never mixed up. A date that \
      cannot be read has no effect: the task has no due day, and no list shows it as late.
      """,
    fix: "writes the date year first, where only one day can be meant",
    flags: [
      Example("day first", "- [ ] Paint due:▸31.3.2026◂", fixed: "- [ ] Paint due:2026-03-31"),
      Example("slashes", "- [ ] Paint due:▸2026/03/31◂ @ann", fixed: "- [ ] Paint due:2026-03-31 @ann"),
      Example("two digits for the year", "- [ ] Paint due:▸26-1-5◂"),
      Example("something behind it", "- [ ] Paint due:2026-01-01▸x◂"),
      Example("seconds", "- [ ] Call due:2026-03-12T15:00▸:00Z◂"),
      Example("full-width digits", "- [ ] Paint due:▸２０２６-03-12◂"),
      Example("of a project", "# House due:▸soon◂\n\n- [ ] Paint"),
      Example("inside the text, where it has digits", "- [ ] Paint due:▸12/3◂ at the latest"),
      Example("with a sign of Obsidian's", "- [ ] Paint 📅 ▸2026-3-12◂", fixed: "- [ ] Paint 📅 2026-03-12"),
    ],
    passes: [
      Example("a day", "- [ ] Paint due:2026-03-31"),
      Example("a day and a time", "- [ ] Call due:2026-03-31T15:00"),
      Example("week, month and quarter", "- [ ] a due:2026-W14\n- [ ] b due:2026-03\n- [ ] c due:2026-Q1"),
      Example("a word inside the text", "- [ ] Explain what due:never means here"),
      Example("a sign before a time", "- [ ] 🛫 10:45 to Oslo"),
      Example("an unknown key", "- [ ] Paint bin:26-1-5"),
    ])

  let kind = ValueFault.Kind.date
}
