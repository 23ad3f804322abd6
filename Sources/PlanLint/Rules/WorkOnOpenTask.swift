import PlanModel

/// Work booked on a task that nobody has begun.
struct WorkOnOpenTask: LintRule {
  let info = RuleInfo(
    id: "work-on-open-task", family: .effort, severity: .info,
    summary: "Work has been spent on a task whose box says that it has not been begun.",
    reason: "A task in progress goes on today and before others; one that is open may be put off.",
    fix: "writes [/] into the box",
    flags: [
      Example(
        "time is logged", "- ▸[ ]◂ Paint\n  - 2026-03-06 2h first coat",
        fixed: "- [/] Paint\n  - 2026-03-06 2h first coat"),
      Example("spent", "- ▸[ ]◂ Paint est:4h spent:1h", fixed: "- [/] Paint est:4h spent:1h"),
      Example("some progress", "- ▸[ ]◂ Paint progress:30%", fixed: "- [/] Paint progress:30%"),
    ],
    passes: [
      Example("in progress", "- [/] Paint\n  - 2026-03-06 2h first coat"),
      Example("a dated note", "- [ ] Paint\n  - 2026-03-06 the shop has no white"),
      Example("an open question", "- [?] Paint est:4h spent:1h"),
      Example("a series", "- [ ] Clean rec:weekly due:2026-03-13\n  - 2026-03-06 1h"),
    ])

  let interest = RuleInterest(tasks: .all)

  func check(_ task: TaskIndex, _ context: LintContext, _ report: inout LintReport) {
    let record = context.plan.tasks[task.position]
    guard record.status == .open,
      record.flags.contains(.hasLog) || !record.keys.isDisjoint(with: KeySet(.spent, .progress)),
      record.flags.isDisjoint(with: .questioned | .unknownStatus | .heldByParent),
      !record.keys.contains(.recurrence),
      Int(record.subtreeEnd) <= task.position + 1
    else { return }
    let plan = context.plan
    let spent = plan.spentMinutes(of: task) ?? 0
    let progress = plan.progress(task) ?? 0
    guard spent > 0 || progress > 0 else { return }
    let what = spent > 0 ? "\(Effort(minutes: spent).text(units: plan.units)) spent" : "\(progress)% done"
    let bytes = plan.bytes(of: task)
    let inside = record.boxRange.lowerBound + 1..<record.boxRange.upperBound - 1
    report.add(
      record.file, record.boxRange, "\(what), but the task is open", help: "write [/] for a task in progress",
      fix: inside.count == 1 && bytes[inside.lowerBound].isBlank ? Fix(.unsafe, [TextEdit(inside, "/")]) : nil
    )
  }
}
