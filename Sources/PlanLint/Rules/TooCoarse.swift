import PlanModel

/// A task too long to be steered.
struct TooCoarse: LintRule {
  let info = RuleInfo(
    id: "too-coarse", family: .effort, severity: .info,
    summary: "A task of many days has no subtasks.",
    reason: """
      Whether it is on its way shows only when it is late. Subtasks of a day or two say it week by week, and can be \
      given to several people.
      """,
    options: [RuleOption("days", 10, "estimated days above which a task is too coarse")],
    flags: [Example("three weeks", "- [ ] Paint the house ▸est:15d◂")],
    passes: [
      Example("two weeks", "- [ ] Paint the house est:10d"),
      Example("with subtasks", "- [ ] Paint the house est:15d\n  - [ ] Prime est:5d\n  - [ ] Paint est:10d"),
      Example("done", "- [x] Paint the house est:15d"),
    ])

  let interest = RuleInterest(tasks: .having(KeySet(.estimate)))

  func check(_ task: TaskIndex, _ context: LintContext, _ report: inout LintReport) {
    let plan = context.plan
    guard plan[task].isUnfinished, let minutes = plan.likelyMinutes(task),
      minutes > context.option("days", of: info) * plan.units.minutesPerDay, !plan.hasChildren(task),
      let tag = plan.tag(.estimate, of: task)
    else { return }
    report.add(
      plan[task].file, tag.range, "\(Effort(minutes: minutes).text(units: plan.units)) in one piece",
      help: "write what it is made of as subtasks, with an estimate each")
  }
}
