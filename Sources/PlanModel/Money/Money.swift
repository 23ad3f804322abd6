/// An exact amount of one currency.
///
/// Stored in millionths, so that sums are exact; at most a trillion. Source: format, section 3, "Money".
public struct Money: Hashable, Sendable {
  /// Millionths of the currency's unit.
  public let micros: Int64
  public let currency: Currency

  /// One trillion.
  public static let limit: Int64 = 1_000_000_000_000 * 1_000_000

  public init(micros: Int64, currency: Currency) {
    self.micros = micros
    self.currency = currency
  }

  /// The sum, or nil where the currencies differ or the limit is passed.
  public func adding(_ other: Money) -> Money? {
    guard currency == other.currency else { return nil }
    let (sum, overflow) = micros.addingReportingOverflow(other.micros)
    return overflow || abs(sum) > Money.limit ? nil : Money(micros: sum, currency: currency)
  }

  /// The amount with the currency's usual digits, more where it needs them: `12.50`, `-3`, `0.0625`.
  public var amount: String { Money.amount(micros: Int128(micros), currency) }

  /// The same of a sum that may be more than ``limit``.
  public static func amount(micros: Int128, _ currency: Currency) -> String {
    let magnitude = micros.magnitude
    var fraction = Array(padded(Int(magnitude % 1_000_000), 6).utf8)
    while fraction.count > currency.minorDigits, fraction.last == UInt8(ascii: "0") { fraction.removeLast() }
    let whole = "\(micros < 0 ? "-" : "")\(magnitude / 1_000_000)"
    return fraction.isEmpty ? whole : "\(whole).\(String(decoding: fraction, as: UTF8.self))"
  }
}

extension Money: CustomStringConvertible {
  /// `12.50EUR`, as the format writes it.
  public var description: String { amount + currency.code }
}

/// Why a text is no amount; ranges are offsets into the bytes that were read.
public enum MoneyError: Error, Hashable, Sendable {
  case empty
  /// A plain number: which currency?
  case noCurrency(ByteRange)
  case unknownCurrency(ByteRange)
  /// `1,5`: a comma stands between thousands only.
  case misplacedComma(ByteRange)
  case unexpected(ByteRange)
  case tooManyDecimals(ByteRange)
  case tooLarge
}

extension Money {
  /// Reads `12000EUR`, `€12,000.50`, `-50 EUR` (quoted), `12.5USD`.
  public init(parsing bytes: borrowing [UInt8], in range: Range<Int>) throws(MoneyError) {
    var (start, end) = (range.lowerBound, range.upperBound)
    guard start < end else { throw .empty }
    var negative = false
    func readSign() {
      if start < end, bytes[start] == UInt8(ascii: "-") || bytes[start] == UInt8(ascii: "+") {
        negative = bytes[start] == UInt8(ascii: "-")
        start += 1
      }
    }
    readSign()
    var currency: Currency?
    var currencyError: MoneyError?
    let letters = start
    while start < end, !bytes[start].isASCIIDigit, bytes[start] != UInt8(ascii: "."),
      bytes[start] != UInt8(ascii: "-"), !bytes[start].isBlank
    {
      start += 1
    }
    if start > letters {
      currency = Money.currency(bytes, letters..<start)
      if currency == nil { currencyError = .unknownCurrency(ByteRange(letters, start)) }
      while start < end, bytes[start].isBlank { start += 1 }
      if !negative { readSign() }
    }
    let number = start
    while start < end,
      bytes[start].isASCIIDigit || bytes[start] == UInt8(ascii: ".") || bytes[start] == UInt8(ascii: ",")
    {
      start += 1
    }
    let numberEnd = start
    guard numberEnd > number else { throw currencyError ?? .unexpected(ByteRange(number, end)) }
    let value = try Money.micros(bytes, number..<numberEnd)
    while start < end, bytes[start].isBlank { start += 1 }
    if start < end {
      guard currency == nil, currencyError == nil else { throw .unexpected(ByteRange(start, end)) }
      currency = Money.currency(bytes, start..<end)
      if currency == nil { throw .unknownCurrency(ByteRange(start, end)) }
    }
    end = numberEnd
    guard let currency else { throw currencyError ?? .noCurrency(ByteRange(number, numberEnd)) }
    self.init(micros: negative ? -value : value, currency: currency)
  }

