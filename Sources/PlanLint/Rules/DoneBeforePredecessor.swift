import PlanModel

/// A task done before what it waits for.
struct DoneBeforePredecessor: LintRule {
  let info = RuleInfo(
    id: "done-before-predecessor", family: .dependencies, severity: .warning,
    summary: "A task is done although what it waits for is not, or was done only later.",
    reason: """
      Either the order is wrong, and other dates that follow from it too, or a box was ticked or forgotten \
      by mistake. Where both are done, the finding is an info.
      """,
    flags: [
      Example("the first is still open", "- [ ] Prime id:prime\n- [x] Paint after:▸prime◂"),
      Example("told from the other side", "- [ ] Prime before:▸paint◂\n- [x] Paint id:paint"),
      Example(
        "done in the other order",
        "- [x] Prime id:prime done:2026-03-06\n- [x] Paint after:▸prime◂ done:2026-03-04"),
    ],
    passes: [
      Example(
        "both done on one day",
        "- [x] Prime id:prime done:2026-03-06\n- [x] Paint after:prime done:2026-03-06"),
      Example("only the beginnings are tied", "- [/] Prime id:prime\n- [x] Paint after:prime.start"),
      Example("a series goes on", "- [ ] Clean id:clean rec:weekly due:2026-03-12\n- [x] Paint after:clean"),
      Example("ticked in a list out of turn", "1. [ ] Prime\n2. [x] Paint"),
    ])

  let interest = RuleInterest(dependencies: true)

  func check(_ dependency: Dependency, _ context: LintContext, _ report: inout LintReport) {
    let plan = context.plan
    guard dependency.lag.minutes >= 0 else { return }
    guard let (first, second) = plan.endsInOrder(dependency), case .task(let later) = second,
      case .task(let earlier) = first, plan[later].status == .done, plan[earlier].status != .cancelled,
      !plan[earlier].keys.contains(.recurrence), !plan[later].keys.contains(.recurrence)
    else { return }
    if plan[earlier].isUnfinished {
      let (name, state) = (plan.quotedName(first), plan[earlier].status.name)
      report.add(
        dependency.file, dependency.reference,
        dependency.kind == .before
          ? "\(plan.quotedName(second)) is done, but waits for this task, which is \(state)"
          : "done, but waits for \(name), which is \(state)",
        help: "tick the box of the first, clear that of the second, or take the name out",
        related: [plan.related(dependency.kind == .before ? second : first, "the other one")])
    } else if let after = plan.date(.done, of: later)?.last,
      let before = plan.date(.done, of: earlier)?.first, after < before
    {
      report.add(
        dependency.file, dependency.reference,
        "\(plan.quotedName(second)) was done on \(after), before \(plan.quotedName(first)) on \(before)",
        help: "correct one of the days, or take the name out", severity: .info,
        related: [plan.related(dependency.kind == .before ? second : first, "the other one")])
    }
  }
}

extension Plan {
  /// The two nodes of a dependency that says that one ends before the other ends, the earlier first.
  func endsInOrder(_ dependency: Dependency) -> (first: NodeIndex, second: NodeIndex)? {
    guard let target = dependency.targetNode, target != dependency.owner else { return nil }
    switch dependency.kind {
    case .after, .endAfter: return dependency.end == .end ? (target, dependency.owner) : nil
    case .before: return (dependency.owner, target)
    }
  }
}
