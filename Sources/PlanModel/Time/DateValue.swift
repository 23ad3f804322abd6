/// A date as the format writes it: a day, a day with a clock time, or a period.
///
/// Source: format, section 3, "Dates". A period means its last day for a deadline and its first for a start.
/// Eight bytes, so that a plan can keep one in every tag.
public struct DateValue: Hashable, Sendable {
  public enum Precision: UInt8, Sendable { case day, time, week, month, quarter }

  /// The first day of the period, or the day.
  public let first: Day
  public let precision: Precision
  /// Minutes after midnight, local clock; 0 unless the precision is `time`.
  public let minute: Int16

  public init(_ day: Day) { self.init(first: day, precision: .day, minute: 0) }

  public init(first: Day, precision: Precision, minute: Int16) {
    self.first = first
    self.precision = precision
    self.minute = minute
  }

  /// The last day of the period, or the day.
  public var last: Day {
    switch precision {
    case .day, .time: first
    case .week: first + 6
    case .month: first.lastOfMonth
    case .quarter: first.addingMonths(2).lastOfMonth
    }
  }

  public var isPeriod: Bool {
    switch precision {
    case .day, .time: false
    case .week, .month, .quarter: true
    }
  }

  /// The value in one word, for ``Tag``; see ``init(packed:)``.
  public var packed: Int64 {
    Int64(first.number) << 32 | Int64(precision.rawValue) << 16 | Int64(UInt16(bitPattern: minute))
  }

  public init(packed: Int64) {
    first = Day(number: Int(packed >> 32))
    precision = Precision(rawValue: UInt8(truncatingIfNeeded: packed >> 16)) ?? .day
    minute = Int16(truncatingIfNeeded: packed)
  }
}

extension DateValue: CustomStringConvertible {
  /// As the format writes it: `2026-03-31`, `2026-03-31T15:00`, `2026-W14`, `2026-03`, `2026-Q1`.
  public var description: String {
    switch precision {
    case .day: first.description
    case .time: "\(first)T\(padded(Int(minute) / 60, 2)):\(padded(Int(minute) % 60, 2))"
    case .week: "\(padded(first.isoWeek.year, 4))-W\(padded(first.isoWeek.week, 2))"
    case .month: "\(padded(first.year, 4))-\(padded(first.month, 2))"
    case .quarter: "\(padded(first.year, 4))-Q\((first.month - 1) / 3 + 1)"
    }
  }
}

/// Why a text is not a date.
public enum DateError: Error, Hashable, Sendable {
  /// Nothing like a date.
  case notADate
  /// A well-formed date that does not exist, such as 30 February.
  case doesNotExist
  /// `T25:00` and the like.
  case noSuchTime
  /// A word that counts from some day (`fri`, `+3d`), which a file cannot hold.
  case relative
  /// A date in another notation, which can be told: `31.3.2026`, `2026/03/31`, `20260331`.
  case otherNotation(Day)
}

extension DateValue {
  /// Reads `2026-01-12`, `2026-01-12T15:00`, `2026-W03`, `2026-01` or `2026-Q1` from all of `range`.
  public init(parsing bytes: borrowing [UInt8], in range: Range<Int>) throws(DateError) {
    let (start, count) = (range.lowerBound, range.count)
    guard count >= 7, let year = digits(bytes, start, 4), bytes[start + 4] == UInt8(ascii: "-") else {
      throw DateError(explaining: bytes, in: range)
    }
    if let month = digits(bytes, start + 5, 2) {
      if count == 7 {
        guard let first = Day(year, month, 1) else { throw .doesNotExist }
        self.init(first: first, precision: .month, minute: 0)
        return
      }
      guard count >= 10, bytes[start + 7] == UInt8(ascii: "-"), let day = digits(bytes, start + 8, 2),
        count == 10 || count == 16
      else { throw DateError(explaining: bytes, in: range) }
      guard let value = Day(year, month, day) else { throw .doesNotExist }
      if count == 10 {
        self.init(value)
        return
      }
      guard bytes[start + 10] | 0x20 == UInt8(ascii: "t"), bytes[start + 13] == UInt8(ascii: ":"),
        let hour = digits(bytes, start + 11, 2), let minute = digits(bytes, start + 14, 2)
      else { throw .notADate }
      guard hour < 24, minute < 60 else { throw .noSuchTime }
      self.init(first: value, precision: .time, minute: Int16(hour * 60 + minute))
      return
    }
    let letter = bytes[start + 5] | 0x20
    if letter == UInt8(ascii: "w"), count == 8, let week = digits(bytes, start + 6, 2) {
      guard let monday = Day.monday(ofISOWeek: week, year: year) else { throw .doesNotExist }
      self.init(first: monday, precision: .week, minute: 0)
    } else if letter == UInt8(ascii: "q"), count == 7, let quarter = digits(bytes, start + 6, 1) {
      guard (1...4).contains(quarter), let first = Day(year, quarter * 3 - 2, 1) else { throw .doesNotExist }
      self.init(first: first, precision: .quarter, minute: 0)
    } else {
      throw DateError(explaining: bytes, in: range)
    }
  }

  public init(parsing text: String) throws(DateError) {
    let bytes = Array(text.utf8)
    try self.init(parsing: bytes, in: 0..<bytes.count)
  }
}

/// The number in exactly `count` ASCII digits at `offset`, or nil.
private func digits(_ bytes: [UInt8], _ offset: Int, _ count: Int) -> Int? {
  guard offset + count <= bytes.count else { return nil }
  var value = 0
  for index in offset..<offset + count {
    guard bytes[index].isASCIIDigit else { return nil }
    value = value * 10 + Int(bytes[index] - 0x30)
  }
  return value
}

extension DateError {
  /// Tells what a text that is no date of the format most likely is.
  fileprivate init(explaining bytes: borrowing [UInt8], in range: Range<Int>) {
    let text = String(decoding: bytes[range], as: UTF8.self).lowercased()
    if RelativeDate.isRelative(text) {
      self = .relative
    } else if let day = DateError.otherNotation(text) {
      self = .otherNotation(day)
    } else {
      self = .notADate
    }
  }

  /// Year first in any notation is unambiguous; `31.3.2026` is too, with dots the day comes first.
  private static func otherNotation(_ text: String) -> Day? {
    guard text.utf8.count <= 10 else { return nil }
    for separator: Character in ["/", ".", "-"] {
      let parts = text.split(separator: separator, omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 3, let a = number(parts[0]), let b = number(parts[1]), let c = number(parts[2])
      else { continue }
      if parts[0].utf8.count == 4 { return Day(a, b, c) }
      if parts[2].utf8.count == 4, separator == "." { return Day(c, b, a) }
    }
    if text.utf8.count == 8, let all = number(text) { return Day(all / 10_000, all / 100 % 100, all % 100) }
    return nil
  }

  private static func number(_ text: String) -> Int? {
    text.isEmpty || text.utf8.contains { !$0.isASCIIDigit } ? nil : Int(text)
  }
}
