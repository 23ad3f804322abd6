import PlanModel

/// An amount that cannot be counted against its budget.
struct CurrencyWithoutRate: LintRule {
  let info = RuleInfo(
    id: "currency-without-rate", family: .money, severity: .warning,
    summary: "An amount is in another currency than its budget, and no rate is configured.",
    reason: """
      Amounts of different currencies are never added up without a rate, so this one is missing from the \
      budget. The first one of each currency below a budget is shown.
      """,
    flags: [
      Example("an expense", "# House budget:500EUR\n\n- [ ] Paint ▸cost:300USD◂\n- [ ] Tiles cost:250USD"),
      Example("a log entry", "# House budget:500EUR\n\n- [/] Paint\n  - 2026-03-06 ▸80GBP◂ brushes"),
      Example("a budget", "# House budget:500EUR\n\n## Roof ▸budget:100USD◂\n\n- [ ] Tiles"),
    ],
    passes: [
      Example(
        "with a rate", "# House budget:500EUR\n\n- [ ] Paint cost:300USD",
        configuration: "money: {currency: EUR, exchange: {USD: 0.92EUR}}"),
      Example("no budget", "# House\n\n- [ ] Paint cost:300USD\n- [ ] Tiles cost:250EUR"),
    ])

  let interest = RuleInterest(plan: true)

  private struct Pair: Hashable {
    let budget: Int
    let currency: Currency
  }

  func checkPlan(_ context: LintContext, _ report: inout LintReport) {
    let plan = context.plan
    let tree = context.budgets
    guard tree.entries.contains(where: \.budget.isMoney) else { return }
    let rates = ExchangeRates(context.configuration)
    let limits = currencies(of: tree)
    var seen: Set<Pair> = []
    func check(_ money: Money, _ node: NodeIndex, _ range: ByteRange, isBudget: Bool = false) {
      // Most plans have one currency; whose budget it is need not be looked for.
      if limits.allSatisfy({ rates.micros(money, in: $0) != nil }) { return }
      guard
        let position = tree.nearest(around: node, inMoney: true, orOwn: !isBudget, withPeriods: true),
        case .money(let limit) = tree.entries[position].budget.amount,
        rates.micros(money, in: limit.currency) == nil,
        seen.insert(Pair(budget: position, currency: money.currency)).inserted
      else { return }
      let name = plan.quotedName(tree.entries[position].node)
      report.add(
        plan.file(of: node), range,
        "\(money) cannot be counted against the budget of \(name) in \(limit.currency.code)",
        help: "configure a rate: money: {exchange: {\(money.currency.code): …\(limit.currency.code)}}")
    }
    for entry in tree.entries {
      if case .money(let money) = entry.budget.amount {
        check(money, entry.node, entry.tag.range, isBudget: true)
      }
    }
    for task in plan.taskIndices where !plan[task].keys.isDisjoint(with: KeySet(.cost, .paid)) {
      for key in [TagKey.cost, .paid] {
        guard let tag = plan.tag(key, of: task), let money = plan.money(key, of: .task(task)) else {
          continue
        }
        check(money, .task(task), tag.range)
      }
    }
    for entry in plan.logs {
      guard case .expense(let money) = entry.kind else { continue }
      check(money, entry.owner, entry.amountRange(in: plan[entry.file].bytes))
    }
  }

  private func currencies(of tree: BudgetTree) -> [Currency] {
    var found: [Currency] = []
    for entry in tree.entries {
      if case .money(let money) = entry.budget.amount, !found.contains(money.currency) {
        found.append(money.currency)
      }
    }
    return found
  }
}
