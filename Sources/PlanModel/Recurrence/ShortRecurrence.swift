/// Reads the short forms `+1w`, `1w`, `++1w`; no memory is allocated, since a plan may have very many of them.
struct ShortRecurrence {
  let text: ArraySlice<UInt8>

  func read() throws(RecurrenceError) -> Recurrence {
    let end = text.endIndex
    var offset = text.startIndex
    while offset < end, text[offset] == UInt8(ascii: "+") { offset += 1 }
    let mode: Recurrence.Mode
    switch offset - text.startIndex {
    case 0: mode = .fromCompletion
    case 1: mode = .fixed
    case 2: mode = .catchUp
    default: throw fail(.unreadable, text.startIndex..<end)
    }
    let digits = offset
    var count = 0
    while offset < end, text[offset].isASCIIDigit {
      count = min(count * 10 + Int(text[offset] - 0x30), Recurrence.intervalLimit + 1)
      offset += 1
    }
    guard offset > digits else { throw fail(.unreadable, text.startIndex..<end) }
    guard count > 0 else { throw fail(.notPositive, digits..<offset) }
    guard count <= Recurrence.intervalLimit else {
      throw fail(.tooLarge(limit: Recurrence.intervalLimit), digits..<offset)
    }
    let unitStart = offset
    while offset < end, text[offset].isASCIILetter { offset += 1 }
    guard let unit = unit(unitStart..<offset) else {
      guard offset > unitStart else { throw fail(.missingUnit, digits..<offset) }
      throw fail(.unknownUnit, unitStart..<offset)
    }
    guard offset == end else {
      let word = text[offset...].drop { $0.isBlank }
      guard mode == .fromCompletion, word.count == 9, word.lowercasedText == "when done" else {
        throw fail(word.lowercasedText == "when done" ? .completionOfStep : .trailing, word.startIndex..<end)
      }
      return Recurrence(mode: mode, pattern: .step(RecurrenceStep(count: count, unit: unit)))
    }
    return Recurrence(mode: mode, pattern: .step(RecurrenceStep(count: count, unit: unit)))
  }

  private func unit(_ range: Range<Int>) -> RecurrenceStep.Unit? {
    guard let first = text[range].first?.lowercased else { return nil }
    let isMonth = first == UInt8(ascii: "m")
    let isShort = range.count == 1
    guard isShort || isMonth && range.count == 2 && text[range.lowerBound + 1].lowercased == UInt8(ascii: "o")
    else { return nil }
    switch first {
    case UInt8(ascii: "d"): return .day
    case UInt8(ascii: "b"): return .workday
    case UInt8(ascii: "w"): return .week
    case UInt8(ascii: "m"): return .month
    case UInt8(ascii: "y"): return .year
    default: return nil
    }
  }

  private func fail(_ fault: RecurrenceError.Fault, _ range: Range<Int>) -> RecurrenceError {
    RecurrenceError(fault, at: range, of: text)
  }
}

extension ArraySlice<UInt8> {
  /// The text with ASCII letters in lower case; bytes that are no UTF-8 become replacement characters.
  var lowercasedText: String {
    String(unsafeUninitializedCapacity: count) { buffer in
      var length = 0
      for byte in self {
        buffer[length] = byte.lowercased
        length += 1
      }
      return length
    }
  }
}
