import PlanModel

/// A task due while the one who is to do it is on leave.
struct OnLeaveWhenDue: LintRule {
  let info = RuleInfo(
    id: "on-leave-when-due", family: .people, severity: .warning,
    summary: "A task is due while the only one assigned is on leave.",
    reason: "It has to be done before the leave begins, by somebody else, or it will be late.",
    flags: [
      Example(
        "assigned", "- [ ] Paint @anna ▸due:2026-08-05◂",
        configuration: "people:\n  anna: {leave: [{from: 2026-08-03, to: 2026-08-14}]}\n  bob: {}"),
      Example(
        "assigned by the heading", "# House @anna\n\n- [ ] Paint ▸due:2026-08-14◂",
        configuration: "people:\n  anna: {leave: [{from: 2026-08-03, to: 2026-08-14}]}\n  bob: {}"),
    ],
    passes: [
      Example(
        "the day before", "- [ ] Paint @anna due:2026-08-02",
        configuration: "people:\n  anna: {leave: [{from: 2026-08-03, to: 2026-08-14}]}\n  bob: {}"),
      Example(
        "someone else may do it", "- [ ] Paint @anna|bob due:2026-08-05",
        configuration: "people:\n  anna: {leave: [{from: 2026-08-03, to: 2026-08-14}]}\n  bob: {}"),
      Example(
        "done already", "- [x] Paint @anna due:2026-08-05",
        configuration: "people:\n  anna: {leave: [{from: 2026-08-03, to: 2026-08-14}]}\n  bob: {}"),
    ])

  let interest = RuleInterest(plan: true)

  func checkPlan(_ context: LintContext, _ report: inout LintReport) {
    let plan = context.plan
    let leaves = context.configuration.people.flatMap(\.leave)
    guard !leaves.isEmpty else { return }
    var free: Set<Int32> = []
    for leave in leaves {
      for offset in 0...min(max(0, leave.last - leave.first), 3653) {
        free.insert((leave.first + offset).number)
      }
    }
    for task in plan.taskIndices where plan[task].keys.contains(.due) && plan[task].isToBeDone {
      guard let due = plan.due(task), free.contains(due.number), plan[task].status != .waiting,
        !plan.hasChildren(task)
      else { continue }
      let names = plan.effectiveAssignments(of: task)
      guard names.count == 1, names[0].anyOf.count == 1,
        let person = context.configuration.person(names[0].name),
        !person.isTeam, person.units == 1, let leave = person.leave(on: due),
        let tag = plan.tag(.due, of: task)
      else { continue }
      report.add(
        plan[task].file, tag.range,
        "\(person.displayName) is on leave on the due day \(due), from \(leave.first) to \(leave.last)",
        help: "write a day before \(leave.first), or assign somebody else")
    }
  }
}
