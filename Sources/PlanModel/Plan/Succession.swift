/// What comes after an occurrence of a recurring task when it is completed. Source: format, section 6.
public struct Succession: Hashable, Sendable {
  /// The day by which the completed line went: its `due`, else `scheduled`, else `start`.
  public let lineDay: Day
  /// The day of the next line, holidays heeded; nil where the series has ended.
  public let next: Day?
  /// Days of the series that lie between and are past: skipped by a catch-up rule, still to come with a fixed one.
  public let passed: Int
  /// The first day of the series, where the next line's own day would not reproduce it.
  public let from: Day?
  /// What `times:` says on the next line, for a rule from completion, whose days do not tell how many there were.
  public let timesLeft: Int?
}

extension Plan {
  /// What follows a task that is completed on a day; nil if it does not recur or has no day to count from.
  public func succession(of task: TaskIndex, done: Day) -> Succession? {
    guard self[task].keys.contains(.recurrence), let rule = recurrence(of: task),
      let lineDay = seriesDay(of: task)
    else { return nil }
    let calendar = configuration.calendar
    let shift = HolidayShift(text(.holiday, of: .task(task)), calendar)
    if rule.mode == .fromCompletion {
      let times = tag(.times, of: task).map { Int($0.simple) }
      let next =
        times.map { $0 > 1 } ?? true
        ? rule.successor(of: lineDay, first: lineDay, done: done, calendar: calendar) : nil
      return Succession(
        lineDay: lineDay,
        next: next.flatMap { shift.day($0) ?? rule.next(after: $0, first: done, calendar: calendar) },
        passed: 0, from: nil, timesLeft: next == nil ? nil : times.map { $0 - 1 })
    }
    let first = firstOfSeries(task) ?? lineDay
    let stood = standing(rule, first: first, lineDay: lineDay, shift: shift)
    let start = rule.mode == .catchUp ? max(stood, done) : stood
    var next = rule.next(after: start, first: first, calendar: calendar)
    // `holiday:skip` leaves days out; a rule that only names holidays would go on for ever.
    var tries = 0
    while let day = next, shift.day(day) == nil, tries < 1000 {
      next = rule.next(after: day, first: first, calendar: calendar)
      tries += 1
    }
    let shifted = next.flatMap { shift.day($0) }
    return Succession(
      lineDay: lineDay, next: shifted,
      passed: passed(rule, first: first, after: stood, before: rule.mode == .catchUp ? done + 1 : done),
      from: shifted.flatMap { day in
        next.flatMap { needsFrom(rule, first: first, next: $0, shifted: day, task) ? first : nil }
      }, timesLeft: nil)
  }

  /// The day of the series that a recurring task's line stands for: the last one on or before its own day, holidays
  /// aside. Before the first day of the series, the line's own day.
  public func standingDay(of task: TaskIndex) -> Day? {
    guard let rule = recurrence(of: task), let lineDay = seriesDay(of: task), rule.mode != .fromCompletion,
      let first = firstOfSeries(task)
    else { return nil }
    let shift = HolidayShift(text(.holiday, of: .task(task)), configuration.calendar)
    return standing(rule, first: first, lineDay: lineDay, shift: shift)
  }

  private func standing(_ rule: Recurrence, first: Day, lineDay: Day, shift: HolidayShift) -> Day {
    let calendar = configuration.calendar
    if shift.moves {
      // Of the days that were moved to the line's own, the last: `before` moves days back, so it may lie behind.
      var found: Day?
      for day in rule.occurrences(first: first, from: lineDay - HolidayShift.reach, calendar: calendar) {
        guard day <= lineDay + HolidayShift.reach else { break }
        if shift.day(day) == lineDay { found = day }
      }
      if let found { return found }
    }
    return rule.last(onOrBefore: lineDay, first: first, calendar: calendar) ?? lineDay
  }

  private func passed(_ rule: Recurrence, first: Day, after: Day, before: Day) -> Int {
    guard before > after + 1 else { return 0 }
    var count = 0
    for day in rule.occurrences(first: first, from: after + 1, calendar: configuration.calendar) {
      guard day < before, count < 100_000 else { break }
      count += 1
    }
    return count
  }

  /// True if a line that only has its own day would go on otherwise than the series does.
  private func needsFrom(_ rule: Recurrence, first: Day, next: Day, shifted: Day, _ task: TaskIndex) -> Bool {
    if rule.count != nil || shifted != next { return true }
    // The last day of a month, however long that is, is the same month.
    if let key = seriesKey(of: task), let date = date(key, of: task), date.isPeriod { return false }
    // Enough to see every month and a leap day again.
    let calendar = configuration.calendar
    var own = rule.occurrences(first: next, from: next + 1, calendar: calendar)
    var series = rule.occurrences(first: first, from: next + 1, calendar: calendar)
    for _ in 0..<64 {
      let (a, b) = (own.next(), series.next())
      if a != b { return true }
      if a == nil { return false }
    }
    return false
  }
}

extension Plan {
  /// The key whose day a recurring task's line goes by.
  public func seriesKey(of task: TaskIndex) -> TagKey? {
    [.due, .scheduled, .start].first { self[task].keys.contains($0) }
  }

  /// The first day of a task's series, if its line must say so once a date of it is put off; nil where the line's own
  /// day will reproduce the series, or `from:` says it already.
  public func fromAfterDeferring(_ task: TaskIndex, _ key: TagKey, to date: DateValue) -> Day? {
    guard key == seriesKey(of: task), tag(.from, of: task) == nil, let rule = recurrence(of: task),
      rule.mode != .fromCompletion, let first = seriesDay(of: task)
    else { return nil }
    let day = key == .due ? date.last : date.first
    return needsFrom(rule, first: first, next: day, shifted: day, task) ? first : nil
  }

  /// How many days of a task's series are left out when its date is put off past them.
  public func skippedByDeferring(_ task: TaskIndex, _ key: TagKey, to date: DateValue) -> Int {
    guard key == seriesKey(of: task), let rule = recurrence(of: task), let first = firstOfSeries(task),
      let stood = standingDay(of: task)
    else { return 0 }
    return passed(rule, first: first, after: stood, before: (key == .due ? date.last : date.first) + 1)
  }
}

/// Where a day of a series goes that nobody works on: `holiday:before`, `after` or `skip`.
public struct HolidayShift: Sendable {
  /// No break is longer, for the search of the day that was moved.
  static let reach = 400

  private enum Rule { case none, before, after, skip }
  private let rule: Rule
  private let calendar: WorkCalendar

  public init(_ text: String?, _ calendar: WorkCalendar) {
    self.calendar = calendar
    switch text?.lowercased() {
    case "before": rule = .before
    case "after": rule = .after
    case "skip": rule = .skip
    default: rule = .none
    }
  }

  var moves: Bool { rule == .before || rule == .after }

  /// The day on which a day of the series takes place; nil where it is left out.
  public func day(_ day: Day) -> Day? {
    guard rule != .none, !calendar.isWorkday(day) else { return day }
    switch rule {
    case .none: return day
    case .before: return calendar.adding(workdays: -1, to: day)
    case .after: return calendar.adding(workdays: 1, to: day)
    case .skip: return nil
    }
  }
}
