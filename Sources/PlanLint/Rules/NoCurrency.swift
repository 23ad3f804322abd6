import PlanModel

/// An amount without a currency.
struct NoCurrency: ValueRule {
  let info = RuleInfo(
    id: "no-currency", family: .money, severity: .error,
    summary: "An amount has no currency.",
    reason: """
      A plain number may be euros, dollars or, in a budget, hours. It counts for nothing until it says \
      which.
      """,
    fix: "writes the currency of the configuration behind the number",
    flags: [
      Example("a cost", "- [ ] Paint cost:▸40◂"),
      Example("a budget", "# House budget:▸12,000◂\n\n- [ ] Paint"),
      Example(
        "with a configured currency", "- [ ] Paint cost:▸40◂ @ann", configuration: "money: {currency: CHF}",
        fixed: "- [ ] Paint cost:40CHF @ann"),
    ],
    passes: [
      Example("with a currency", "- [ ] Paint cost:40EUR"),
      Example("work", "# House budget:40h\n\n- [ ] Paint"),
    ])

  let kind = ValueFault.Kind.currency
}
