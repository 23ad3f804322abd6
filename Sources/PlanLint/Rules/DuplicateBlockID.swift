import PlanModel

/// A block id that another task of the file has already.
struct DuplicateBlockID: LintRule {
  let info = RuleInfo(
    id: "duplicate-block-id", family: .structure, severity: .warning,
    summary: "Two tasks of a file have the same block id.",
    reason: "Links and dependencies that name it lead to the first one, whichever was meant.",
    flags: [
      Example("two tasks", "- [ ] Sand ^wall\n- [ ] Paint ^▸wall◂"),
      Example("three", "- [ ] Sand ^wall\n- [ ] Paint ^▸wall◂\n- [ ] Dry ^▸wall◂"),
    ],
    passes: [
      Example("two block ids", "- [ ] Sand ^wall-1\n- [ ] Paint ^wall-2"),
      Example("in the middle of a line", "- [ ] Sand ^wall\n- [ ] Paint ^wall and more"),
    ])

  let interest = RuleInterest(plan: true)

  func checkPlan(_ context: LintContext, _ report: inout LintReport) {
    let plan = context.plan
    for (first, again) in plan.ids.duplicates {
      let (a, b) = (plan.ids.entries[first], plan.ids.entries[again])
      guard DuplicateBlockID.isBlockID(b, plan) else { continue }
      let place = plan.place(a.file, line: plan.line(of: a.node), seenFrom: b.file)
      let name = quoted(plan[b.file].bytes, b.range.range)
      report.add(
        b.file, b.range,
        "the block id \(name) is that of \(plan.quotedName(a.node)), \(place)",
        help: "give one of them another block id",
        related: [RelatedPlace(file: a.file, range: a.range, message: "the first one")])
    }
  }

  /// Block ids and ids never meet in the table; the sign before it tells which one it is.
  static func isBlockID(_ entry: NameTable.Entry, _ plan: Plan) -> Bool {
    let before = entry.range.lowerBound - 1
    return before >= 0 && plan[entry.file].bytes[before] == UInt8(ascii: "^")
  }
}
