import PlanModel

/// Recurrence on a step of a numbered list.
struct SequenceWithRecurrence: LintRule {
  let info = RuleInfo(
    id: "sequence-with-recurrence", family: .recurrence, severity: .error,
    summary: "A step of a sequence recurs.",
    reason: """
      Each step of a numbered list waits for the one before it. A step that comes back would keep all later \
      ones waiting for ever; the whole list comes back if its parent task recurs.
      """,
    flags: [
      Example("a step", "1. [ ] Sand\n2. [ ] Paint ▸rec:+1y◂ due:2026-03-12"),
      Example("the first one", "1. [ ] Water plants ▸rec:1w◂ due:2026-03-12\n2. [ ] Sweep"),
    ],
    passes: [
      Example("the parent recurs", "- [ ] Paint rec:+1y due:2026-03-12\n  1. [ ] Sand\n  2. [ ] Coat"),
      Example("a list of bullets", "- [ ] Sand\n- [ ] Paint rec:+1y due:2026-03-12"),
      Example("a number that is alone", "1. [ ] Water plants rec:1w due:2026-03-12"),
      Example(
        "lists that are no sequences", "1. [ ] Sand\n2. [ ] Paint rec:+1y due:2026-03-12",
        configuration: "lists: {ordered: plain}"),
    ])

  let interest = RuleInterest(tasks: .having(KeySet(.recurrence)))

  func check(_ task: TaskIndex, _ context: LintContext, _ report: inout LintReport) {
    let plan = context.plan
    let record = plan.tasks[task.position]
    guard record.flags.contains(.ordered), let tag = plan.tag(.recurrence, of: task) else { return }
    let next = Int(record.subtreeEnd)
    let isFollowed = next < plan.tasks.count && plan.tasks[next].predecessor == task
    guard !record.predecessor.isNone || isFollowed else { return }
    report.add(
      record.file, tag.range, "a step of a numbered list cannot recur by itself",
      help: "write the rule on the parent task, or use bullets instead of numbers")
  }
}
