import PlanModel

/// A timer that was never stopped.
struct RunningTimerLeft: LintRule {
  let info = RuleInfo(
    id: "running-timer-left", family: .effort, severity: .warning,
    summary: "A timer of an earlier day is still running, or one on a finished task.",
    reason: "Its time is not counted until it is stopped.",
    readsClock: true,
    flags: [
      Example("since Friday", "- [/] Paint\n  - 2026-03-06 ▸9:00-◂ first coat"),
      Example("on a finished task", "- [x] Paint\n  - 2026-03-09 ▸9:00-◂ first coat"),
    ],
    passes: [
      Example("since this morning", "- [/] Paint\n  - 2026-03-09 9:00- first coat"),
      Example("stopped", "- [/] Paint\n  - 2026-03-06 9:00-11:00 first coat"),
    ])

  let interest = RuleInterest(plan: true)

  func checkPlan(_ context: LintContext, _ report: inout LintReport) {
    let plan = context.plan
    for entry in plan.logs {
      guard case .clock(_, nil) = entry.kind else { continue }
      var isFinished = false
      if case .task(let task) = entry.owner { isFinished = !plan[task].isUnfinished }
      guard entry.day < context.today || isFinished else { continue }
      report.add(
        entry.file, entry.amountRange(in: plan[entry.file].bytes),
        entry.day < context.today
          ? "the timer has been running since \(entry.day)"
          : "the timer is still running, but the task is finished",
        help: "write when it ended, such as 9:00-11:30")
    }
  }
}
