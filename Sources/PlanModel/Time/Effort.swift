/// Work in whole minutes of *working* time, not wall-clock time.
///
/// Source: format, section 3, "Effort". A bare number has no unit and is refused, so that `est:3` can never
/// mean both hours and days.
public struct Effort: Hashable, Comparable, Sendable {
  /// Never negative; at most ``limit``.
  public let minutes: Int

  /// One hundred years of eight-hour days, so that sums over a plan cannot overflow `Int`.
  public static let limit = 100 * 365 * 8 * 60

  /// Saturates to 0…``limit``.
  public init(minutes: Int) { self.minutes = max(0, min(Effort.limit, minutes)) }

  public static func < (a: Effort, b: Effort) -> Bool { a.minutes < b.minutes }
}

/// How many minutes a working day and a working week have.
public struct EffortUnits: Hashable, Sendable {
  public let minutesPerDay: Int
  public let minutesPerWeek: Int

  public init(minutesPerDay: Int = 480, minutesPerWeek: Int = 2400) {
    self.minutesPerDay = minutesPerDay
    self.minutesPerWeek = minutesPerWeek
  }

  public init(_ calendar: WorkCalendar) {
    self.init(minutesPerDay: calendar.minutesPerDay, minutesPerWeek: calendar.minutesPerWeek)
  }
}

/// Why a text is no effort; ranges are offsets into the bytes that were read.
public enum EffortError: Error, Hashable, Sendable {
  case empty
  case missingUnit(ByteRange)
  case unknownUnit(ByteRange)
  case unexpected(ByteRange)
  /// `2,5h`: the decimal sign is a point.
  case decimalComma(ByteRange)
  case tooLarge
  /// A range or three points that do not rise, or start at nothing.
  case notRising
}

extension Effort {
  /// Reads `45min`, `2h30m`, `1.5d`, `2w`; the parts are added up.
  public init(parsing bytes: borrowing [UInt8], in range: Range<Int>, units: EffortUnits) throws(EffortError)
  {
    var total = 0
    var offset = range.lowerBound
    guard !range.isEmpty else { throw .empty }
    while offset < range.upperBound {
      let start = offset
      var (whole, scale, sawPoint) = (0, 1, false)
      while offset < range.upperBound {
        let byte = bytes[offset]
        if byte.isASCIIDigit {
          guard whole < 1_000_000_000, scale < 1_000_000 else { throw .tooLarge }
          whole = whole * 10 + Int(byte - 0x30)
          if sawPoint { scale *= 10 }
        } else if byte == UInt8(ascii: "."), !sawPoint, offset > start {
          sawPoint = true
        } else {
          break
        }
        offset += 1
      }
      let unitStart = offset
      while offset < range.upperBound, bytes[offset].isASCIILetter { offset += 1 }
      guard unitStart > start, !sawPoint || scale > 1 else {
        throw .unexpected(ByteRange(start, bytes.endOfCharacter(max(start, offset - 1), range.upperBound)))
      }
      if unitStart < range.upperBound, bytes[unitStart] == UInt8(ascii: ",") {
        throw .decimalComma(ByteRange(unitStart, unitStart + 1))
      }
      guard offset > unitStart else {
        guard offset == range.upperBound else {
          throw .unexpected(ByteRange(offset, bytes.endOfCharacter(offset, range.upperBound)))
        }
        throw .missingUnit(ByteRange(start, offset))
      }
      guard let unit = Effort.minutes(ofUnit: bytes, unitStart..<offset, units) else {
        throw .unknownUnit(ByteRange(unitStart, offset))
      }
      let (product, overflow) = whole.multipliedReportingOverflow(by: unit)
      guard !overflow else { throw .tooLarge }
      total += (product + scale / 2) / scale
      guard total <= Effort.limit else { throw .tooLarge }
    }
    minutes = total
  }

  public init(parsing text: String, units: EffortUnits) throws(EffortError) {
    let bytes = Array(text.utf8)
    try self.init(parsing: bytes, in: 0..<bytes.count, units: units)
  }

  private static func minutes(ofUnit bytes: [UInt8], _ range: Range<Int>, _ units: EffortUnits) -> Int? {
    switch range.count {
    case 1:
      switch bytes[range.lowerBound] | 0x20 {
      case UInt8(ascii: "m"): 1
      case UInt8(ascii: "h"): 60
      case UInt8(ascii: "d"): units.minutesPerDay
      case UInt8(ascii: "w"): units.minutesPerWeek
      default: nil
      }
    default: bytes.equalsIgnoringCase(range, "min") ? 1 : nil
    }
  }

  /// In days, hours and minutes of the calendar: `2d`, `3h30min`; nothing is `0h`.
  public func text(units: EffortUnits) -> String {
    guard minutes > 0 else { return "0h" }
    var (rest, text) = (minutes, "")
    for (length, name) in [(units.minutesPerDay, "d"), (60, "h"), (1, "min")]
    where length > 0 && rest >= length {
      text += "\(rest / length)\(name)"
      rest %= length
    }
    return text
  }
}

/// How long a task takes: one value, a range, or three points.
///
/// A range is the 10th to the 90th percentile of a lognormal, whose median is √(low × high) (scheduling,
/// section 7); three points are the 10th, 50th and 90th.
public struct Estimate: Hashable, Sendable {
  public let low: Effort?
  public let likely: Effort
  public let high: Effort?

  public init(low: Effort? = nil, likely: Effort, high: Effort? = nil) {
    self.low = low
    self.likely = likely
    self.high = high
  }

  /// Reads `2d`, `2d-5d` or `1d/2d/5d`.
  public init(parsing bytes: borrowing [UInt8], in range: Range<Int>, units: EffortUnits) throws(EffortError)
  {
    var slashes: [Int] = []
    var dash: Int?
    for offset in range {
      if bytes[offset] == UInt8(ascii: "/") { slashes.append(offset) }
      if bytes[offset] == UInt8(ascii: "-"), dash == nil { dash = offset }
    }
    if slashes.count == 2 {
      let low = try Effort(parsing: bytes, in: range.lowerBound..<slashes[0], units: units)
      let likely = try Effort(parsing: bytes, in: slashes[0] + 1..<slashes[1], units: units)
      let high = try Effort(parsing: bytes, in: slashes[1] + 1..<range.upperBound, units: units)
      guard low.minutes > 0, low <= likely, likely <= high else { throw .notRising }
      self.init(low: low, likely: likely, high: high)
    } else if let dash, slashes.isEmpty {
      let low = try Effort(parsing: bytes, in: range.lowerBound..<dash, units: units)
      let high = try Effort(parsing: bytes, in: dash + 1..<range.upperBound, units: units)
      guard low.minutes > 0, low <= high else { throw .notRising }
      let median = (Double(low.minutes) * Double(high.minutes)).squareRoot().rounded()
      self.init(low: low, likely: Effort(minutes: Int(median)), high: high)
    } else if let slash = slashes.first {
      throw .unexpected(ByteRange(slash, slash + 1))
    } else {
      self.init(likely: try Effort(parsing: bytes, in: range, units: units))
    }
  }
}
