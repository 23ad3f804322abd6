import PlanModel

/// The last task of a series.
struct LastOfSeries: LintRule {
  let info = RuleInfo(
    id: "last-of-series", family: .recurrence, severity: .info,
    summary: "A series ends with this task.",
    reason: "Completing it writes no next one; if the work goes on, the end of the series has to move.",
    flags: [
      Example("the last week", "- [ ] Water rec:weekly ▸until:2026-03-15◂ due:2026-03-12"),
      Example("the third of three", "- [ ] Water rec:weekly ▸times:3◂ from:2026-02-26 due:2026-03-12"),
      Example("by its rule", "- [ ] Water rec:▸FREQ=WEEKLY;COUNT=1◂ due:2026-03-12"),
    ],
    passes: [
      Example("one more", "- [ ] Water rec:weekly until:2026-03-19 due:2026-03-12"),
      Example("no end", "- [ ] Water rec:weekly due:2026-03-12"),
      Example("from completion", "- [ ] Water rec:1w until:2026-03-15 due:2026-03-12"),
    ])

  let interest = RuleInterest(series: .longOrHaving(KeySet(.times, .until)))

  func check(_ series: Series, _ context: LintContext, _ report: inout LintReport) {
    let plan = context.plan
    guard plan[series.task].isToBeDone, series.rule.mode != .fromCompletion else { return }
    check(series, plan, &report)
  }

  private func check(_ series: Series, _ plan: Plan, _ report: inout LintReport) {
    let task = series.task
    let (times, until) = (plan.tag(.times, of: task), plan.tag(.until, of: task))
    let limited = series.rule.limited(
      times: times.map { Int($0.simple) }, until: until.map { DateValue(packed: $0.simple).last })
    guard limited.count != nil || limited.until != nil, let anchor = series.anchor,
      let own = ownDay(task, plan)
    else { return }
    let calendar = plan.configuration.calendar
    guard limited.next(after: own, first: anchor.day, calendar: calendar) == nil,
      limited.next(after: anchor.day - 1, first: anchor.day, calendar: calendar) != nil
    else { return }
    let endsByItself = series.rule.next(after: own, first: anchor.day, calendar: calendar) == nil
    let range = endsByItself ? series.tag.valueRange : (times ?? until)?.range
    report.add(
      plan[task].file, range ?? series.tag.valueRange,
      "the series ends with \(own): completing the task writes no next one",
      help: "move the end of the series if the work goes on")
  }

  private func ownDay(_ task: TaskIndex, _ plan: Plan) -> Day? {
    plan.due(task) ?? plan.date(.scheduled, of: task)?.first ?? plan.start(task)
  }
}
