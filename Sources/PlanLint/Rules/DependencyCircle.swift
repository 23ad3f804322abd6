import PlanModel

/// Tasks and projects that wait for each other in a circle.
struct DependencyCircle: LintRule {
  let info = RuleInfo(
    id: "dependency-circle", family: .dependencies, severity: .error,
    summary: "Tasks or projects wait for each other in a circle.",
    reason: """
      None of them can ever begin, so none of them gets a date, nor does anything that waits for one of \
      them. A task below a parent or project is part of it: what waits for the whole waits for the task too.
      """,
    flags: [
      Example("two tasks", "- [ ] Prime id:prime after:▸paint◂\n- [ ] Paint id:paint after:prime"),
      Example("with the order of a list", "1. [ ] Prime after:▸paint◂\n2. [ ] Paint id:paint"),
      Example("a task waits for its own parent", "- [ ] House id:house\n  - [ ] Paint after:▸house◂"),
      Example(
        "through a project",
        "- [ ] Order id:order after:▸house◂\n\n# House id:house\n\n- [ ] Paint after:order"),
    ],
    passes: [
      Example(
        "a chain, written from its end",
        "- [ ] Paint after:prime\n- [ ] Prime id:prime after:sand\n- [ ] Sand id:sand"),
      Example(
        "one begins and ends within the other",
        "- [ ] Cook id:cook\n- [ ] Stir after:cook.start before:cook.end"),
      Example("one of them is done", "- [x] Prime id:prime after:paint\n- [ ] Paint id:paint after:prime"),
    ])

  let interest = RuleInterest(plan: true)

  /// What one circle's finding begins with: its first dependency in the order of files and lines.
  func checkPlan(_ context: LintContext, _ report: inout LintReport) {
    let plan = context.plan
    guard !plan.dependencies.isEmpty else { return }
    let order = EventOrder(plan)
    let edges = order.edges()
    let roots = edges.filter { !order.isInWrittenOrder($0) }.map(\.to)
    guard !roots.isEmpty else { return }
    let graph = EventGraph(order, edges)
    let circle = graph.circles(from: roots)
    let first = firstEdges(edges, circle, plan)
    guard !first.isEmpty else { return }
    var previous = [Int32](repeating: -1, count: order.eventCount)
    for edge in first {
      let way = graph.way(from: edge.to, to: edge.from, in: circle, &previous)
      add(edge, way, order, &report)
    }
  }

  private func firstEdges(_ edges: [EventOrder.Edge], _ circle: [Int32], _ plan: Plan) -> [EventOrder.Edge] {
    var first: [Int32: EventOrder.Edge] = [:]
    for edge in edges where circle[edge.from] > 0 && circle[edge.from] == circle[edge.to] {
      let dependency = plan.dependencies[edge.dependency]
      if let other = first[circle[edge.from]].map({ plan.dependencies[$0.dependency] }),
        (other.file, other.reference) < (dependency.file, dependency.reference)
      {
        continue
      }
      first[circle[edge.from]] = edge
    }
    return first.values.sorted { $0.dependency < $1.dependency }
  }

  private func add(_ edge: EventOrder.Edge, _ way: [Int], _ order: EventOrder, _ report: inout LintReport) {
    let plan = order.plan
    let dependency = plan.dependencies[edge.dependency]
    // The way runs from what comes first to what waits; the path is read the other way round.
    var events = Array(way.reversed())
    if dependency.kind == .before { events.append(edge.from) } else { events.insert(edge.to, at: 0) }
    var nodes: [NodeIndex] = []
    for event in events where nodes.last != order.node(event) { nodes.append(order.node(event)) }
    let names = nodes.count <= 9 ? nodes.map(plan.pathName) : abbreviated(nodes, plan)
    let isWithin = nodes.count == 3
    report.add(
      dependency.file, dependency.reference,
      "circle: `\(names.joined(separator: " -> "))`, where each waits for the next",
      help: isWithin && plan.isWithin(nodes[0], nodes[1])
        ? "a parent or project ends only after all that is below it: take this name out"
        : "take one of these dependencies out; this one is written first",
      related: nodes.dropFirst().dropLast().prefix(8).map { plan.related($0, "in the circle") })
  }

  private func abbreviated(_ nodes: [NodeIndex], _ plan: Plan) -> [String] {
    nodes.prefix(5).map(plan.pathName) + ["(\(nodes.count - 8) more)"] + nodes.suffix(3).map(plan.pathName)
  }
}

extension Plan {
  /// True if one of two nodes is above the other.
  func isWithin(_ a: NodeIndex, _ b: NodeIndex) -> Bool { contains(a, b) || contains(b, a) }

  /// True if `inner` is somewhere below `outer`.
  func contains(_ outer: NodeIndex, _ inner: NodeIndex) -> Bool {
    switch (outer, inner) {
    case (.task(let outer), .task(let inner)): return subtree(of: outer).contains(inner.position)
    case (.project(let outer), .task(let inner)): return tasks(of: outer).contains(inner.position)
    case (.project(let outer), .project(let inner)):
      return inner.position > outer.position && inner.position < Int(self[outer].subtreeEnd)
    case (.task, .project): return false
    }
  }
}
