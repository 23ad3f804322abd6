/// Which days are worked on, for steps of working days (`+3b`).
///
/// The two counting requirements have answers that walk day by day; a calendar that can count does it at once.
public protocol WorkdayCalendar: Sendable {
  func isWorkday(_ day: Day) -> Bool
  /// The `count`-th working day after `day`; nil past ``Day/max`` or where the search finds no working day.
  func workday(_ count: Int, after day: Day) -> Day?
  /// How many working days lie after `start`, up to and with `end`; 0 where `end` is not after `start`.
  func workdays(after start: Day, through end: Day) -> Int
}

/// Ten years: a calendar without a working day for so long has none.
private let longestBreak = 3653

extension WorkdayCalendar {
  public func workday(_ count: Int, after day: Day) -> Day? {
    var (left, found, idle) = (count, day, 0)
    while left > 0 {
      guard found < .max, idle < longestBreak else { return nil }
      found = found + 1
      if isWorkday(found) {
        (left, idle) = (left - 1, 0)
      } else {
        idle += 1
      }
    }
    return found
  }

  public func workdays(after start: Day, through end: Day) -> Int {
    var (total, idle, day) = (0, 0, start)
    while day < end, idle < longestBreak {
      day = day + 1
      if isWorkday(day) {
        (total, idle) = (total + 1, 0)
      } else {
        idle += 1
      }
    }
    return total
  }
}

extension WorkCalendar: WorkdayCalendar {}

/// Monday to Friday and no holidays: what working days are where nothing is configured.
public struct MondayToFriday: WorkdayCalendar {
  public init() {}

  public func isWorkday(_ day: Day) -> Bool { day.weekday < .saturday }

  public func workday(_ count: Int, after day: Day) -> Day? {
    guard count > 0 else { return day }
    let (weeks, rest) = (workdays(through: day) + count - 1).quotientAndRemainder(dividingBy: 5)
    let number = Int(Day.min.number) + weeks * 7 + rest
    return number <= Int(Day.max.number) ? Day(number: number) : nil
  }

  public func workdays(after start: Day, through end: Day) -> Int {
    max(0, workdays(through: end) - workdays(through: start))
  }

  /// Working days since 0001-01-01, which was a Monday.
  private func workdays(through day: Day) -> Int {
    let (weeks, rest) = (day - Day.min).quotientAndRemainder(dividingBy: 7)
    return weeks * 5 + min(rest + 1, 5)
  }
}
