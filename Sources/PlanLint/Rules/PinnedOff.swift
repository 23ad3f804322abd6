import PlanModel

/// A task is fixed in the past or when its people do not work.
struct PinnedOff: ScheduleRule {
  let info = RuleInfo(
    id: "pinned-off", family: .schedule, severity: .warning,
    summary: "A task is fixed in the past or when its people do not work.",
    reason: """
      It takes time that nobody has: a day off, a leave, a night or a day that is over.
      """, readsClock: true,
    flags: [
      Example(
        "a Sunday", "- [ ] Fair est:1d @anna ▸fixed:2026-03-15◂",
        configuration: "people:\n  anna: {}\n  bob: {}"),
      Example(
        "past", "- [ ] Fair est:1d @anna ▸fixed:2026-03-02◂",
        configuration: "people:\n  anna: {}\n  bob: {}"),
    ],
    passes: [
      Example(
        "a working day", "- [ ] Fair est:1d @anna fixed:2026-03-10",
        configuration: "people:\n  anna: {}\n  bob: {}")
    ])
}
