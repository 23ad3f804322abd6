import PlanModel

/// What people's time is worth: the rate that is written around the work, else the person's.
///
/// Source: format, sections 3 (`rate:`, `billable:`) and 5 (`budget-basis`). With `budget-basis: cost` an hour is worth
/// what the person costs; `rate:` and `billable:` are about billing and do not count then.
struct Pricing {
  /// Time in money; what nobody has a rate for is told apart.
  struct Value: Equatable {
    var money: [Money] = []
    var unpriced = 0
  }

  private let plan: Plan
  private let basis: Configuration.BudgetBasis
  private let hourly: [String: Money]
  /// Who does what names nobody: the only person that is declared.
  private let onlyPerson: String?

  init(_ plan: Plan) {
    self.plan = plan
    let basis = plan.configuration.budgetBasis
    self.basis = basis
    let people = plan.configuration.people
    var hourly: [String: Money] = [:]
    func own(_ person: Person) -> Money? { basis == .rate ? person.rate : person.cost }
    for person in people where !person.isTeam { hourly[person.key] = own(person) }
    for team in people where team.isTeam {
      hourly[team.key] = own(team) ?? Pricing.average(team.members.map { hourly[$0] })
    }
    let persons = people.filter { !$0.isTeam }
    onlyPerson = persons.count == 1 ? persons[0].key : nil
    self.hourly = hourly
  }

  /// What an hour of whichever member costs; nil unless all have a rate of one currency.
  private static func average(_ rates: [Money?]) -> Money? {
    let known = rates.compactMap { $0 }
    guard let first = known.first, known.count == rates.count,
      known.allSatisfy({ $0.currency == first.currency })
    else { return nil }
    return Money(
      micros: known.reduce(0) { $0 + $1.micros } / Int64(known.count), currency: first.currency)
  }

  /// Minutes that somebody has worked, or nobody knows who.
  func value(of minutes: Int, on node: NodeIndex, by person: String?) -> Value {
    switch rate(around: node) {
    case .unbilled: return Value()
    case .rate(let rate): return value([(1, rate)], minutes)
    case .none: return value([(1, (person ?? onlyPerson).flatMap { hourly[$0] })], minutes)
    }
  }

  /// Minutes that a task's people will work, each in proportion to their units.
  func value(of minutes: Int, on task: TaskIndex) -> Value {
    guard minutes != 0 else { return Value() }
    switch rate(around: .task(task)) {
    case .unbilled: return Value()
    case .rate(let rate): return value([(1, rate)], minutes)
    case .none:
      let assigned = plan.effectiveAssignments(of: task)
      guard !assigned.isEmpty else { return value([(1, onlyPerson.flatMap { hourly[$0] })], minutes) }
      return value(assigned.map { ($0.thousandths, hourly[$0.name]) }, minutes)
    }
  }

  private enum Around {
    case rate(Money)
    case unbilled
    case none
  }

  private func rate(around node: NodeIndex) -> Around {
    guard basis == .rate else { return .none }
    if let word = nearest(.billable, node).flatMap({ plan.text(.billable, of: $0) }),
      word.lowercased() == "no"
    {
      return .unbilled
    }
    return nearest(.rate, node).flatMap { plan.money(.rate, of: $0) }.map { .rate($0) } ?? .none
  }

  private func nearest(_ key: TagKey, _ node: NodeIndex) -> NodeIndex? {
    switch node {
    case .task(let task): plan.nearest(key, of: task)?.node
    case .project(let project):
      plan.lineage(of: project).first { plan.tag(key, of: $0) != nil }.map { .project($0) }
    }
  }

  /// The minutes shared out by weight; each currency's sum is rounded once.
  private func value(_ parts: [(weight: Int, rate: Money?)], _ minutes: Int) -> Value {
    let weight = parts.reduce(0) { $0 + $1.weight }
    guard weight > 0, minutes != 0 else { return Value() }
    var (sums, unpriced): ([Currency: Int128], Int) = ([:], 0)
    for part in parts {
      if let rate = part.rate {
        sums[rate.currency, default: 0] += Int128(rate.micros) * Int128(minutes) * Int128(part.weight)
      } else {
        unpriced += minutes * part.weight / weight
      }
    }
    let money = sums.sorted { $0.key < $1.key }.compactMap {
      Money(rounding: $1, over: Int128(60 * weight), in: $0)
    }
    return Value(money: money, unpriced: unpriced)
  }
}
