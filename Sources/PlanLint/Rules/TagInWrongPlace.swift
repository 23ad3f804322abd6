import PlanModel

/// A tag that means nothing on a heading, or nothing on a task.
struct TagInWrongPlace: LintRule {
  let info = RuleInfo(
    id: "tag-in-wrong-place", family: .syntax, severity: .warning,
    summary: "A tag has no meaning on a task or heading like this.",
    reason: """
      Work and recurrence belong to tasks, declared health to projects. In the wrong place a tag has no \
      effect, and the line looks as if it had one.
      """,
    flags: [
      Example("recurrence of a heading", "# Cleaning ▸rec:+1w◂\n\n- [ ] Sweep"),
      Example("an estimate of a project", "# House\n▸est:20d◂ due:2026-05-01\n\n- [ ] Paint"),
      Example("health of a task", "- [ ] Paint ▸health:red◂"),
    ],
    passes: [
      Example(
        "attributes of a project",
        "# House due:2026-05-01 budget:20d owner:@ann health:amber\n\n- [ ] Paint"),
      Example("work of a task", "- [ ] Paint est:2d rec:+1w due:2026-03-12"),
      Example("a heading of a journal", "## ✅ 2026-03-08\n\n- [x] Paint"),
      Example("a sentence", "## What est:2h means inside a sentence\n\n- [ ] Paint"),
    ])

  let interest = RuleInterest(tasks: .having(KeySet(.health)), projects: true, isOfOneTask: true)

  func check(_ task: TaskIndex, _ context: LintContext, _ report: inout LintReport) {
    guard let tag = context.plan.tag(.health, of: task) else { return }
    report.add(
      context.plan[task].file, tag.range, "health: has no meaning on a task",
      help: "write it on the heading of the project")
  }

  func check(_ project: ProjectIndex, _ context: LintContext, _ report: inout LintReport) {
    let plan = context.plan
    for tag in plan.tags(of: project) where tag.isEffective && !tag.key.isForProjects && isOwn(tag) {
      report.add(
        plan[project].file, tag.range, "\(tag.key.name): has no meaning on a project", help: help(tag.key))
    }
  }

  /// In planmd's own spelling and place: signs and fields of others may stand in any heading.
  private func isOwn(_ tag: Tag) -> Bool {
    (tag.form == .keyValue || tag.form == .quoted) && tag.flags.contains(.inTail) || tag.form == .frontMatter
  }

  private func help(_ key: TagKey) -> String {
    switch key {
    case .estimate, .span: "write it on the tasks; the limit for a whole project is budget:"
    case .spent, .paid, .cost, .left, .progress: "write it on the tasks; a project adds up what they say"
    case .recurrence, .until, .times, .from, .holiday: "write it on a task, which may have subtasks"
    case .scheduled, .fixed: "write start: for the earliest day of a project"
    case .done, .cancelled: "a project is done when its tasks are: take it out"
    default: "write it on the task that is meant"
    }
  }
}
