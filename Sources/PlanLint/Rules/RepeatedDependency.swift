import PlanModel

/// The same dependency given twice.
struct RepeatedDependency: LintRule {
  let info = RuleInfo(
    id: "repeated-dependency", family: .dependencies, severity: .info,
    summary: "A task or project names the same dependency twice.",
    reason: "Once is enough; the second is often another name that was meant.",
    fix: "takes the second one out",
    flags: [
      Example(
        "in one list", "- [ ] Prime id:prime\n- [ ] Paint after:prime,▸prime◂",
        fixed: "- [ ] Prime id:prime\n- [ ] Paint after:prime"),
      Example(
        "in two tags", "- [ ] Prime id:prime\n- [ ] Paint after:prime after:▸prime◂",
        fixed: "- [ ] Prime id:prime\n- [ ] Paint after:prime"),
    ],
    passes: [
      Example("two tasks", "- [ ] Prime id:prime\n- [ ] Sand id:sand\n- [ ] Paint after:prime,sand"),
      Example("another distance", "- [ ] Prime id:prime\n- [ ] Paint after:prime,prime.start+3d"),
    ])

  let interest = RuleInterest(plan: true)

  private struct Key: Hashable {
    let kind: Dependency.Kind
    let end: Dependency.End
    let lag: Lag
    let target: NodeIndex
  }

  func checkPlan(_ context: LintContext, _ report: inout LintReport) {
    let plan = context.plan
    var start = 0
    while start < plan.dependencies.count {
      var end = start + 1
      while end < plan.dependencies.count, plan.dependencies[end].owner == plan.dependencies[start].owner {
        end += 1
      }
      if end - start > 1 { check(plan.dependencies[start..<end], plan, &report) }
      start = end
    }
  }

  private func check(_ edges: ArraySlice<Dependency>, _ plan: Plan, _ report: inout LintReport) {
    // Most tasks have two or three, for which a set is more work than looking at each pair.
    if edges.count <= 8, !hasEqual(edges) { return }
    var seen: Set<Key> = []
    for edge in edges {
      guard let target = edge.targetNode else { continue }
      guard !seen.insert(Key(kind: edge.kind, end: edge.end, lag: edge.lag, target: target)).inserted else {
        continue
      }
      report.add(
        edge.file, edge.reference, "\(plan.quotedName(target)) is named a second time",
        help: "take it out, or write another name",
        fix: plan.removal(of: edge).map { Fix(.safe, [$0]) })
    }
  }

  private func hasEqual(_ edges: ArraySlice<Dependency>) -> Bool {
    for first in edges.indices {
      for second in first + 1..<edges.endIndex
      where edges[first].target == edges[second].target && edges[first].kind == edges[second].kind {
        return true
      }
    }
    return false
  }
}
