package import PlanModel
import PlanSchedule

/// One project, or a task with a budget, in one measure.
package struct BudgetLine: Sendable {
  package enum Level: Int, Comparable, Sendable {
    case fine
    /// What is spent passes the first warning of `budget: {warn}`.
    case near
    /// The forecast is beyond the limit, or that of something around it.
    case forecastOver
    case spentOver

    package static func < (a: Level, b: Level) -> Bool { a.rawValue < b.rawValue }
  }

  package let node: NodeIndex
  package let depth: Int
  package let measure: Measure
  package let figures: BudgetFigures
  /// The own limit, in the measure's unit.
  package let limit: Int128?
  /// The days that count for a limit that renews.
  package let period: StatusPeriod?
  package let periodName: String?
  /// What may still be added to the forecast: the least of what the limits here and around leave.
  package let room: Int128?
  /// Whose limit that is.
  package let binding: NodeIndex?
  package let level: Level

  /// Thousandths of the limit that are spent; nil without one.
  package var used: Int? { limit.flatMap { $0 > 0 ? Int(clamping: figures.spent * 1000 / $0) : nil } }
}

/// Budgets beside what is spent and forecast, for every listed project and every task with a budget.
package struct BudgetStatement: Sendable {
  package let book: BudgetBook
  package let lines: [BudgetLine]
  /// Everything of the plan together, outside the archive.
  package let total: BudgetAccount
  package var plan: Plan { book.plan }

  private struct Limit {
    let measure: Measure
    let amount: Int128
    let period: Budget.Period?
  }

  init(book: BudgetBook, lines: [BudgetLine], total: BudgetAccount) {
    (self.book, self.lines, self.total) = (book, lines, total)
  }

  package init(_ book: BudgetBook, all: Bool = false) {
    self.book = book
    let plan = book.plan
    let listed = plan.listedProjects(all: all)
    var limits: [NodeIndex: Limit] = [:]
    for project in plan.projectIndices {
      if let limit = BudgetStatement.limit(.project(project), book) { limits[.project(project)] = limit }
    }
    var budgetTasks: [ProjectIndex: [TaskIndex]] = [:]
    for task in plan.taskIndices where plan[task].keys.contains(.budget) {
      guard let limit = BudgetStatement.limit(.task(task), book) else { continue }
      limits[.task(task)] = limit
      budgetTasks[plan[task].project, default: []].append(task)
    }
    let periods = limits.values.contains { $0.period != nil } ? PeriodWork(book) : nil
    var (lines, total): ([BudgetLine], BudgetAccount) = ([], BudgetAccount())
    for project in plan.projectIndices where !plan[plan[project].file].isArchive {
      if plan[project].parent.isNone { total += book.ofProjects[project.position] }
      let depth = plan.lineage(of: project).dropFirst().count { listed[$0.position] }
      if listed[project.position] || limits[.project(project)] != nil {
        lines += BudgetStatement.lines(.project(project), depth, limits, periods, book)
      }
      for task in budgetTasks[project] ?? [] {
        lines += BudgetStatement.lines(.task(task), depth + 1, limits, periods, book)
      }
    }
    // Of a part of the plan, budgets that have nothing in it say nothing.
    if book.isFiltered { lines.removeAll(where: \.figures.isEmpty) }
    (self.lines, self.total) = (lines, total)
  }

  private static func limit(_ node: NodeIndex, _ book: BudgetBook) -> Limit? {
    guard let budget = book.plan.budget(of: node) else { return nil }
    switch budget.amount {
    case .money(let money):
      let amount = book.inStatement(money)
      return Limit(
        measure: .money(amount.currency), amount: Int128(amount.micros), period: budget.period)
    case .effort(let effort):
      return Limit(measure: .hours, amount: Int128(effort.minutes), period: budget.period)
    }
  }

  /// A node and everything around it, the nearest first.
  private static func around(_ node: NodeIndex, _ plan: Plan) -> [NodeIndex] {
    switch node {
    case .task(let task): [node] + plan.inheritance(of: task)
    case .project(let project): plan.lineage(of: project).map { .project($0) }
    }
  }

  private static func lines(
    _ node: NodeIndex, _ depth: Int, _ limits: [NodeIndex: Limit], _ periods: PeriodWork?, _ book: BudgetBook
  ) -> [BudgetLine] {
    let own = limits[node]
    let account = book.account(of: node)
    var measures = account.measures
    if let own, !measures.contains(own.measure) { measures.append(own.measure) }
    let around = around(node, book.plan)
    return measures.sorted().map { measure in
      let limit = own?.measure == measure ? own : nil
      let period = limit?.period.map {
        StatusPeriod($0, around: book.today, book.plan.configuration.calendar)
      }
      let figures =
        period.flatMap { period in periods?.account(of: node, in: period)[measure] } ?? account[measure]
      var (room, binding): (Int128?, NodeIndex?) = (nil, nil)
      for other in around {
        guard let bound = limits[other], bound.measure == measure else { continue }
        // A limit that renews binds its own period only.
        guard bound.period == nil || other == node else { continue }
        let forecast = other == node ? figures.forecast : book.account(of: other)[measure].forecast
        let left = bound.amount - forecast
        if room.map({ left < $0 }) ?? true { (room, binding) = (left, other) }
      }
      return BudgetLine(
        node: node, depth: depth, measure: measure, figures: figures, limit: limit?.amount, period: period,
        periodName: limit?.period?.rawValue, room: room, binding: binding,
        level: level(figures, limit?.amount, room, book.plan.configuration.budgetWarnings))
    }
  }

  private static func level(_ figures: BudgetFigures, _ limit: Int128?, _ room: Int128?, _ warnings: [Int])
    -> BudgetLine.Level
  {
    if let limit, figures.spent > limit { return .spentOver }
    if let room, room < 0 { return .forecastOver }
    guard let limit, let first = warnings.first, limit > 0 else { return .fine }
    return figures.spent * 100 >= limit * Int128(first) ? .near : .fine
  }
}

