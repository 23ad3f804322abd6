import PlanModel

/// An id that another task or project has already.
struct DuplicateID: LintRule {
  let info = RuleInfo(
    id: "duplicate-id", family: .structure, severity: .error,
    summary: "Two tasks or projects have the same id.",
    reason: """
      An id is unique in the plan, its archive included. Whatever waits for it waits for the first one that \
      has it, whichever was meant.
      """,
    flags: [
      Example("two tasks", "- [ ] Sand id:wall\n- [ ] Paint id:▸wall◂"),
      Example("a project and a task", "# House id:house\n\n- [ ] Paint id:▸house◂"),
      Example("in two dialects", "- [ ] Sand 🆔 wall\n- [ ] Paint id:▸wall◂"),
    ],
    passes: [
      Example("two ids", "- [ ] Sand id:wall-1\n- [ ] Paint id:wall-2"),
      Example("case counts", "- [ ] Sand id:wall\n- [ ] Paint id:Wall"),
      Example("a block id of that name", "- [ ] Sand id:wall\n- [ ] Paint ^wall"),
    ])

  let interest = RuleInterest(plan: true)

  func checkPlan(_ context: LintContext, _ report: inout LintReport) {
    let plan = context.plan
    var firsts: Set<Int> = []
    var owner = (position: -1, name: "")
    for (first, again) in plan.ids.duplicates {
      let (a, b) = (plan.ids.entries[first], plan.ids.entries[again])
      guard !DuplicateBlockID.isBlockID(b, plan) else { continue }
      // The archive is history: of a pair with it, the other one is told, once.
      let isOther = plan[b.file].isArchive
      if isOther, !firsts.insert(first).inserted { continue }
      let (told, other) = isOther ? (a, b) : (b, a)
      let position = isOther ? again : first
      // Very many may have the id of one.
      if owner.position != position { owner = (position, plan.quotedName(other.node)) }
      let name = quoted(plan[told.file].bytes, told.range.range)
      let place = plan.place(other.file, line: plan.line(of: other.node), seenFrom: told.file)
      report.add(
        told.file, told.range, "the id \(name) is that of \(owner.name), \(place)",
        help: "give one of them another id",
        related: [RelatedPlace(file: other.file, range: other.range, message: "the other one")])
    }
  }
}
