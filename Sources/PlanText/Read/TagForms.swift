import PlanModel

// The shapes a tag can have: `key:value`, signs, Dataview fields, emoji. Each reader appends to `tags` and gives the
// offset behind the tag, or nil where there is none.

extension InlineScanner {
  /// Reads the tag that begins a word at `offset`.
  mutating func readTag(at offset: Int) -> Int? {
    switch bytes[offset] {
    case 0x41...0x5A, 0x61...0x7A: readKeyValue(at: offset)
    case UInt8(ascii: "@"): readName(at: offset)
    case UInt8(ascii: "#"): readLabel(at: offset)
    case UInt8(ascii: "^"): readBlockID(at: offset)
    case UInt8(ascii: "~"): readShortEstimate(at: offset)
    case UInt8(ascii: "["): readField(at: offset, close: UInt8(ascii: "]"), form: .bracketField)
    case UInt8(ascii: "("): readField(at: offset, close: UInt8(ascii: ")"), form: .parenthesisField)
    case 0x30...0x39: readBareDate(at: offset)
    default: nil
    }
  }

  /// True where a tag may end: a blank, punctuation, or the end.
  func isBoundary(_ offset: Int) -> Bool {
    offset >= end || bytes[offset].isSpace || isTrailingPunctuation(bytes[offset])
      || bytes[offset] == UInt8(ascii: "\\") && offset + 1 < end && bytes[offset + 1].isLineEnd
      || bytes[offset] == UInt8(ascii: ":")
      || bytes[offset] == UInt8(ascii: "!") || bytes[offset] == UInt8(ascii: "?")
  }

  // MARK: key:value

  private mutating func readKeyValue(at start: Int) -> Int? {
    var colon = start
    let limit = min(end, start + 64)
    while colon < limit {
      let byte = bytes[colon]
      guard byte.isASCIILetter || byte.isASCIIDigit || byte == UInt8(ascii: "-") else { break }
      colon += 1
    }
    // Letters, digits and hyphens are text wherever no key ends behind them.
    wordEnd = colon
    guard colon < end else { return nil }
    if bytes[colon] == UInt8(ascii: "=") { noteEquals(start, colon) }
    guard bytes[colon] == UInt8(ascii: ":"), colon - start >= 2 || bytes[start] | 0x20 == UInt8(ascii: "t")
    else { return nil }
    let valueStart = colon + 1
    guard valueStart < end else { return nil }
    switch bytes[valueStart] {
    case 0x20, 0x09:
      noteLooseColon(start, colon)
      return nil
    case 0x0A, 0x0D, UInt8(ascii: ":"), UInt8(ascii: "\\"), UInt8(ascii: "`"): return nil
    case UInt8(ascii: "/") where valueStart + 1 < end && bytes[valueStart + 1] == UInt8(ascii: "/"):
      return nil
    case UInt8(ascii: "\""): return readQuoted(start, colon)
    default: break
    }
    var valueEnd = valueStart
    while valueEnd < end {
      let byte = bytes[valueEnd]
      if byte.isSpace { break }
      if byte == UInt8(ascii: "`") || byte == UInt8(ascii: "<") { return nil }
      valueEnd += 1
    }
    // A hard line break's backslash is none of the value's.
    if valueEnd < end, bytes[valueEnd].isLineEnd, bytes[valueEnd - 1] == UInt8(ascii: "\\") { valueEnd -= 1 }
    valueEnd = withoutPunctuation(valueStart, valueEnd)
    guard valueEnd > valueStart else { return nil }
    append(start..<valueEnd, key: start..<colon, value: valueStart..<valueEnd, form: .keyValue)
    return valueEnd
  }

  private mutating func readQuoted(_ start: Int, _ colon: Int) -> Int? {
    var offset = colon + 2
    while offset < end, bytes[offset] != UInt8(ascii: "\"") {
      if bytes[offset].isLineEnd { return nil }
      offset += bytes[offset] == UInt8(ascii: "\\") ? 2 : 1
    }
    guard offset < end, offset > colon + 2 else { return nil }
    append(start..<offset + 1, key: start..<colon, value: colon + 2..<offset, form: .quoted)
    return offset + 1
  }

