import PlanModel

/// A milestone with work.
struct MilestoneWithEffort: LintRule {
  let info = RuleInfo(
    id: "milestone-with-effort", family: .effort, severity: .warning,
    summary: "A milestone has work.",
    reason: "A milestone is a point in time. What is written as its work is in no workload and in no budget.",
    flags: [
      Example("an estimate", "- [ ] Roof is on #milestone ▸est:2d◂"),
      Example("a length", "- [ ] Roof is on #milestone ▸span:1w◂"),
    ],
    passes: [
      Example("no work", "- [ ] Roof is on #milestone due:2026-03-12"),
      Example("nothing", "- [ ] Roof is on #milestone est:0h"),
      Example("another label", "- [ ] Roof is on #milestones est:2d"),
    ])

  let interest = RuleInterest(tasks: .having(KeySet(.estimate, .span, .left, .spent)), isOfOneTask: true)

  func check(_ task: TaskIndex, _ context: LintContext, _ report: inout LintReport) {
    let plan = context.plan
    guard plan.tasks[task.position].keys.contains(.label), plan.isMilestone(task) else { return }
    for key in [TagKey.estimate, .span, .left, .spent] {
      guard let tag = plan.tag(key, of: task), tag.simple > 0 else { continue }
      let file = plan[task].file
      report.add(
        file, tag.range, "a milestone has \(quoted(plan[file].bytes, tag.range.range)), and takes no time",
        help: "write the work as a task of its own that the milestone waits for")
      return
    }
  }
}
