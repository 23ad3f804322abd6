package import PlanModel
package import PlanSchedule

/// Findings of a schedule in words, each with what can be done about it.
package struct ScheduleFindingWords {
  private let plan: Plan

  package init(_ plan: Plan) { self.plan = plan }

  package struct Words: Sendable {
    package let rule: String
    package let severity: Severity
    package let node: NodeIndex?
    package let message: String
    package let help: String
  }

  private func hours(_ minutes: Int) -> String {
    let tenths = (minutes + 3) / 6
    return tenths % 10 == 0 ? "\(tenths / 10)h" : "\(tenths / 10).\(tenths % 10)h"
  }

  package func words(_ finding: ScheduleFinding) -> Words {
    switch finding {
    case .dueUnreachable(let node, let due, let finish, let obstacle):
      let (why, help): (String, String) =
        switch obstacle {
        case .path:
          ("even with unlimited people", "shorten what it waits for, or move the due day to \(finish)")
        case .capacity:
          ("for lack of people's time", "give some of it to somebody else, or move the due day to \(finish)")
        case .dates:
          (
            "because of dates that are set",
            "look at start:, scheduled: and fixed: of it and of what it waits for"
          )
        }
      return Words(
        rule: "due-unreachable", severity: .warning, node: node,
        message: "`\(plan.name(of: node))` ends on \(finish), due \(due): not to be reached \(why)",
        help: help)
    case .pinNotKept(let task, let wanted, let start):
      return Words(
        rule: "pin-not-kept", severity: .warning, node: .task(task),
        message: "`\(plan.text(of: task))` is scheduled for \(wanted) and starts on \(start)",
        help: "planmd schedule --explain says why; fixed: keeps the day whatever it costs")
    case .overload(let who, let week, let planned, let capacity, let recurring):
      let name = DateValue(first: week.firstOfWeek(), precision: .week, minute: 0)
      return Words(
        rule: "overload", severity: .warning, node: nil,
        message:
          "@\(who) has \(hours(planned)) of \(hours(capacity)) fixed in \(name), \(hours(recurring)) of it recurring",
        help: "move a fixed task, or give it to somebody else")
    case .recurringOverload(let task, let count, let first, let minutes):
      return Words(
        rule: "recurring-overload", severity: .warning, node: .task(task),
        message:
          "`\(plan.text(of: task))` finds no room \(count == 1 ? "once" : "\(count) times"), first on \(first): \(hours(minutes)) are left over",
        help: "make it shorter, rarer, or somebody else's")
    case .pinnedOff(let task, let day, let isPast):
      return Words(
        rule: "pinned-off", severity: .warning, node: .task(task),
        message: isPast
          ? "`\(plan.text(of: task))` is fixed on \(day), which is past"
          : "`\(plan.text(of: task))` is fixed on \(day), when its people do not work",
        help: "move fixed: to a day on which it can be done")
    case .pinBreaksOrder(let task, let other, let until):
      return Words(
        rule: "pin-breaks-order", severity: .warning, node: .task(task),
        message:
          "`\(plan.text(of: task))` is fixed before \(other.map { "`\(plan.text(of: $0))`" } ?? "the group"), which it waits for\(until.map { " until \($0)" } ?? " and which has no dates")",
        help: "move fixed:, or take the dependency out")
    case .startedTooEarly(let task, let other):
      return Words(
        rule: "started-too-early", severity: .info, node: .task(task),
        message:
          "`\(plan.text(of: task))` is in progress, although `\(plan.text(of: other))`, which it waits for, is not done",
        help: "take the dependency out, or the status back")
    }
  }

  /// For people: the sentences of a report's list.
  package func list(_ findings: [ScheduleFinding]) -> [String] { findings.map { words($0).message } }
}
