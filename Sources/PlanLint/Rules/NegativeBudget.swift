import PlanModel

/// A budget or rate below nothing.
struct NegativeBudget: LintRule {
  let info = RuleInfo(
    id: "negative-budget", family: .money, severity: .warning,
    summary: "A budget or rate is less than nothing.",
    reason: "Everything is over such a budget, and work at such a rate would have to be paid back.",
    flags: [
      Example("a budget", "# House ▸budget:-500EUR◂\n\n- [ ] Paint"),
      Example("a rate", "- [ ] Paint ▸rate:-90EUR◂"),
    ],
    passes: [
      Example("nothing", "# House budget:0EUR\n\n- [ ] Paint"),
      Example("a refund", "- [ ] Paint cost:-20EUR"),
    ])

  let interest = RuleInterest(tasks: .having(KeySet(.budget, .rate)), projects: true, isOfOneTask: true)

  func check(_ task: TaskIndex, _ context: LintContext, _ report: inout LintReport) {
    check(.task(task), context, &report)
  }
  func check(_ project: ProjectIndex, _ context: LintContext, _ report: inout LintReport) {
    guard !context.plan[project].keys.isDisjoint(with: KeySet(.budget, .rate)) else { return }
    check(.project(project), context, &report)
  }

  private func check(_ node: NodeIndex, _ context: LintContext, _ report: inout LintReport) {
    let plan = context.plan
    if let rate = plan.money(.rate, of: node), rate.micros < 0, let tag = plan.tag(.rate, of: node) {
      report.add(
        plan.file(of: node), tag.range, "the rate \(rate) is less than nothing", help: "leave the minus out")
    }
    // Amounts are read from the text; most show at a glance that they are not less than nothing.
    if let tag = plan.tag(.budget, of: node), plan.bytes(of: node)[tag.value].contains(UInt8(ascii: "-")),
      case .money(let budget) = plan.budget(of: node)?.amount, budget.micros < 0
    {
      report.add(
        plan.file(of: node), tag.range, "the budget \(budget) is less than nothing",
        help: "leave the minus out")
    }
  }
}
