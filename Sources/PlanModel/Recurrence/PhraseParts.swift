/// What a phrase has said so far, and the pattern it comes to.
struct PhraseParts {
  private let text: ArraySlice<UInt8>
  var unit = RecurrenceStep.Unit.day
  var rule = DateRule(.daily)
  /// True right behind a month's name, where `15` can only be a day.
  var endsWithMonth = false

  /// True in `every year … of every month`.
  var countsInMonth = false

  /// Ordinals that no weekday follows: days of the month, or of the year.
  private var ordinals: [(number: Int, saysDay: Bool, place: Range<Int>)] = []
  private var nthPlace: Range<Int>?
  private var weekPlace: Range<Int>?
  private var workdayPlace: Range<Int>?

  init(text: ArraySlice<UInt8>) { self.text = text }

  mutating func addOrdinal(_ number: Int, saysDay: Bool, at place: Range<Int>) {
    var end = place.upperBound
    while end > place.lowerBound, text[end - 1].isBlank || text[end - 1] == UInt8(ascii: ",") { end -= 1 }
    ordinals.append((number, saysDay, place.lowerBound..<end))
    endsWithMonth = false
  }

  /// Adds `2nd Friday`; ordinals right before it count Fridays too: `1st and 3rd Friday`.
  mutating func addNth(_ number: Int, _ weekday: Weekday, at place: Range<Int>) throws(RecurrenceError) {
    guard number != 0, abs(number) <= 53 else { throw fail(.outOfRange(part: "weekdays", limit: 53), place) }
    while let last = ordinals.last, !last.saysDay, abs(last.number) <= 5, last.number != 0 {
      rule.nthWeekdays.append(.init(position: last.number, weekday: weekday))
      ordinals.removeLast()
    }
    rule.nthWeekdays.append(.init(position: number, weekday: weekday))
    nthPlace = nthPlace ?? place
    endsWithMonth = false
  }

  /// Adds `last weekday`: a position among Mondays to Fridays.
  mutating func addNthWorkday(_ number: Int, at place: Range<Int>) throws(RecurrenceError) {
    guard number != 0, abs(number) <= 31 else { throw fail(.outOfRange(part: "weekdays", limit: 31), place) }
    while let last = ordinals.last, !last.saysDay, last.number != 0 {
      rule.positions.append(last.number)
      ordinals.removeLast()
    }
    rule.weekdays |= DateRule.mondayToFriday
    rule.positions.append(number)
    workdayPlace = place
    endsWithMonth = false
  }

  mutating func addWeek(_ week: Int, at place: Range<Int>) {
    rule.addWeek(week)
    weekPlace = weekPlace ?? place
    endsWithMonth = false
  }

  func pattern(_ interval: Int) throws(RecurrenceError) -> Recurrence.Pattern {
    var rule = rule
    rule.interval = interval
    switch unit {
    case .day: rule.frequency = .daily
    case .week: rule.frequency = .weekly
    case .month: rule.frequency = .monthly
    case .year: rule.frequency = .yearly
    case .workday: break
    }
    guard !ordinals.isEmpty || rule.hasParts else {
      return .step(RecurrenceStep(count: interval, unit: unit))
    }
    guard unit != .workday else { throw fail(.trailing, text.startIndex..<text.endIndex) }
    try addOrdinals(to: &rule)
    if countsInMonth, rule.months == 0, !rule.nthWeekdays.isEmpty { rule.months = DateRule.allMonths }
    try check(rule)
    rule.normalize()
    return .rule(rule)
  }

  private func addOrdinals(to rule: inout DateRule) throws(RecurrenceError) {
    for (number, saysDay, place) in ordinals {
      if let workdayPlace { throw fail(.mixedDays, place.lowerBound..<workdayPlace.upperBound) }
      if let nthPlace {
        let start = min(place.lowerBound, nthPlace.lowerBound)
        throw fail(.mixedDays, start..<max(place.upperBound, nthPlace.upperBound))
      }
      if saysDay, rule.frequency == .yearly, rule.months == 0, !countsInMonth {
        guard number != 0, abs(number) <= 366 else {
          throw fail(.outOfRange(part: "days of the year", limit: 366), place)
        }
        rule.yearDays.append(number)
      } else {
        guard number != 0, abs(number) <= 31 else { throw fail(.noSuchDayOfMonth, place) }
        rule.addMonthDay(number)
        if rule.frequency == .weekly {
          // "every friday the 13th"
          guard rule.interval == 1, rule.weekdays != 0 else { throw fail(.dayOfMonthInWeek, place) }
        }
      }
    }
    if rule.hasMonthDays, rule.frequency == .weekly { rule.frequency = .monthly }
  }

  private func check(_ rule: DateRule) throws(RecurrenceError) {
    if let nthPlace, rule.frequency == .daily || rule.frequency == .weekly {
      throw fail(.numberedWeekday, nthPlace)
    }
    if let weekPlace, rule.frequency != .yearly {
      throw fail(.needsFrequency(part: "a week number", allowed: "\"every year\""), weekPlace)
    }
    if let weekPlace, nthPlace != nil { throw fail(.numberedWeekdayInWeek, weekPlace) }
  }

  private func fail(_ fault: RecurrenceError.Fault, _ range: Range<Int>) -> RecurrenceError {
    RecurrenceError(fault, at: range, of: text)
  }
}
