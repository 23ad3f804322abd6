import PlanModel

/// A task in progress that nothing has been heard of for a while.
struct StaleInProgress: LintRule {
  let info = RuleInfo(
    id: "stale-in-progress", family: .dates, severity: .info,
    summary: "A task in progress shows no sign of work for a while.",
    reason: """
      Tasks in progress are scheduled first and take their people's time. One that rests takes it from the \
      others, and the plan looks busier than it is.
      """,
    readsClock: true,
    options: [RuleOption("days", 14, "days without a sign of work")],
    flags: [
      Example("an old log entry", "- ▸[/]◂ Paint\n  - 2026-02-02 2h first coat"),
      Example("started long ago", "- ▸[/]◂ Paint start:2026-02-02"),
    ],
    passes: [
      Example("a recent entry", "- [/] Paint start:2026-02-02\n  - 2026-03-02 2h first coat"),
      Example("a subtask was done recently", "- [/] Paint start:2026-02-02\n  - [x] Sand done:2026-03-02"),
      Example("nothing says since when", "- [/] Paint due:2026-02-02"),
      Example("it waits", "- [>] Paint start:2026-02-02"),
    ])

  let interest = RuleInterest(tasks: .all)

  private static let signs = KeySet(.start, .scheduled, .fixed, .created, .done)

  func check(_ task: TaskIndex, _ context: LintContext, _ report: inout LintReport) {
    guard context.plan.tasks[task.position].status == .started else { return }
    let plan = context.plan
    let record = plan[task]
    guard !record.flags.contains(.heldByParent) else { return }
    let limit = context.today - context.option("days", of: info)
    guard let last = lastSign(of: task, after: limit, plan), last < limit else { return }
    report.add(
      record.file, record.boxRange,
      "in progress without a sign of work since \(last), \(counted(context.today - last, "day")) ago",
      help: "log what was done, write [>] if it waits for someone or [h] if it rests, or finish it")
  }

  /// The latest day that the task or something below it speaks of, or the first one found that is recent.
  private func lastSign(of task: TaskIndex, after limit: Day, _ plan: Plan) -> Day? {
    var last: Day?
    for position in task.position..<plan.subtree(of: task).upperBound {
      let index = TaskIndex(position)
      if !plan[index].keys.isDisjoint(with: StaleInProgress.signs) {
        for key in [TagKey.start, .scheduled, .fixed, .created, .done] {
          if let date = plan.date(key, of: index) { last = max(last ?? .min, date.last) }
        }
      }
      if plan[index].flags.contains(.hasLog) {
        for entry in plan.logPositions[.task(index)] ?? [] { last = max(last ?? .min, plan.logs[entry].day) }
      }
      if let last, last >= limit { return last }
    }
    return last
  }
}
