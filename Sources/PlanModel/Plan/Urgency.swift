/// How urgent a task is, and why: a sum of documented parts, so that a ranking can be argued with.
///
/// The parts follow what people know from Taskwarrior's urgency; the figures are planmd's own (docs, "Urgency").
public struct Urgency: Sendable {
  public struct Part: Hashable, Sendable {
    /// What it is for, in words: `due in 2 days`.
    public let reason: String
    /// Tenths of a point.
    public let tenths: Int
  }

  public let parts: [Part]
  /// Tenths of a point.
  public var tenths: Int { parts.reduce(0) { $0 + $1.tenths } }
  /// The reasons that count most, at most three.
  public var reasons: [String] {
    parts.filter { $0.tenths > 0 }.sorted { $0.tenths > $1.tenths }.prefix(3).map(\.reason)
  }
}

extension Plan {
  /// The urgency of an unfinished task on `today`.
  ///
  /// - Parameter waiting: How many unfinished tasks wait for it.
  public func urgency(of task: TaskIndex, today: Day, waiting: Int) -> Urgency {
    var parts: [Urgency.Part] = []
    if let (due, node) = bindingDue(of: task) { parts.append(dueUrgency(due, node, today)) }
    if let priority = effectivePriority(of: task) {
      let points = [UInt8(ascii: "A"): 60, UInt8(ascii: "B"): 39, UInt8(ascii: "C"): 18][priority] ?? -5
      parts.append(Urgency.Part(reason: "priority \(Unicode.Scalar(priority))", tenths: points))
    }
    if self[task].status == .started { parts.append(Urgency.Part(reason: "in progress", tenths: 40)) }
    if waiting > 0 {
      parts.append(
        Urgency.Part(
          reason: waiting == 1 ? "1 task waits for it" : "\(waiting) tasks wait for it",
          tenths: min(80, 40 + waiting * 10)))
    }
    if let scheduled = date(.scheduled, of: task)?.first, scheduled <= today {
      parts.append(
        Urgency.Part(reason: scheduled == today ? "scheduled today" : "scheduled \(scheduled)", tenths: 50))
    }
    if let created = date(.created, of: task)?.first, created < today {
      parts.append(
        Urgency.Part(reason: "\(today - created) days old", tenths: min(20, (today - created) * 20 / 365)))
    }
    return Urgency(parts: parts)
  }

  /// 12 points from a week overdue on, 2.4 from two weeks ahead, rising evenly between.
  private func dueUrgency(_ due: Day, _ node: NodeIndex, _ today: Day) -> Urgency.Part {
    let days = due - today
    let tenths = days <= -7 ? 120 : days >= 14 ? 24 : 24 + (14 - days) * 96 / 21
    let whose: String
    switch node {
    case .task: whose = ""
    case .project(let project): whose = self[project].name + " "
    }
    let when: String
    switch days {
    case ..<(-1): when = "overdue by \(-days) days"
    case -1: when = "overdue by a day"
    case 0: when = "due today"
    case 1: when = "due tomorrow"
    default: when = "due in \(days) days"
    }
    return Urgency.Part(reason: whose + when, tenths: tenths)
  }

  /// How many unfinished tasks wait for each task.
  public func waitingCounts() -> [Int] {
    var result = [Int](repeating: 0, count: tasks.count)
    for index in taskIndices where self[index].isUnfinished {
      for case .task(let other) in blockers(of: index) { result[other.position] += 1 }
    }
    return result
  }

  /// True if someone can begin or go on with a task now: a leaf, not waiting, held, blocked or hidden until later.
  public func isActionable(_ task: TaskIndex, on today: Day) -> Bool {
    let record = self[task]
    guard record.status == .open || record.status == .started, !record.flags.contains(.heldByParent) else {
      return false
    }
    guard unfinishedCount(in: subtree(of: task)) == 0, !isMilestone(task) else { return false }
    if let start = bindingStart(of: task), start > today { return false }
    if let scheduled = date(.scheduled, of: task)?.first, scheduled > today { return false }
    return blockers(of: task).isEmpty
  }
}
