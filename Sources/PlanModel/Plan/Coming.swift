/// Recurring tasks as series of days. Source: format, section 6.
extension Plan {
  /// The rule of a task with its ends, or nil where it has none or it cannot be read.
  public func recurrence(of task: TaskIndex) -> Recurrence? {
    guard let tag = tag(.recurrence, of: task),
      let rule = try? Recurrence(parsing: bytes(of: task)[tag.value])
    else { return nil }
    return rule.limited(
      times: self.tag(.times, of: task).map { Int($0.simple) }, until: date(.until, of: task)?.last)
  }

  /// The day that a recurring task's line stands for: its own `due`, else `scheduled`, else `start`.
  public func seriesDay(of task: TaskIndex) -> Day? {
    due(task) ?? date(.scheduled, of: task)?.first ?? start(task)
  }

  /// The first day of a task's series: `from:` where given, else the line's own day.
  public func firstOfSeries(_ task: TaskIndex) -> Day? { date(.from, of: task)?.first ?? seriesDay(of: task) }

  /// The days from `first` to `last` on which an unfinished task comes again, its line's own day left out.
  ///
  /// A rule from completion counts from the line's own day, as views show it. At most 1,000 days.
  public func comingDays(of task: TaskIndex, from first: Day, through last: Day) -> [Day] {
    guard self[task].isUnfinished, self[task].keys.contains(.recurrence), let rule = recurrence(of: task),
      let own = seriesDay(of: task), let anchor = rule.mode == .fromCompletion ? own : firstOfSeries(task)
    else { return [] }
    let calendar = configuration.calendar
    let shift = HolidayShift(text(.holiday, of: .task(task)), calendar)
    var result: [Day] = []
    // What is moved forward or back may come in from outside the days asked for.
    let reach = shift.moves ? HolidayShift.reach : 0
    for day in rule.occurrences(first: anchor, from: max(first - reach, own + 1), calendar: calendar) {
      guard day <= last + reach, result.count < 1000 else { break }
      guard let moved = shift.day(day), moved >= first, moved <= last, moved > own, moved != result.last
      else {
        continue
      }
      result.append(moved)
    }
    return result
  }
}
