import PlanModel

/// A task due on a holiday.
struct DueOnHoliday: LintRule {
  let info = RuleInfo(
    id: "due-on-holiday", family: .dates, severity: .info,
    summary: "A task is due on a holiday of the plan's calendar.",
    reason: "Nobody works on that day, so the work has to be done by the working day before.",
    flags: [
      Example(
        "a holiday with a name", "- [ ] Send the report ▸due:2026-03-17◂",
        configuration: "calendar:\n  holidays: [{from: 2026-03-17, to: 2026-03-17, name: St Patrick's Day}]"),
      Example(
        "a series without holiday:", "- [ ] Send the report rec:+1m ▸due:2026-03-17◂",
        configuration: "calendar:\n  holidays: [{from: 2026-03-17, to: 2026-03-17, name: St Patrick's Day}]"),
    ],
    passes: [
      Example(
        "the day before", "- [ ] Send the report due:2026-03-16",
        configuration: "calendar:\n  holidays: [{from: 2026-03-17, to: 2026-03-17, name: St Patrick's Day}]"),
      Example(
        "within the week", "- [ ] Send the report due:2026-W12",
        configuration: "calendar:\n  holidays: [{from: 2026-03-17, to: 2026-03-17, name: St Patrick's Day}]"),
      Example("a Sunday is chosen on purpose", "- [ ] Bake a cake due:2026-03-15"),
    ])

  let interest = RuleInterest(plan: true)

  func checkPlan(_ context: LintContext, _ report: inout LintReport) {
    let plan = context.plan
    let calendar = context.configuration.calendar
    guard calendar.holidays.contains(where: { $0.name != nil }) else { return }
    for task in plan.taskIndices where plan[task].keys.contains(.due) && plan[task].isToBeDone {
      guard let tag = plan.tag(.due, of: task), !plan[task].keys.contains(.holiday) else { continue }
      let date = DateValue(packed: tag.simple)
      guard !date.isPeriod, let name = calendar.holiday(on: date.first)?.name else { continue }
      let before = calendar.adding(workdays: -1, to: date.first)
      report.add(
        plan[task].file, tag.range, "due day \(date.first) is a holiday: \(name)",
        help: plan[task].keys.contains(.recurrence)
          ? "write holiday:before or holiday:after" : "write \(before), the working day before")
    }
  }
}
