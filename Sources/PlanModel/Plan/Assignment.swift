/// Who works on a task, as one tag says it: `@ann`, `@ann|bob`, `@crew(2)`, `@ann(50%)`.
public struct Assignment: Hashable, Sendable {
  /// Whichever of these is free first; one name in the ordinary case.
  public let anyOf: [String]
  /// Thousandths: 1000 is one person, 500 half of one, 2000 two units of a pool.
  public let thousandths: Int

  /// The first name.
  public var name: String { anyOf.first ?? "" }
}

/// A scanned name tag: where its parts stand.
public struct NameScan: Sendable {
  /// From `@` to the end.
  public let range: Range<Int>
  /// The names, without `@` and units: `ann|bob`.
  public let names: Range<Int>
}

extension Assignment {
  /// Scans a name that begins with `@` at `offset`; nil where the format reads text (`@scope/package`, `@ann's`).
  ///
  /// Source: format, section 3, "Names".
  public static func scan(_ bytes: [UInt8], at offset: Int, end: Int) -> NameScan? {
    let start = offset + 1
    guard var position = nameEnd(bytes, at: start, end: end) else { return nil }
    while position < end, bytes[position] == UInt8(ascii: "|") {
      var next = position + 1
      if next < end, bytes[next] == UInt8(ascii: "@") { next += 1 }
      guard let after = nameEnd(bytes, at: next, end: end) else { return nil }
      position = after
    }
    let names = start..<position
    if position < end, bytes[position] == UInt8(ascii: "(") {
      guard let close = unitsEnd(bytes, at: position, end: end) else { return nil }
      position = close
    }
    if position < end {
      switch bytes[position] {
      case UInt8(ascii: "/"), UInt8(ascii: "@"), UInt8(ascii: "'"), UInt8(ascii: "("): return nil
      default: break
      }
      if bytes.starts(with: "’", at: position) { return nil }
    }
    return NameScan(range: offset..<position, names: names)
  }

  /// The end of `(2)` or `(50%)`, or nil.
  private static func unitsEnd(_ bytes: [UInt8], at offset: Int, end: Int) -> Int? {
    var position = offset + 1
    while position < end, bytes[position].isASCIIDigit { position += 1 }
    guard position > offset + 1, position - offset <= 4 else { return nil }
    if position < end, bytes[position] == UInt8(ascii: "%") { position += 1 }
    return position < end && bytes[position] == UInt8(ascii: ")") ? position + 1 : nil
  }

  /// The end of one name: a letter, then letters, digits, `_ . -`, ending in a letter or digit.
  public static func nameEnd(_ bytes: [UInt8], at start: Int, end: Int) -> Int? {
    guard start < end, bytes[start].isASCIILetter || bytes[start] >= 0x80 else { return nil }
    var position = start + 1
    var last = position
    while position < end {
      let byte = bytes[position]
      if bytes.starts(with: "’", at: position) { break }
      if byte.isASCIILetter || byte.isASCIIDigit || byte >= 0x80 {
        position += 1
        last = position
      } else if byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-") {
        position += 1
      } else {
        break
      }
    }
    return last
  }

  /// The assignment in a tag whose names stand in `names` and which ends at `end`.
  public init(parsing bytes: [UInt8], names: Range<Int>, end: Int) {
    anyOf = bytes[names].split(separator: UInt8(ascii: "|")).map { part in
      String(decoding: part.first == UInt8(ascii: "@") ? part.dropFirst() : part, as: UTF8.self)
    }
    var (number, percent) = (0, false)
    for offset in names.upperBound..<max(names.upperBound, end) {
      if bytes[offset].isASCIIDigit, number < 10_000 { number = number * 10 + Int(bytes[offset] - 0x30) }
      if bytes[offset] == UInt8(ascii: "%") { percent = true }
    }
    thousandths = number == 0 ? 1000 : percent ? number * 10 : number * 1000
  }
}
