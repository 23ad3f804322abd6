/// A civil day of the proleptic Gregorian calendar, as the number of days since 1970-01-01.
///
/// Days have no zone and no clock: `due:2026-03-31` is the same day everywhere. Valid years are 1 to 9999
/// (format, section 3); arithmetic that leaves them saturates at ``min`` and ``max``.
/// The conversions follow H. Hinnant, "chrono-Compatible Low-Level Date Algorithms" (2013).
public struct Day: Hashable, Comparable, Sendable {
  /// Days since 1970-01-01; negative before.
  public let number: Int32

  /// 0001-01-01.
  public static let min = Day(unchecked: -719_162)
  /// 9999-12-31.
  public static let max = Day(unchecked: 2_932_896)

  private init(unchecked number: Int32) { self.number = number }

  /// The day `number` days after 1970-01-01, saturated to the valid years.
  public init(number: Int) {
    self.number = Int32(Swift.max(Int(Day.min.number), Swift.min(Int(Day.max.number), number)))
  }

  /// The given day, or nil where it does not exist (30 February, month 13, year 0).
  public init?(_ year: Int, _ month: Int, _ day: Int) {
    guard (1...9999).contains(year), (1...12).contains(month), day >= 1,
      day <= Day.length(ofMonth: month, year: year)
    else { return nil }
    let shiftedYear = month <= 2 ? year - 1 : year
    let era = shiftedYear / 400
    let yearOfEra = shiftedYear - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    number = Int32(era * 146_097 + dayOfEra - 719_468)
  }

  /// Year, month (1–12) and day of the month (1–31).
  public var components: (year: Int, month: Int, day: Int) {
    let shifted = Int(number) + 719_468
    let era = shifted / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
  }

  public var year: Int { components.year }
  public var month: Int { components.month }
  public var dayOfMonth: Int { components.day }

  /// 1 on 1 January, 365 or 366 on 31 December.
  public var dayOfYear: Int { Int(number) - Int(Day(year, 1, 1)!.number) + 1 }

  public var weekday: Weekday {
    // 1970-01-01 was a Thursday.
    Weekday(rawValue: UInt8((((Int(number) + 3) % 7) + 7) % 7))!
  }

  /// The ISO 8601 week and the year it belongs to.
  public var isoWeek: (year: Int, week: Int) {
    let thursday = self + (3 - Int(weekday.rawValue))
    return (thursday.year, (thursday.dayOfYear - 1) / 7 + 1)
  }

  /// The Monday of an ISO 8601 week, or nil where the year has no such week.
  public static func monday(ofISOWeek week: Int, year: Int) -> Day? {
    guard (1...53).contains(week), let fourth = Day(year, 1, 4) else { return nil }
    let monday = fourth - Int(fourth.weekday.rawValue) + (week - 1) * 7
    return monday.isoWeek == (year, week) ? monday : nil
  }

  public static func isLeap(_ year: Int) -> Bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
  }

  /// Days in a month (1–12).
  public static func length(ofMonth month: Int, year: Int) -> Int {
    switch month {
    case 2: isLeap(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// The same day so many months later; the last day of the month where that one is shorter.
  public func addingMonths(_ count: Int) -> Day {
    let (year, month, day) = components
    let total = year * 12 + month - 1 + count
    let newMonth = ((total % 12) + 12) % 12 + 1
    let newYear = (total - newMonth + 1) / 12
    guard newYear >= 1 else { return .min }
    guard newYear <= 9999 else { return .max }
    return Day(newYear, newMonth, Swift.min(day, Day.length(ofMonth: newMonth, year: newYear)))!
  }

  public var firstOfMonth: Day { self - (dayOfMonth - 1) }
  public var lastOfMonth: Day {
    let (year, month, day) = components
    return self + (Day.length(ofMonth: month, year: year) - day)
  }

  /// The first day of this day's week, for weeks that begin on `start`.
  public func firstOfWeek(startingOn start: Weekday = .monday) -> Day {
    self - ((Int(weekday.rawValue) - Int(start.rawValue) + 7) % 7)
  }

  public static func < (a: Day, b: Day) -> Bool { a.number < b.number }
  public static func + (day: Day, days: Int) -> Day { Day(number: Int(day.number) &+ days) }
  public static func - (day: Day, days: Int) -> Day { Day(number: Int(day.number) &- days) }
  /// The number of days from `b` to `a`.
  public static func - (a: Day, b: Day) -> Int { Int(a.number) - Int(b.number) }
}

extension Day: CustomStringConvertible {
  /// `2026-03-31`.
  public var description: String {
    let (year, month, day) = components
    return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
  }
}

/// A day of the week, Monday first as in ISO 8601.
public enum Weekday: UInt8, CaseIterable, Sendable, Comparable {
  case monday, tuesday, wednesday, thursday, friday, saturday, sunday

  public static let shortNames = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
  public static let names = [
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
  ]

  /// `mon` … `sun`, or the full English name; case does not count.
  public init?(name: String) {
    let lower = name.lowercased()
    guard let index = Weekday.shortNames.firstIndex(of: lower) ?? Weekday.names.firstIndex(of: lower)
    else { return nil }
    self.init(rawValue: UInt8(index))
  }

  /// `Mon`, for tables and lists.
  public var title: String { shortName.prefix(1).uppercased() + shortName.dropFirst() }
  /// `mon`.
  public var shortName: String { Weekday.shortNames[Int(rawValue)] }
  /// `monday`.
  public var name: String { Weekday.names[Int(rawValue)] }

  public static func < (a: Weekday, b: Weekday) -> Bool { a.rawValue < b.rawValue }
}

/// `value` in decimal with at least `width` digits.
public func padded(_ value: Int, _ width: Int) -> String {
  let digits = String(value)
  return digits.utf8.count >= width
    ? digits : String(repeating: "0", count: width - digits.utf8.count) + digits
}
