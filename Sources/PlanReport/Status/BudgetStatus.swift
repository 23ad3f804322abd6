package import PlanModel

/// A project's budget beside the expenses and hours below it. People's time is not turned into money here.
package struct BudgetStatus: Hashable, Sendable {
  package let project: ProjectIndex
  package let budget: Budget
  /// `paid:` and expenses of the log.
  package let paid: MoneySum
  /// `spent:` and time of the log, in minutes.
  package let minutes: Int
  /// The days that count for a budget that renews; nil: all.
  package let period: StatusPeriod?
}

/// What was paid and worked, by position of the task or project, to be summed over projects.
struct Bookings: Sendable {
  private struct Booking {
    let position: Int
    /// nil for `spent:` and `paid:` of unfinished tasks, which name no day.
    let day: Day?
    let money: Money?
    let minutes: Int
  }

  private var onTasks: [Booking] = []
  private var onProjects: [Booking] = []

  mutating func add(_ node: NodeIndex, day: Day?, money: Money? = nil, minutes: Int = 0) {
    switch node {
    case .task(let task):
      onTasks.append(Booking(position: task.position, day: day, money: money, minutes: minutes))
    case .project(let project):
      onProjects.append(Booking(position: project.position, day: day, money: money, minutes: minutes))
    }
  }

  mutating func sort() {
    onTasks.sort { $0.position < $1.position }
    onProjects.sort { $0.position < $1.position }
  }

  /// The state of a project's budget; nil where it has none. Needs ``sort()``.
  func budget(of index: ProjectIndex, _ plan: Plan, today: Day) -> BudgetStatus? {
    guard let budget = plan.budget(of: .project(index)) else { return nil }
    let period = budget.period.map { StatusPeriod($0, around: today, plan.configuration.calendar) }
    var (paid, minutes) = (MoneySum(), 0)
    func count(_ bookings: [Booking], _ range: Range<Int>) {
      var position = Bookings.first(range.lowerBound, in: bookings)
      while position < bookings.count, bookings[position].position < range.upperBound {
        let booking = bookings[position]
        position += 1
        if let period, !(booking.day.map(period.contains) ?? false) { continue }
        if let money = booking.money { paid.add(money) }
        minutes += booking.minutes
      }
    }
    count(onTasks, plan.tasks(of: index))
    count(onProjects, index.position..<Int(plan[index].subtreeEnd))
    return BudgetStatus(project: index, budget: budget, paid: paid, minutes: minutes, period: period)
  }

  /// Where the bookings from a position on begin.
  private static func first(_ position: Int, in bookings: [Booking]) -> Int {
    var (low, high) = (0, bookings.count)
    while low < high {
      let middle = (low + high) / 2
      if bookings[middle].position < position { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
