import PlanModel

/// An unfinished task with no work left.
struct EstimateUsedUp: LintRule {
  let info = RuleInfo(
    id: "estimate-used-up", family: .effort, severity: .warning,
    summary: "A task is unfinished, but by its numbers nothing is left to do.",
    reason: "A schedule cannot plan no work, so it takes a quarter of the estimate, at least half an hour.",
    flags: [
      Example("all is spent", "- [/] Paint ▸est:2h◂ spent:2h"),
      Example("nothing is left", "- [/] Paint est:2h ▸left:0h◂"),
      Example("all is done", "- [/] Paint est:2h ▸progress:100%◂"),
    ],
    passes: [
      Example("some is left", "- [/] Paint est:2h spent:1h"),
      Example("someone says what is left", "- [/] Paint est:2h spent:2h left:30min"),
      Example("done", "- [x] Paint est:2h spent:2h"),
      Example("a parent", "- [/] House progress:100%\n  - [ ] Paint"),
    ])

  let interest = RuleInterest(tasks: .having(KeySet(.estimate, .left, .progress)))

  func check(_ task: TaskIndex, _ context: LintContext, _ report: inout LintReport) {
    let plan = context.plan
    guard plan[task].isUnfinished, !plan.hasChildren(task), let (tag, what) = reason(task, plan) else {
      return
    }
    report.add(
      plan[task].file, tag.range, "\(what), but the task is \(plan[task].status.name)",
      help: "write left: with what remains, or tick the box")
  }

  private func reason(_ task: TaskIndex, _ plan: Plan) -> (Tag, String)? {
    let record = plan[task]
    if let left = plan.tag(.left, of: task) { return left.simple == 0 ? (left, "nothing is left") : nil }
    if let progress = plan.tag(.progress, of: task) {
      return progress.simple >= 100 ? (progress, "100% are done") : nil
    }
    guard record.keys.contains(.spent) || record.flags.contains(.hasLog),
      let tag = plan.tag(.estimate, of: task)
    else { return nil }
    let spent = plan.spentMinutes(of: task) ?? 0
    // More than the whole range is another rule's matter.
    guard spent > 0, spent >= Int(tag.simple), let estimate = plan.estimate(task),
      spent <= (estimate.high ?? estimate.likely).minutes
    else { return nil }
    let (used, likely) = (
      Effort(minutes: spent).text(units: plan.units), estimate.likely.text(units: plan.units)
    )
    return (tag, "\(used) spent of \(likely)")
  }
}
