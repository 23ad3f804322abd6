import PlanModel

/// A value that is no amount of money of the format.
struct UnreadableMoney: ValueRule {
  let info = RuleInfo(
    id: "unreadable-money", family: .money, severity: .error,
    summary: "An amount of money cannot be read.",
    reason: """
      Amounts are exact: where a comma may be a decimal sign in one country and a separator in the next, \
      nothing is guessed. An amount that cannot be read counts for nothing.
      """,
    fix: "writes a code in capital letters or a period as the format has it",
    flags: [
      Example("a decimal comma", "- [ ] Paint cost:1▸,◂5EUR"),
      Example("a comma and no currency", "- [ ] Paint budget:1▸,◂5"),
      Example("point and comma the other way round", "- [ ] Paint cost:1.000▸,50◂EUR"),
      Example("no currency of that name", "- [ ] Paint cost:12▸abc◂"),
      Example("small letters", "- [ ] Paint cost:12▸eur◂", fixed: "- [ ] Paint cost:12EUR"),
      Example("too many decimals", "- [ ] Paint cost:1▸.1234567◂EUR"),
      Example(
        "a period", "# House budget:500EUR▸/month◂\n\n- [ ] Paint",
        fixed: "# House budget:500EUR/mo\n\n- [ ] Paint"),
      Example("neither money nor work", "# House budget:12▸abc◂\n\n- [ ] Paint"),
    ],
    passes: [
      Example("code and sign", "- [ ] Paint cost:12.50EUR paid:€12,000.50"),
      Example("a budget of work", "# House budget:80h/mo\n\n- [ ] Paint"),
      Example("a word inside the text", "- [ ] Discuss cost:benefit of the move"),
    ])

  let kind = ValueFault.Kind.money
}
