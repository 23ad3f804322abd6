import PlanModel

/// Something important that waits for something that is not.
struct PriorityInversion: LintRule {
  let info = RuleInfo(
    id: "priority-inversion", family: .dependencies, severity: .info,
    summary: "A task of high priority waits for one that is marked as unimportant.",
    reason: """
      A schedule treats what others wait for as being as important as they are, but people who pick work from a \
      list do not.
      """,
    flags: [
      Example("A waits for D", "- [ ] Order paint pri:D id:p\n- [ ] Paint pri:A after:▸p◂"),
      Example("told from the other side", "- [ ] Order paint pri:E before:▸x◂\n- [ ] Paint pri:B id:x"),
    ],
    passes: [
      Example("the same", "- [ ] Order paint pri:A id:p\n- [ ] Paint pri:A after:p"),
      Example("no priority", "- [ ] Order paint id:p\n- [ ] Paint pri:A after:p"),
      Example("done", "- [x] Order paint pri:D id:p\n- [ ] Paint pri:A after:p"),
    ])

  let interest = RuleInterest(dependencies: true)

  func check(_ dependency: Dependency, _ context: LintContext, _ report: inout LintReport) {
    let plan = context.plan
    guard let target = dependency.targetNode, case .task(let one) = dependency.owner,
      case .task(let other) = target
    else { return }
    let (first, second) = dependency.kind == .before ? (one, other) : (other, one)
    guard plan[first].isUnfinished, plan[second].isUnfinished, let low = plan.priority(first),
      let high = plan.priority(second), high <= UInt8(ascii: "C"), low >= UInt8(ascii: "D")
    else { return }
    report.add(
      dependency.file, dependency.reference,
      "\(plan.quotedName(.task(second))) has priority \(Character(UnicodeScalar(high))) and waits for \(plan.quotedName(.task(first))), which has \(Character(UnicodeScalar(low)))",
      help: "give \(plan.quotedName(.task(first))) the same priority",
      related: [plan.related(dependency.kind == .before ? target : .task(first), "the other one")])
  }
}
