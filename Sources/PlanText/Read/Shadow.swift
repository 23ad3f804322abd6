import PlanModel

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A stand-in for a piece of Markdown that has the same blocks, line for line and column for column, and nothing else.
///
/// Which blocks a line opens, continues or closes depends on its beginning: blanks, markers, fences, `<`, `[`. From
/// the first byte on that is none of these, a line is text, and the shadow keeps one letter of it. That leaves
/// libcmark a fifth of the bytes, no inlines to parse (its positions for them are unreliable, and brackets cost it
/// quadratic time) and no bytes it would replace, so that its lines and columns are those of the file.
///
/// Lines are kept whole where more of them matters: those that begin with `<`, `[` (unless it is a checkbox) or a
/// fence, and, with their inline markers blunted, those with a `>`, which may end an HTML block (CommonMark 0.30,
/// sections 4.4 to 4.7).
struct Shadow {
  /// The text for libcmark; every line ends with LF.
  private(set) var text: [UInt8] = []
  /// Offset in the file of each line's first byte, and the offset where the piece ends.
  private(set) var lineStarts: [UInt32] = []
  private(set) var remarks: [Remark] = []
  /// True if `%%`, a conflict marker, or a comment of planmd's own may stand in the piece.
  private(set) var hasPercentSigns = false
  private(set) var hasConflictMarkers = false
  private(set) var hasOwnComments = false

  /// More containers on a line than this, or columns before them, are not followed.
  static let nestingLimit = 100
  static let indentationLimit = 1000
  /// Longer lines get a finding, and tags are read up to here.
  static let lineLimit = 1 << 20
  /// Bytes of a line that is kept whole, and such lines between two blank ones, before markers are blunted.
  private static let wholeLimit = 4096

  private var wholeBytesSinceBlank = 0
  /// A line that begins with `[` may start a link reference definition, whose next lines matter too.
  private var mayBeDefinition = false

  private let file: FileIndex
  private var hasAngle = true
  private var mayHaveMarkers = true

  init(_ bytes: [UInt8], _ range: Range<Int>, file: FileIndex, isStartOfFile: Bool) {
    self.file = file
    text.reserveCapacity(range.count / 3 + 64)
    lineStarts.reserveCapacity(range.count / 40 + 2)
    bytes.withUnsafeBufferPointer { buffer in
      var offset = range.lowerBound
      if isStartOfFile, range.count >= 3, buffer[offset] == 0xEF, buffer[offset + 1] == 0xBB,
        buffer[offset + 2] == 0xBF
      {
        offset += 3
      }
      // What most pieces have none of is looked for once, not line by line.
      hasAngle = Shadow.has(UInt8(ascii: ">"), buffer, range)
      mayHaveMarkers =
        Shadow.has(UInt8(ascii: "%"), buffer, range) || Shadow.has(UInt8(ascii: "!"), buffer, range)
      let hasReturns = Shadow.has(0x0D, buffer, range)
      while offset < range.upperBound {
        let end = Shadow.endOfLine(buffer, offset, range.upperBound, hasReturns: hasReturns)
        lineStarts.append(UInt32(truncatingIfNeeded: offset))
        if Shadow.hasOddCharacters(buffer, offset, end) { checkCharacters(buffer, offset..<end) }
        add(line: offset..<end, buffer)
        offset = end
        if end < range.upperBound {
          offset += buffer[end] == 0x0D && end + 1 < range.upperBound && buffer[end + 1] == 0x0A ? 2 : 1
        }
      }
      lineStarts.append(UInt32(truncatingIfNeeded: range.upperBound))
    }
  }

  /// Number of lines in the piece.
  var lineCount: Int { lineStarts.count - 1 }
}

// MARK: - Lines

