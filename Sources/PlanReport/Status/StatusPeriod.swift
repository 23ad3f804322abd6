package import PlanModel

/// The days that a status report looks back on, both ends included.
package struct StatusPeriod: Hashable, Sendable {
  package let first: Day
  package let last: Day

  package init(first: Day, last: Day) {
    self.first = first
    self.last = max(first, last)
  }

  /// The days of a date as the format writes it: `2026-W10`, `2026-03`, or one day.
  package init(_ date: DateValue) { self.init(first: date.first, last: date.last) }

  /// The week around a day; which day it begins on is the calendar's.
  package static func week(of day: Day, calendar: WorkCalendar) -> StatusPeriod {
    let first = day.firstOfWeek(startingOn: calendar.weekStart)
    return StatusPeriod(first: first, last: first + 6)
  }

  /// The week, month, quarter or year of a budget that renews around a day.
  package init(_ period: Budget.Period, around day: Day, _ calendar: WorkCalendar) {
    let first: Day
    switch period {
    case .week:
      self = .week(of: day, calendar: calendar)
      return
    case .month: first = day.firstOfMonth
    case .quarter: first = day.firstOfMonth.addingMonths(-((day.month - 1) % 3))
    case .year: first = day.firstOfMonth.addingMonths(1 - day.month)
    }
    let months = period == .month ? 0 : period == .quarter ? 2 : 11
    self.init(first: first, last: first.addingMonths(months).lastOfMonth)
  }

  /// From a day up to today.
  package static func since(_ day: Day, today: Day) -> StatusPeriod { StatusPeriod(first: day, last: today) }

  @inline(__always) package func contains(_ day: Day) -> Bool { first <= day && day <= last }

  /// `2026-W10` for exactly one week of ISO 8601, else nil.
  package var week: String? {
    guard first.weekday == .monday, last - first == 6 else { return nil }
    return DateValue(first: first, precision: .week, minute: 0).description
  }
}

/// The two weeks that a report looks ahead to.
struct ComingWeeks: Sendable {
  /// From today to the end of the week that is looked at.
  let current: StatusPeriod
  let next: StatusPeriod
  /// False where the report was asked for a week after today's.
  let isThisWeek: Bool

  init(today: Day, period: StatusPeriod, calendar: WorkCalendar) {
    let week = StatusPeriod.week(of: max(today, period.first), calendar: calendar)
    current = StatusPeriod(first: today, last: week.last)
    next = StatusPeriod(first: week.last + 1, last: week.last + 7)
    isThisWeek = week.contains(today)
  }
}
