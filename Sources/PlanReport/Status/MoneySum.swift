package import PlanModel

/// Exact sums, one for each currency; nothing is converted.
package struct MoneySum: Hashable, Sendable {
  private var sums: [Currency: Money] = [:]
  /// Currencies whose sum passes what ``Money`` holds.
  private var tooLarge: Set<Currency> = []

  package init() {}

  package mutating func add(_ money: Money) {
    guard let sum = sums[money.currency] else {
      sums[money.currency] = money
      return
    }
    if let total = sum.adding(money) {
      sums[money.currency] = total
    } else {
      tooLarge.insert(money.currency)
    }
  }

  /// In order of their codes; a sum that is too large to hold is left out, see ``isComplete``.
  package var amounts: [Money] {
    sums.values.filter { !tooLarge.contains($0.currency) }.sorted { $0.currency < $1.currency }
  }

  /// False if a sum was too large.
  package var isComplete: Bool { tooLarge.isEmpty }
  package var isEmpty: Bool { sums.isEmpty }
}
