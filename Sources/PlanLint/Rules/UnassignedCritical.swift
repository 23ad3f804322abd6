import PlanModel

/// A task on the critical chain has nobody to do it.
struct UnassignedCritical: ScheduleRule {
  let info = RuleInfo(
    id: "unassigned-critical", family: .schedule, severity: .info,
    summary: "A task on the critical chain has nobody to do it.",
    reason: """
      The plan's end depends on it, and its dates are those of a calendar and not of people.
      """, readsClock: true,
    flags: [
      Example(
        "the last one", "- [ ] Prime est:1d @anna id:p\n- ▸[ ]◂ Paint est:5d after:p",
        configuration: "people:\n  anna: {}\n  bob: {}")
    ],
    passes: [
      Example(
        "assigned", "- [ ] Prime est:1d @anna id:p\n- [ ] Paint est:5d @bob after:p",
        configuration: "people:\n  anna: {}\n  bob: {}"),
      Example(
        "nobody is named anywhere", "- [ ] Prime est:1d id:p\n- [ ] Paint est:1d after:p"),
    ])
}
