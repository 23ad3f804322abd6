import PlanModel

/// More work spent on an unfinished task than was estimated.
struct SpentOverEstimate: LintRule {
  let info = RuleInfo(
    id: "spent-over-estimate", family: .effort, severity: .warning,
    summary: "More has been spent on an unfinished task than it was estimated at.",
    reason: """
      What is left is unknown, so that a schedule can only guess. `left:` says it, and the finding goes. Of \
      a range the upper end counts; time spent on subtasks counts for their parent.
      """,
    flags: [
      Example(
        "by its log", "- [/] Paint ▸est:2h◂\n  - 2026-03-05 1h30m first coat\n  - 2026-03-06 1h second coat"),
      Example("by spent:", "- [/] Paint ▸est:2h-4h◂ spent:5h"),
      Example("on the subtasks", "- [/] House ▸est:2h◂\n  - [x] Sand spent:3h\n  - [ ] Paint"),
    ],
    passes: [
      Example("within the range", "- [/] Paint est:2h-4h spent:3h"),
      Example("someone says what is left", "- [/] Paint est:2h spent:5h left:1h"),
      Example("done", "- [x] Paint est:2h spent:5h"),
    ])

  let interest = RuleInterest(tasks: .having(KeySet(.estimate)))

  func check(_ task: TaskIndex, _ context: LintContext, _ report: inout LintReport) {
    let plan = context.plan
    let record = plan[task]
    guard record.isUnfinished, !record.keys.contains(.left),
      record.keys.contains(.spent) || record.flags.contains(.hasLog) || plan.hasChildren(task)
    else { return }
    let spent = plan.minutesSpentWithin(task)
    guard spent > 0, let estimate = plan.estimate(task), let tag = plan.tag(.estimate, of: task) else {
      return
    }
    let high = estimate.high ?? estimate.likely
    guard spent > high.minutes else { return }
    let text = Effort(minutes: spent).text(units: plan.units)
    report.add(
      record.file, tag.range,
      "\(text) spent of \(high.text(units: plan.units)), and not finished",
      help: "write left: with what remains, raise the estimate, or tick the box")
  }
}
