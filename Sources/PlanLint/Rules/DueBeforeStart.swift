import PlanModel

/// A task or project whose due day comes before its start day.
struct DueBeforeStart: LintRule {
  let info = RuleInfo(
    id: "due-before-start", family: .dates, severity: .error,
    summary: "The due day is earlier than the start day.",
    reason: "No day is left on which the work could be done; a schedule makes it late from the beginning.",
    flags: [
      Example("days swapped", "- [ ] Paint start:2026-03-15 ▸due:2026-03-12◂"),
      Example("of a project", "# House start:2026-05-01 ▸due:2026-03-01◂\n\n- [ ] Paint"),
    ],
    passes: [
      Example("same day", "- [ ] Paint start:2026-03-12 due:2026-03-12"),
      Example("no start day", "- [ ] Paint due:2026-03-12"),
      Example("a month has its last day", "- [ ] Paint start:2026-03-12 due:2026-03"),
    ])

  let interest = RuleInterest(tasks: .having(KeySet(.due)), projects: true, isOfOneTask: true)

  func check(_ task: TaskIndex, _ context: LintContext, _ report: inout LintReport) {
    guard context.plan[task].keys.contains(.start) else { return }
    check(.task(task), start: context.plan.start(task), due: context.plan.due(task), context, &report)
  }

  func check(_ project: ProjectIndex, _ context: LintContext, _ report: inout LintReport) {
    check(
      .project(project), start: context.plan.start(project), due: context.plan.due(project), context, &report)
  }

  private func check(
    _ node: NodeIndex, start: Day?, due: Day?, _ context: LintContext, _ report: inout LintReport
  ) {
    guard let start, let due, due < start, let tag = context.plan.tag(.due, of: node) else { return }
    report.add(
      context.plan.file(of: node), tag.range, "due day \(due) is before start day \(start)",
      help: "move one of the two, or take start: out")
  }
}
