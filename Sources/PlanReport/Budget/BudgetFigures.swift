package import PlanModel

/// What is added up in a budget: hours, or one currency.
package enum Measure: Hashable, Comparable, Sendable {
  case hours
  case money(Currency)
}

/// What something is planned to take, has taken and will take, in one measure: minutes, or millionths of a currency.
package struct BudgetFigures: Hashable, Sendable {
  /// Estimates and planned expenses of all that is not cancelled.
  package var planned: Int128 = 0
  /// Time worked and expenses paid: the actual cost.
  package var spent: Int128 = 0
  /// Planned expenses of open tasks that are not paid yet.
  package var committed: Int128 = 0
  /// Work that is left.
  package var toDo: Int128 = 0
  /// The budget at completion of earned value: that of the baseline, else what is planned.
  package var atCompletion: Int128 = 0
  /// What is done of it, by progress: the earned value.
  package var earned: Int128 = 0
  /// What of it should be done by the day before today: the planned value.
  package var due: Int128 = 0

  package init() {}

  /// At completion, from below: spent, promised and still to do.
  package var forecast: Int128 { spent + committed + toDo }
  package var isEmpty: Bool { self == BudgetFigures() }

  static func + (a: BudgetFigures, b: BudgetFigures) -> BudgetFigures {
    var sum = a
    sum.planned += b.planned
    sum.spent += b.spent
    sum.committed += b.committed
    sum.toDo += b.toDo
    sum.atCompletion += b.atCompletion
    sum.earned += b.earned
    sum.due += b.due
    return sum
  }
}

/// The figures of something in every measure, and the minutes that no rate turns into money.
package struct BudgetAccount: Hashable, Sendable {
  package private(set) var figures: [Measure: BudgetFigures] = [:]
  /// Of what is spent and still to do.
  package var unpriced = 0

  package init() {}

  package subscript(_ measure: Measure) -> BudgetFigures { figures[measure] ?? BudgetFigures() }

  package var measures: [Measure] { figures.filter { !$0.value.isEmpty }.keys.sorted() }

  mutating func add(_ minutes: Int, _ path: WritableKeyPath<BudgetFigures, Int128>) {
    guard minutes != 0 else { return }
    figures[.hours, default: BudgetFigures()][keyPath: path] += Int128(minutes)
  }

  mutating func add(_ money: Money, _ path: WritableKeyPath<BudgetFigures, Int128>) {
    guard money.micros != 0 else { return }
    figures[.money(money.currency), default: BudgetFigures()][keyPath: path] += Int128(money.micros)
  }

  static func += (a: inout BudgetAccount, b: BudgetAccount) {
    a.figures.merge(b.figures, uniquingKeysWith: +)
    a.unpriced += b.unpriced
  }
}
