package import PlanModel

/// Findings of a schedule in words, each with what can be done about it.
package struct ScheduleFindingWords {
  private let plan: Plan

  package init(_ plan: Plan) { self.plan = plan }

  package struct Words: Sendable {
    package let rule: String
    package let severity: Severity
    /// Less certain than the rule's findings are otherwise, so that a configured severity does not count.
    package var isGuess = false
    package let node: NodeIndex
    /// The tag of the node that says it, where there is one.
    package let key: TagKey?
    package let message: String
    package let help: String
  }

  private func hours(_ minutes: Int) -> String {
    let tenths = (minutes + 3) / 6
    return tenths % 10 == 0 ? "\(tenths / 10)h" : "\(tenths / 10).\(tenths % 10)h"
  }

  private func days(_ count: Int) -> String { "\(count) day\(count == 1 ? "" : "s")" }

  private func week(_ day: Day) -> String {
    DateValue(first: day.firstOfWeek(), precision: .week, minute: 0).description
  }

  /// Why a due day cannot be met.
  private func words(_ obstacle: ScheduleFinding.Obstacle, _ chain: BindingChain, _ finish: Day) -> String {
    switch obstacle {
    case .path: return "not to be reached even with unlimited people"
    case .capacity:
      let people = chain.people.prefix(3).map { "@" + $0 }.joined(separator: ", ")
      return people.isEmpty
        ? "not to be reached for lack of people's time"
        : "not to be reached for lack of time of \(people), up to \(week(finish))"
    case .dates:
      let setting = chain.links.last { [.pin, .start, .projectStart, .leave].contains($0.reason.kind) }
      return "not to be reached because of dates that are set"
        + (setting.map { ": look at `\(plan.text(of: $0.task))`" } ?? "")
    }
  }

  private func help(_ obstacle: ScheduleFinding.Obstacle, _ finish: Day) -> String {
    switch obstacle {
    case .path: "shorten what it waits for, or move the due day to \(finish)"
    case .capacity: "give some of it to somebody else, or move the due day to \(finish)"
    case .dates: "look at start:, scheduled: and fixed: of it and of what it waits for"
    }
  }

  package func words(_ finding: ScheduleFinding) -> Words {
    switch finding {
    case .dueUnreachable(let node, let due, let finish, let obstacle, let chain, let remedy, let isGuess):
      return Words(
        rule: "due-unreachable", severity: isGuess ? .info : .warning, isGuess: isGuess, node: node,
        key: .due,
        message: "`\(plan.name(of: node))` ends on \(finish), due \(due): \(words(obstacle, chain, finish))",
        help: remedy.map {
          "give `\(plan.text(of: $0.task))` to @\($0.who): it ends on \($0.finish), \(days(finish - $0.finish)) earlier"
        } ?? help(obstacle, finish))
    case .pinNotKept(let task, let wanted, let start):
      return Words(
        rule: "pin-not-kept", severity: .warning, node: .task(task), key: .scheduled,
        message: "`\(plan.text(of: task))` is scheduled for \(wanted) and starts on \(start)",
        help: "planmd schedule --explain says why; fixed: keeps the day whatever it costs")
    case .overload(let task, let who, let week, let planned, let capacity, let recurring):
      return Words(
        rule: "overload", severity: .warning, node: .task(task), key: nil,
        message:
          "@\(who) has \(hours(planned)) of \(hours(capacity)) fixed in \(self.week(week)), \(hours(recurring)) of it recurring",
        help: "move a fixed task, or give it to somebody else")
    case .pinsCollide(let task, let other, let who, let day):
      return Words(
        rule: "pins-collide", severity: .warning, node: .task(task), key: .fixed,
        message: "`\(plan.text(of: task))` and `\(plan.text(of: other))` both want @\(who) on \(day)",
        help: "move one of them, or give it to somebody else")
    case .unestimatedCritical(let task):
      return Words(
        rule: "unestimated-critical", severity: .info, node: .task(task), key: nil,
        message: "`\(plan.text(of: task))` is critical, and its length is a guess",
        help: "write est: with what it takes")
    case .unassignedCritical(let task):
      return Words(
        rule: "unassigned-critical", severity: .info, node: .task(task), key: nil,
        message: "`\(plan.text(of: task))` is critical, and nobody does it", help: "assign somebody")
    case .singlePersonChain(let task, let who, let percent):
      return Words(
        rule: "single-person-chain", severity: .info, node: .task(task), key: nil,
        message: "@\(who) does \(percent) % of the critical chain, which begins here",
        help: "let somebody else learn it, or take some of it")
    case .estimateExceedsSpan(let task):
      return Words(
        rule: "est-exceeds-span", severity: .warning, node: .task(task), key: .span,
        message: "`\(plan.text(of: task))` is more work than its people can give in its span",
        help: "make span: longer, est: less, or assign more people")
    case .recurringOverload(let task, let count, let first, let minutes):
      return Words(
        rule: "recurring-overload", severity: .warning, node: .task(task), key: .recurrence,
        message:
          "`\(plan.text(of: task))` finds no room \(count == 1 ? "once" : "\(count) times"), first on \(first): \(hours(minutes)) are left over",
        help: "make it shorter, rarer, or somebody else's")
    case .pinnedOff(let task, let day, let isPast):
      return Words(
        rule: "pinned-off", severity: .warning, node: .task(task), key: .fixed,
        message: isPast
          ? "`\(plan.text(of: task))` is fixed on \(day), which is past"
          : "`\(plan.text(of: task))` is fixed on \(day), when its people do not work",
        help: "move fixed: to a day on which it can be done")
    case .pinBreaksOrder(let task, let other, let until):
      return Words(
        rule: "pin-breaks-order", severity: .warning, node: .task(task), key: .fixed,
        message:
          "`\(plan.text(of: task))` is fixed before \(other.map { "`\(plan.text(of: $0))`" } ?? "the group"), which it waits for\(until.map { " until \($0)" } ?? " and which has no dates")",
        help: "move fixed:, or take the dependency out")
    case .startedTooEarly(let task, let other):
      return Words(
        rule: "started-too-early", severity: .info, node: .task(task), key: nil,
        message:
          "`\(plan.text(of: task))` is in progress, although `\(plan.text(of: other))`, which it waits for, is not done",
        help: "take the dependency out, or the status back")
    }
  }

  /// For people: the sentences of a report's list.
  package func list(_ findings: [ScheduleFinding]) -> [String] { findings.map { words($0).message } }
}
