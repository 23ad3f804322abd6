import PlanModel

/// Two fixed tasks want the same person at the same time.
struct PinsCollide: ScheduleRule {
  let info = RuleInfo(
    id: "pins-collide", family: .schedule, severity: .warning,
    summary: "Two fixed tasks want the same person at the same time.",
    reason: """
      Each keeps its place, and the person cannot be at both.
      """, readsClock: true,
    flags: [
      Example(
        "the same day",
        "- [ ] Fair est:1d @anna fixed:2026-03-10\n- [ ] Visit est:1d @anna ▸fixed:2026-03-10◂",
        configuration: "people:\n  anna: {}\n  bob: {}")
    ],
    passes: [
      Example(
        "two people", "- [ ] Fair est:1d @anna fixed:2026-03-10\n- [ ] Visit est:1d @bob fixed:2026-03-10",
        configuration: "people:\n  anna: {}\n  bob: {}"),
      Example(
        "half each",
        "- [ ] Fair est:4h @anna(50%) fixed:2026-03-10\n- [ ] Visit est:4h @anna(50%) fixed:2026-03-10",
        configuration: "people:\n  anna: {}\n  bob: {}"),
    ])
}
