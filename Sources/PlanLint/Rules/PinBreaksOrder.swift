import PlanModel

/// A fixed task lies before what it waits for.
struct PinBreaksOrder: ScheduleRule {
  let info = RuleInfo(
    id: "pin-breaks-order", family: .schedule, severity: .warning,
    summary: "A fixed task lies before what it waits for.",
    reason: """
      A pin is kept whatever it costs, and so the order is broken.
      """, readsClock: true,
    flags: [
      Example(
        "before its predecessor's end",
        "- [ ] Prime est:3d @anna id:p\n- [ ] Paint est:1d @bob after:p ▸fixed:2026-03-10◂",
        configuration: "people:\n  anna: {}\n  bob: {}")
    ],
    passes: [
      Example(
        "behind it", "- [ ] Prime est:1d @anna id:p\n- [ ] Paint est:1d @bob after:p fixed:2026-03-10",
        configuration: "people:\n  anna: {}\n  bob: {}")
    ])
}
