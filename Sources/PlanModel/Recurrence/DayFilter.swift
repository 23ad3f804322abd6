/// Which days a rule lets through, as a bit mask per month or week: bit 0 is the first day.
///
/// Where dateutil's `rrule` (G. Niemeyer; also rrule.js) keeps masks of 366 entries per year and tests each day
/// against all parts, a month is one word here and each part one `&`. The n-th weekday of a month lies in the days
/// 7(n-1)…7n-1, so all `BYDAY` entries of a month are seven-bit groups that turn together with the weekday of its
/// first day ("SIMD within a register"; L. Lamport, "Multiple byte processing with full-word instructions", 1975).
struct DayFilter: Sendable {
  /// The months in which days can lie: bit m is month m.
  let months: UInt16
  private let monthDays: UInt32
  private let lastMonthDays: UInt32
  private let hasMonthDays: Bool
  private let hasWeekdays: Bool
  /// Five groups of seven weekdays: every weekday that counts as the 1st, 2nd, … 5th of the month.
  private let weekdayGroups: UInt64
  /// The same from the end, the fifth but last first.
  private let lastWeekdayGroups: UInt64
  /// Weekdays of the year, where a year has no months to count them in.
  private let nthOfYear: [DateRule.NthWeekday]
  private let yearDays: [Int]
  private let weekNumbers: WeekNumbers?
  /// The weekdays of a week from its first day on.
  private let week: UInt32
  /// For `DAILY`: days between two candidates, counted from `first`.
  private let stride: Int
  private let first: Int

  /// - Parameter first: The first day of the series, whose day is meant where no part says one;
  ///   nil lets all days through instead.
  init(_ rule: DateRule, first: Day?) {
    var rule = rule
    if !rule.saysDay, let first { DayFilter.complete(&rule, from: first) }
    months = rule.candidateMonths
    monthDays = rule.monthDays
    lastMonthDays = rule.lastMonthDays
    hasMonthDays = rule.hasMonthDays
    yearDays = rule.yearDays
    weekNumbers = rule.hasWeeks ? WeekNumbers(rule) : nil
    hasWeekdays = rule.hasWeekdays
    let countsInYear = rule.frequency == .yearly && rule.months == 0
    nthOfYear = countsInYear ? rule.nthWeekdays : []
    var groups = UInt64(rule.weekdays) &* DayFilter.everyGroup
    var lastGroups: UInt64 = 0
    if !countsInYear {
      for nth in rule.nthWeekdays where abs(nth.position) <= 5 {
        let group = UInt64(1) << UInt64(nth.weekday.rawValue)
        if nth.position > 0 {
          groups |= group << UInt64(7 * (nth.position - 1))
        } else {
          lastGroups |= group << UInt64(7 * (5 + nth.position))
        }
      }
    }
    (weekdayGroups, lastWeekdayGroups) = (groups, lastGroups)
    let weekdays = rule.weekdays == 0 ? DateRule.allWeekdays : rule.weekdays
    week = UInt32(DayFilter.turned(UInt64(weekdays), to: Int(rule.weekStart.rawValue)) & 0x7F)
    stride = rule.frequency == .daily ? rule.interval : 1
    self.first = Int((first ?? .min).number)
  }

  /// Fills in what the first day says where no part says a day (RFC 5545: "information missing from the rule is
  /// taken from DTSTART"). Weeks of the year take the weekday of the first day (format, section 6).
  private static func complete(_ rule: inout DateRule, from first: Day) {
    let (_, month, day) = first.components
    switch rule.frequency {
    case .daily: break
    case .weekly: rule.weekdays = 1 << first.weekday.rawValue
    case .monthly: rule.addMonthDay(day)
    case .yearly:
      if rule.hasWeeks {
        rule.weekdays = 1 << first.weekday.rawValue
      } else {
        if rule.months == 0 { rule.months = 1 << UInt16(month) }
        rule.addMonthDay(day)
      }
    }
  }

