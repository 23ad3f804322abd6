/// Some days in a row and which of them count.
struct DayChunk: Sendable {
  /// The day number of bit 0.
  var base: Int
  var bits: UInt32
}

/// The day number of 1 January, for years 0 to 10000: weeks at both ends of the calendar reach over it.
@inline(__always)
func civilNewYear(_ year: Int) -> Int {
  let past = year + 399
  return past * 365 + past / 4 - past / 100 + past / 400 - 146_097 - 719_162
}

/// 0 (Monday) to 6 of a day number. 0001-01-01 was a Monday.
@inline(__always)
func civilWeekday(_ number: Int) -> Int { (number + 719_162 + 14) % 7 }

/// Numbers of weeks, counted from either end of a year, for weeks that begin on any weekday.
///
/// Week 1 is the first with at least four days in the year (RFC 5545, ISO 8601). A day belongs to the week it lies
/// in, even where that is counted in the year before or after.
struct WeekNumbers: Sendable {
  private let weeks: UInt64
  private let lastWeeks: UInt64
  private let weekStart: Int

  init(_ rule: DateRule) {
    weeks = rule.weeks
    lastWeeks = rule.lastWeeks
    weekStart = Int(rule.weekStart.rawValue)
  }

  /// The days of a month that lie in one of the weeks.
  func month(base: Int, length: Int, year: Int) -> UInt32 {
    var bits: UInt32 = 0
    var start = base - (civilWeekday(base) - weekStart + 7) % 7
    while start < base + length {
      if contains(weekFrom: start, year: year) {
        let offset = start - base
        bits |= offset < 0 ? UInt32(0x7F) >> UInt32(-offset) : UInt32(0x7F) << UInt32(offset)
      }
      start += 7
    }
    return bits
  }

  private func contains(weekFrom start: Int, year: Int) -> Bool {
    let own = (from: firstWeek(year), to: firstWeek(year + 1))
    let (from, to) =
      start < own.from
      ? (firstWeek(year - 1), own.from) : start >= own.to ? (own.to, firstWeek(year + 2)) : own
    let number = (start - from) / 7 + 1
    let total = (to - from) / 7
    return (weeks >> UInt64(number) | lastWeeks >> UInt64(total + 1 - number)) & 1 != 0
  }

  /// The first day of week 1: of the week that has 4 January.
  private func firstWeek(_ year: Int) -> Int {
    let fourth = civilNewYear(year) + 3
    return fourth - (civilWeekday(fourth) - weekStart + 7) % 7
  }
}
