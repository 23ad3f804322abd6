import PlanModel

/// A value that is no recurrence rule.
struct UnreadableRecurrence: ValueRule {
  let info = RuleInfo(
    id: "unreadable-recurrence", family: .recurrence, severity: .error,
    summary: "A recurrence rule cannot be read.",
    reason: """
      Without its rule a task does not come back: completing it writes no successor, and the routine ends \
      without a word.
      """,
    flags: [
      Example("no unit", "- [ ] Water plants rec:+▸2◂ due:2026-03-12"),
      Example("an unknown word", "- [ ] Water plants rec:▸fortnightly◂ due:2026-03-12"),
      Example("a bare number", "- [ ] Pay rent rec:\"every month on the ▸15◂\" due:2026-03-15"),
      Example("no frequency of that name", "- [ ] Water plants rec:FREQ=▸OFTEN◂ due:2026-03-12"),
      Example("behind the sign of Obsidian's Tasks", "- [ ] Water plants 🔁 every ▸blue◂ moon 📅 2026-03-12"),
    ],
    passes: [
      Example("a step", "- [ ] Water plants rec:+1w due:2026-03-12"),
      Example("a phrase", "- [ ] Pay rent rec:\"every month on the 15th\" due:2026-03-15"),
      Example("the sign for itself", "- [ ] 🔁 playlist on repeat"),
      Example("a word inside the text", "- [ ] Add rec:none to the docs"),
    ])

  let kind = ValueFault.Kind.recurrence
}
