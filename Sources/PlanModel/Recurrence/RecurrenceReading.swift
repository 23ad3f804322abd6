extension Recurrence {
  /// Reads a short form (`+1w`, `1w`, `++1w`), a word or list (`weekly`, `mon,thu`), a phrase
  /// (`every 2 weeks on mon, thu`) or an RFC 5545 rule (`FREQ=MONTHLY;BYDAY=-1FR`, with or without `RRULE:`).
  ///
  /// Case does not count; blanks at both ends are ignored.
  /// - Throws: ``RecurrenceError``, whose range counts from the start of `text`.
  public init(parsing text: ArraySlice<UInt8>) throws(RecurrenceError) {
    var (start, end) = (text.startIndex, text.endIndex)
    while start < end, text[start].isBlank { start += 1 }
    while start < end, text[end - 1].isBlank { end -= 1 }
    guard start < end else {
      throw RecurrenceError(.empty, at: text.startIndex..<text.endIndex, of: text)
    }
    do throws(RecurrenceError) {
      let trimmed = text[start..<end]
      if text[start].isASCIIDigit || text[start] == UInt8(ascii: "+") {
        self = try ShortRecurrence(text: trimmed).read()
      } else if trimmed.contains(UInt8(ascii: "=")) || trimmed.prefix(6).lowercasedText == "rrule:" {
        self = try RuleReader.read(trimmed)
      } else {
        self = try PhraseReader.read(trimmed)
      }
    } catch {
      throw error.shifted(by: start - text.startIndex)
    }
  }

  public init(parsing text: String) throws(RecurrenceError) {
    try self.init(parsing: Array(text.utf8)[...])
  }
}
