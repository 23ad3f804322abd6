/// A word of a phrase, with its place.
struct PhraseToken: Hashable {
  enum Kind: Hashable {
    case number(Int)
    /// `1st`, `2nd`, `first`; -1 is `last`.
    case ordinal(Int)
    case separator
    case weekday(Weekday)
    case month(Int)
    case every, other, day, week, months, year, weekdays, working
    case on, the, of, at, `for`, times, until, when, done
    case named(RecurrenceStep.Unit)
    case finer
    case date(Day)
    case end
  }

  let kind: Kind
  let range: Range<Int>
}

/// Cuts a phrase into words.
///
/// The words are those of rrule.js (`fromText` and `toText`, which Obsidian Tasks uses) and the short names of
/// `rec:`; its spellings of weekdays (`tu`, `tues`, `thurs`) and `&` are read too.
struct PhraseScanner {
  private let text: ArraySlice<UInt8>
  private var offset: Int

  init(_ text: ArraySlice<UInt8>) {
    self.text = text
    offset = text.startIndex
  }

  mutating func next() throws(RecurrenceError) -> PhraseToken {
    while offset < text.endIndex, text[offset].isBlank { offset += 1 }
    guard offset < text.endIndex else { return PhraseToken(kind: .end, range: offset..<offset) }
    let start = offset
    let byte = text[offset]
    if byte == UInt8(ascii: ",") || byte == UInt8(ascii: "&") {
      offset += 1
      return PhraseToken(kind: .separator, range: start..<offset)
    }
    if byte.isASCIIDigit { return try scanNumber() }
    while offset < text.endIndex, text[offset].isASCIILetter { offset += 1 }
    guard let kind = PhraseScanner.words[text[start..<offset].lowercasedText] else {
      while offset < text.endIndex, !text[offset].isBlank { offset += 1 }
      throw RecurrenceError(.unexpectedWord, at: start..<offset, of: text)
    }
    if offset < text.endIndex, text[offset] == UInt8(ascii: ".") { offset += 1 }
    return PhraseToken(kind: kind, range: start..<offset)
  }

  private mutating func scanNumber() throws(RecurrenceError) -> PhraseToken {
    let start = offset
    var value = 0
    while offset < text.endIndex, text[offset].isASCIIDigit {
      value = min(value * 10 + Int(text[offset] - 0x30), 9_999_999)
      offset += 1
    }
    if offset - start == 4, offset < text.endIndex, text[offset] == UInt8(ascii: "-") {
      while offset < text.endIndex, text[offset].isASCIIDigit || text[offset] == UInt8(ascii: "-") {
        offset += 1
      }
      return PhraseToken(kind: .date(try date(start..<offset)), range: start..<offset)
    }
    let digitsEnd = offset
    while offset < text.endIndex, text[offset].isASCIILetter { offset += 1 }
    switch text[digitsEnd..<offset].lowercasedText {
    case "st", "nd", "rd", "th": return PhraseToken(kind: .ordinal(value), range: start..<offset)
    case "":
      if offset < text.endIndex, text[offset] == UInt8(ascii: ".") {
        offset += 1
        return PhraseToken(kind: .ordinal(value), range: start..<offset)
      }
      return PhraseToken(kind: .number(value), range: start..<offset)
    default: throw RecurrenceError(.unexpectedWord, at: start..<offset, of: text)
    }
  }

  /// `2026-12-31`.
  private func date(_ range: Range<Int>) throws(RecurrenceError) -> Day {
    let bytes = Array(text[range])
    guard bytes.count == 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-") else {
      throw RecurrenceError(.badDate, at: range, of: text)
    }
    func number(_ part: Range<Int>) -> Int { bytes[part].reduce(0) { $0 * 10 + Int($1) - 0x30 } }
    guard let day = Day(number(0..<4), number(5..<7), number(8..<10)) else {
      throw RecurrenceError(.noSuchDate, at: range, of: text)
    }
    return day
  }

  private static let words: [String: PhraseToken.Kind] = [
    "every": .every, "other": .other,
    "day": .day, "days": .day, "week": .week, "weeks": .week,
    "month": .months, "months": .months, "year": .year, "years": .year,
    "weekday": .weekdays, "weekdays": .weekdays, "workday": .weekdays, "workdays": .weekdays,
    "work": .weekdays, "business": .weekdays, "working": .working,
    "on": .on, "in": .on, "the": .the, "of": .of, "at": .at, "and": .separator, "or": .separator,
    "for": .for, "time": .times, "times": .times, "until": .until, "till": .until, "til": .until,
    "when": .when, "done": .done,
    "daily": .named(.day), "weekly": .named(.week), "monthly": .named(.month), "yearly": .named(.year),
    "hour": .finer, "hours": .finer, "hourly": .finer, "hr": .finer, "hrs": .finer,
    "minute": .finer, "minutes": .finer, "min": .finer, "mins": .finer, "seconds": .finer,
    "one": .number(1), "two": .number(2), "three": .number(3), "four": .number(4), "five": .number(5),
    "six": .number(6),
    "first": .ordinal(1), "second": .ordinal(2), "third": .ordinal(3), "fourth": .ordinal(4),
    "fifth": .ordinal(5), "last": .ordinal(-1),
    "mo": .weekday(.monday), "mon": .weekday(.monday), "monday": .weekday(.monday),
    "mondays": .weekday(.monday),
    "tu": .weekday(.tuesday), "tue": .weekday(.tuesday), "tues": .weekday(.tuesday),
    "tuesday": .weekday(.tuesday), "tuesdays": .weekday(.tuesday),
    "we": .weekday(.wednesday), "wed": .weekday(.wednesday), "wednesday": .weekday(.wednesday),
    "wednesdays": .weekday(.wednesday),
    "th": .weekday(.thursday), "thu": .weekday(.thursday), "thur": .weekday(.thursday),
    "thurs": .weekday(.thursday), "thursday": .weekday(.thursday), "thursdays": .weekday(.thursday),
    "fr": .weekday(.friday), "fri": .weekday(.friday), "friday": .weekday(.friday),
    "fridays": .weekday(.friday),
    "sa": .weekday(.saturday), "sat": .weekday(.saturday), "saturday": .weekday(.saturday),
    "saturdays": .weekday(.saturday),
    "su": .weekday(.sunday), "sun": .weekday(.sunday), "sunday": .weekday(.sunday),
    "sundays": .weekday(.sunday),
    "jan": .month(1), "january": .month(1), "feb": .month(2), "february": .month(2),
    "mar": .month(3), "march": .month(3), "apr": .month(4), "april": .month(4), "may": .month(5),
    "jun": .month(6), "june": .month(6), "jul": .month(7), "july": .month(7),
    "aug": .month(8), "august": .month(8), "sep": .month(9), "sept": .month(9), "september": .month(9),
    "oct": .month(10), "october": .month(10), "nov": .month(11), "november": .month(11),
    "dec": .month(12), "december": .month(12),
  ]
}
