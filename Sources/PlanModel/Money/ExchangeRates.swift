/// Changes amounts into other currencies by the rates of the configuration.
public struct ExchangeRates: Sendable {
  private let rates: [Currency: Money]

  public init(_ configuration: Configuration) { rates = configuration.exchange }

  /// Millionths of `currency`, or nil where no rate says how much that is.
  public func micros(_ money: Money, in currency: Currency) -> Int128? {
    if money.currency == currency { return Int128(money.micros) }
    let (from, to) = (value(of: money.currency), value(of: currency))
    guard from.currency == to.currency, to.micros != 0 else { return nil }
    return Int128(money.micros) * Int128(from.micros) / Int128(to.micros)
  }

  /// The amount in another currency, to that currency's usual digits; nil without a rate, or beyond what ``Money`` holds.
  public func converted(_ money: Money, to currency: Currency) -> Money? {
    guard money.currency != currency else { return money }
    let (from, to) = (value(of: money.currency), value(of: currency))
    guard from.currency == to.currency, to.micros != 0 else { return nil }
    return Money(
      rounding: Int128(money.micros) * Int128(from.micros), over: Int128(to.micros), in: currency)
  }

  /// How much one unit is worth in the currency that its rate is given in.
  private func value(of currency: Currency) -> Money {
    rates[currency] ?? Money(micros: 1_000_000, currency: currency)
  }
}

extension Money {
  /// A fraction of millionths, rounded to the currency's usual digits, halves away from zero; nil beyond what fits.
  public init?(rounding numerator: Int128, over denominator: Int128, in currency: Currency) {
    guard denominator != 0 else { return nil }
    var unit: Int128 = 1_000_000
    for _ in 0..<currency.minorDigits { unit /= 10 }
    let (number, divisor) = denominator < 0 ? (-numerator, -denominator) : (numerator, denominator)
    // In whole minor units: add half of one, then cut off.
    let step = divisor * unit
    let rounded = (number.magnitude + UInt128(step) / 2) / UInt128(step)
    guard rounded <= UInt128(Money.limit) else { return nil }
    let micros = Int128(rounded) * unit
    guard micros <= Int128(Money.limit) else { return nil }
    self.init(micros: Int64(number < 0 ? -micros : micros), currency: currency)
  }

  /// An amount for a message; more than the limit shows as the limit.
  public init(clamping micros: Int128, _ currency: Currency) {
    let limit = Int128(Money.limit)
    self.init(micros: Int64(max(-limit, min(limit, micros))), currency: currency)
  }
}
