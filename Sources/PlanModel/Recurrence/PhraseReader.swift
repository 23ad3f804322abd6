/// Reads phrases: `every 2 weeks on mon, thu`, `every month on the last fri when done`, and the words
/// (`weekly`) and lists (`mon,thu`) of format section 6.
///
/// A superset of what Obsidian Tasks reads and prints through rrule.js (its `nlp/parsetext` and `nlp/totext`
/// define the grammar). Two departures, both for precision: `every 3 weekdays` is refused because rrule.js reads
/// and prints it with different meanings, and `on the 1st and 3rd fri` means two Fridays, as people mean it.
struct PhraseReader {
  private let text: ArraySlice<UInt8>
  private var scanner: PhraseScanner
  private var token: PhraseToken
  private var interval = 1
  private var parts: PhraseParts
  private var mode = Recurrence.Mode.fixed
  private var count: Int?
  private var until: Day?

  static func read(_ text: ArraySlice<UInt8>) throws(RecurrenceError) -> Recurrence {
    var reader = try PhraseReader(text)
    return try reader.read()
  }

  private init(_ text: ArraySlice<UInt8>) throws(RecurrenceError) {
    self.text = text
    scanner = PhraseScanner(text)
    parts = PhraseParts(text: text)
    do throws(RecurrenceError) {
      token = try scanner.next()
    } catch {
      throw RecurrenceError(.unreadable, at: text.startIndex..<text.endIndex, of: text)
    }
  }

  private mutating func read() throws(RecurrenceError) -> Recurrence {
    switch token.kind {
    case .named(let unit):
      try advance()
      parts.unit = unit
    case .weekday:
      try readWeekdays()
    case .weekdays:
      try readWorkdays()
    case .every:
      try advance()
      try readInterval()
      try readSubject()
      try readTail()
    default: throw fail(.unreadable, text.startIndex..<text.endIndex)
    }
    try readEnd()
    return Recurrence(mode: mode, pattern: try parts.pattern(interval), count: count, until: until)
  }

  private mutating func advance() throws(RecurrenceError) { token = try scanner.next() }

  /// Steps over the token if it is of this kind.
  private mutating func skip(_ kind: PhraseToken.Kind) throws(RecurrenceError) -> Bool {
    guard token.kind == kind else { return false }
    try advance()
    return true
  }

  /// `2`, `two`, `other`, `2nd` before a unit.
  private mutating func readInterval() throws(RecurrenceError) {
    let place = token.range
    switch token.kind {
    case .number(let number): interval = number
    case .other: interval = 2
    case .ordinal(let number) where number >= 0:
      interval = number
      try advance()
      switch token.kind {
      case .day, .week, .months, .year, .working: break
      default: throw fail(.ambiguousWeekday, place.lowerBound..<token.range.upperBound)
      }
      return try check(place)
    default: return
    }
    try advance()
    try check(place)
  }

  private func check(_ place: Range<Int>) throws(RecurrenceError) {
    guard interval > 0 else { throw fail(.notPositive, place) }
    guard interval <= Recurrence.intervalLimit else {
      throw fail(.tooLarge(limit: Recurrence.intervalLimit), place)
    }
  }

  private mutating func readSubject() throws(RecurrenceError) {
    switch token.kind {
    case .day: parts.unit = .day
    case .week: parts.unit = .week
    case .months: parts.unit = .month
    case .year: parts.unit = .year
    case .working:
      try advance()
      guard token.kind == .day else { throw unexpected() }
      parts.unit = .workday
    case .weekdays:
      guard interval == 1 else { throw fail(.severalWeekdays, token.range) }
      return try readWorkdays()
    case .weekday: return try readWeekdays()
    case .month:
      parts.unit = .year
      return try readItems()
    case .finer: throw fail(.finerThanDay, token.range)
    default: throw unexpected()
    }
    try advance()
  }

  /// `weekdays`, `work day`, `business days`.
  private mutating func readWorkdays() throws(RecurrenceError) {
    parts.unit = .week
    parts.rule.weekdays = DateRule.mondayToFriday
    try advance()
    _ = try skip(.day)
  }

  private mutating func readWeekdays() throws(RecurrenceError) {
    parts.unit = .week
    while case .weekday(let day) = token.kind {
      parts.rule.weekdays |= 1 << day.rawValue
      try advance()
      guard try skip(.separator) else { return }
      while try skip(.separator) {}
    }
    throw unexpected()
  }

  /// `on the 15th`, `in june`, `of the month`, in any number.
  private mutating func readTail() throws(RecurrenceError) {
    while true {
      switch token.kind {
      case .on, .the, .month, .ordinal:
        _ = try skip(.on)
        _ = try skip(.the)
        try readItems()
      case .of:
        try advance()
        if token.kind == .the || token.kind == .every {
          try advance()
          try readPeriod()
        } else if case .month = token.kind {
          try readItems()
        } else {
          throw unexpected()
        }
      case .number(let number) where parts.endsWithMonth:
        parts.addOrdinal(number, saysDay: false, at: token.range)
        try advance()
      case .number: throw fail(.bareNumber, token.range)
      default: return
      }
    }
  }

