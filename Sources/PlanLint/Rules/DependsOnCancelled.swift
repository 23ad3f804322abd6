import PlanModel

/// An unfinished task that waits for a cancelled one.
struct DependsOnCancelled: LintRule {
  let info = RuleInfo(
    id: "depends-on-cancelled", family: .dependencies, severity: .warning,
    summary: "Something unfinished waits for a task that is cancelled.",
    reason: """
      The dependency is dropped, and the task may be planned at once, although what it needed will never be \
      there. Someone has to decide whether it can still be done.
      """,
    flags: [
      Example("waits for it", "- [-] Prime id:prime\n- [ ] Paint after:▸prime◂"),
      Example("its parent is cancelled", "- [-] House\n  - [ ] Prime id:prime\n- [ ] Paint after:▸prime◂"),
      Example("told from the other side", "- [-] Prime before:▸paint◂\n- [ ] Paint id:paint"),
    ],
    passes: [
      Example("done", "- [x] Prime id:prime\n- [ ] Paint after:prime"),
      Example("cancelled itself", "- [-] Prime id:prime\n- [-] Paint after:prime"),
      Example("a step left out of a list", "1. [-] Prime\n2. [ ] Paint"),
    ])

  let interest = RuleInterest(dependencies: true)

  func check(_ dependency: Dependency, _ context: LintContext, _ report: inout LintReport) {
    let plan = context.plan
    guard let target = dependency.targetNode, target != dependency.owner else { return }
    let isBefore = dependency.kind == .before
    let (first, second) = isBefore ? (dependency.owner, target) : (target, dependency.owner)
    guard plan.isCancelled(first), plan.isWaiting(second) else { return }
    report.add(
      dependency.file, dependency.reference,
      isBefore
        ? "\(plan.quotedName(second)) waits for this task, which is cancelled"
        : "waits for \(plan.quotedName(first)), which is cancelled",
      help: "take the name out if it can be done all the same, or cancel it too",
      related: [plan.related(isBefore ? second : first, isBefore ? "waits for it" : "cancelled")])
  }
}

extension Plan {
  /// A task that is cancelled, or below a cancelled one.
  fileprivate func isCancelled(_ node: NodeIndex) -> Bool {
    guard case .task(let task) = node, self[task].status != .done else { return false }
    if self[task].status == .cancelled { return true }
    guard self[task].flags.contains(.heldByParent) else { return false }
    var parent = self[task].parent
    while !parent.isNone {
      if self[parent].status == .cancelled { return true }
      parent = self[parent].parent
    }
    return false
  }

  /// A project, or an unfinished task that is not cancelled with its parent.
  fileprivate func isWaiting(_ node: NodeIndex) -> Bool {
    guard case .task(let task) = node else { return true }
    return self[task].isUnfinished && !isCancelled(node)
  }
}
