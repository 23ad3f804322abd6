import PlanModel

/// How a status report writes what it knows: short, for people.
struct StatusWords: Sendable {
  private let plan: Plan

  init(_ plan: Plan) { self.plan = plan }

  /// `Fri 2026-03-13`; a period as it is written. A clock time stands behind the task's text.
  static func date(_ date: DateValue?) -> Cell {
    guard let date else { return .empty }
    return .text(date.isPeriod ? date.description : day(date.first))
  }

  /// `09:30`, of the minutes since midnight.
  static func clock(_ minute: Int) -> String { "\(padded(minute / 60, 2)):\(padded(minute % 60, 2))" }

  static func day(_ day: Day) -> String { "\(day.weekday.title) \(day)" }

  /// `███░░░  52%`; always as wide, so that percentages stand below each other.
  static func progress(_ thousandths: Int?) -> String {
    guard let thousandths else { return "" }
    let (full, percent) = (max(0, min(6, thousandths * 6 / 1000)), String(thousandths / 10))
    let bar = String(repeating: "█", count: full) + String(repeating: "░", count: 6 - full)
    return bar + String(repeating: " ", count: max(1, 4 - percent.count)) + percent + "%"
  }

  /// Hours as they are logged: `7h30min`; a correction may be negative.
  static func hours(_ minutes: Int) -> String {
    let (hours, rest) = (abs(minutes) / 60, abs(minutes) % 60)
    let text = hours == 0 && rest > 0 ? "\(rest)min" : rest == 0 ? "\(hours)h" : "\(hours)h\(rest)min"
    return (minutes < 0 ? "-" : "") + text
  }

  /// Work that lies ahead, no finer than anyone can know: days above ten, days and hours above one.
  func work(_ minutes: Int) -> String {
    let day = max(1, plan.units.minutesPerDay)
    guard minutes >= day else { return StatusWords.hours(minutes) }
    if minutes >= 10 * day { return "\((minutes + day / 2) / day)d" }
    let hours = (minutes % day + 30) / 60
    return hours == 0
      ? "\(minutes / day)d" : hours * 60 >= day ? "\(minutes / day + 1)d" : "\(minutes / day)d\(hours)h"
  }

  static func count(_ number: Int, _ one: String, _ many: String? = nil) -> String {
    "\(number) \(number == 1 ? one : many ?? one + "s")"
  }

  /// The task's text, with a mark in front of a milestone's.
  func text(_ task: TaskIndex) -> String {
    let text = plan.text(of: task)
    return plan.isMilestone(task) ? "◆ " + text : text
  }

  /// With the clock time, if its date has one.
  func text(_ item: StatusItem) -> Cell {
    guard let date = item.date, date.precision == .time else { return .text(text(item.task)) }
    return .text("\(text(item.task)), \(StatusWords.clock(Int(date.minute)))")
  }

  func text(_ node: NodeIndex) -> String {
    switch node {
    case .task(let task): text(task)
    case .project(let project): plan[project].name
    }
  }

  /// Two names at most: `@ann @bob +1`.
  func who(_ task: TaskIndex) -> Cell {
    let names = plan.effectiveAssignments(of: task).map { "@" + $0.anyOf.joined(separator: "|") }
    guard !names.isEmpty else { return .empty }
    let rest = names.count > 2 ? " +\(names.count - 2)" : ""
    return .text(names.prefix(2).joined(separator: " ") + rest)
  }

  /// What it waits for: the first in words, the number of others.
  func blockers(_ blockers: [Blocker]) -> Cell {
    guard let first = blockers.first else { return .empty }
    let name =
      switch first {
      case .task(let task): text(task)
      case .project(let project): plan[project].name
      }
    return .text(blockers.count > 1 ? "\(name) (+\(blockers.count - 1))" : name)
  }
}
