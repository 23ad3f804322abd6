import PlanModel
import PlanParallel

/// A task without an estimate among others that have one.
struct MissingEstimate: LintRule {
  let info = RuleInfo(
    id: "missing-estimate", family: .effort, severity: .info,
    summary: "A task has no estimate, while most of its project have one.",
    reason: """
      A schedule takes the default estimate for it, and sums over the project are too small. Projects in \
      which few tasks are estimated are left alone, and so are plans that set `defaults: {estimate: …}`.
      """,
    options: [RuleOption("share", 60, "percent of a project's open tasks that must have an estimate")],
    flags: [
      Example("one of four", "- [ ] Sand est:2h\n- [ ] Prime est:1h\n- [ ] Dry est:4h\n- ▸[ ]◂ Paint"),
      Example(
        "the first of two",
        "- [ ] Sand est:2h\n- [ ] Prime est:1h\n- [ ] Dry est:4h\n- ▸[ ]◂ Paint\n- [ ] Wax"),
      Example(
        "one of three subtasks", "- [ ] House\n  - [ ] Sand est:2h\n  - [ ] Prime est:1h\n  - ▸[ ]◂ Paint"),
    ],
    passes: [
      Example("few are estimated", "- [ ] Sand est:2h\n- [ ] Prime\n- [ ] Dry\n- [ ] Paint"),
      Example(
        "its parent has one", "- [ ] Sand est:2h\n- [ ] Prime est:1h\n- [ ] House est:3d\n  - [ ] Paint"),
      Example(
        "a milestone", "- [ ] Sand est:2h\n- [ ] Prime est:1h\n- [ ] Dry est:4h\n- [ ] Painted #milestone"),
      Example(
        "its length is given", "- [ ] Sand est:2h\n- [ ] Prime est:1h\n- [ ] Paint ~1h\n- [ ] Dry span:2d"),
    ])

  let interest = RuleInterest(plan: true)

  func checkPlan(_ context: LintContext, _ report: inout LintReport) {
    let plan = context.plan
    guard plan.configuration.defaultEstimate == nil,
      plan.tasks.contains(where: { $0.keys.contains(.estimate) })
    else { return }
    var leaves = [Int](repeating: 0, count: plan.projects.count)
    var estimated = leaves
    var first = [TaskIndex](repeating: .none, count: plan.projects.count)
    // What each task is, in chunks on all cores; the sums by project follow in order.
    let kinds = inChunks(plan.tasks.count, of: 16_384) { range in range.map { kind(of: $0, plan) } }
    var position = 0
    for part in kinds {
      for kind in part {
        defer { position += 1 }
        guard kind != .other else { continue }
        let project = plan.tasks[position].project.position
        leaves[project] += 1
        if kind == .estimated {
          estimated[project] += 1
        } else if first[project].isNone {
          first[project] = TaskIndex(position)
        }
      }
    }
    let share = context.option("share", of: info)
    for project in plan.projectIndices where !first[project.position].isNone {
      let (count, all, task) = (
        estimated[project.position], leaves[project.position], first[project.position]
      )
      guard all >= 3, count > 0, count * 100 >= all * share else { continue }
      let without = all - count
      let name = plan.quotedName(.project(project))
      let others =
        without == 1 ? "" : without == 2 ? " (nor has 1 more)" : " (nor have \(without - 1) more)"
      report.add(
        plan[task].file, plan[task].boxRange,
        "no estimate\(others), while \(count) of \(all) open tasks in \(name) have one",
        help: "add est: with the work it takes, such as est:2h")
    }
  }

  private enum Kind { case estimated, missing, other }

  private func kind(of position: Int, _ plan: Plan) -> Kind {
    let task = plan.tasks[position]
    guard task.isUnfinished, Int(task.subtreeEnd) <= position + 1, !task.project.isNone else { return .other }
    if task.keys.contains(.estimate) { return .estimated }
    return isMissing(TaskIndex(position), plan) ? .missing : .other
  }

  /// True for a leaf that is to be done and needs an estimate.
  private func isMissing(_ task: TaskIndex, _ plan: Plan) -> Bool {
    let record = plan[task]
    guard record.keys.isDisjoint(with: KeySet(.estimate, .span, .recurrence, .left)), record.isToBeDone,
      record.status != .waiting, !plan.isMilestone(task)
    else { return false }
    var parent = record.parent
    while !parent.isNone {
      if !plan[parent].keys.isDisjoint(with: KeySet(.estimate, .span)) { return false }
      parent = plan[parent].parent
    }
    return true
  }
}
