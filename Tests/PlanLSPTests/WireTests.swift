import PlanTestSupport
import Testing

@testable import PlanLSP

@Suite("Messages on the wire")
struct MessageReaderTests {
  @Test("messages come out whole, however they arrive")
  func pieces() {
    let stream = MessageReader.framed(Array("{\"a\":1}".utf8)) + MessageReader.framed(Array("é".utf8))
    for size in 1..<stream.count {
      var (reader, found): (MessageReader, [[UInt8]]) = (MessageReader(), [])
      for start in stride(from: 0, to: stream.count, by: size) {
        reader.append(stream[start..<min(stream.count, start + size)])
        while let message = reader.next() { found.append(message) }
      }
      #expect(found == [Array("{\"a\":1}".utf8), Array("é".utf8)])
    }
  }

  @Test("what only looks like the header's name is none, and blank lines cost a step each")
  func names() {
    var reader = MessageReader()
    reader.append("Content\rLength: 300\r\n\r\n".utf8)
    reader.append([UInt8](repeating: 0x0A, count: 1 << 20))
    reader.append(MessageReader.framed(Array("1".utf8)))
    #expect(reader.next() == [UInt8(ascii: "1")])
    #expect(reader.comparedBytes < 8 << 20)
  }

  @Test("what is no header is skipped, and the next message comes", arguments: 0..<400)
  func damaged(_ seed: Int) {
    var generator = SeededGenerator(seed: UInt64(seed))
    let good = MessageReader.framed(Array("{\"method\":\"x\"}".utf8))
    var noise = (0..<Int.random(in: 0...40, using: &generator)).map { _ in
      UInt8.random(in: 0...255, using: &generator)
    }
    if seed % 3 == 0 {
      noise += Array("Content-Length: \(["x", "-1", "99999999999", ""][seed % 4])\r\n\r\n".utf8)
    }
    var reader = MessageReader()
    // A line of its own: a header may have any lines.
    reader.append(noise + [0x0A, 0x0A] + good + good)
    var found = 0
    while let message = reader.next() { if JSONValue(message)?["method"] == "x" { found += 1 } }
    #expect(found >= 1)
  }

  @Test(
    "values are written as they are read",
    arguments: [
      "{\"a\":[1,-2,0.5,true,false,null,\"x\\n\\\"\\\\\\u0001é🎉\"],\"b\":{}}", "[]", "\"\"", "-7",
    ])
  func json(_ text: String) {
    #expect(JSONValue(Array(text.utf8)).map { String(decoding: $0.bytes, as: UTF8.self) } == text)
  }

  @Test(
    "what is no JSON is nothing",
    arguments: ["", "{", "[1,]", "{\"a\"}", "01x", "\"\u{1}\"", "nul", "[1] 2", "\"\\u12\"", "+1"])
  func notJSON(_ text: String) { #expect(JSONValue(Array(text.utf8)) == nil) }

  @Test func deepValuesEndReadingAndNotTheServer() {
    #expect(JSONValue([UInt8](repeating: UInt8(ascii: "["), count: 100_000)) == nil)
    #expect(JSONValue(Array("\"\\ud83c\\udf89 \\ud83c\"".utf8)) == "🎉 \u{FFFD}")
  }
}

@Suite("The server's copy of a text")
struct TextMirrorTests {
  /// A text as an editor holds it: an array of UTF-16, changed at lines and characters.
  private struct Client {
    var units: [UInt16]

    func offset(_ position: Position) -> Int {
      var (line, offset) = (0, 0)
      while line < position.line {
        if units[offset] == 0x0D, offset + 1 < units.count, units[offset + 1] == 0x0A { offset += 1 }
        if units[offset] == 0x0A || units[offset] == 0x0D { line += 1 }
        offset += 1
      }
      return offset + position.character
    }

    /// All places between characters, CRLF being one.
    var places: [Position] {
      var (result, line, character): ([Position], Int, Int) = ([], 0, 0)
      var offset = 0
      while true {
        result.append(Position(line: line, character: character))
        guard offset < units.count else { return result }
        let unit = units[offset]
        if unit == 0x0D, offset + 1 < units.count, units[offset + 1] == 0x0A { offset += 1 }
        if unit == 0x0A || unit == 0x0D {
          (line, character) = (line + 1, 0)
          offset += 1
        } else {
          let isPair = (0xD800..<0xDC00).contains(unit)
          offset += isPair ? 2 : 1
          character += isPair ? 2 : 1
        }
      }
    }
  }

  @Test("is the client's after any changes", arguments: 0..<300)
  func scripts(_ seed: Int) {
    var generator = SeededGenerator(seed: UInt64(seed))
    let parts = ["a", "é", "🎉", "\r\n", "\n", "- [ ] x", "語", "", "\u{301}"]
    func text() -> String {
      (0..<Int.random(in: 0...8, using: &generator)).map { _ in parts.randomElement(using: &generator)! }
        .joined()
    }
    let start = text()
    var client = Client(units: Array(start.utf16))
    var mirror = TextMirror(start, version: 0, encoding: .utf16)
    for _ in 0..<12 {
      let places = client.places
      var (one, other) = (
        Int.random(in: 0..<places.count, using: &generator),
        Int.random(in: 0..<places.count, using: &generator)
      )
      if one > other { swap(&one, &other) }
      let new = text()
      client.units.replaceSubrange(
        client.offset(places[one])..<client.offset(places[other]), with: Array(new.utf16))
      mirror.apply(new, at: (places[one], places[other]))
      #expect(String(decoding: mirror.bytes, as: UTF8.self).utf16.elementsEqual(client.units))
    }
  }

  @Test(
    "positions are those of the encoding",
    arguments: [(PositionEncoding.utf8, 6), (.utf16, 4), (.utf32, 3)])
  func encodings(_ encoding: PositionEncoding, _ character: Int) {
    let mirror = TextMirror("x\né🎉z\r\nend", version: nil, encoding: encoding)
    #expect(mirror.position(of: 8) == Position(line: 1, character: character - (encoding == .utf8 ? 0 : 1)))
    #expect(mirror.offset(of: Position(line: 1, character: 99)) == 9)
    #expect(mirror.offset(of: Position(line: 99, character: 0)) == mirror.bytes.count)
  }
}