extension Shadow {
  private static func has(_ byte: UInt8, _ buffer: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Bool {
    guard let base = buffer.baseAddress, !range.isEmpty else { return false }
    return memchr(base + range.lowerBound, Int32(byte), range.count) != nil
  }

  private static func endOfLine(
    _ buffer: UnsafeBufferPointer<UInt8>, _ start: Int, _ limit: Int, hasReturns: Bool
  ) -> Int {
    guard let base = buffer.baseAddress, start < limit else { return limit }
    if !hasReturns {
      guard let found = memchr(base + start, 0x0A, limit - start) else { return limit }
      return UnsafeRawPointer(found) - UnsafeRawPointer(base)
    }
    var end = start
    while end < limit, buffer[end] != 0x0A, buffer[end] != 0x0D { end += 1 }
    return end
  }

  /// True if a byte from 0x80 up, DEL, or below 0x20 (tabs too) is in the line: eight bytes at a time.
  private static func hasOddCharacters(_ buffer: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> Bool
  {
    let raw = UnsafeRawBufferPointer(buffer)
    var offset = start
    while offset + 8 <= end {
      let word = raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
      // High bits set where a byte is at least 0x80, below 0x20, or 0x7F (Bit Twiddling Hacks, "hasless").
      let low = (word &- 0x2020_2020_2020_2020) & ~word
      let delete = (word ^ 0x7F7F_7F7F_7F7F_7F7F) &- 0x0101_0101_0101_0101
      if (word | low | (delete & ~(word ^ 0x7F7F_7F7F_7F7F_7F7F))) & 0x8080_8080_8080_8080 != 0 {
        return true
      }
      offset += 8
    }
    while offset < end {
      let byte = buffer[offset]
      if byte >= 0x7F || byte < 0x20 { return true }
      offset += 1
    }
    return false
  }

  private enum Prefix {
    case blank
    /// Text begins here.
    case text(Int)
    /// `<`, `[`, a fence: all of the line matters.
    case whole
    /// A thematic break, shown by three of its characters.
    case rule(Int)
    case tooDeep(Int)
  }

  private mutating func add(line: Range<Int>, _ buffer: UnsafeBufferPointer<UInt8>) {
    if line.count > Shadow.lineLimit {
      remarks.append(
        Remark(
          .lineTooLong, file: file, range: ByteRange(line.lowerBound, line.lowerBound + 1),
          detail: "\(line.count)"))
    }
    noticeMarkers(line, buffer)
    switch prefix(of: line, buffer) {
    case .blank:
      text.append(contentsOf: UnsafeBufferPointer(rebasing: buffer[line.prefix(Shadow.indentationLimit)]))
      wholeBytesSinceBlank = 0
      mayBeDefinition = false
    case .rule(let first):
      text.append(contentsOf: UnsafeBufferPointer(rebasing: buffer[line.lowerBound..<first]))
      for _ in 0..<3 { text.append(buffer[first]) }
    case .tooDeep(let end):
      text.append(contentsOf: UnsafeBufferPointer(rebasing: buffer[line.lowerBound..<end]))
      text.append(UInt8(ascii: "x"))
      if buffer[line].contains(UInt8(ascii: "[")) {
        remarks.append(
          Remark(
            .nestingTooDeep, file: file, range: ByteRange(line.lowerBound, min(line.upperBound, end + 1))))
      }
    case .text(let start):
      text.append(contentsOf: UnsafeBufferPointer(rebasing: buffer[line.lowerBound..<start]))
      if start == line.upperBound { break }
      noticeOddBlank(line, start, buffer)
      if mayBeDefinition {
        addWhole(start..<line.upperBound, buffer, keepsMarkers: true)
      } else if hasAngle, contains(buffer, start..<line.upperBound, UInt8(ascii: ">")) {
        addWhole(start..<line.upperBound, buffer, keepsMarkers: false)
      } else {
        text.append(UInt8(ascii: "x"))
      }
    case .whole:
      addWhole(line, buffer, keepsMarkers: true)
    }
    text.append(0x0A)
  }

  /// Finds where the text of a line begins, and whether what stands before asks for more than that.
  private mutating func prefix(of line: Range<Int>, _ buffer: UnsafeBufferPointer<UInt8>) -> Prefix {
    var offset = line.lowerBound
    var markers = 0
    let limit = min(line.upperBound, line.lowerBound + Shadow.indentationLimit)
    var firstMarker: Int?
    scan: while offset < line.upperBound {
      let byte = buffer[offset]
      switch byte {
      case 0x20, 0x09: break
      case UInt8(ascii: "-"), UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: ">"), UInt8(ascii: "_"),
        UInt8(ascii: "="), UInt8(ascii: "#"), UInt8(ascii: "."), UInt8(ascii: ")"):
        markers += 1
        if firstMarker == nil { firstMarker = offset }
      case 0x30...0x39:
        if firstMarker == nil { firstMarker = offset }
      case UInt8(ascii: "["):
        guard startsBox(buffer, offset, line.upperBound) else {
          mayBeDefinition = true
          return .whole
        }
        return mayBeDefinition ? .whole : .text(offset)
      case UInt8(ascii: "<"), UInt8(ascii: "`"), UInt8(ascii: "~"):
        return .whole
      default:
        break scan
      }
      if offset >= limit || markers > Shadow.nestingLimit {
        if let first = firstMarker, isRule(buffer, first..<line.upperBound) { return .rule(first) }
        // All of one kind without a blank (`=====`) nests nothing.
        if let first = firstMarker, isRun(buffer, first..<line.upperBound) {
          return first - line.lowerBound < Shadow.indentationLimit ? .rule(first) : .tooDeep(limit)
        }
        return .tooDeep(min(offset, limit))
      }
      offset += 1
    }
    return offset == line.upperBound ? (firstMarker == nil ? .blank : .text(offset)) : .text(offset)
  }

  /// Three or more of `-`, `*` or `_`, and blanks, to the end of the line.
  private func isRule(_ buffer: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Bool {
    let mark = buffer[range.lowerBound]
    guard mark == UInt8(ascii: "-") || mark == UInt8(ascii: "*") || mark == UInt8(ascii: "_") else {
      return false
    }
    return range.allSatisfy { buffer[$0] == mark || buffer[$0].isBlank }
  }

  private func isRun(_ buffer: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Bool {
    let mark = buffer[range.lowerBound]
    guard mark == UInt8(ascii: "=") || mark == UInt8(ascii: "-") else { return false }
    return range.allSatisfy { buffer[$0] == mark }
  }

  /// True for a checkbox with a blank or the line's end behind it; such a `[` starts no definition.
  private func startsBox(_ buffer: UnsafeBufferPointer<UInt8>, _ offset: Int, _ end: Int) -> Bool {
    guard offset + 2 < end else { return false }
    let lead = buffer[offset + 1]
    let length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
    let close = offset + 1 + length
    guard close < end, buffer[close] == UInt8(ascii: "]"), lead != UInt8(ascii: "[") else { return false }
    return close + 1 == end || buffer[close + 1].isBlank
  }

  private func contains(_ buffer: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ byte: UInt8) -> Bool {
    for offset in range where buffer[offset] == byte { return true }
    return false
  }

  /// Adds bytes as they are, but for what libcmark would replace or search through again and again.
  private mutating func addWhole(
    _ range: Range<Int>, _ buffer: UnsafeBufferPointer<UInt8>, keepsMarkers: Bool
  ) {
    let first = range.first { !buffer[$0].isBlank } ?? range.lowerBound
    for offset in range.prefix(Shadow.lineLimit) {
      let byte = buffer[offset]
      wholeBytesSinceBlank += 1
      let isBlunt = !keepsMarkers || wholeBytesSinceBlank > Shadow.wholeLimit
      switch byte {
      // No letter: `<é` begins no tag, and `[é]` is not the label of `[x]: …`.
      case 0x80..., 0x00: text.append(0x01)
      case UInt8(ascii: "<"):
        let closes = offset + 1 < range.upperBound && buffer[offset + 1] == UInt8(ascii: "/")
        text.append(isBlunt && !closes && (offset > first || !keepsMarkers) ? UInt8(ascii: "x") : byte)
      case UInt8(ascii: "["), UInt8(ascii: "*"), UInt8(ascii: "_"), UInt8(ascii: "`"), UInt8(ascii: "&"),
        UInt8(ascii: "!"):
        text.append(isBlunt ? UInt8(ascii: "x") : byte)
      default: text.append(byte)
      }
    }
  }
}

// MARK: - Characters and markers

extension Shadow {
  /// Notes invalid UTF-8, control characters and bidi overrides; one remark for a run.
  private mutating func checkCharacters(_ buffer: UnsafeBufferPointer<UInt8>, _ line: Range<Int>) {
    var offset = line.lowerBound
    while offset < line.upperBound {
      let byte = buffer[offset]
      if byte < 0x80 {
        if (byte < 0x20 && byte != 0x09) || byte == 0x7F {
          note(.controlCharacter, offset..<offset + 1, "U+00" + hex(UInt32(byte), 2))
        }
        offset += 1
        continue
      }
      let (scalar, length) = decodeScalar(buffer, offset, line.upperBound)
      guard let scalar else {
        note(.invalidUTF8, offset..<offset + length, "0x" + hex(UInt32(byte), 2))
        offset += length
        continue
      }
      switch scalar {
      case 0x80...0x9F: note(.controlCharacter, offset..<offset + length, "U+" + hex(scalar, 4))
      case 0x202A...0x202E, 0x2066...0x2069:
        note(.bidiControl, offset..<offset + length, "U+" + hex(scalar, 4))
      default: break
      }
      offset += length
    }
  }

  private mutating func note(_ kind: Remark.Kind, _ range: Range<Int>, _ detail: String) {
    if let last = remarks.last, last.kind == kind, last.range.upperBound == range.lowerBound {
      remarks[remarks.count - 1].range = ByteRange(last.range.lowerBound, range.upperBound)
    } else {
      remarks.append(Remark(kind, file: file, range: ByteRange(range), detail: detail))
    }
  }

  /// `-` + NBSP + `[ ]` looks like a task and is none: CommonMark wants a space or tab behind the bullet.
  private mutating func noticeOddBlank(_ line: Range<Int>, _ start: Int, _ buffer: UnsafeBufferPointer<UInt8>)
  {
    guard buffer[start] == 0xC2, start > line.lowerBound, start + 2 < line.upperBound,
      buffer[start + 1] == 0xA0,
      buffer[start + 2] == UInt8(ascii: "["), !buffer[start - 1].isBlank
    else { return }
    remarks.append(Remark(.nbspInBox, file: file, range: ByteRange(start, start + 2), replacement: " "))
  }

  private mutating func noticeMarkers(_ line: Range<Int>, _ buffer: UnsafeBufferPointer<UInt8>) {
    if line.count >= 7 {
      let byte = buffer[line.lowerBound]
      if byte == UInt8(ascii: "<") || byte == UInt8(ascii: ">") || byte == UInt8(ascii: "|") {
        let isRun = (line.lowerBound..<line.lowerBound + 7).allSatisfy { buffer[$0] == byte }
        if isRun, line.count == 7 || buffer[line.lowerBound + 7] == 0x20 { hasConflictMarkers = true }
      }
    }
    guard mayHaveMarkers, !hasPercentSigns || !hasOwnComments, line.count >= 2 else { return }
    var previous: UInt8 = 0
    for offset in line {
      let byte = buffer[offset]
      if byte == UInt8(ascii: "%"), previous == byte { hasPercentSigns = true }
      if byte == UInt8(ascii: "-"), previous == UInt8(ascii: "!") { hasOwnComments = true }
      previous = byte
    }
  }
}

/// Hexadecimal digits, capital, at least `width`.
private func hex(_ value: UInt32, _ width: Int) -> String {
  let digits = String(value, radix: 16, uppercase: true)
  return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
}

/// One Unicode scalar of strict UTF-8; nil and the number of bytes to skip where there is none.
func decodeScalar(_ buffer: UnsafeBufferPointer<UInt8>, _ offset: Int, _ end: Int) -> (UInt32?, Int) {
  let lead = buffer[offset]
  if lead < 0x80 { return (UInt32(lead), 1) }
  let length =
    lead >= 0xC2 && lead < 0xE0 ? 2 : lead >= 0xE0 && lead < 0xF0 ? 3 : lead >= 0xF0 && lead < 0xF5 ? 4 : 0
  guard length > 0 else { return (nil, 1) }
  var scalar = UInt32(lead) & (0xFF >> UInt32(length + 1))
  for index in 1..<length {
    guard offset + index < end, buffer[offset + index] & 0xC0 == 0x80 else { return (nil, index) }
    scalar = scalar << 6 | UInt32(buffer[offset + index] & 0x3F)
  }
  let isShortest = length == 2 || (length == 3 ? scalar >= 0x800 : scalar >= 0x10000)
  guard isShortest, !(0xD800...0xDFFF).contains(scalar), scalar <= 0x10FFFF else { return (nil, length) }
  return (scalar, length)
}
