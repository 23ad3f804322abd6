import PlanModel

/// A value that is no effort or estimate of the format.
struct UnreadableEffort: ValueRule {
  let info = RuleInfo(
    id: "unreadable-effort", family: .effort, severity: .error,
    summary: "An effort cannot be read.",
    reason: """
      An effort is a number with a unit, so that 3 hours and 3 days are never mixed up. One that cannot be \
      read counts for nothing in schedules, workloads and budgets.
      """,
    fix: "writes the unit, the point or the order that the format has, where only one can be meant",
    flags: [
      Example("no unit", "- [ ] Paint est:▸3◂"),
      Example("a unit in words", "- [ ] Paint est:3▸hrs◂", fixed: "- [ ] Paint est:3h"),
      Example("a decimal comma", "- [ ] Paint est:2▸,◂5h", fixed: "- [ ] Paint est:2.5h"),
      Example("a range that falls", "- [ ] Paint est:▸5d-2d◂", fixed: "- [ ] Paint est:2d-5d"),
      Example("a range to nothing", "- [ ] Paint est:▸3d-0d◂"),
      Example("a range from nothing", "- [ ] Paint est:▸0d-3d◂"),
      Example("months", "- [ ] Paint spent:2▸mo◂"),
      Example("too much", "- [ ] Paint left:▸99999999d◂"),
      Example(
        "a budget of work", "# House budget:80▸hours◂\n\n- [ ] Paint",
        fixed: "# House budget:80h\n\n- [ ] Paint"),
      Example(
        "a budget with a decimal comma", "# House budget:2▸,◂5d/mo\n\n- [ ] Paint",
        fixed: "# House budget:2.5d/mo\n\n- [ ] Paint"),
      Example("an unknown unit", "- [ ] Paint est:2▸x◂"),
    ],
    passes: [
      Example("all units", "- [ ] Paint est:1w2d3h30min spent:45m"),
      Example("a range and three points", "- [ ] Paint est:2d-5d\n- [ ] Dry est:1d/2d/5d"),
      Example("a decimal point", "- [ ] Paint est:1.5d"),
      Example("a word inside the text", "- [ ] Add est:value to the docs"),
    ])

  let kind = ValueFault.Kind.effort
}
