import PlanModel

/// A value of another kind that cannot be read: a priority, an id, a percentage, a name, one of a few words.
struct UnreadableValue: ValueRule {
  let info = RuleInfo(
    id: "unreadable-value", family: .syntax, severity: .error,
    summary: "The value of a tag cannot be read.",
    reason: "A tag whose value cannot be read has no effect; the task looks as if it had been said.",
    fix: "writes the word that is one or two letters away",
    flags: [
      Example("a priority", "- [ ] Paint pri:▸urgent◂"),
      Example("more than all", "- [ ] Paint progress:▸120%◂"),
      Example("how often", "- [ ] Paint rec:1w due:2026-03-12 times:▸0◂"),
      Example("an id with a point", "- [ ] Paint id:front▸.◂door"),
      Example("a hyphen at the end", "- [ ] Paint id:door▸-◂"),
      Example("a word", "# House health:▸gren◂\n\n- [ ] Paint", fixed: "# House health:green\n\n- [ ] Paint"),
      Example("another word", "- [ ] Paint split:▸maybe◂"),
      Example("a name", "# House owner:▸2nd-floor◂\n\n- [ ] Paint"),
    ],
    passes: [
      Example("letters and words", "- [ ] Paint pri:b\n- [ ] Dry priority:high"),
      Example("a percentage", "- [ ] Paint progress:40%\n- [ ] Dry progress:40"),
      Example("an id", "- [ ] Paint id:front-door_2"),
      Example("a word inside the text", "- [ ] Describe health:unknown in the docs"),
      Example("a flag for itself", "- [ ] The race 🏁 party"),
    ])

  let kind = ValueFault.Kind.other
}
