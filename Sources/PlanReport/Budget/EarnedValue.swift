package import PlanModel

/// How a project stands in time and money, by the definitions of the PMI (Practice Standard for Earned Value Management,
/// 2nd edition, 2011). Amounts are minutes or millionths of a currency.
package struct EarnedValue: Hashable, Sendable {
  package let measure: Measure
  /// BAC
  package let budgetAtCompletion: Int128
  /// PV
  package let plannedValue: Int128
  /// EV
  package let earnedValue: Int128
  /// AC
  package let actualCost: Int128

  package init(_ figures: BudgetFigures, _ measure: Measure) {
    self.measure = measure
    (budgetAtCompletion, plannedValue) = (figures.atCompletion, figures.due)
    (earnedValue, actualCost) = (figures.earned, figures.spent)
  }

  /// CV: what is earned less what it cost.
  package var costVariance: Int128 { earnedValue - actualCost }
  /// SV: what is earned less what should be.
  package var scheduleVariance: Int128 { earnedValue - plannedValue }
  /// CPI in thousandths; nil before anything is spent.
  package var costPerformance: Int? { EarnedValue.ratio(earnedValue, actualCost) }
  /// SPI in thousandths; nil before anything should be done.
  package var schedulePerformance: Int? { EarnedValue.ratio(earnedValue, plannedValue) }
  /// EAC = BAC / CPI: the cost at completion if the rest goes as the work so far; nil before anything is earned.
  package var estimateAtCompletion: Int128? {
    guard earnedValue > 0 else { return actualCost == 0 ? budgetAtCompletion : nil }
    let (product, divisor) = (budgetAtCompletion * actualCost, earnedValue)
    switch measure {
    case .hours: return (product + divisor / 2) / divisor
    case .money(let currency):
      return Money(rounding: product, over: divisor, in: currency).map { Int128($0.micros) }
    }
  }
  /// VAC = BAC - EAC.
  package var varianceAtCompletion: Int128? { estimateAtCompletion.map { budgetAtCompletion - $0 } }
  /// TCPI in thousandths: how well the rest has to go to stay in the budget; nil where nothing is left of it.
  package var toCompletePerformance: Int? {
    guard budgetAtCompletion > actualCost else { return nil }
    return EarnedValue.ratio(budgetAtCompletion - earnedValue, budgetAtCompletion - actualCost)
  }

  private static func ratio(_ part: Int128, _ whole: Int128) -> Int? {
    guard whole > 0 else { return nil }
    return Int(clamping: (part * 1000 + (part < 0 ? -whole : whole) / 2) / whole)
  }
}
