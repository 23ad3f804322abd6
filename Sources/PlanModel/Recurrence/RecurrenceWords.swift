extension Recurrence {
  /// The rule in words: `every 2 weeks on Monday and Thursday`. What phrases can say reads back as the same rule.
  public var words: String {
    var words: String
    switch pattern {
    case .step(let step): words = RecurrenceWords.step(step)
    case .rule(let rule): words = RecurrenceWords(rule).text
    }
    if let count { words += " for \(count) \(count == 1 ? "time" : "times")" }
    if let until { words += " until \(until)" }
    switch mode {
    case .fixed: return words
    case .fromCompletion: return words + " when done"
    case .catchUp: return words + ", skipping what is past"
    }
  }
}

/// Writes a rule as an English phrase, in the manner of rrule.js's `toText`.
struct RecurrenceWords {
  private let rule: DateRule

  static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
  ]

  init(_ rule: DateRule) { self.rule = rule }

  static func step(_ step: RecurrenceStep) -> String {
    switch step.unit {
    case .day: every(step.count, "day")
    case .workday: every(step.count, "working day")
    case .week: every(step.count, "week")
    case .month: every(step.count, "month")
    case .year: every(step.count, "year")
    }
  }

  var text: String {
    let months = (1...12).filter { rule.months & (1 << UInt16($0)) != 0 }.map { Self.months[$0 - 1] }
    var text = subject(months)
    let onlyWeekdays =
      rule.weekdays == DateRule.mondayToFriday && !rule.hasMonthDays && rule.nthWeekdays.isEmpty
    if onlyWeekdays, !positionsCountWeekdays {
      if text == "every week" { text = "every weekday" } else { text += " on weekdays" }
    } else {
      text += days
    }
    if !rule.hasParts, rule.frequency == .monthly || rule.frequency == .yearly {
      // Unlike the step "every month", which goes to the last day of a shorter month.
      text += ", skipping \(unit)s without the day"
    }
    if rule.hasWeeks { text += " in \(weekNames)" }
    if !rule.positions.isEmpty, !positionsCountWeekdays {
      text += ", of these only the \(list(rule.positions.map(ordinal))) of the \(unit)"
    }
    if rule.frequency == .weekly, rule.interval > 1, rule.weekStart != .monday {
      text += ", weeks starting on \(name(rule.weekStart))"
    } else if rule.hasWeeks, rule.weekStart != .monday {
      text += ", weeks starting on \(name(rule.weekStart))"
    }
    return text
  }

  private var unit: String {
    switch rule.frequency {
    case .daily: "day"
    case .weekly: "week"
    case .monthly: "month"
    case .yearly: "year"
    }
  }

  /// `every 2 weeks in June`, `every January`.
  private func subject(_ months: [String]) -> String {
    guard !months.isEmpty else { return Self.every(rule.interval, unit) }
    if rule.frequency == .yearly, rule.interval == 1 { return "every \(list(months))" }
    return "\(Self.every(rule.interval, unit)) in \(list(months))"
  }

  private var days: String {
    if positionsCountWeekdays {
      return " on the \(list(rule.positions.map { "\(ordinal($0)) weekday" }))"
    }
    var text = ""
    let weekdays = Weekday.allCases.filter { rule.weekdays & (1 << $0.rawValue) != 0 }.map(name)
    if !weekdays.isEmpty {
      text += rule.hasMonthDays ? " on \(list(weekdays, "or"))" : " on \(list(weekdays))"
    }
    if !rule.nthWeekdays.isEmpty {
      let nth = rule.nthWeekdays.map { "\(ordinal($0.position)) \(name($0.weekday))" }
      text += "\(weekdays.isEmpty ? "" : " and") on the \(list(nth))"
    }
    if rule.hasMonthDays {
      text += weekdays.isEmpty ? " on the \(list(monthDays))" : " the \(list(monthDays, "or"))"
    }
    if rule.hasMonthDays, rule.frequency == .yearly, rule.months == 0 { text += " of every month" }
    if !rule.yearDays.isEmpty { text += " on the \(list(rule.yearDays.map { "\(ordinal($0)) day" }))" }
    return text
  }

  /// `BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1`: the last weekday.
  private var positionsCountWeekdays: Bool {
    !rule.positions.isEmpty && rule.weekdays == DateRule.mondayToFriday && rule.nthWeekdays.isEmpty
      && !rule.hasMonthDays && rule.yearDays.isEmpty && !rule.hasWeeks
      && (rule.frequency == .monthly || rule.frequency == .yearly)
      && rule.positions.allSatisfy { abs($0) <= 31 }
  }

  private var monthDays: [String] {
    let days = (1...31).filter { rule.monthDays & (1 << UInt32($0 - 1)) != 0 }
    let lastDays = (-31 ... -1).filter { rule.lastMonthDays & (1 << UInt32(31 + $0)) != 0 }
    return (days + lastDays).map { $0 == -1 ? "last day" : ordinal($0) }
  }

  private var weekNames: String {
    let weeks = (1...53).filter { rule.weeks >> UInt64($0) & 1 != 0 }.map { "\($0)" }
    let lastWeeks = (1...53).filter { rule.lastWeeks >> UInt64($0) & 1 != 0 }
      .map { "the \(ordinal(-$0)) week" }
    guard !weeks.isEmpty else { return list(lastWeeks) }
    return list(["\(weeks.count == 1 ? "week" : "weeks") \(list(weeks))"] + lastWeeks)
  }

  private func name(_ weekday: Weekday) -> String {
    let name = weekday.name
    return name.prefix(1).uppercased() + name.dropFirst()
  }

  /// `1st`, `22nd`, `last`, `2nd last`.
  private func ordinal(_ number: Int) -> String {
    guard number != -1 else { return "last" }
    let count = abs(number)
    let suffix =
      switch (count % 10, count % 100) {
      case (_, 11...13): "th"
      case (1, _): "st"
      case (2, _): "nd"
      case (3, _): "rd"
      default: "th"
      }
    return "\(count)\(suffix)\(number < 0 ? " last" : "")"
  }

  private func list(_ items: [String], _ conjunction: String = "and") -> String {
    guard items.count > 1, let last = items.last else { return items.first ?? "" }
    return "\(items.dropLast().joined(separator: ", ")) \(conjunction) \(last)"
  }

  private static func every(_ count: Int, _ unit: String) -> String {
    count == 1 ? "every \(unit)" : "every \(count) \(unit)s"
  }
}
