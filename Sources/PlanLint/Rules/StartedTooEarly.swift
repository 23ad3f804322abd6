import PlanModel

/// A task is in progress although what it waits for is not done.
struct StartedTooEarly: ScheduleRule {
  let info = RuleInfo(
    id: "started-too-early", family: .schedule, severity: .info,
    summary: "A task is in progress although what it waits for is not done.",
    reason: """
      Either the dependency does not hold, or work is done that may have to be done again.
      """, readsClock: true,
    flags: [
      Example(
        "its predecessor is open", "- [ ] Prime est:1d @anna id:p\n- ▸[/]◂ Paint est:1d @bob after:p",
        configuration: "people:\n  anna: {}\n  bob: {}")
    ],
    passes: [
      Example(
        "its predecessor is done", "- [x] Prime est:1d @anna id:p\n- [/] Paint est:1d @bob after:p",
        configuration: "people:\n  anna: {}\n  bob: {}")
    ])
}
