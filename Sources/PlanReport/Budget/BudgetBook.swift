package import PlanModel
package import PlanSchedule

/// What every task and project of a plan is planned to take, has taken and will take.
///
/// Every amount is rounded to its currency's usual digits where it is made, at the task or the posting: what is above is
/// sums of whole cents, so that parts add up to totals in every format. Earned and planned value follow the PMI's
/// definitions (PMI, Practice Standard for Earned Value Management, 2nd edition, 2011).
package struct BudgetBook: Sendable {
  package let plan: Plan
  package let today: Day
  /// What amounts are turned into where the configuration has a rate; nil: nothing is.
  package let currency: Currency?
  /// What each project takes with all below it.
  package private(set) var ofProjects: [BudgetAccount]

  private let rates: ExchangeRates
  private let pricing: Pricing
  private var ofTasks: [BudgetAccount]
  package let postings: [Posting]
  private let baseline: Baseline?
  /// For each task whether it counts; nil: all do.
  private let includes: [Bool]?

  /// - Parameter planned: The days of the plan's schedule where it is there already.
  package init(
    _ plan: Plan, today: Day, baseline: Baseline? = nil, includes: [Bool]? = nil, planned: PlannedDates? = nil
  ) {
    (self.plan, self.today, self.baseline, self.includes) = (plan, today, baseline, includes)
    currency = plan.configuration.exchange.isEmpty ? nil : plan.configuration.currency
    rates = ExchangeRates(plan.configuration)
    pricing = Pricing(plan)
    postings = plan.postings()
    ofTasks = [BudgetAccount](repeating: BudgetAccount(), count: plan.tasks.count)
    ofProjects = [BudgetAccount](repeating: BudgetAccount(), count: plan.projects.count)
    var spent = [Int](repeating: 0, count: plan.tasks.count)
    var paid = [[Money]](repeating: [], count: plan.tasks.count)
    for posting in postings where counts(posting.node) {
      var account = BudgetAccount()
      addSpent(posting, to: &account)
      switch posting.node {
      case .task(let task):
        spent[task.position] += posting.minutes
        if let expense = posting.expense { paid[task.position].append(expense) }
        ofTasks[task.position] += account
      case .project(let project): ofProjects[project.position] += account
      }
    }
    let efforts = TaskEfforts(plan)
    let dates = baseline == nil ? planned ?? PlannedDates(plan, today: today) : nil
    let isCancelled = BudgetBook.cancelled(plan)
    for task in plan.taskIndices where !isCancelled[task.position] {
      addPlanned(
        task, efforts, spent: spent[task.position], paid: paid[task.position], dates)
    }
    for task in plan.taskIndices where !counts(.task(task)) { ofTasks[task.position] = BudgetAccount() }
    for position in ofTasks.indices where !plan.tasks[position].project.isNone {
      ofProjects[plan.tasks[position].project.position] += ofTasks[position]
    }
    for position in plan.projects.indices.reversed() {
      if let parent = plan.projects[position].parent.orNil {
        ofProjects[parent.position] += ofProjects[position]
      }
    }
  }

  private static func cancelled(_ plan: Plan) -> [Bool] {
    var result: [Bool] = []
    for task in plan.tasks {
      result.append(task.status == .cancelled || !task.parent.isNone && result[task.parent.position])
    }
    return result
  }

  /// Only some of the tasks count.
  var isFiltered: Bool { includes != nil }

  func counts(_ node: NodeIndex) -> Bool { plan.counts(node, among: includes) }

  /// What a task takes with all below it.
  package func account(of task: TaskIndex) -> BudgetAccount {
    var sum = ofTasks[task.position]
    for position in plan.subtree(of: task) { sum += ofTasks[position] }
    return sum
  }

  package func account(of node: NodeIndex) -> BudgetAccount {
    switch node {
    case .task(let task): account(of: task)
    case .project(let project): ofProjects[project.position]
    }
  }

  /// What a task alone is planned to take, for a baseline.
  func planned(_ task: TaskIndex) -> [Baseline.Value] {
    let account = ofTasks[task.position]
    return account.measures.compactMap {
      account[$0].planned == 0 ? nil : Baseline.Value(measure: $0, amount: account[$0].planned)
    }
  }

  // MARK: Amounts

  /// The rates that amounts are turned into the statement's currency by, each of one unit.
  package var rateNotes: [(from: Currency, one: Money)] {
    plan.configuration.exchange.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// In the currency of the statement where there is a rate.
  package func inStatement(_ money: Money) -> Money {
    guard let currency, let converted = rates.converted(money, to: currency) else { return money }
    return converted
  }

  /// Adds what a posting took, in time and money.
  func addSpent(_ posting: Posting, to account: inout BudgetAccount) {
    account.add(posting.minutes, \.spent)
    let value = pricing.value(of: posting.minutes, on: posting.node, by: posting.person)
    account.unpriced += value.unpriced
    for money in value.money + (posting.expense.map { [$0] } ?? []) {
      account.add(inStatement(money), \.spent)
    }
  }

  /// What minutes of a task's people are worth.
  func value(of minutes: Int, on task: TaskIndex) -> Pricing.Value { pricing.value(of: minutes, on: task) }

  private mutating func addPlanned(
    _ index: TaskIndex, _ efforts: TaskEfforts, spent: Int, paid: [Money], _ dates: PlannedDates?
  ) {
    let task = plan[index]
    let isLeaf = !plan.hasChildren(index)
    let own = efforts.own(index.position)
    let left =
      task.isUnfinished ? efforts.remaining(index, task, isLeaf: isLeaf, spent: spent, plan) : 0
    let cost = plan.money(.cost, of: .task(index))
    guard own != 0 || left != 0 || cost != nil || baseline != nil else { return }
    var account = ofTasks[index.position]
    let planned = pricing.value(of: own, on: index)
    account.add(own, \.planned)
    account.add(left, \.toDo)
    var values: [(Measure, Int128)] = [(.hours, Int128(own))]
    for money in planned.money + (cost.map { [$0] } ?? []) {
      account.add(inStatement(money), \.planned)
      let amount = inStatement(money)
      values.append((.money(amount.currency), Int128(amount.micros)))
    }
    let remaining = pricing.value(of: left, on: index)
    account.unpriced += remaining.unpriced
    for money in remaining.money { account.add(inStatement(money), \.toDo) }
    if let cost, task.isUnfinished {
      // What is paid on a task pays its planned expense first.
      let open = paid.filter { $0.currency == cost.currency }.reduce(cost.micros) { $0 - $1.micros }
      if open > 0 { account.add(inStatement(Money(micros: open, currency: cost.currency)), \.committed) }
    }
    let progress = Progress(plan, index, own: own, left: left, spent: spent)
    let elapsed: Progress
    if let baseline {
      let entry = baseline.entry(of: index, plan)
      values = entry.map { $0.values.map { ($0.measure, $0.amount) } } ?? []
      elapsed =
        entry.map { Progress(elapsedOf: $0.first...$0.last, today, plan.configuration.calendar) } ?? .none
    } else {
      elapsed = Progress(elapsedOf: days(of: index, dates), today, plan.configuration.calendar)
    }
    for (measure, amount) in values where amount != 0 {
      account.add(progress.share(of: amount, measure), measure, \.earned)
      account.add(elapsed.share(of: amount, measure), measure, \.due)
      account.add(amount, measure, \.atCompletion)
    }
    ofTasks[index.position] = account
  }

  /// When a task should be worked on as the plan's own dates say it: up to its due day, else as it was done or is scheduled,
  /// and in no case longer than what is around it is due.
  func days(of task: TaskIndex, _ dates: PlannedDates?) -> ClosedRange<Day>? {
    let scheduled = dates?.days(of: task)
    let isDone = plan[task].status == .done
    let own =
      plan.due(task) ?? (isDone ? plan.date(.done, of: task)?.last : nil) ?? scheduled?.upperBound
    let bound = plan.bindingDue(of: task)?.day
    // Done on a day that nobody wrote down: it was due by now.
    guard let last = own.map({ min($0, bound ?? $0) }) ?? bound else {
      return isDone ? today - 1...today - 1 : nil
    }
    let first =
      plan.date(.scheduled, of: task)?.first ?? plan.start(task) ?? scheduled?.lowerBound ?? last
    return min(first, last)...last
  }
}

extension BudgetAccount {
  fileprivate mutating func add(
    _ amount: Int128, _ measure: Measure, _ path: WritableKeyPath<BudgetFigures, Int128>
  ) {
    switch measure {
    case .hours: add(Int(clamping: amount), path)
    case .money(let currency): add(Money(clamping: amount, currency), path)
    }
  }
}

/// A share of something that is done or should be.
struct Progress {
  private let part: Int
  private let whole: Int

  static let none = Progress(0, 1)

  private init(_ part: Int, _ whole: Int) {
    (self.part, self.whole) = (max(0, min(part, whole)), max(1, whole))
  }

  /// How much of a task is done: all of what is done; of the rest what `left`, `progress` or the time spent leave. What has
  /// no effort is done or not.
  init(_ plan: Plan, _ index: TaskIndex, own: Int, left: Int, spent: Int) {
    let task = plan[index]
    if task.status == .done {
      self.init(1, 1)
    } else if task.keys.contains(.left), plan.effort(.left, of: index) != nil {
      self.init(max(0, spent), max(0, spent) + left)
    } else if task.keys.contains(.progress), let percent = plan.progress(index) {
      self.init(percent, 100)
    } else {
      self.init(own - left, own)
    }
  }

  /// How many of a span's working days are over before today.
  init(elapsedOf days: ClosedRange<Day>?, _ today: Day, _ calendar: WorkCalendar) {
    guard let days, days.lowerBound < today else {
      self = .none
      return
    }
    guard days.upperBound >= today else {
      self.init(1, 1)
      return
    }
    func working(_ first: Day, _ last: Day) -> Int {
      (0...max(0, last - first)).count { calendar.isWorkday(first + $0) }
    }
    self.init(working(days.lowerBound, today - 1), working(days.lowerBound, days.upperBound))
  }

  /// That share of an amount, rounded as the measure is.
  func share(of amount: Int128, _ measure: Measure) -> Int128 {
    switch measure {
    case .hours: amount * Int128(part) / Int128(whole)
    case .money(let currency):
      Money(rounding: amount * Int128(part), over: Int128(whole), in: currency).map { Int128($0.micros) } ?? 0
    }
  }
}
