import PlanModel

/// A recurring task finds no room before it comes again.
struct RecurringOverload: ScheduleRule {
  let info = RuleInfo(
    id: "recurring-overload", family: .schedule, severity: .warning,
    summary: "A recurring task finds no room before it comes again.",
    reason: """
      What is left over is never made up for: the next time the same work comes anew.
      """, readsClock: true,
    flags: [
      Example(
        "more than a day a day", "- [ ] Support est:10h ▸rec:+1d◂ @anna start:2026-03-09",
        configuration: "people:\n  anna: {}\n  bob: {}")
    ],
    passes: [
      Example(
        "fits", "- [ ] Support est:2h rec:weekdays @anna start:2026-03-09",
        configuration: "people:\n  anna: {}\n  bob: {}")
    ])
}
