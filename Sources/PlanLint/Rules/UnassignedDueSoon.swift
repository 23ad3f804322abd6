import PlanModel

/// A task that is due soon and that nobody is to do.
struct UnassignedDueSoon: LintRule {
  let info = RuleInfo(
    id: "unassigned-due-soon", family: .people, severity: .info,
    summary: "A task is due soon, and nobody is assigned.",
    reason: """
      In a plan that says who does what, a task without a name is in nobody's list. The rule is quiet in \
      plans that declare nobody and name somebody on less than half of their tasks.
      """,
    readsClock: true,
    options: [RuleOption("days", 7, "days before the due day")],
    flags: [
      Example(
        "people are declared", "- [ ] Paint ▸due:2026-03-12◂", configuration: "people:\n  anna: {}\n  bob: {}"
      ),
      Example("most tasks have a name", "- [ ] Paint ▸due:2026-03-12◂\n- [ ] Sand @anna\n- [ ] Prime @bob"),
      Example("overdue", "- [ ] Paint ▸due:2026-03-02◂", configuration: "people:\n  anna: {}\n  bob: {}"),
    ],
    passes: [
      Example("someone's by the heading", "# House @anna\n\n- [ ] Paint due:2026-03-12\n- [ ] Sand @bob"),
      Example("not so soon", "- [ ] Paint due:2026-03-30", configuration: "people:\n  anna: {}\n  bob: {}"),
      Example(
        "it waits for others", "- [>] Paint due:2026-03-12", configuration: "people:\n  anna: {}\n  bob: {}"),
      Example("a list without names", "- [ ] Paint due:2026-03-12\n- [ ] Sand\n- [ ] Ask a friend @anna"),
    ])

  let interest = RuleInterest(plan: true)

  func checkPlan(_ context: LintContext, _ report: inout LintReport) {
    let plan = context.plan
    guard saysWhoDoesWhat(plan) else { return }
    let last = context.today + context.option("days", of: info)
    for task in plan.taskIndices where plan[task].keys.contains(.due) && !plan[task].keys.contains(.assignee)
    {
      let record = plan[task]
      guard record.isToBeDone, record.status != .waiting, !plan.hasChildren(task),
        let tag = plan.tag(.due, of: task)
      else { continue }
      let due = DateValue(packed: tag.simple).last
      guard due <= last, plan.inherited(.assignee, of: task) == nil, !plan.isMilestone(task) else { continue }
      let distance = due - context.today
      let when =
        switch distance {
        case ..<0: "\(counted(-distance, "day")) overdue"
        case 0: "due today"
        default: "due in \(counted(distance, "day"))"
        }
      report.add(
        record.file, tag.range, "\(when) and assigned to nobody", help: "write @name of the one who does it")
    }
  }

  private func saysWhoDoesWhat(_ plan: Plan) -> Bool {
    guard plan.configuration.people.isEmpty else { return true }
    guard plan.namesAnybody else { return false }
    // Parents come before what is below them.
    var hasName = [Bool](repeating: false, count: plan.tasks.count)
    var projects = [Bool](repeating: false, count: plan.projects.count)
    for (position, project) in plan.projects.enumerated() {
      projects[position] =
        project.keys.contains(.assignee) || project.parent.orNil.map { projects[$0.position] } ?? false
    }
    var (leaves, assigned) = (0, 0)
    for position in plan.tasks.indices {
      let task = plan.tasks[position]
      let parent = task.parent.orNil.map { hasName[$0.position] }
      let around = parent ?? task.project.orNil.map { projects[$0.position] } ?? false
      hasName[position] = around || task.keys.contains(.assignee)
      guard task.isUnfinished, Int(task.subtreeEnd) <= position + 1 else { continue }
      leaves += 1
      if hasName[position] { assigned += 1 }
    }
    return assigned > 0 && assigned * 2 >= leaves
  }
}
