package import PlanModel

/// How the client counts characters of a line. Inside planmd there are bytes only; this is where they meet.
package enum PositionEncoding: String, Sendable {
  case utf8 = "utf-8"
  case utf16 = "utf-16"
  case utf32 = "utf-32"
}

/// A line and a character of it, both from 0, in the client's encoding.
package struct Position: Hashable, Sendable {
  package var line: Int
  package var character: Int

  package init(line: Int, character: Int) { (self.line, self.character) = (line, character) }

  init?(_ value: JSONValue?) {
    guard let line = value?["line"]?.int, let character = value?["character"]?.int else { return nil }
    self.init(line: line, character: character)
  }

  var json: JSONValue { ["line": .int(line), "character": .int(character)] }
}

/// The server's copy of a text that is open in the editor.
package struct TextMirror: Sendable {
  package private(set) var bytes: [UInt8]
  package private(set) var lines: LineTable
  package private(set) var version: Int?
  package let encoding: PositionEncoding

  package init(_ text: String, version: Int?, encoding: PositionEncoding) {
    self.init(Array(text.utf8), version: version, encoding: encoding)
  }

  init(_ bytes: [UInt8], version: Int?, encoding: PositionEncoding) {
    self.bytes = bytes
    lines = LineTable(bytes)
    (self.version, self.encoding) = (version, encoding)
  }

  /// The byte of a position. One behind a line's end is its end, a line behind the last one the end of the text; one
  /// within a character is the character's beginning.
  package func offset(of position: Position) -> Int {
    guard position.line >= 0 else { return 0 }
    guard position.line < lines.starts.count else { return bytes.count }
    let range = lines.range(ofLine: position.line + 1)
    var end = range.upperBound
    while end > range.lowerBound, bytes[end - 1].isLineEnd { end -= 1 }
    var (offset, units) = (range.lowerBound, 0)
    while offset < end {
      let length = min(TextMirror.length(bytes[offset]), end - offset)
      let size = TextMirror.units(length, encoding)
      guard units + size <= position.character else { break }
      units += size
      offset += length
    }
    return offset
  }

  package func position(of offset: Int) -> Position {
    let offset = min(max(0, offset), bytes.count)
    let line = lines.position(of: offset).line
    let start = Int(lines.starts[line - 1])
    guard encoding != .utf8 else { return Position(line: line - 1, character: offset - start) }
    var (place, units) = (start, 0)
    while place < offset {
      let length = min(TextMirror.length(bytes[place]), offset - place)
      units += TextMirror.units(length, encoding)
      place += length
    }
    return Position(line: line - 1, character: units)
  }

  private static func length(_ lead: UInt8) -> Int { lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4 }

  private static func units(_ length: Int, _ encoding: PositionEncoding) -> Int {
    switch encoding {
    case .utf8: length
    case .utf16: length == 4 ? 2 : 1
    case .utf32: 1
    }
  }

  /// Applies a change of the client; without a range the text is all of it.
  package mutating func apply(_ text: String, at range: (start: Position, end: Position)?) {
    if let range {
      let start = offset(of: range.start)
      bytes.replaceSubrange(start..<max(start, offset(of: range.end)), with: text.utf8)
    } else {
      bytes = Array(text.utf8)
    }
    lines = LineTable(bytes)
  }

  /// How far each line is indented, block quotes counted; nil for blank lines.
  var indents: [Int?] {
    bytes.withUnsafeBufferPointer { bytes in
      lines.starts.map { start in
        var (offset, column) = (Int(start), 0)
        while offset < bytes.count, bytes[offset].isBlank || bytes[offset] == UInt8(ascii: ">") {
          column += bytes[offset] == 0x09 ? 4 - column % 4 : 1
          offset += 1
        }
        return offset == bytes.count || bytes[offset].isLineEnd ? nil : column
      }
    }
  }

  func json(_ range: Range<Int>) -> JSONValue {
    ["start": position(of: range.lowerBound).json, "end": position(of: range.upperBound).json]
  }

  /// A range as it is sent, for those that are sent by the thousand.
  func write(_ range: Range<Int>, to json: inout [UInt8]) {
    func write(_ position: Position) {
      json += "{\"line\":".utf8
      json += String(position.line).utf8
      json += ",\"character\":".utf8
      json += String(position.character).utf8
      json.append(UInt8(ascii: "}"))
    }
    json += "{\"start\":".utf8
    write(position(of: range.lowerBound))
    json += ",\"end\":".utf8
    write(position(of: range.upperBound))
    json.append(UInt8(ascii: "}"))
  }

  package mutating func setVersion(_ version: Int?) { self.version = version }
}
