import PlanModel

/// A task due before what it waits for.
struct DueOrder: LintRule {
  let info = RuleInfo(
    id: "due-order", family: .dependencies, severity: .warning,
    summary: "A task is due earlier than something it waits for.",
    reason: """
      Even if all goes as planned, the task begins only after its due day, unless what it waits for is done \
      well before its own. In an ordered list, where the order may not be meant so strictly, the finding is \
      an info.
      """,
    flags: [
      Example("named", "- [ ] Prime id:prime due:2026-03-20\n- [ ] Paint after:prime ▸due:2026-03-16◂"),
      Example(
        "told from the other side",
        "- [ ] Prime before:paint due:2026-03-20\n- [ ] Paint id:paint ▸due:2026-03-16◂"),
      Example("in a list", "1. [ ] Prime due:2026-03-20\n2. [ ] Dry\n3. [ ] Paint ▸due:2026-03-16◂"),
    ],
    passes: [
      Example(
        "on the same day", "- [ ] Prime id:prime due:2026-03-16\n- [ ] Paint after:prime due:2026-03-16"),
      Example(
        "the first is done", "- [x] Prime id:prime due:2026-03-20\n- [ ] Paint after:prime due:2026-03-16"),
      Example(
        "it may begin sooner",
        "- [ ] Prime id:prime due:2026-03-20\n- [ ] Paint after:prime.end-5d due:2026-03-16"),
      Example("a list without an order", "- [ ] Prime due:2026-03-20\n- [ ] Paint due:2026-03-16"),
    ])

  let interest = RuleInterest(tasks: .having(KeySet(.due)), dependencies: true)

  func check(_ dependency: Dependency, _ context: LintContext, _ report: inout LintReport) {
    guard dependency.lag.minutes >= 0, let (first, second) = context.plan.endsInOrder(dependency) else {
      return
    }
    check(first, second, isList: false, context.plan, &report)
  }

  func check(_ task: TaskIndex, _ context: LintContext, _ report: inout LintReport) {
    let plan = context.plan
    guard !plan[task].predecessor.isNone, plan[task].isUnfinished,
      let first = predecessorWithDue(of: task, plan)
    else { return }
    check(.task(first), .task(task), isList: true, plan, &report)
  }

  /// The nearest task before it in its list that is unfinished and has a due day.
  private func predecessorWithDue(of task: TaskIndex, _ plan: Plan) -> TaskIndex? {
    var previous = plan[task].predecessor
    while !previous.isNone {
      if plan[previous].keys.contains(.due), plan[previous].isUnfinished { return previous }
      previous = plan[previous].predecessor
    }
    return nil
  }

  private func check(
    _ first: NodeIndex, _ second: NodeIndex, isList: Bool, _ plan: Plan, _ report: inout LintReport
  ) {
    guard let earlier = due(first, plan), let later = due(second, plan), later.day < earlier.day else {
      return
    }
    let name = plan.quotedName(first)
    report.add(
      plan.file(of: second), later.tag.range,
      "due day \(later.day) is before \(earlier.day), when \(name), which comes first, is due",
      help: isList
        ? "swap the two items, or move one of the days" : "move one of the days, or take the dependency out",
      severity: isList ? .info : nil,
      related: [
        RelatedPlace(file: plan.file(of: first), range: earlier.tag.range, message: "its due day")
      ])
  }

  private func due(_ node: NodeIndex, _ plan: Plan) -> (tag: Tag, day: Day)? {
    if case .task(let task) = node, !plan[task].isToBeDone { return nil }
    return plan.tag(.due, of: node).map { ($0, DateValue(packed: $0.simple).last) }
  }
}
