import PlanModel

/// A done task with a subtask that is not.
struct DoneParentOpenChild: LintRule {
  let info = RuleInfo(
    id: "done-parent-open-child", family: .structure, severity: .warning,
    summary: "A task is done while a subtask of it is not.",
    reason: """
      Its subtask still counts as work to do, on lists that do not show the parent any more. Held and \
      recurring subtasks may stay.
      """,
    flags: [
      Example("an open subtask", "- ▸[x]◂ Paint\n  - [x] Sand\n  - [ ] Dry"),
      Example("in the middle", "- [/] House\n  - ▸[x]◂ Paint\n    - [/] Sand\n    - [>] Deliver"),
    ],
    passes: [
      Example("all done", "- [x] Paint\n  - [x] Sand\n  - [-] Dry"),
      Example("an open parent", "- [ ] Paint\n  - [x] Sand\n  - [ ] Dry"),
      Example("cancelled", "- [-] Paint\n  - [ ] Sand"),
      Example("done below a cancelled one", "- [-] House\n  - [x] Paint\n    - [ ] Sand"),
      Example("held and recurring", "- [x] Paint\n  - [h] Look at it\n  - [ ] Dust rec:1w due:2026-03-12"),
    ])

  let interest = RuleInterest(tasks: .all)

  func check(_ task: TaskIndex, _ context: LintContext, _ report: inout LintReport) {
    let plan = context.plan
    let record = plan.tasks[task.position]
    guard record.status == .done, Int(record.subtreeEnd) > task.position + 1,
      !record.flags.contains(.heldByParent)
    else { return }
    var (position, count, open) = (task.position + 1, 0, TaskIndex.none)
    while position < Int(record.subtreeEnd) {
      let child = plan.tasks[position]
      if child.isUnfinished, child.status != .held, !child.keys.contains(.recurrence) {
        if count == 0 { open = TaskIndex(position) }
        count += 1
      }
      position = max(position + 1, Int(child.subtreeEnd))
    }
    guard count > 0 else { return }
    let others = count == 1 ? "" : " and \(count - 1) more"
    report.add(
      record.file, record.boxRange,
      "done, while the subtask \(plan.quotedName(.task(open)))\(others) is not",
      help: "finish or cancel what is left, or open the task again",
      related: [plan.related(.task(open), "is not done")])
  }
}
