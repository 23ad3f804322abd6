import PlanModel

/// A task's work is more than its people can give in its length.
struct EstimateExceedsSpan: ScheduleRule {
  let info = RuleInfo(
    id: "est-exceeds-span", family: .schedule, severity: .warning,
    summary: "A task's work is more than its people can give in its length.",
    reason: """
      With both, est: is spread evenly over span:. Where it does not fit, est: decides, and the task takes longer.
      """, readsClock: true,
    flags: [
      Example(
        "three days in one", "- [ ] Paint est:3d ▸span:1d◂ @anna",
        configuration: "people:\n  anna: {}\n  bob: {}")
    ],
    passes: [
      Example(
        "one day in three", "- [ ] Paint est:1d span:3d @anna",
        configuration: "people:\n  anna: {}\n  bob: {}")
    ])
}
