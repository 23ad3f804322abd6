import PlanModel

/// A due day cannot be met with the people and dates there are.
struct DueUnreachable: ScheduleRule {
  let info = RuleInfo(
    id: "due-unreachable", family: .schedule, severity: .warning,
    summary: "A due day cannot be met with the people and dates there are.",
    reason: """
      The day is a wish and not a plan. The finding says whether even unlimited people would be too few, whose time is
      missing, or which date stands in the way, and whom a task could be given to.
      """, readsClock: true,
    flags: [
      Example(
        "for lack of time", "- [ ] Prime est:3d @anna ▸due:2026-03-10◂",
        configuration: "people:\n  anna: {}\n  bob: {}"),
      Example(
        "after something long",
        "- [ ] Prime est:4d @anna id:p\n- [ ] Paint est:1d @bob after:p ▸due:2026-03-12◂",
        configuration: "people:\n  anna: {}\n  bob: {}"),
    ],
    passes: [
      Example(
        "in time", "- [ ] Prime est:2d @anna due:2026-03-10",
        configuration: "people:\n  anna: {}\n  bob: {}"),
      Example(
        "overdue already", "- [ ] Prime est:2d @anna due:2026-03-02",
        configuration: "people:\n  anna: {}\n  bob: {}"),
    ])
}