  public init(parsing text: String) throws(MoneyError) {
    let bytes = Array(text.utf8)
    try self.init(parsing: bytes, in: 0..<bytes.count)
  }

  private static func currency(_ bytes: [UInt8], _ range: Range<Int>) -> Currency? {
    for (sign, code) in Currency.signs
    where range.count == sign.utf8CodeUnitCount && bytes.starts(with: sign, at: range.lowerBound) {
      return Currency(code: code)
    }
    return Currency(code: String(decoding: bytes[range], as: UTF8.self))
  }

  /// Millionths of a number such as `12,000.50`.
  private static func micros(_ bytes: [UInt8], _ range: Range<Int>) throws(MoneyError) -> Int64 {
    let end = range.upperBound
    let point = range.first { bytes[$0] == UInt8(ascii: ".") } ?? end
    var whole: Int64 = 0
    var sinceComma: Int?
    for offset in range.lowerBound..<point {
      if bytes[offset] == UInt8(ascii: ",") {
        let group = sinceComma ?? (offset - range.lowerBound)
        guard sinceComma == nil ? (1...3).contains(group) : group == 3 else {
          throw .misplacedComma(ByteRange(offset, offset + 1))
        }
        sinceComma = 0
        continue
      }
      whole = whole * 10 + Int64(bytes[offset] - 0x30)
      sinceComma = sinceComma.map { $0 + 1 }
      guard whole <= 1_000_000_000_000 else { throw .tooLarge }
    }
    if let sinceComma, sinceComma != 3 {
      let comma = range.lowerBound..<point
      let last = comma.last { bytes[$0] == UInt8(ascii: ",") } ?? range.lowerBound
      throw .misplacedComma(ByteRange(last, last + 1))
    }
    guard point < end else { return whole * 1_000_000 }
    guard point > range.lowerBound || point + 1 < end, point + 1 < end else {
      throw .unexpected(ByteRange(point, end))
    }
    var (fraction, scale): (Int64, Int64) = (0, 1_000_000)
    for offset in point + 1..<end {
      guard bytes[offset].isASCIIDigit else { throw .unexpected(ByteRange(offset, end)) }
      scale /= 10
      guard scale > 0 else { throw .tooManyDecimals(ByteRange(point, end)) }
      fraction += Int64(bytes[offset] - 0x30) * scale
    }
    guard whole < 1_000_000_000_000 || fraction == 0 else { throw .tooLarge }
    return whole * 1_000_000 + fraction
  }
}

/// A limit in money or work, for all time or renewed each period.
public struct Budget: Hashable, Sendable {
  public enum Amount: Hashable, Sendable {
    case money(Money)
    case effort(Effort)
  }

  public enum Period: String, Hashable, Sendable {
    case week = "w"
    case month = "mo"
    case quarter = "q"
    case year = "y"
  }

  public let amount: Amount
  public let period: Period?
}

/// Why a text is no budget.
public enum BudgetError: Error, Hashable, Sendable {
  case money(MoneyError)
  case effort(EffortError)
  case unknownPeriod(ByteRange)
}

extension Budget {
  /// Reads `12000EUR`, `80h/mo`, `€500/w`.
  public init(parsing bytes: borrowing [UInt8], in range: Range<Int>, units: EffortUnits) throws(BudgetError)
  {
    var end = range.upperBound
    var period: Period?
    if let slash = range.last(where: { bytes[$0] == UInt8(ascii: "/") }) {
      let name = String(decoding: bytes[slash + 1..<range.upperBound], as: UTF8.self)
      guard let found = Period(rawValue: name == "m" ? "mo" : name) else {
        throw .unknownPeriod(ByteRange(slash, range.upperBound))
      }
      period = found
      end = slash
    }
    do {
      self.init(amount: .money(try Money(parsing: bytes, in: range.lowerBound..<end)), period: period)
    } catch let moneyError {
      do {
        let effort = try Effort(parsing: bytes, in: range.lowerBound..<end, units: units)
        self.init(amount: .effort(effort), period: period)
      } catch {
        if case .tooLarge = error { throw .effort(error) }
        throw .money(moneyError)
      }
    }
  }
}
