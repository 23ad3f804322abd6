import PlanModel

/// Subtasks that take more work than their parent is estimated at.
struct ChildrenExceedEstimate: LintRule {
  let info = RuleInfo(
    id: "children-exceed-estimate", family: .effort, severity: .warning,
    summary: "The estimates of subtasks add up to more than that of their parent.",
    reason: """
      What a parent is estimated at includes its subtasks; the rest is work of its own. Less than nothing \
      cannot be left, so one of the numbers is out of date. Cancelled subtasks do not count.
      """,
    flags: [
      Example("too much", "- [ ] House ▸est:3d◂\n  - [ ] Sand est:2d\n  - [ ] Paint est:2d"),
      Example("two levels down", "- [ ] House ▸est:1d◂\n  - [ ] Walls\n    - [ ] Paint est:2d"),
      Example("short form", "- [ ] House ▸~1d◂\n  - [ ] Paint est:1d-4d"),
    ],
    passes: [
      Example("as much", "- [ ] House est:4d\n  - [ ] Sand est:2d\n  - [ ] Paint est:2d"),
      Example("one is cancelled", "- [ ] House est:3d\n  - [-] Sand est:2d\n  - [ ] Paint est:2d"),
      Example(
        "a part of a part counts once", "- [ ] House est:2d\n  - [ ] Walls est:2d\n    - [ ] Paint est:1d"),
      Example("the parent has none", "- [ ] House\n  - [ ] Paint est:2d"),
    ])

  let interest = RuleInterest(plan: true)

  func checkPlan(_ context: LintContext, _ report: inout LintReport) {
    let plan = context.plan
    guard plan.tasks.contains(where: { $0.keys.contains(.estimate) && !$0.parent.isNone }) else { return }
    /// Minutes that everything below each task takes.
    var below = [Int](repeating: 0, count: plan.tasks.count)
    for position in plan.tasks.indices.reversed() where plan.tasks[position].status != .cancelled {
      let record = plan.tasks[position]
      var total = below[position]
      if record.keys.contains(.estimate) { total = max(total, plan.likelyMinutes(TaskIndex(position)) ?? 0) }
      if total > 0, !record.parent.isNone { below[record.parent.position] += total }
    }
    for task in plan.taskIndices where below[task.position] > 0 && plan[task].keys.contains(.estimate) {
      guard plan[task].isUnfinished, let tag = plan.tag(.estimate, of: task),
        below[task.position] > Int(tag.simple)
      else { continue }
      let sum = Effort(minutes: below[task.position]).text(units: plan.units)
      let own = Effort(minutes: Int(tag.simple)).text(units: plan.units)
      report.add(
        plan[task].file, tag.range,
        "estimated at \(own), but the subtasks add up to \(sum)",
        help: "raise it to \(sum) or more, or take it out: the sum then counts")
    }
  }
}
