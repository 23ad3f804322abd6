import PlanModel

/// Planned expenses that are more than their budget.
struct CostOverBudget: LintRule {
  let info = RuleInfo(
    id: "cost-over-budget", family: .money, severity: .warning,
    summary: "The planned expenses below a budget, with the budgets below it, are more than it has.",
    reason: "The plan already spends more than is allowed, before any work is paid for.",
    flags: [
      Example("expenses", "# House ▸budget:500EUR◂\n\n- [ ] Paint cost:300EUR\n- [ ] Tiles cost:250EUR"),
      Example("its own", "- [ ] Paint ▸budget:200EUR◂ cost:300EUR"),
      Example(
        "beside a budget",
        "# House ▸budget:500EUR◂\n\n- [ ] Paint cost:300EUR\n\n## Roof budget:250EUR\n\n- [ ] Tiles"
      ),
    ],
    passes: [
      Example("as much", "# House budget:550EUR\n\n- [ ] Paint cost:300EUR\n- [ ] Tiles cost:250EUR"),
      Example("cancelled", "# House budget:500EUR\n\n- [-] Paint cost:300EUR\n- [ ] Tiles cost:250EUR"),
      Example("each month", "# House budget:500EUR/mo\n\n- [ ] Paint cost:300EUR\n- [ ] Tiles cost:250EUR"),
    ])

  let interest = RuleInterest(plan: true)

  func checkPlan(_ context: LintContext, _ report: inout LintReport) {
    let plan = context.plan
    let tree = context.budgets
    guard tree.entries.contains(where: \.budget.isMoney) else { return }
    let rates = ExchangeRates(context.configuration)
    var costs = [Int128](repeating: 0, count: tree.entries.count)
    for task in plan.taskIndices where plan[task].keys.contains(.cost) && plan[task].status != .cancelled {
      guard let cost = plan.money(.cost, of: .task(task)),
        let position = tree.nearest(around: .task(task), inMoney: true, orOwn: true),
        case .money(let limit) = tree.entries[position].budget.amount
      else { continue }
      costs[position] += rates.micros(cost, in: limit.currency) ?? 0
    }
    for (position, entry) in tree.entries.enumerated() where costs[position] > 0 {
      let total = costs[position] + entry.below
      // Where the budgets alone are too much, another rule says so.
      guard total > entry.budget.size, entry.below <= entry.budget.size else { continue }
      let text = entry.budget.text(total, plan.units)
      report.add(
        plan.file(of: entry.node), entry.tag.range,
        "planned expenses add up to \(text), more than \(entry.budget.text(entry.budget.size, plan.units))",
        help: "raise the budget to \(text), or plan for less")
    }
  }
}
