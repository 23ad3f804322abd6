import PlanModel

/// Two answers to what is left of a task.
struct ProgressAndLeft: LintRule {
  let info = RuleInfo(
    id: "progress-and-left", family: .effort, severity: .info,
    summary: "A task says both how far it is and what is left.",
    reason: "`left:` counts and `progress:` has no effect; the two soon contradict each other.",
    fix: "takes progress: out",
    flags: [
      Example("both", "- [/] Paint est:2d left:1d ▸progress:50%◂", fixed: "- [/] Paint est:2d left:1d")
    ],
    passes: [
      Example("one", "- [/] Paint est:2d left:1d"),
      Example("done", "- [x] Paint est:2d left:1d progress:50%"),
    ])

  let interest = RuleInterest(tasks: .having(KeySet(.progress)), isOfOneTask: true)

  func check(_ task: TaskIndex, _ context: LintContext, _ report: inout LintReport) {
    let plan = context.plan
    guard plan[task].isUnfinished, let left = plan.effort(.left, of: task),
      let tag = plan.tag(.progress, of: task)
    else { return }
    report.add(
      plan[task].file, tag.range,
      "progress: \(tag.simple)% has no effect beside left: \(left.text(units: plan.units))",
      help: "keep one of the two",
      fix: TextEdit.removing(tag, from: plan.bytes(of: task)).map { Fix(.safe, [$0]) })
  }
}
