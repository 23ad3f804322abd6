import PlanModel

/// A task cannot start on the day it is scheduled for.
struct PinNotKept: ScheduleRule {
  let info = RuleInfo(
    id: "pin-not-kept", family: .schedule, severity: .warning,
    summary: "A task cannot start on the day it is scheduled for.",
    reason: """
      What is scheduled is a wish, which gives way to what a task waits for and to its people's other work.
      """, readsClock: true,
    flags: [
      Example(
        "behind other work",
        "- [ ] Prime est:3d @anna pri:A\n- [ ] Paint est:1d @anna ▸scheduled:2026-03-10◂",
        configuration: "people:\n  anna: {}\n  bob: {}")
    ],
    passes: [
      Example(
        "kept", "- [ ] Paint est:1d @anna scheduled:2026-03-10",
        configuration: "people:\n  anna: {}\n  bob: {}")
    ])
}
