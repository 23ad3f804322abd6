import PlanModel

/// One person does most of the critical chain.
struct SinglePersonChain: ScheduleRule {
  let info = RuleInfo(
    id: "single-person-chain", family: .schedule, severity: .info,
    summary: "One person does most of the critical chain.",
    reason: """
      Their illness or leave moves the end of everything. Of five critical tasks or more, eight tenths of the work are one
      person's.
      """, readsClock: true,
    flags: [
      Example(
        "all of it",
        "- ▸[ ]◂ A est:1d @anna id:a\n- [ ] B est:1d @anna id:b after:a\n- [ ] C est:1d @anna id:c after:b\n- [ ] D est:1d @anna id:d after:c\n- [ ] E est:1d @anna after:d",
        configuration: "people:\n  anna: {}\n  bob: {}\n  cid: {}")
    ],
    passes: [
      Example(
        "shared",
        "- [ ] A est:1d @anna id:a\n- [ ] B est:1d @bob id:b after:a\n- [ ] C est:1d @anna id:c after:b\n- [ ] D est:1d @bob id:d after:c\n- [ ] E est:1d @anna after:d",
        configuration: "people:\n  anna: {}\n  bob: {}\n  cid: {}")
    ])
}
