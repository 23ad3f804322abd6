import PlanModel

/// Somebody who has begun too much at once.
struct TooManyInProgress: LintRule {
  let info = RuleInfo(
    id: "too-many-in-progress", family: .people, severity: .info,
    summary: "Somebody has many tasks in progress at the same time.",
    reason: """
      What is begun waits for each other, and all of it is done later. Parents count with their subtasks, and \
      recurring tasks not at all.
      """,
    options: [RuleOption("most", 5, "tasks that one may have in progress")],
    flags: [
      Example(
        "six", "- [/] A @anna\n- [/] B @anna\n- [/] C @anna\n- [/] D @anna\n- [/] E @anna\n- ▸[/]◂ F @anna")
    ],
    passes: [
      Example("five", "- [/] A @anna\n- [/] B @anna\n- [/] C @anna\n- [/] D @anna\n- [/] E @anna"),
      Example(
        "not all begun",
        "- [/] A @anna\n- [/] B @anna\n- [ ] C @anna\n- [ ] D @anna\n- [ ] E @anna\n- [/] F @anna"),
    ])

  let interest = RuleInterest(plan: true)

  func checkPlan(_ context: LintContext, _ report: inout LintReport) {
    let plan = context.plan
    let most = context.option("most", of: info)
    var counts: [String: (count: Int, last: TaskIndex)] = [:]
    for task in plan.taskIndices
    where plan[task].status == .started && !plan.hasChildren(task) && !plan[task].keys.contains(.recurrence) {
      for assignment in plan.effectiveAssignments(of: task) where assignment.anyOf.count == 1 {
        counts[assignment.name] = ((counts[assignment.name]?.count ?? 0) + 1, task)
      }
    }
    for (name, found) in counts.sorted(by: { $0.key < $1.key }) where found.count > most {
      if let person = context.configuration.person(name), person.isTeam || person.units > 1 { continue }
      report.add(
        plan[found.last].file, plan.place(of: .task(found.last)),
        "@\(name) has \(found.count) tasks in progress, this is the last of them",
        help: "finish some, or put some back with planmd reopen")
    }
  }
}