  /// The days of a month (1–12) that pass, and the number of its first day. Years 1–9999.
  @inline(__always)
  func month(_ month: Int, year: Int) -> DayChunk {
    guard months & (1 << UInt16(truncatingIfNeeded: month)) != 0 else { return DayChunk(base: 0, bits: 0) }
    let (january, isLeap) = (civilNewYear(year), Day.isLeap(year))
    let offset = month <= 2 ? (month - 1) * 31 : (153 * month - 457) / 5 + (isLeap ? 60 : 59)
    let length = Day.length(ofMonth: month, year: year)
    let base = january + offset
    var bits = UInt32.max >> UInt32(truncatingIfNeeded: 32 - length)
    if hasMonthDays { bits &= monthDays | lastMonthDays >> UInt32(truncatingIfNeeded: 31 - length) }
    if hasWeekdays {
      let weekday = civilWeekday(base)
      var allowed = DayFilter.turned(weekdayGroups, to: weekday)
      if lastWeekdayGroups != 0 {
        allowed |= DayFilter.turned(lastWeekdayGroups, to: (weekday + length) % 7) >> UInt64(35 - length)
      }
      if !nthOfYear.isEmpty { allowed |= nthWeekdays(offset, length, january, isLeap ? 366 : 365) }
      bits &= UInt32(truncatingIfNeeded: allowed)
    }
    if !yearDays.isEmpty { bits &= yearDays(offset, length, isLeap ? 366 : 365) }
    if let weekNumbers { bits &= weekNumbers.month(base: base, length: length, year: year) }
    if stride > 1 { bits &= steps(base, length) }
    return DayChunk(base: base, bits: bits)
  }

  /// The days of the week from day number `start` on that pass.
  @inline(__always)
  func week(from start: Int) -> DayChunk {
    var bits = week
    if months != DateRule.allMonths {
      for offset in 0..<7 where bits & (1 << UInt32(offset)) != 0 {
        let month = Day(number: start + offset).month
        if months & (1 << UInt16(month)) == 0 { bits &= ~(1 << UInt32(offset)) }
      }
    }
    return DayChunk(base: start, bits: bits)
  }

  private func yearDays(_ offset: Int, _ length: Int, _ yearLength: Int) -> UInt32 {
    var bits: UInt32 = 0
    for day in yearDays {
      let index = (day > 0 ? day - 1 : yearLength + day) - offset
      if index >= 0, index < length { bits |= 1 << UInt32(index) }
    }
    return bits
  }

  private func nthWeekdays(_ offset: Int, _ length: Int, _ january: Int, _ yearLength: Int) -> UInt64 {
    let firstWeekday = civilWeekday(january)
    let lastWeekday = civilWeekday(january + yearLength - 1)
    var bits: UInt64 = 0
    for nth in nthOfYear {
      let weekday = Int(nth.weekday.rawValue)
      let dayOfYear =
        nth.position > 0
        ? (weekday - firstWeekday + 7) % 7 + 7 * (nth.position - 1)
        : yearLength - 1 - (lastWeekday - weekday + 7) % 7 + 7 * (nth.position + 1)
      let index = dayOfYear - offset
      if index >= 0, index < length { bits |= 1 << UInt64(index) }
    }
    return bits
  }

  private func steps(_ base: Int, _ length: Int) -> UInt32 {
    let rest = (first - base) % stride
    var (index, bits) = (rest < 0 ? rest + stride : rest, UInt32(0))
    while index < length {
      bits |= 1 << UInt32(index)
      index += stride
    }
    return bits
  }

  private static let everyGroup: UInt64 = 0x1020_4081

  /// Turns each group of seven weekdays so that its bit 0 is `weekday`.
  @inline(__always)
  private static func turned(_ groups: UInt64, to weekday: Int) -> UInt64 {
    let shift = UInt64(truncatingIfNeeded: weekday)
    let low = (UInt64(0x7F) >> shift) &* everyGroup
    let all = UInt64(0x7F) &* everyGroup
    return (groups >> shift) & low | (groups << (7 - shift)) & (all & ~low)
  }
}
