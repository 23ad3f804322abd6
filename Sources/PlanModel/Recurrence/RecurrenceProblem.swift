/// What is odd about a rule that can be read: for lint, and for a command that shows its days.
public enum RecurrenceProblem: Hashable, Sendable {
  /// No day whatsoever matches: 30 February.
  case neverMatches
  /// The series would begin only after its `UNTIL`, on `next`.
  case endsBeforeItBegins(until: Day, next: Day)
  /// The first day is not one of the rule's days, which begin on `next`.
  case firstDoesNotMatch(first: Day, next: Day)
  /// `COUNT` and `UNTIL` in one rule, which RFC 5545 forbids; whichever ends first counts.
  case countWithUntil
  /// `BYSETPOS` with no part to choose among.
  case positionAlone
  /// `COUNT` in a rule that runs from completion, where no series is counted.
  case countFromCompletion
  /// A part that lets everything through, such as all seven weekdays.
  case redundant(part: String)

  /// What is wrong: lower case, no final stop.
  public var message: String { wording.message }
  /// What to write.
  public var help: String { wording.help }

  private var wording: (message: String, help: String) {
    switch self {
    case .neverMatches:
      ("the rule matches no day", "check days and months against each other: February has no 30th")
    case .endsBeforeItBegins(let until, let next):
      (
        "the series ends on \(until), before its first day \(next)", "move the end to \(next) or later"
      )
    case .firstDoesNotMatch(let first, let next):
      (
        "the first date \(first) is not a day of the rule",
        "write \(next), the next day that is, or change the rule"
      )
    case .countWithUntil:
      (
        "the rule has both COUNT and UNTIL",
        "keep one; RFC 5545 forbids both, and whichever ends first counts"
      )
    case .positionAlone:
      (
        "BYSETPOS has nothing to choose among",
        "add BYDAY, BYMONTHDAY or another BY part, or leave BYSETPOS out"
      )
    case .countFromCompletion:
      ("a count has no effect on a rule that runs from completion", "write `times:` on the task instead")
    case .redundant(let part):
      ("\(part) has no effect", "leave \(part) out")
    }
  }
}

extension Recurrence {
  /// What is odd about the rule; for the whole list the first day of the series must be known.
  public func problems(first: Day?) -> [RecurrenceProblem] {
    var problems: [RecurrenceProblem] = []
    if count != nil, until != nil { problems.append(.countWithUntil) }
    if count != nil, mode == .fromCompletion { problems.append(.countFromCompletion) }
    switch pattern {
    case .step:
      if let first, let until, until < first {
        problems.append(.endsBeforeItBegins(until: until, next: first))
      }
    case .rule(let rule):
      if !rule.positions.isEmpty, !rule.hasParts { problems.append(.positionAlone) }
      if rule.weekdays == DateRule.allWeekdays, rule.frequency == .daily {
        problems.append(.redundant(part: "BYDAY with all weekdays"))
      }
      if rule.months == DateRule.allMonths, rule.frequency != .yearly {
        problems.append(.redundant(part: "BYMONTH with all months"))
      }
      problems += datesProblems(rule, first)
    }
    return problems
  }

  /// Problems that only a look at the days shows; limits are left out to see what they cut.
  private func datesProblems(_ rule: DateRule, _ first: Day?) -> [RecurrenceProblem] {
    guard let first else {
      var everyTime = rule
      everyTime.interval = 1
      var walk = RuleWalk(everyTime, first: nil)
      return walk.next() == nil ? [.neverMatches] : []
    }
    let unlimited = Recurrence(mode: mode, pattern: pattern)
    guard let next = unlimited.next(after: first - 1, first: first) else { return [.neverMatches] }
    if let until, until < next { return [.endsBeforeItBegins(until: until, next: next)] }
    return next == first ? [] : [.firstDoesNotMatch(first: first, next: next)]
  }
}
