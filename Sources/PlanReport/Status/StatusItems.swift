package import PlanModel

/// A task of one of the report's lists, with the day that put it there.
package struct StatusItem: Hashable, Sendable {
  package let task: TaskIndex
  /// Its due date, or the day on which it was finished or started.
  package let date: DateValue?

  /// Days first, what has none last; tasks of one day in the order of files and lines.
  static func sorted(_ items: [StatusItem]) -> [StatusItem] {
    sorted(items) { $0.map { Int64($0.last.number) } ?? Int64(Int32.max) }
  }

  /// The latest day first; tasks of one day in the order of files and lines.
  static func latestFirst(_ items: [StatusItem]) -> [StatusItem] {
    sorted(items) { $0.map { -Int64($0.last.number) } ?? Int64(Int32.max) }
  }

  private static func sorted(_ items: [StatusItem], by rank: (DateValue?) -> Int64) -> [StatusItem] {
    let keys = items.enumerated().map { (key: rank($1.date) << 32 | Int64($1.task.position), number: $0) }
    return keys.sorted { $0.key < $1.key }.map { items[$0.number] }
  }
}

/// A task or project that waits for something unfinished; all below it waits with it.
package struct BlockedItem: Hashable, Sendable {
  package let node: NodeIndex
  package let due: DateValue?
  /// Each once; those that are late, waiting or held first, then in the order of its line.
  package let blockers: [Blocker]
  /// True if a manager should know today: it is late or due until the end of next week, or what it waits for is
  /// late, waiting or held itself.
  package let isPressing: Bool
}

/// A point in time that the plan is held to.
package struct Milestone: Hashable, Sendable {
  package let task: TaskIndex
  /// Its due date, else the day it is fixed or scheduled to.
  package let date: DateValue?
  /// The day has passed.
  package let isMissed: Bool

  static func isBefore(_ a: Milestone, _ b: Milestone) -> Bool {
    let (first, second) = (a.date?.last ?? .max, b.date?.last ?? .max)
    return first == second ? a.task < b.task : first < second
  }
}

/// A dated note of the log.
package struct StatusNote: Hashable, Sendable {
  package let node: NodeIndex
  package let file: FileIndex
  package let line: Int
  package let day: Day
  /// The note's bytes in its file.
  package let range: ByteRange
  /// It carries `#risk`.
  package let isRisk: Bool
  /// From before the period: a risk whose task or project is not finished yet.
  package let isEarlier: Bool

  /// Risks first; the latest note first, those of one day in the order of files and lines.
  static func isBefore(_ a: StatusNote, _ b: StatusNote) -> Bool {
    if a.isRisk != b.isRisk { return a.isRisk }
    if a.day != b.day { return a.day > b.day }
    return (a.file, a.range) < (b.file, b.range)
  }
}

/// Time that was logged in the period.
package struct LoggedTime: Hashable, Sendable {
  /// Without `@`; nil: booked to nobody.
  package let person: String?
  package let minutes: Int

  /// The most first; nobody last.
  static func isBefore(_ a: LoggedTime, _ b: LoggedTime) -> Bool {
    if (a.person == nil) != (b.person == nil) { return b.person == nil }
    if a.minutes != b.minutes { return a.minutes > b.minutes }
    return (a.person ?? "") < (b.person ?? "")
  }
}

/// Projects against areas by one measure.
package struct StatusShare: Hashable, Sendable {
  package let projects: Int
  package let areas: Int

  /// Thousandths of the sum in whole percents, which add up to 1000; nil where there is nothing.
  package var thousandths: (projects: Int, areas: Int)? {
    let sum = projects + areas
    guard sum > 0, projects >= 0, areas >= 0 else { return nil }
    let percent = (projects * 100 + sum / 2) / sum
    return (percent * 10, 1000 - percent * 10)
  }
}
