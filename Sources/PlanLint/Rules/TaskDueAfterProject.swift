import PlanModel

/// A due day later than that of the nearest parent or project around it.
struct TaskDueAfterProject: LintRule {
  let info = RuleInfo(
    id: "task-due-after-project", family: .dates, severity: .warning,
    summary: "Something is due later than the parent or project it belongs to.",
    reason: """
      The due day of a parent or project binds everything below it, so the later day of its own has no \
      effect on the schedule and misleads whoever reads it.
      """,
    flags: [
      Example("after its project", "# House due:2026-04-30\n\n- [ ] Paint ▸due:2026-05-15◂"),
      Example("after its parent task", "- [ ] House due:2026-04-30\n  - [ ] Paint ▸due:2026-05-15◂"),
      Example(
        "a project in a project", "# House due:2026-04-30\n\n## Garden ▸due:2026-05-31◂\n\n- [ ] Plant"),
    ],
    passes: [
      Example("on the same day", "# House due:2026-04-30\n\n- [ ] Paint due:2026-04-30"),
      Example("a month means its last day", "# House due:2026-04\n\n- [ ] Paint due:2026-04-30"),
      Example("done already", "# House due:2026-04-30\n\n- [x] Paint due:2026-05-15"),
      Example("an area has no end", "# Office type:area\n\n- [ ] Paint due:2026-05-15"),
    ])

  let interest = RuleInterest(tasks: .having(KeySet(.due)), projects: true)

  func check(_ task: TaskIndex, _ context: LintContext, _ report: inout LintReport) {
    let plan = context.plan
    guard plan[task].isToBeDone, let due = plan.due(task), let around = plan.inherited(.due, of: task) else {
      return
    }
    check(.task(task), due, around, plan, &report)
  }

  func check(_ project: ProjectIndex, _ context: LintContext, _ report: inout LintReport) {
    let plan = context.plan
    guard let due = plan.due(project), let around = plan.inheritedDue(of: project) else { return }
    check(.project(project), due, around, plan, &report)
  }

  private func check(
    _ node: NodeIndex, _ due: Day, _ around: (tag: Tag, node: NodeIndex), _ plan: Plan,
    _ report: inout LintReport
  ) {
    let bound = DateValue(packed: around.tag.simple).last
    guard due > bound, let tag = plan.tag(.due, of: node) else { return }
    report.add(
      plan.file(of: node), tag.range,
      "due day \(due) is after \(bound), when \(plan.quotedName(around.node)) is due",
      help: "move it to \(bound) or earlier, or give \(plan.quotedName(around.node)) a later due day",
      related: [
        RelatedPlace(file: plan.file(of: around.node), range: around.tag.range, message: "its due day")
      ])
  }
}

extension Plan {
  /// The nearest due date of the projects around a project.
  func inheritedDue(of project: ProjectIndex) -> (tag: Tag, node: NodeIndex)? {
    var parent = self[project].parent
    while !parent.isNone {
      if let tag = tag(.due, of: parent) { return (tag, .project(parent)) }
      parent = self[parent].parent
    }
    return nil
  }
}
