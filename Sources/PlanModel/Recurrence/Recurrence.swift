/// A rule that gives the days of a series from its first day: `rec:+1w`, `rec:"every month on the last fri"`,
/// `rec:FREQ=MONTHLY;BYDAY=-1FR`.
///
/// Source: format, section 6; RFC 5545, section 3.3.10. The n-th day of a series is a function of rule and first
/// day, never of the day before it. Fixed steps (`+1m`, `monthly`, `every month`) always yield the first day and
/// clamp to shorter months; rules (`FREQ=`, `mon,thu`, phrases with `on`) yield it only if it matches and skip
/// days that do not exist. Every search ends: at ``Day/max``, or when the calendar has come full circle.
public struct Recurrence: Hashable, Sendable {
  /// From which day the next one is counted when a task is completed.
  public enum Mode: Hashable, Sendable {
    /// `+1w`: the next day of the series.
    case fixed
    /// `1w`, `… when done`: one step after the day of completion.
    case fromCompletion
    /// `++1w`: the next day of the series that is not past.
    case catchUp
  }

  public let mode: Mode
  /// The length of the series, from its first day on (`COUNT`, `for 3 times`); 1…``countLimit``.
  public let count: Int?
  /// The last day that may belong to the series (`UNTIL`).
  public let until: Day?
  let pattern: Pattern

  enum Pattern: Hashable, Sendable {
    case step(RecurrenceStep)
    indirect case rule(DateRule)
  }

  /// The largest number of steps, days, weeks, months or years between two occurrences.
  public static let intervalLimit = 1000
  /// The largest `COUNT`: 273 years of days.
  public static let countLimit = 100_000

  init(mode: Mode, pattern: Pattern, count: Int? = nil, until: Day? = nil) {
    self.mode = mode
    self.pattern = pattern
    self.count = count
    self.until = until
  }

  /// The same rule, ended by `times:` and `until:` as well; whichever comes first counts.
  ///
  /// - Parameter times: The length of the series; less than 1 reads as 1.
  public func limited(times: Int? = nil, until day: Day? = nil) -> Recurrence {
    let counts = [count, times.map { Swift.max(1, $0) }].compactMap(\.self)
    let days = [until, day].compactMap(\.self)
    return Recurrence(mode: mode, pattern: pattern, count: counts.min(), until: days.min())
  }
}

extension Recurrence {
  /// The days of the series in ascending order, those before `from` left out (they count for ``count`` all the same).
  ///
  /// From-completion rules are shown as fixed ones. To start far away costs no more than to start near, unless the
  /// rule has a `COUNT` or counts working days.
  public func occurrences(
    first: Day, from: Day = .min, calendar: any WorkdayCalendar = MondayToFriday()
  ) -> Occurrences {
    Occurrences(of: self, first: first, from: from, calendar: calendar)
  }

  /// The earliest day of the series after `day`, or nil where the series has ended.
  public func next(
    after day: Day, first: Day, calendar: any WorkdayCalendar = MondayToFriday()
  ) -> Day? {
    guard day < .max else { return nil }
    var days = occurrences(first: first, from: day + 1, calendar: calendar)
    return days.next()
  }

  /// The latest day of the series that is not after `day`, or nil where none is.
  public func last(
    onOrBefore day: Day, first: Day, calendar: any WorkdayCalendar = MondayToFriday()
  ) -> Day? {
    let end = Swift.min(day, until ?? .max)
    guard end >= first else { return nil }
    switch pattern {
    case .step(let step):
      var index = step.index(onOrBefore: end, first: first, calendar: calendar)
      if let count { index = Swift.min(index, count - 1) }
      return step.occurrence(index, first: first, calendar: calendar)
    case .rule(let rule):
      guard count == nil else {
        var found: Day?
        for occurrence in occurrences(first: first) {
          guard occurrence <= end else { break }
          found = occurrence
        }
        return found
      }
      var walk = RuleWalk(rule, first: first)
      return walk.last(onOrBefore: end)
    }
  }

  /// The day of the task that follows a completed one, or nil where the series has ended.
  ///
  /// - Parameters:
  ///   - day: The series day that the completed task stood for.
  ///   - first: The first day of the series.
  ///   - done: The day of completion. A series with a ``count`` that runs from completion cannot know how much
  ///     of it is over: the caller counts.
  public func successor(
    of day: Day, first: Day, done: Day, calendar: any WorkdayCalendar = MondayToFriday()
  ) -> Day? {
    switch mode {
    case .fixed: next(after: day, first: first, calendar: calendar)
    case .catchUp: next(after: Swift.max(day, done), first: first, calendar: calendar)
    case .fromCompletion:
      Recurrence(mode: mode, pattern: pattern, until: until)
        .next(after: done, first: done, calendar: calendar)
    }
  }
}
