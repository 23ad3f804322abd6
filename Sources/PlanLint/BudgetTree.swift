import PlanModel

/// The budgets of a plan, and which is the nearest around something.
struct BudgetTree {
  struct Entry {
    let node: NodeIndex
    let tag: Tag
    let budget: Budget
  }

  private(set) var entries: [Entry] = []
  private var positions: [NodeIndex: Int] = [:]
  private let plan: Plan

  /// - Parameter withPeriods: Whether budgets that renew count too.
  init(_ plan: Plan, withPeriods: Bool = false) {
    self.plan = plan
    for project in plan.projectIndices where plan[project].keys.contains(.budget) {
      add(.project(project), withPeriods)
    }
    for task in plan.taskIndices where plan[task].keys.contains(.budget) && plan[task].status != .cancelled {
      add(.task(task), withPeriods)
    }
  }

  private mutating func add(_ node: NodeIndex, _ withPeriods: Bool) {
    guard let tag = plan.tag(.budget, of: node), let budget = plan.budget(of: node),
      withPeriods || budget.period == nil
    else { return }
    positions[node] = entries.count
    entries.append(Entry(node: node, tag: tag, budget: budget))
  }

  /// The nearest budget of money around a node, or of work.
  func nearest(around node: NodeIndex, inMoney: Bool, orOwn: Bool = false) -> Int? {
    if orOwn, let own = entry(node, inMoney) { return own }
    var next = parent(of: node)
    while let node = next {
      if let found = entry(node, inMoney) { return found }
      next = parent(of: node)
    }
    return nil
  }

  private func entry(_ node: NodeIndex, _ inMoney: Bool) -> Int? {
    let keys =
      switch node {
      case .task(let task): plan[task].keys
      case .project(let project): plan[project].keys
      }
    guard keys.contains(.budget), let position = positions[node], entries[position].budget.isMoney == inMoney
    else { return nil }
    return position
  }

  private func parent(of node: NodeIndex) -> NodeIndex? {
    switch node {
    case .task(let task):
      plan[task].parent.orNil.map { .task($0) } ?? plan[task].project.orNil.map { .project($0) }
    case .project(let project): plan[project].parent.orNil.map { .project($0) }
    }
  }
}

extension Budget {
  var isMoney: Bool { if case .money = amount { true } else { false } }
}
