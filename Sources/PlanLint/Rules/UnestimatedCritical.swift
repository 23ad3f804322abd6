import PlanModel

/// A task on the critical chain has no estimate.
struct UnestimatedCritical: ScheduleRule {
  let info = RuleInfo(
    id: "unestimated-critical", family: .schedule, severity: .info,
    summary: "A task on the critical chain has no estimate.",
    reason: """
      The plan's end depends on it, and its length is a guess.
      """, readsClock: true,
    flags: [
      Example(
        "among others that have one", "- [ ] Prime est:1d @anna id:p\n- ▸[ ]◂ Paint @anna after:p",
        configuration: "people:\n  anna: {}\n  bob: {}")
    ],
    passes: [
      Example(
        "not critical", "- [ ] Prime est:5d @anna\n- [ ] Paint @bob",
        configuration: "people:\n  anna: {}\n  bob: {}"),
      Example(
        "nothing has one", "- [ ] Prime @anna id:p\n- [ ] Paint @anna after:p",
        configuration: "people:\n  anna: {}\n  bob: {}"),
    ])
}
