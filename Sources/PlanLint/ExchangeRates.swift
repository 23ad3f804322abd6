import PlanModel

/// Changes amounts into other currencies by the rates of the configuration.
struct ExchangeRates {
  private let rates: [Currency: Money]

  init(_ configuration: Configuration) { rates = configuration.exchange }

  /// Millionths of `currency`, or nil where no rate says how much that is.
  func micros(_ money: Money, in currency: Currency) -> Int128? {
    if money.currency == currency { return Int128(money.micros) }
    let (from, to) = (value(of: money.currency), value(of: currency))
    guard from.currency == to.currency, to.micros != 0 else { return nil }
    return Int128(money.micros) * Int128(from.micros) / Int128(to.micros)
  }

  /// How much one unit is worth in the currency that its rate is given in.
  private func value(of currency: Currency) -> Money {
    rates[currency] ?? Money(micros: 1_000_000, currency: currency)
  }
}

extension Money {
  /// An amount for a message; more than the limit shows as the limit.
  init(clamping micros: Int128, _ currency: Currency) {
    let limit = Int128(Money.limit)
    self.init(micros: Int64(max(-limit, min(limit, micros))), currency: currency)
  }
}