  /// The value's end without `, . ; )` behind it; a `)` that closes one inside stays.
  private func withoutPunctuation(_ start: Int, _ end: Int) -> Int {
    var end = end
    while end > start, isTrailingPunctuation(bytes[end - 1]) {
      if bytes[end - 1] == UInt8(ascii: ")") {
        var depth = 0
        for offset in start..<end {
          if bytes[offset] == UInt8(ascii: "(") { depth += 1 }
          if bytes[offset] == UInt8(ascii: ")") { depth -= 1 }
        }
        if depth >= 0 { break }
      }
      end -= 1
    }
    return end
  }

  /// Reads the value and appends the tag, with what it says or marked unreadable.
  mutating func append(_ range: Range<Int>, key keyRange: Range<Int>, value: Range<Int>, form: Tag.Form) {
    let key = TagKey.find(bytes, keyRange) ?? .attribute
    append(range, known: key, value: value, form: form)
  }

  mutating func append(_ range: Range<Int>, known key: TagKey, value: Range<Int>, form: Tag.Form) {
    var value = value
    // Names and labels are kept without their signs.
    if key == .assignee || key == .owner, bytes[safe: value.lowerBound] == UInt8(ascii: "@"), value.count > 1
    {
      value = value.lowerBound + 1..<value.upperBound
    }
    let reading = readTagValue(key, bytes, value, form: form, options: options)
    var flags = Tag.Flags.none
    var simple: Int64 = 0
    switch reading {
    case .value(let packed): simple = packed
    case .unreadable: flags.insert(.unreadable)
    }
    if key == .assignee, form != .sign, let units = value.first(where: { bytes[$0] == UInt8(ascii: "(") }) {
      value = value.lowerBound..<units
    }
    tags.append(Tag(key: key, form: form, range: range, value: value, flags: flags, simple: simple))
  }

  // MARK: Signs

  private mutating func readName(at start: Int) -> Int? {
    if let found = Assignment.scan(bytes, at: start, end: end) {
      tags.append(Tag(key: .assignee, form: .sign, range: found.range, value: found.names))
      return found.range.upperBound
    }
    noteNamedDate(start)
    return nil
  }

  private mutating func readLabel(at start: Int) -> Int? {
    var offset = start + 1
    var sawOther = false
    while offset < end, isLabelByte(bytes[offset]) {
      if !bytes[offset].isASCIIDigit { sawOther = true }
      offset += 1
    }
    guard sawOther, isBoundary(offset) else { return nil }
    tags.append(Tag(key: .label, form: .sign, range: start..<offset, value: start + 1..<offset))
    return offset
  }

  private func isLabelByte(_ byte: UInt8) -> Bool {
    byte.isASCIILetter || byte.isASCIIDigit || byte >= 0x80 || byte == UInt8(ascii: "_")
      || byte == UInt8(ascii: "-")
      || byte == UInt8(ascii: "/")
  }

  /// `^name`, at the end of a line only.
  private mutating func readBlockID(at start: Int) -> Int? {
    var offset = start + 1
    while offset < end,
      bytes[offset].isASCIILetter || bytes[offset].isASCIIDigit || bytes[offset] == UInt8(ascii: "-")
    {
      offset += 1
    }
    guard offset > start + 1, offset == end || bytes[offset].isLineEnd else { return nil }
    tags.append(Tag(key: .blockID, form: .sign, range: start..<offset, value: start + 1..<offset))
    return offset
  }

  private mutating func readShortEstimate(at start: Int) -> Int? {
    var offset = start + 1
    while offset < end, !bytes[offset].isSpace, bytes[offset] != UInt8(ascii: "~") { offset += 1 }
    offset = withoutPunctuation(start + 1, offset)
    guard offset > start + 1,
      case .value(let minutes) = readTagValue(
        .estimate, bytes, start + 1..<offset, form: .sign, options: options)
    else { return nil }
    tags.append(
      Tag(key: .estimate, form: .sign, range: start..<offset, value: start + 1..<offset, simple: minutes))
    return offset
  }

  /// `(A) ` in front of the text.
  mutating func readLeadingPriority(_ start: Int) -> Int {
    guard start + 3 < end, bytes[start] == UInt8(ascii: "("), bytes[start + 2] == UInt8(ascii: ")"),
      bytes[start + 3].isBlank,
      (UInt8(ascii: "A")...options.lastParenthesesPriority).contains(bytes[start + 1])
    else { return start }
    tags.append(
      Tag(
        key: .priority, form: .sign, range: start..<start + 3, value: start + 1..<start + 2,
        simple: Int64(bytes[start + 1])))
    return start + 3
  }

