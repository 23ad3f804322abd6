import PlanModel

/// A list of references that cannot be read.
struct UnreadableReference: ValueRule {
  let info = RuleInfo(
    id: "unreadable-reference", family: .dependencies, severity: .error,
    summary: "A reference to another task cannot be read.",
    reason: """
      A dependency that cannot be read holds nothing back: the task may be planned before what it needs. In \
      a list of references none counts if one cannot be read.
      """,
    flags: [
      Example("minutes or months", "- [ ] Sand id:sand\n- [ ] Paint after:sand+▸2m◂"),
      Example("no unit", "- [ ] Sand id:sand\n- [ ] Paint after:sand+▸2◂"),
      Example("an empty item", "- [ ] Sand id:sand\n- [ ] Paint after:sand,▸,◂sand"),
      Example("no name", "- [ ] Paint after:▸a:b◂"),
      Example("of a project", "- [ ] Sand id:sand\n\n# House before:sand+▸x◂\n\n- [ ] Paint"),
    ],
    passes: [
      Example("a lag", "- [ ] Sand id:sand\n- [ ] Paint after:sand+2d,sand.start+1ew"),
      Example("a negative lag with its end", "- [ ] Sand id:sand\n- [ ] Paint after:sand.end-2d"),
    ])

  let kind = ValueFault.Kind.reference
}
