import PlanModel

/// The fields of Obsidian's Tasks plugin. Source: format, section 3, "The other dialects".
private enum EmojiField {
  case date(TagKey)
  case priority(UInt8)
  case recurrence, id, dependsOn, onCompletion
}

extension InlineScanner {
  /// Reads an emoji field at `start`; nil where the sign stands for itself.
  mutating func readEmoji(at start: Int) -> Int? {
    guard let (field, length) = emojiField(at: start) else { return nil }
    var offset = start + length
    if bytes.starts(with: "\u{FE0F}", at: offset) { offset += 3 }
    let sign = start..<offset
    while offset < end, bytes[offset].isBlank { offset += 1 }
    switch field {
    case .priority(let letter):
      tags.append(Tag(key: .priority, form: .emoji, range: sign, value: sign, simple: Int64(letter)))
      return sign.upperBound
    case .date(let key):
      guard offset < end, bytes[offset].isASCIIDigit else { return nil }
      var valueEnd = offset
      while valueEnd < end, !bytes[valueEnd].isSpace, bytes[valueEnd] < 0x80 { valueEnd += 1 }
      while valueEnd > offset, isTrailingPunctuation(bytes[valueEnd - 1]) { valueEnd -= 1 }
      guard isLikeDate(offset..<valueEnd) else { return nil }
      append(start..<valueEnd, known: key, value: offset..<valueEnd, form: .emoji)
      return valueEnd
    case .recurrence:
      let valueEnd = endOfRecurrence(offset)
      guard valueEnd - offset > 5, bytes.equalsIgnoringCase(offset..<offset + 5, "every") else { return nil }
      append(start..<valueEnd, known: .recurrence, value: offset..<valueEnd, form: .emoji)
      return valueEnd
    case .id, .onCompletion:
      let valueEnd = endOfName(offset)
      guard valueEnd > offset, isID(field) || isCompletionWord(offset..<valueEnd) else { return nil }
      append(
        start..<valueEnd, known: isID(field) ? .id : .onCompletion, value: offset..<valueEnd, form: .emoji)
      return valueEnd
    case .dependsOn:
      let valueEnd = endOfNames(offset)
      guard valueEnd > offset else { return nil }
      append(start..<valueEnd, known: .after, value: offset..<valueEnd, form: .emoji)
      return valueEnd
    }
  }

  /// Digits with `-`, `/` or `.` between, and no time of day.
  private func isLikeDate(_ range: Range<Int>) -> Bool {
    range.count >= 4 && range.contains { "-/.".utf8.contains(bytes[$0]) }
      && !bytes[range.prefix(5)].contains(UInt8(ascii: ":"))
  }

  private func isCompletionWord(_ range: Range<Int>) -> Bool {
    bytes.equalsIgnoringCase(range, "keep") || bytes.equalsIgnoringCase(range, "delete")
  }

  private func isID(_ field: EmojiField) -> Bool {
    if case .id = field { return true }
    return false
  }

  private func emojiField(at start: Int) -> (EmojiField, Int)? {
    guard start + 3 <= end else { return nil }
    let tail = (bytes[start + 1], bytes[start + 2])
    if bytes[start] == 0xE2 {
      switch tail {
      case (0x8F, 0xB3), (0x8C, 0x9B): return (.date(.scheduled), 3)
      case (0x9E, 0x95): return (.date(.created), 3)
      case (0x9C, 0x85): return (.date(.done), 3)
      case (0x9D, 0x8C): return (.date(.cancelled), 3)
      case (0x9B, 0x94): return (.dependsOn, 3)
      case (0x8F, 0xAB): return (.priority(UInt8(ascii: "B")), 3)
      case (0x8F, 0xAC): return (.priority(UInt8(ascii: "F")), 3)
      default: return nil
      }
    }
    guard start + 4 <= end, bytes[start + 1] == 0x9F else { return nil }
    switch (bytes[start + 2], bytes[start + 3]) {
    case (0x93, 0x85), (0x93, 0x86), (0x97, 0x93): return (.date(.due), 4)
    case (0x9B, 0xAB): return (.date(.start), 4)
    case (0x94, 0x81): return (.recurrence, 4)
    case (0x86, 0x94): return (.id, 4)
    case (0x8F, 0x81): return (.onCompletion, 4)
    case (0x94, 0xBA): return (.priority(UInt8(ascii: "A")), 4)
    case (0x94, 0xBC): return (.priority(UInt8(ascii: "C")), 4)
    case (0x94, 0xBD): return (.priority(UInt8(ascii: "E")), 4)
    default: return nil
    }
  }

  /// Letters, digits, blanks, `,` and `!` up to the next field, label, name or `key:value` word.
  private func endOfRecurrence(_ start: Int) -> Int {
    var (offset, valueEnd) = (start, start)
    while offset < end {
      let word = offset
      while offset < end, isRecurrenceByte(bytes[offset]) { offset += 1 }
      guard offset > word, offset == end || bytes[offset].isSpace || bytes[offset] >= 0x80 else { break }
      valueEnd = offset
      while offset < end, bytes[offset].isBlank { offset += 1 }
    }
    return valueEnd
  }

  private func isRecurrenceByte(_ byte: UInt8) -> Bool {
    byte.isASCIILetter || byte.isASCIIDigit || byte == UInt8(ascii: ",") || byte == UInt8(ascii: "!")
  }

  private func endOfName(_ start: Int) -> Int {
    var offset = start
    while offset < end, isNameByte(bytes[offset]) { offset += 1 }
    return offset
  }

  /// Names with commas between, and blanks around these.
  private func endOfNames(_ start: Int) -> Int {
    var valueEnd = endOfName(start)
    guard valueEnd > start else { return start }
    while true {
      var offset = valueEnd
      while offset < end, bytes[offset].isBlank { offset += 1 }
      guard offset < end, bytes[offset] == UInt8(ascii: ",") else { return valueEnd }
      offset += 1
      while offset < end, bytes[offset].isBlank { offset += 1 }
      let next = endOfName(offset)
      guard next > offset else { return valueEnd }
      valueEnd = next
    }
  }

  private func isNameByte(_ byte: UInt8) -> Bool {
    byte.isASCIILetter || byte.isASCIIDigit || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
  }
}
