import PlanModel
import PlanTestSupport
import PlanWorkspace
import Testing

@testable import PlanLSP

@Suite("Language server")
struct LanguageServerTests {
  private let folder = TemporaryFolder(["planmd.yaml": "", "other.md": "# O\n\n- [ ] Two id:two\n"])

  private func server() -> LanguageServer {
    let path = folder.path
    return LanguageServer(
      LanguageServer.Surroundings(
        open: { folder in
          let world = World(
            environment: [:], directory: folder, clock: { 0 }, output: Output(), errors: Output())
          return try Workspace.open(world, root: path)
        }, today: { Day(2026, 3, 9)! }, version: "test"))
  }

  private func uri(_ name: String) -> String { "file://\(folder.path)/\(name)" }

  private func request(_ server: inout LanguageServer, _ method: String, _ parameters: JSONValue)
    -> [JSONValue]
  {
    server.receive(
      (["jsonrpc": "2.0", "id": 1, "method": .string(method), "params": parameters] as JSONValue).bytes)
  }

  private func notify(_ server: inout LanguageServer, _ method: String, _ parameters: JSONValue)
    -> [JSONValue]
  {
    server.receive((["jsonrpc": "2.0", "method": .string(method), "params": parameters] as JSONValue).bytes)
  }

  /// A server with one open text, and what opening it brought.
  private func opened(_ text: String, encodings: JSONValue = ["utf-16"]) -> (LanguageServer, [JSONValue]) {
    var server = server()
    _ = request(&server, "initialize", ["capabilities": ["general": ["positionEncodings": encodings]]])
    let answer = notify(
      &server, "textDocument/didOpen",
      [
        "textDocument": [
          "uri": .string(uri("plan.md")), "languageId": "markdown", "version": 1, "text": .string(text),
        ]
      ])
    return (server, answer)
  }

  private func codes(_ messages: [JSONValue]) -> [String] {
    (messages.last?["params"]?["diagnostics"]?.array ?? []).compactMap { $0["code"]?.string }
  }

  @Test("what is wrong is told when a text is opened and with every change, in the client's characters")
  func diagnostics() {
    var (server, first) = opened("# P\n\n- [ ] 🎉 Party due:2026-02-30\n")
    #expect(codes(first) == ["impossible-date"])
    let range = first.last?["params"]?["diagnostics"]?.array?.first?["range"]
    #expect(
      range?["start"] == ["line": 2, "character": 19] && range?["end"] == ["line": 2, "character": 29])
    let fixed = notify(
      &server, "textDocument/didChange",
      [
        "textDocument": ["uri": .string(uri("plan.md")), "version": 2],
        "contentChanges": [
          [
            "range": ["start": ["line": 2, "character": 27], "end": ["line": 2, "character": 29]],
            "text": "20",
          ]
        ],
      ])
    #expect(codes(fixed) == [] && fixed.last?["params"]?["version"] == 2)
    #expect(server.documents[uri("plan.md")]?.bytes == Array("# P\n\n- [ ] 🎉 Party due:2026-02-20\n".utf8))
  }

  @Test("a reference into another file is no finding, whether that lies on the disk or is open")
  func otherFiles() {
    let (_, first) = opened("# P\n\n- [ ] One after:two\n- [ ] Three after:nobody\n")
    #expect(codes(first) == ["unknown-dependency"])
  }

  @Test("a fix is an edit of the version that it was made for")
  func actions() {
    var (server, _) = opened("# P\n\n- [ ] A due :2026-03-10\n")
    let everything: JSONValue = ["start": ["line": 0, "character": 0], "end": ["line": 9, "character": 0]]
    let answer = request(
      &server, "textDocument/codeAction",
      ["textDocument": ["uri": .string(uri("plan.md"))], "range": everything])
    let actions = answer.last?["result"]?.array ?? []
    for action in actions {
      #expect(action["edit"]?["documentChanges"]?.array?.first?["textDocument"]?["version"] == 1)
    }
    #expect(actions.allSatisfy { $0["kind"] == "quickfix" })
  }

  @Test("formatting is what fmt does, symbols are projects with their tasks")
  func formatting() {
    var (server, _) = opened(
      "# P\n\n- [X]  Ä  due:2026-03-10   \n  - [ ] Sub\n\n## Q\n\n- [ ] B\n", encodings: ["utf-8"])
    let document: JSONValue = ["textDocument": ["uri": .string(uri("plan.md"))]]
    let edit = request(&server, "textDocument/formatting", document).last?["result"]?.array?.first
    #expect(edit?["newText"]?.string?.contains("x") == true)
    let symbols = request(&server, "textDocument/documentSymbol", document).last?["result"]?.array
    #expect(symbols?.map { $0["name"]?.string } == ["P"])
    let inner = symbols?.first?["children"]?.array
    #expect(inner?.map { $0["name"]?.string } == ["Ä", "Q"])
    #expect(inner?.first?["children"]?.array?.map { $0["name"]?.string } == ["Sub"])
  }

  @Test("before initialize, after shutdown and for unknown methods there are errors; exit ends it")
  func life() {
    var server = server()
    func code(_ messages: [JSONValue]) -> Int? { messages.last?["error"]?["code"]?.int }
    #expect(code(request(&server, "textDocument/formatting", .null)) == -32002)
    let ready = request(&server, "initialize", ["capabilities": [:]])
    #expect(ready.last?["result"]?["capabilities"]?["positionEncoding"] == "utf-16")
    #expect(code(request(&server, "nosuch", .null)) == -32601)
    #expect(
      code(request(&server, "textDocument/formatting", ["textDocument": ["uri": "file:///x.md"]])) == -32602)
    #expect(server.receive(Array("{".utf8)).last?["error"]?["code"] == -32700)
    #expect(notify(&server, "nosuch", .null).isEmpty)
    #expect(request(&server, "shutdown", .null).last?["result"] == .null)
    #expect(code(request(&server, "shutdown", .null)) == -32600)
    #expect(server.exitCode == nil)
    _ = notify(&server, "exit", .null)
    #expect(server.exitCode == 0)
  }
}

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