  /// A date alone says nothing, and does not end the tail.
  private func readBareDate(at start: Int) -> Int? {
    guard start + 10 <= end, bytes[start + 4] == UInt8(ascii: "-"), isBoundary(start + 10),
      (try? DateValue(parsing: bytes, in: start..<start + 10)) != nil
    else { return nil }
    // Only in the tail: the caller sees that from what follows.
    var offset = start + 10
    while offset < end, bytes[offset].isBlank { offset += 1 }
    return offset == end ? start + 10 : nil
  }

  // MARK: Dataview

  private mutating func readField(at start: Int, close: UInt8, form: Tag.Form) -> Int? {
    var offset = start + 1
    while offset < end, bytes[offset].isBlank { offset += 1 }
    let key = offset
    while offset < end,
      bytes[offset].isASCIILetter || bytes[offset].isASCIIDigit || bytes[offset] == UInt8(ascii: "-")
    { offset += 1 }
    let keyEnd = offset
    while offset < end, bytes[offset].isBlank { offset += 1 }
    guard keyEnd > key, offset + 1 < end, bytes[offset] == UInt8(ascii: ":"),
      bytes[offset + 1] == UInt8(ascii: ":")
    else {
      return nil
    }
    offset += 2
    while offset < end, bytes[offset].isBlank { offset += 1 }
    let value = offset
    var depth = 1
    let open = bytes[start]
    while offset < end, !bytes[offset].isLineEnd {
      if bytes[offset] == open {
        depth += 1
        // Many that never close must not each look to the end.
        if depth > 32 { return nil }
      }
      if bytes[offset] == close {
        depth -= 1
        if depth == 0 { break }
      }
      offset += 1
    }
    guard offset < end, bytes[offset] == close else { return nil }
    var valueEnd = offset
    while valueEnd > value, bytes[valueEnd - 1].isBlank { valueEnd -= 1 }
    guard valueEnd > value else { return nil }
    append(start..<offset + 1, key: key..<keyEnd, value: value..<valueEnd, form: form)
    return offset + 1
  }
}

// MARK: - Almost a tag

extension InlineScanner {
  /// `due=2026-01-12`
  private mutating func noteEquals(_ start: Int, _ sign: Int) {
    var valueEnd = sign + 1
    while valueEnd < end, !bytes[valueEnd].isSpace { valueEnd += 1 }
    noteAlmost(start..<sign, value: sign + 1..<withoutPunctuation(sign + 1, valueEnd))
  }

  /// `due: 2026-01-12`
  private mutating func noteLooseColon(_ start: Int, _ colon: Int) {
    var value = colon + 1
    while value < end, bytes[value].isBlank { value += 1 }
    var valueEnd = value
    while valueEnd < end, !bytes[valueEnd].isSpace { valueEnd += 1 }
    noteAlmost(start..<colon, value: value..<withoutPunctuation(value, valueEnd))
  }

  /// `@due(2026-01-12)`
  private mutating func noteNamedDate(_ start: Int) {
    guard let nameEnd = Assignment.nameEnd(bytes, at: start + 1, end: end), nameEnd < end,
      bytes[nameEnd] == UInt8(ascii: "(")
    else { return }
    var close = nameEnd + 1
    while close < end, bytes[close] != UInt8(ascii: ")"), !bytes[close].isLineEnd { close += 1 }
    guard close < end, bytes[close] == UInt8(ascii: ")") else { return }
    noteAlmost(start + 1..<nameEnd, value: nameEnd + 1..<close, range: start..<close + 1)
  }

  /// Remarks on what would be a tag in the right spelling: a known key that wants digits, and a value it can read.
  private mutating func noteAlmost(_ keyRange: Range<Int>, value: Range<Int>, range: Range<Int>? = nil) {
    guard let key = TagKey.find(bytes, keyRange), key.wantsDigits, !value.isEmpty, value.count < 40,
      case .value = readTagValue(key, bytes, value, form: .keyValue, options: options)
    else { return }
    let text = "\(key.name):\(String(decoding: bytes[value], as: UTF8.self))"
    remarks.append(
      Remark(
        .almostATag, file: file, range: ByteRange(range ?? keyRange.lowerBound..<value.upperBound),
        detail: text, replacement: text))
  }
}
