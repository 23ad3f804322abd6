import PlanModel

/// Fixed and recurring work is more than somebody has in a week.
struct Overload: ScheduleRule {
  let info = RuleInfo(
    id: "overload", family: .schedule, severity: .warning,
    summary: "Fixed and recurring work is more than somebody has in a week.",
    reason: """
      Both are kept whatever they cost, so that nothing else gives way: something of it will not be done.
      """, readsClock: true,
    flags: [
      Example(
        "two whole days in one",
        "- ▸[ ]◂ Fair est:1d @anna fixed:2026-03-10\n- [ ] Visit est:1d @anna fixed:2026-03-10",
        configuration: "people:\n  anna: {}\n  bob: {}")
    ],
    passes: [
      Example(
        "one after the other",
        "- [ ] Fair est:1d @anna fixed:2026-03-10\n- [ ] Visit est:1d @anna fixed:2026-03-11",
        configuration: "people:\n  anna: {}\n  bob: {}")
    ])
}