/// What is spent and still to be done within some days, for limits that renew.
struct PeriodWork {
  private let book: BudgetBook
  private let schedule: Schedule

  init(_ book: BudgetBook) {
    self.book = book
    // A year ahead: no period is longer.
    schedule = Scheduler(book.plan, today: book.today).schedule(leastDays: 370, withReasons: false)
  }

  func account(of node: NodeIndex, in period: StatusPeriod) -> BudgetAccount {
    let plan = book.plan
    let tasks: Range<Int>
    let projects: Range<Int>
    switch node {
    case .task(let task): (tasks, projects) = (task.position..<plan.subtree(of: task).upperBound, 0..<0)
    case .project(let project):
      (tasks, projects) = (plan.tasks(of: project), project.position..<Int(plan[project].subtreeEnd))
    }
    var sum = BudgetAccount()
    for posting in book.postings where book.counts(posting.node) {
      guard let day = posting.day, period.contains(day) else { continue }
      switch posting.node {
      case .task(let task) where tasks.contains(task.position): break
      case .project(let project) where projects.contains(project.position): break
      default: continue
      }
      book.addSpent(posting, to: &sum)
    }
    for position in tasks where book.counts(.task(TaskIndex(position))) {
      guard let entry = schedule.entries[position], !entry.isSeries else { continue }
      add(entry.work, TaskIndex(position), period, &sum)
      let last = schedule.lastDay(entry.finish)
      if period.contains(last), let cost = plan.money(.cost, of: .task(TaskIndex(position))) {
        sum.add(book.inStatement(cost), \.committed)
      }
    }
    for occurrence in schedule.occurrences
    where tasks.contains(occurrence.task.position) && book.counts(.task(occurrence.task)) {
      add(occurrence.work, occurrence.task, period, &sum)
    }
    return sum
  }

  private func add(_ work: [Work], _ task: TaskIndex, _ period: StatusPeriod, _ sum: inout BudgetAccount) {
    let minutes = work.reduce(0) {
      period.contains(schedule.clock($1.from).day) ? $0 + $1.minutes : $0
    }
    sum.add(minutes, \.toDo)
    for money in book.value(of: minutes, on: task).money { sum.add(book.inStatement(money), \.toDo) }
  }
}