  /// The `month` of `of the month`, the `year` of `of the year`.
  private mutating func readPeriod() throws(RecurrenceError) {
    switch (token.kind, parts.unit) {
    case (.months, .month), (.year, .year): break
    case (.months, .year): parts.countsInMonth = true
    default: throw unexpected()
    }
    try advance()
  }

  /// Items between commas, `and`, `or`.
  private mutating func readItems() throws(RecurrenceError) {
    while true {
      try readItem()
      guard try skip(.separator) else { return }
      while try skip(.separator) {}
      _ = try skip(.on)
      _ = try skip(.the)
    }
  }

  private mutating func readItem() throws(RecurrenceError) {
    let start = token.range.lowerBound
    switch token.kind {
    case .weekday(let day):
      parts.rule.weekdays |= 1 << day.rawValue
      try advance()
    case .weekdays:
      parts.rule.weekdays |= DateRule.mondayToFriday
      try advance()
      _ = try skip(.day)
    case .month(let month):
      parts.rule.months |= 1 << UInt16(month)
      try advance()
      parts.endsWithMonth = true
    case .week:
      try advance()
      try readWeekNumbers()
    case .ordinal(var number):
      try advance()
      // `2nd last` counts from the end.
      if token.kind == .ordinal(-1), number > 0 {
        try advance()
        number = -number
      }
      try readNumbered(number, from: start)
    case .number: throw fail(.bareNumber, token.range)
    default: throw unexpected()
    }
  }

  /// What an ordinal counts: a weekday, working days, a day of the year, else a day of the month.
  private mutating func readNumbered(_ number: Int, from start: Int) throws(RecurrenceError) {
    switch token.kind {
    case .weekday(let day):
      try parts.addNth(number, day, at: start..<token.range.upperBound)
      try advance()
    case .weekdays:
      try parts.addNthWorkday(number, at: start..<token.range.upperBound)
      try advance()
      _ = try skip(.day)
    case .day:
      parts.addOrdinal(number, saysDay: true, at: start..<token.range.upperBound)
      try advance()
    default:
      parts.addOrdinal(number, saysDay: false, at: start..<token.range.lowerBound)
    }
  }

  private mutating func readWeekNumbers() throws(RecurrenceError) {
    guard case .number = token.kind else { throw unexpected() }
    while case .number(let week) = token.kind {
      guard (1...53).contains(week) else { throw fail(.outOfRange(part: "weeks", limit: 53), token.range) }
      parts.addWeek(week, at: token.range)
      try advance()
      guard token.kind == .separator else { return }
      let (resume, comma) = (scanner, token)
      while try skip(.separator) {}
      guard case .number = token.kind else {
        (scanner, token) = (resume, comma)
        return
      }
    }
  }

  /// `for 3 times`, `until 2026-12-31`, `when done`, then nothing.
  private mutating func readEnd() throws(RecurrenceError) {
    if try skip(.for) {
      guard case .number(let times) = token.kind else { throw unexpected() }
      guard times > 0 else { throw fail(.notPositive, token.range) }
      guard times <= Recurrence.countLimit else {
        throw fail(.tooLarge(limit: Recurrence.countLimit), token.range)
      }
      count = times
      try advance()
      _ = try skip(.times)
    }
    if try skip(.until) { until = try readDate() }
    if try skip(.when) {
      guard try skip(.done) else { throw unexpected() }
      mode = .fromCompletion
    }
    switch token.kind {
    case .end: return
    case .at: throw fail(.timeOfDay, token.range.lowerBound..<text.endIndex)
    default: throw unexpected()
    }
  }

  /// `2026-12-31` or, as rrule.js prints it, `December 31, 2026`.
  private mutating func readDate() throws(RecurrenceError) -> Day {
    let start = token.range
    if case .date(let day) = token.kind {
      try advance()
      return day
    }
    guard case .month(let month) = token.kind else { throw fail(.badDate, start) }
    try advance()
    guard case .number(let dayOfMonth) = token.kind else { throw fail(.badDate, start) }
    try advance()
    _ = try skip(.separator)
    guard case .number(let year) = token.kind else { throw fail(.badDate, start) }
    guard let day = Day(year, month, dayOfMonth) else {
      throw fail(.noSuchDate, start.lowerBound..<token.range.upperBound)
    }
    try advance()
    return day
  }

  private func unexpected() -> RecurrenceError {
    fail(token.kind == .end ? .unexpectedEnd : .unexpectedWord, token.range)
  }

  private func fail(_ fault: RecurrenceError.Fault, _ range: Range<Int>) -> RecurrenceError {
    RecurrenceError(fault, at: range, of: text)
  }
}
