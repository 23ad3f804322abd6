/// Reads an RFC 5545 rule: `NAME=VALUE` parts between semicolons, in any order.
struct RuleReader {
  private let text: ArraySlice<UInt8>
  private var rule = DateRule(.daily)
  private var hasFrequency = false
  private var count: Int?
  private var until: Day?
  /// The names of the parts read so far, at most one each.
  private var names: [String] = []
  // Where parts stand that depend on others, for the message.
  private var weekPlace: Range<Int>?
  private var yearDayPlace: Range<Int>?
  private var monthDayPlace: Range<Int>?
  private var numberedPlace: Range<Int>?

  static func read(_ text: ArraySlice<UInt8>) throws(RecurrenceError) -> Recurrence {
    var reader = RuleReader(text: text)
    return try reader.read()
  }

  private init(text: ArraySlice<UInt8>) { self.text = text }

  private mutating func read() throws(RecurrenceError) -> Recurrence {
    var (start, end) = (text.startIndex, text.endIndex)
    if text.prefix(6).lowercasedText == "rrule:" { start += 6 }
    var mode = Recurrence.Mode.fixed
    if text.suffix(10).lowercasedText == " when done" {
      (mode, end) = (.fromCompletion, end - 10)
    }
    while start <= end {
      let stop = text[start..<end].firstIndex(of: UInt8(ascii: ";")) ?? end
      try readPart(start..<stop)
      start = stop + 1
    }
    guard hasFrequency else { throw fail(.missingFrequency, text.startIndex..<text.endIndex) }
    try check()
    rule.normalize()
    return Recurrence(mode: mode, pattern: .rule(rule), count: count, until: until)
  }

  private mutating func readPart(_ part: Range<Int>) throws(RecurrenceError) {
    guard let equals = text[part].firstIndex(of: UInt8(ascii: "=")), equals + 1 < part.upperBound else {
      throw fail(.missingValue, part)
    }
    let name = text[part.lowerBound..<equals].lowercasedText
    guard !names.contains(name) else { throw fail(.repeatedPart, part.lowerBound..<equals) }
    names.append(name)
    let value = equals + 1..<part.upperBound
    switch name {
    case "freq": try readFrequency(value)
    case "interval": rule.interval = try positive(value, limit: Recurrence.intervalLimit)
    case "count": count = try positive(value, limit: Recurrence.countLimit)
    case "until": until = try date(value)
    case "wkst": rule.weekStart = try weekday(value)
    case "bymonth":
      for item in items(value) {
        let month = try number(item)
        guard (1...12).contains(month) else { throw fail(.outOfRange(part: "BYMONTH", limit: 12), item) }
        rule.months |= 1 << UInt16(month)
      }
    case "bymonthday":
      monthDayPlace = part
      for item in items(value) { rule.addMonthDay(try signed(item, "BYMONTHDAY", 31)) }
    case "byyearday":
      yearDayPlace = part
      for item in items(value) { rule.yearDays.append(try signed(item, "BYYEARDAY", 366)) }
    case "byweekno":
      weekPlace = part
      for item in items(value) { rule.addWeek(try signed(item, "BYWEEKNO", 53)) }
    case "bysetpos":
      for item in items(value) { rule.positions.append(try signed(item, "BYSETPOS", 366)) }
    case "byday": for item in items(value) { try readDay(item) }
    case "byhour", "byminute", "bysecond": throw fail(.timeOfDay, part)
    default: throw fail(.unknownPart, part.lowerBound..<equals)
    }
  }

  private mutating func readFrequency(_ value: Range<Int>) throws(RecurrenceError) {
    switch text[value].lowercasedText {
    case "daily": rule.frequency = .daily
    case "weekly": rule.frequency = .weekly
    case "monthly": rule.frequency = .monthly
    case "yearly": rule.frequency = .yearly
    case "hourly", "minutely", "secondly": throw fail(.finerThanDay, value)
    default: throw fail(.unknownFrequency, value)
    }
    hasFrequency = true
  }

  /// `MO`, `1MO`, `-1MO`, `+1MO`.
  private mutating func readDay(_ item: Range<Int>) throws(RecurrenceError) {
    guard item.count >= 2 else { throw fail(.unknownWeekday, item) }
    let name = item.upperBound - 2..<item.upperBound
    let digits = item.lowerBound..<name.lowerBound
    let sign = digits.isEmpty ? false : text[digits.lowerBound] == 0x2B || text[digits.lowerBound] == 0x2D
    guard text[digits].dropFirst(sign ? 1 : 0).allSatisfy(\.isASCIIDigit) else {
      throw fail(.unknownWeekday, item)
    }
    let day = try weekday(name, of: item)
    if digits.isEmpty {
      rule.weekdays |= 1 << day.rawValue
    } else {
      rule.nthWeekdays.append(.init(position: try signed(digits, "BYDAY", 53), weekday: day))
      numberedPlace = numberedPlace ?? item
    }
  }

