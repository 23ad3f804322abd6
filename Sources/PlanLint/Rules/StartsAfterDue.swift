import PlanModel

/// A start later than the due day of the parent or project around it.
struct StartsAfterDue: LintRule {
  let info = RuleInfo(
    id: "starts-after-due", family: .dates, severity: .warning,
    summary: "Something starts only after the parent or project around it is due.",
    reason: """
      No day is left on which the work could be done in time; the parent or project is late from the \
      beginning.
      """,
    flags: [
      Example("starts too late", "# House due:2026-04-30\n\n- [ ] Paint ▸start:2026-05-04◂"),
      Example("planned too late", "- [ ] House due:2026-04-30\n  - [ ] Paint ▸scheduled:2026-05-04◂"),
      Example(
        "a project in a project", "# House due:2026-04-30\n\n## Garden ▸start:2026-05-04◂\n\n- [ ] Plant"),
    ],
    passes: [
      Example("on the last day", "# House due:2026-04-30\n\n- [ ] Paint start:2026-04-30"),
      Example(
        "has a due day of its own", "# House due:2026-04-30\n\n- [ ] Paint start:2026-05-04 due:2026-05-08"),
      Example("the project has no due day", "# House start:2026-04-01\n\n- [ ] Paint start:2026-05-04"),
    ])

  let interest = RuleInterest(tasks: .having(KeySet(.start, .scheduled, .fixed)), projects: true)

  func check(_ task: TaskIndex, _ context: LintContext, _ report: inout LintReport) {
    let plan = context.plan
    // A due day of its own is another rule's matter.
    guard !plan[task].keys.contains(.due), plan[task].isToBeDone, let around = plan.inherited(.due, of: task)
    else { return }
    for key in [TagKey.fixed, .scheduled, .start] {
      guard let tag = plan.tag(key, of: task) else { continue }
      if check(tag, .task(task), around, plan, &report) { return }
    }
  }

  func check(_ project: ProjectIndex, _ context: LintContext, _ report: inout LintReport) {
    let plan = context.plan
    guard !plan[project].keys.contains(.due), let tag = plan.tag(.start, of: project),
      let around = plan.inheritedDue(of: project)
    else { return }
    _ = check(tag, .project(project), around, plan, &report)
  }

  private func check(
    _ tag: Tag, _ node: NodeIndex, _ around: (tag: Tag, node: NodeIndex), _ plan: Plan,
    _ report: inout LintReport
  ) -> Bool {
    let (day, bound) = (DateValue(packed: tag.simple).first, DateValue(packed: around.tag.simple).last)
    guard day > bound else { return false }
    let name = plan.quotedName(around.node)
    report.add(
      plan.file(of: node), tag.range, "\(tag.key.name) day \(day) is after \(bound), when \(name) is due",
      help: "begin on \(bound) or earlier, or give \(name) a later due day")
    return true
  }
}
