/// The date parts of an RFC 5545 recurrence rule. An empty mask or list means that the part is not given.
///
/// Source: RFC 5545, section 3.3.10. Lists are kept as bit masks or sorted without repeats, so that two spellings
/// of one rule are equal.
struct DateRule: Hashable, Sendable {
  enum Frequency: Hashable, Sendable { case daily, weekly, monthly, yearly }

  /// `BYDAY=-2FR`: the last but one Friday of the month or year.
  struct NthWeekday: Hashable, Sendable, Comparable {
    /// ±1…±53, from the end where negative.
    let position: Int
    let weekday: Weekday

    /// First to last, then last but n to last.
    static func < (a: NthWeekday, b: NthWeekday) -> Bool {
      (a.position < 0 ? 1 : 0, a.position, a.weekday) < (b.position < 0 ? 1 : 0, b.position, b.weekday)
    }
  }

  var frequency: Frequency
  /// 1…``Recurrence/intervalLimit``.
  var interval = 1
  var weekStart = Weekday.monday
  /// `BYMONTH`: bit m is month m.
  var months: UInt16 = 0
  /// `BYMONTHDAY`: bit d - 1 is day d.
  var monthDays: UInt32 = 0
  /// `BYMONTHDAY=-n`: bit 31 - n, so that a shift by (31 - length of the month) makes it a day mask.
  var lastMonthDays: UInt32 = 0
  /// `BYYEARDAY`: ±1…±366.
  var yearDays: [Int] = []
  /// `BYWEEKNO`: bit n is week n.
  var weeks: UInt64 = 0
  /// `BYWEEKNO=-n`: bit n.
  var lastWeeks: UInt64 = 0
  /// `BYDAY` without numbers: bit 0 is Monday.
  var weekdays: UInt8 = 0
  var nthWeekdays: [NthWeekday] = []
  /// `BYSETPOS`: ±1…±366.
  var positions: [Int] = []

  init(_ frequency: Frequency, interval: Int = 1) {
    self.frequency = frequency
    self.interval = interval
  }

  /// Monday to Friday, as a mask.
  static let mondayToFriday: UInt8 = 0b001_1111
  static let allWeekdays: UInt8 = 0b111_1111
  static let allMonths: UInt16 = 0b1_1111_1111_1110

  var hasMonthDays: Bool { monthDays | lastMonthDays != 0 }
  var hasWeeks: Bool { weeks | lastWeeks != 0 }
  var hasWeekdays: Bool { weekdays != 0 || !nthWeekdays.isEmpty }
  /// True if a part says which day; else the day of the first date is meant.
  var saysDay: Bool { hasMonthDays || hasWeekdays || !yearDays.isEmpty }
  /// True if any part but `BYSETPOS` picks days.
  var hasParts: Bool { saysDay || hasWeeks || months != 0 }

  /// The length in days where the rule is nothing but a fixed step.
  var fixedDays: Int? {
    guard !hasParts, positions.isEmpty else { return nil }
    switch frequency {
    case .daily: return interval
    case .weekly: return interval * 7
    case .monthly, .yearly: return nil
    }
  }

  /// Adds a day of the month, ±1…±31.
  mutating func addMonthDay(_ day: Int) {
    if day > 0 { monthDays |= 1 << UInt32(day - 1) } else { lastMonthDays |= 1 << UInt32(31 + day) }
  }

  /// Adds a week of the year, ±1…±53.
  mutating func addWeek(_ week: Int) {
    if week > 0 { weeks |= 1 << UInt64(week) } else { lastWeeks |= 1 << UInt64(-week) }
  }

  /// From the first on, then those from the end.
  private static func sorted(_ numbers: [Int]) -> [Int] {
    Set(numbers).sorted { ($0 < 0 ? 1 : 0, $0) < ($1 < 0 ? 1 : 0, $1) }
  }

  /// Sorts the lists and drops repeats.
  mutating func normalize() {
    if yearDays.count > 1 { yearDays = DateRule.sorted(yearDays) }
    if positions.count > 1 { positions = DateRule.sorted(positions) }
    if nthWeekdays.count > 1 { nthWeekdays = Set(nthWeekdays).sorted() }
  }
}