  /// What RFC 5545 forbids together.
  private func check() throws(RecurrenceError) {
    if let place = weekPlace, rule.frequency != .yearly {
      throw fail(.needsFrequency(part: "BYWEEKNO", allowed: "FREQ=YEARLY"), place)
    }
    if let place = yearDayPlace, rule.frequency != .yearly {
      throw fail(.needsFrequency(part: "BYYEARDAY", allowed: "FREQ=YEARLY"), place)
    }
    if let place = monthDayPlace, rule.frequency == .weekly {
      throw fail(.needsFrequency(part: "BYMONTHDAY", allowed: "FREQ=MONTHLY"), place)
    }
    if let place = numberedPlace {
      guard rule.frequency == .monthly || rule.frequency == .yearly else {
        throw fail(.numberedWeekday, place)
      }
      guard !rule.hasWeeks else { throw fail(.numberedWeekdayInWeek, place) }
    }
  }

  private func items(_ value: Range<Int>) -> [Range<Int>] {
    var (items, start) = ([Range<Int>](), value.lowerBound)
    for offset in value where text[offset] == UInt8(ascii: ",") {
      items.append(start..<offset)
      start = offset + 1
    }
    return items + [start..<value.upperBound]
  }

  private func weekday(_ name: Range<Int>, of item: Range<Int>? = nil) throws(RecurrenceError) -> Weekday {
    switch text[name].lowercasedText {
    case "mo": .monday
    case "tu": .tuesday
    case "we": .wednesday
    case "th": .thursday
    case "fr": .friday
    case "sa": .saturday
    case "su": .sunday
    default: throw fail(.unknownWeekday, item ?? name)
    }
  }

  /// A whole number with or without sign, cut to seven digits.
  private func number(_ item: Range<Int>) throws(RecurrenceError) -> Int {
    var digits = text[item]
    let isNegative = digits.first == UInt8(ascii: "-")
    if isNegative || digits.first == UInt8(ascii: "+") { digits = digits.dropFirst() }
    guard !digits.isEmpty, digits.allSatisfy(\.isASCIIDigit) else { throw fail(.notANumber, item) }
    let value = digits.reduce(0) { Swift.min($0 * 10 + Int($1 - 0x30), 9_999_999) }
    return isNegative ? -value : value
  }

  private func signed(_ item: Range<Int>, _ part: String, _ limit: Int) throws(RecurrenceError) -> Int {
    let value = try number(item)
    guard value != 0, abs(value) <= limit else { throw fail(.outOfRange(part: part, limit: limit), item) }
    return value
  }

  private func positive(_ value: Range<Int>, limit: Int) throws(RecurrenceError) -> Int {
    let number = try number(value)
    guard number > 0 else { throw fail(.notPositive, value) }
    guard number <= limit else { throw fail(.tooLarge(limit: limit), value) }
    return number
  }

  /// `20261231`, `20261231T235959`, `20261231T235959Z`: the day counts.
  private func date(_ value: Range<Int>) throws(RecurrenceError) -> Day {
    func digits(_ offset: Int, _ count: Int) -> Int? {
      guard value.count >= offset + count else { return nil }
      let digits = text[value.lowerBound + offset..<value.lowerBound + offset + count]
      return digits.allSatisfy(\.isASCIIDigit) ? digits.reduce(0) { $0 * 10 + Int($1 - 0x30) } : nil
    }
    guard let year = digits(0, 4), let month = digits(4, 2), let dayOfMonth = digits(6, 2) else {
      throw fail(.badDate, value)
    }
    if value.count != 8 {
      let isUTC = value.count == 16 && text[value.upperBound - 1].lowercased == UInt8(ascii: "z")
      guard value.count == 15 || isUTC, text[value.lowerBound + 8].lowercased == UInt8(ascii: "t"),
        let hour = digits(9, 2), let minute = digits(11, 2), let second = digits(13, 2),
        hour < 24, minute < 60, second <= 60
      else { throw fail(.badDate, value) }
    }
    guard let day = Day(year, month, dayOfMonth) else { throw fail(.noSuchDate, value) }
    return day
  }

  private func fail(_ fault: RecurrenceError.Fault, _ range: Range<Int>) -> RecurrenceError {
    RecurrenceError(fault, at: range, of: text)
  }
}
