import PlanModel
import PlanParallel

/// The budgets of a plan, and which is the nearest around something.
struct BudgetTree {
  struct Entry {
    let node: NodeIndex
    let tag: Tag
    let budget: Budget
    /// What all of it below adds up to, in its own unit: the budgets directly below, those that renew left out.
    fileprivate(set) var below: Int128 = 0
  }

  /// Projects first, then tasks, each in the order of the plan.
  private(set) var entries: [Entry]
  private let plan: Plan

  init(_ plan: Plan) {
    self.plan = plan
    entries = plan.projectIndices.compactMap { BudgetTree.entry(.project($0), plan) }
    // In chunks, on all cores: amounts are read again from the text.
    let found = inChunks(plan.tasks.count, of: 16_384) { range in
      var entries: [Entry] = []
      for position in range
      where plan.tasks[position].keys.contains(.budget) && plan.tasks[position].status != .cancelled {
        if let entry = BudgetTree.entry(.task(TaskIndex(position)), plan) { entries.append(entry) }
      }
      return entries
    }
    for part in found { entries += part }
    addUp()
  }

  private static func entry(_ node: NodeIndex, _ plan: Plan) -> Entry? {
    guard let tag = plan.tag(.budget, of: node), let budget = plan.budget(of: node) else { return nil }
    return Entry(node: node, tag: tag, budget: budget)
  }

  private mutating func addUp() {
    let rates = ExchangeRates(plan.configuration)
    let outers = inChunks(entries.count) { [self] range in
      range.map { position in
        let entry = entries[position]
        guard entry.budget.period == nil else { return -1 }
        return nearest(around: entry.node, inMoney: entry.budget.isMoney) ?? -1
      }
    }
    for (position, outer) in joined(outers).enumerated() where outer >= 0 {
      switch (entries[position].budget.amount, entries[outer].budget.amount) {
      case (.money(let part), .money(let whole)):
        entries[outer].below += rates.micros(part, in: whole.currency) ?? 0
      case (.effort(let part), .effort): entries[outer].below += Int128(part.minutes)
      case (.money, .effort), (.effort, .money): continue
      }
    }
  }

  /// The nearest budget of money around a node, or of work.
  ///
  /// - Parameter withPeriods: Whether budgets that renew count too.
  func nearest(around node: NodeIndex, inMoney: Bool, orOwn: Bool = false, withPeriods: Bool = false) -> Int?
  {
    if orOwn, let own = position(of: node, inMoney, withPeriods) { return own }
    var next = parent(of: node)
    while let node = next {
      if let found = position(of: node, inMoney, withPeriods) { return found }
      next = parent(of: node)
    }
    return nil
  }

  private func position(of node: NodeIndex, _ inMoney: Bool, _ withPeriods: Bool) -> Int? {
    let keys =
      switch node {
      case .task(let task): plan[task].keys
      case .project(let project): plan[project].keys
      }
    guard keys.contains(.budget) else { return nil }
    var (low, high) = (0, entries.count)
    while low < high {
      let middle = (low + high) / 2
      if order(entries[middle].node) < order(node) { low = middle + 1 } else { high = middle }
    }
    guard low < entries.count, entries[low].node == node, entries[low].budget.isMoney == inMoney,
      withPeriods || entries[low].budget.period == nil
    else { return nil }
    return low
  }

  /// The place of a node in the order of ``entries``.
  private func order(_ node: NodeIndex) -> Int {
    switch node {
    case .project(let project): project.position
    case .task(let task): plan.projects.count + task.position
    }
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
