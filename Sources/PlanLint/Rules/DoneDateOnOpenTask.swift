import PlanModel

/// An unfinished box with the day on which it was finished.
struct DoneDateOnOpenTask: LintRule {
  let info = RuleInfo(
    id: "done-date-on-open-task", family: .dates, severity: .warning,
    summary: "A task says when it was finished, but its box is not ticked.",
    reason: """
      The box decides: the task counts as unfinished and is scheduled. Most often the box was cleared again \
      and the day forgotten.
      """,
    fix: "takes the day out",
    flags: [
      Example("done", "- [ ] Paint ▸done:2026-03-06◂", fixed: "- [ ] Paint"),
      Example("cancelled", "- [/] Paint ▸cancelled:2026-03-06◂ @ann", fixed: "- [/] Paint @ann"),
      Example(
        "of Obsidian's Tasks", "- [ ] Paint 📅 2026-03-12 ▸✅ 2026-03-06◂", fixed: "- [ ] Paint 📅 2026-03-12"),
    ],
    passes: [
      Example("ticked", "- [x] Paint done:2026-03-06"),
      Example("a box of somebody's own", "- [d] Paint done:2026-03-06"),
      Example("cancelled although done once", "- [-] Paint done:2026-03-06"),
    ])

  let interest = RuleInterest(tasks: .having(KeySet(.done, .cancelled)), isOfOneTask: true)

  func check(_ task: TaskIndex, _ context: LintContext, _ report: inout LintReport) {
    let plan = context.plan
    let record = plan[task]
    guard record.isUnfinished, !record.flags.contains(.unknownStatus) else { return }
    for key in [TagKey.done, .cancelled] {
      guard let tag = plan.tag(key, of: task) else { continue }
      report.add(
        record.file, tag.range,
        "\(key.name): \(plan.dateText(tag)) stands on a task that is \(record.status.name)",
        help: key == .done ? "tick the box, or take the day out" : "write [-], or take the day out",
        fix: TextEdit.removing(tag, from: plan.bytes(of: task)).map { Fix(.unsafe, [$0]) })
    }
  }
}
