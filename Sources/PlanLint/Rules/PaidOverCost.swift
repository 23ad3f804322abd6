import PlanModel

/// More paid than was planned.
struct PaidOverCost: LintRule {
  let info = RuleInfo(
    id: "paid-over-cost", family: .money, severity: .info,
    summary: "More has been paid for a task than its planned cost.",
    reason: "Reports show the difference; if more is to come, the planned cost should say so.",
    flags: [
      Example("paid", "- [/] Paint cost:300EUR ▸paid:350EUR◂"),
      Example(
        "by the log", "- [/] Paint ▸cost:300EUR◂\n  - 2026-03-05 200EUR white\n  - 2026-03-06 150EUR grey"),
    ],
    passes: [
      Example("as much", "- [/] Paint cost:300EUR paid:300EUR"),
      Example("done", "- [x] Paint cost:300EUR paid:350EUR"),
      Example("another currency", "- [/] Paint cost:300EUR paid:350USD"),
    ])

  let interest = RuleInterest(tasks: .having(KeySet(.cost)))

  func check(_ task: TaskIndex, _ context: LintContext, _ report: inout LintReport) {
    let plan = context.plan
    let record = plan[task]
    guard record.isUnfinished, record.keys.contains(.paid) || record.flags.contains(.hasLog),
      let cost = plan.money(.cost, of: .task(task))
    else { return }
    var sum = Int128(0)
    if let paid = plan.money(.paid, of: .task(task)), paid.currency == cost.currency {
      sum += Int128(paid.micros)
    }
    if record.flags.contains(.hasLog) {
      for position in plan.logPositions[.task(task)] ?? [] {
        if case .expense(let money) = plan.logs[position].kind, money.currency == cost.currency {
          sum += Int128(money.micros)
        }
      }
    }
    guard sum > Int128(cost.micros), let tag = plan.tag(.paid, of: task) ?? plan.tag(.cost, of: task) else {
      return
    }
    report.add(
      record.file, tag.range, "\(Money(clamping: sum, cost.currency)) paid, more than the planned \(cost)",
      help: "correct the planned cost, or leave it if all is paid")
  }
}
