import PlanModel

/// Budgets that are more together than the one around them.
struct ChildrenOverBudget: LintRule {
  let info = RuleInfo(
    id: "children-over-budget", family: .money, severity: .warning,
    summary: "The budgets below a budget add up to more than it has.",
    reason: """
      A budget is the limit for all below it, so the parts cannot all be used up. Budgets that renew (`/mo`) \
      are left out, and so are currencies without a rate.
      """,
    flags: [
      Example(
        "of money",
        "# House ▸budget:5000EUR◂\n\n## Walls budget:3000EUR\n\n## Roof budget:2500EUR\n\n- [ ] Paint"),
      Example("of work", "- [ ] House ▸budget:5d◂\n  - [ ] Walls budget:3d\n  - [ ] Roof budget:20h"),
      Example(
        "in two currencies",
        "# House ▸budget:1000EUR◂\n\n## Walls budget:900USD\n\n## Roof budget:200EUR\n\n- [ ] Paint",
        configuration: "money: {currency: EUR, exchange: {USD: 0.92EUR}}"),
    ],
    passes: [
      Example(
        "as much",
        "# House budget:5000EUR\n\n## Walls budget:3000EUR\n\n## Roof budget:2000EUR\n\n- [ ] Paint"),
      Example(
        "one renews",
        "# House budget:5000EUR\n\n## Walls budget:3000EUR/mo\n\n## Roof budget:2500EUR\n\n- [ ] Paint"),
      Example("work is no money", "# House budget:5000EUR\n\n## Walls budget:800h\n\n- [ ] Paint"),
    ])

  let interest = RuleInterest(plan: true)

  func checkPlan(_ context: LintContext, _ report: inout LintReport) {
    let plan = context.plan
    let tree = context.budgets
    for entry in tree.entries where entry.budget.period == nil && entry.below > entry.budget.size {
      let (limit, total) = (
        entry.budget.text(entry.budget.size, plan.units), entry.budget.text(entry.below, plan.units)
      )
      report.add(
        plan.file(of: entry.node), entry.tag.range,
        "the budgets below add up to \(total), more than \(limit)",
        help: "raise it to \(total), or lower one of those below")
    }
  }
}

extension Budget {
  /// Millionths of its currency, or minutes.
  var size: Int128 {
    switch amount {
    case .money(let money): Int128(money.micros)
    case .effort(let effort): Int128(effort.minutes)
    }
  }

  /// So much of the same unit.
  func text(_ size: Int128, _ units: EffortUnits) -> String {
    switch amount {
    case .money(let money): Money(clamping: size, money.currency).description
    case .effort: Effort(minutes: Int(clamping: size)).text(units: units)
    }
  }
}
