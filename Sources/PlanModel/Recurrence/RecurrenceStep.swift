/// A step of fixed length: `2w`, `1m`. The k-th occurrence is k steps after the first day.
struct RecurrenceStep: Hashable, Sendable {
  enum Unit: Hashable, Sendable { case day, workday, week, month, year }

  /// 1…``Recurrence/intervalLimit``.
  let count: Int
  let unit: Unit

  /// The length in days, where it is always the same.
  var days: Int? {
    switch unit {
    case .day: count
    case .week: count * 7
    case .workday, .month, .year: nil
    }
  }

  /// The length in months, where it is one.
  private var months: Int { unit == .year ? count * 12 : count }

  /// The occurrence `index` steps after `first`; nil past ``Day/max`` and for a negative index.
  ///
  /// Months and years count from the first day itself, so a clamp to a shorter month leaves no trace.
  func occurrence(_ index: Int, first: Day, calendar: any WorkdayCalendar) -> Day? {
    guard index >= 0 else { return nil }
    switch unit {
    case .day, .week:
      let number = Int(first.number) + index * (days ?? 1)
      return number <= Int(Day.max.number) ? Day(number: number) : nil
    case .month, .year:
      let (year, month, day) = first.components
      let (newYear, newMonth) = (year * 12 + month - 1 + index * months).quotientAndRemainder(dividingBy: 12)
      guard newYear <= 9999 else { return nil }
      return Day(newYear, newMonth + 1, min(day, Day.length(ofMonth: newMonth + 1, year: newYear)))
    case .workday:
      return calendar.workday(index * count, after: first)
    }
  }

  /// The index of the latest occurrence that is not after `day`; -1 where `day` is before `first`.
  func index(onOrBefore day: Day, first: Day, calendar: any WorkdayCalendar) -> Int {
    guard day >= first else { return -1 }
    switch unit {
    case .day, .week:
      return (day - first) / (days ?? 1)
    case .month, .year:
      let (from, to) = (first.components, day.components)
      let index = ((to.year - from.year) * 12 + to.month - from.month) / months
      let reached = occurrence(index, first: first, calendar: calendar).map { $0 <= day } ?? false
      return reached ? index : index - 1
    case .workday:
      return calendar.workdays(after: first, through: day) / count
    }
  }
}
