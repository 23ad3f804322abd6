import PlanModel

/// Time that is booked to nobody.
struct LogWithoutPerson: LintRule {
  let info = RuleInfo(
    id: "log-without-person", family: .effort, severity: .warning,
    summary: "A log entry does not say who has spent the time.",
    reason: """
      Time without a name belongs to the only one assigned. Where there are several, or nobody although \
      people are declared, it is booked to nobody: it is missing from timesheets and has no rate.
      """,
    flags: [
      Example("two are assigned", "- [/] Paint @ann @bob\n  - 2026-03-06 ▸2h◂ first coat"),
      Example("one or the other", "- [/] Paint @ann|bob\n  - 2026-03-06 ▸9:00-11:00◂ first coat"),
      Example(
        "nobody is assigned", "- [/] Paint\n  - 2026-03-06 ▸2h◂ first coat",
        configuration: "people:\n  ann: {}\n  bob: {}"),
    ],
    passes: [
      Example("one is assigned", "- [/] Paint @ann\n  - 2026-03-06 2h first coat"),
      Example("with a name", "- [/] Paint @ann @bob\n  - 2026-03-06 2h @bob first coat"),
      Example("an expense", "- [/] Paint @ann @bob\n  - 2026-03-06 40EUR white"),
      Example("a plan without names", "- [/] Paint\n  - 2026-03-06 2h first coat"),
    ])

  let interest = RuleInterest(plan: true)

  func checkPlan(_ context: LintContext, _ report: inout LintReport) {
    let plan = context.plan
    guard !plan.logs.isEmpty else { return }
    let isDeclared = !context.configuration.people.isEmpty
    var last: (owner: NodeIndex, names: [String])?
    for entry in plan.logs where entry.person == nil {
      switch entry.kind {
      case .time, .clock: break
      case .expense, .note: continue
      }
      let names: [String]
      if let last, last.owner == entry.owner {
        names = last.names
      } else {
        names = plan.effectiveNames(ofOwner: entry.owner)
      }
      last = (entry.owner, names)
      guard names.count > 1 || names.isEmpty && isDeclared else { continue }
      report.add(
        entry.file, entry.amountRange(in: plan[entry.file].bytes),
        names.isEmpty
          ? "the time is booked to nobody: no one is assigned"
          : "the time is booked to nobody: it may be \(alternatives(names))",
        help: "write the name behind the time, such as @\(names.first ?? context.configuration.people[0].key)"
      )
    }
  }

  private func alternatives(_ names: [String]) -> String {
    names.prefix(3).joined(separator: " or ") + (names.count > 3 ? " or others" : "")
  }
}
