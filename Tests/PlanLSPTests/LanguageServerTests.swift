import PlanModel
import PlanTestSupport
import PlanWorkspace
import Testing

@testable import PlanLSP

@Suite("Language server: life and findings")
struct LanguageServerTests {
  private let files: KeyValuePairs = ["planmd.yaml": "", "other.md": "# O\n\n- [ ] Two id:two\n"]

  @Test("what is wrong is told when a text is opened and with every change, in the client's characters")
  func diagnostics() {
    let client = Client(files)
    client.open("plan.md", "# P\n\n- [ ] 🎉 Party due:2026-02-30\n")
    #expect(client.rules("plan.md") == ["impossible-date"])
    let range = client.diagnostics("plan.md").first?["range"]
    #expect(
      range?["start"] == ["line": 2, "character": 19] && range?["end"] == ["line": 2, "character": 29])
    #expect(
      client.diagnostics("plan.md").first?["codeDescription"] == ["href": "file:///rules/impossible-date.md"])
    client.change("plan.md", "20", at: (Position(line: 2, character: 27), Position(line: 2, character: 29)))
    #expect(client.rules("plan.md") == [])
    #expect(client.told.last?["params"]?["version"] == 2)
  }

  @Test("a reference into another file is no finding, whether that lies on the disk or is open")
  func otherFiles() {
    let client = Client(files)
    client.open("plan.md", "# P\n\n- [ ] One after:two\n- [ ] Three after:nobody\n")
    #expect(client.rules("plan.md") == ["unknown-dependency"])
    client.open("other.md", "# O\n\n- [ ] Two id:zwei\n")
    #expect(client.rules("plan.md") == ["unknown-dependency", "unknown-dependency"])
  }

  @Test("a finding names the other place that it is about")
  func related() {
    let client = Client(files)
    client.open("plan.md", "# P\n\n- [ ] One id:two\n")
    let other = client.diagnostics("plan.md").first?["relatedInformation"]?.array?.first
    #expect(other?["location"]?["uri"] == .string(client.uri("other.md")))
    #expect(other?["location"]?["range"]?["start"] == ["line": 2, "character": 13])
  }

  @Test("findings about the schedule come when nobody types, and stay while the next line is typed")
  func levelled() {
    let client = Client(files)
    let text = "# P\n\n- [ ] Big est:10d due:2026-03-12 @ann\n"
    client.open("plan.md", text)
    #expect(!client.rules("plan.md").contains("due-unreachable"))
    client.rest()
    #expect(client.rules("plan.md").contains("due-unreachable"))
    client.change(
      "plan.md", "Text\n\n", at: (Position(line: 2, character: 0), Position(line: 2, character: 0)))
    let kept = client.diagnostics("plan.md").first { $0["code"] == "due-unreachable" }
    #expect(kept?["range"]?["start"]?["line"] == 4)
    client.change("plan.md", "x", at: (Position(line: 4, character: 22), Position(line: 4, character: 23)))
    #expect(!client.rules("plan.md").contains("due-unreachable"))
  }

  @Test("a client that pulls is told whether anything is new")
  func pulled() {
    let client = Client(
      files,
      capabilities: [
        "textDocument": ["diagnostic": [:]], "workspace": ["diagnostics": ["refreshSupport": true]],
      ])
    client.open("plan.md", "# P\n\n- [ ] A due:2026-02-30▸\n")
    #expect(!client.told.contains { $0["method"] == "textDocument/publishDiagnostics" })
    let first = client.ask("diagnostic")
    #expect(first["items"]?.array?.first?["code"] == "impossible-date")
    let again = client.ask("diagnostic", ["previousResultId": first["resultId"] ?? .null])
    #expect(again["kind"] == "unchanged")
    client.rest()
    #expect(client.told.contains { $0["method"] == "workspace/diagnostic/refresh" })
  }

  @Test("files that change on the disk change what is found")
  func watched() {
    let client = Client(files)
    client.open("plan.md", "# P\n\n- [ ] One after:three\n")
    #expect(client.rules("plan.md") == ["unknown-dependency"])
    client.folder.write("# O\n\n- [ ] Three id:three\n", to: "new.md")
    client.notify("workspace/didChangeWatchedFiles", ["changes": []])
    #expect(client.rules("plan.md") == [])
    client.folder.write("people: {ann: {}, bob: {}}\n", to: "planmd.yaml")
    client.change(
      "plan.md", "- [ ] Four @cleo\n", at: (Position(line: 3, character: 0), Position(line: 3, character: 0)))
    #expect(client.rules("plan.md") == [])
    client.notify("textDocument/didSave", ["textDocument": ["uri": .string(client.uri("plan.md"))]])
    #expect(client.rules("plan.md") == [], "an open text is what the editor holds, saved or not")
    client.notify(
      "workspace/didChangeWatchedFiles",
      ["changes": [["uri": .string(client.uri("planmd.yaml")), "type": 2]]])
    #expect(client.rules("plan.md") == ["unknown-person"])
  }

  @Test("a calendar that the configuration names counts as it is now")
  func calendars() {
    func calendar(_ day: String) -> String {
      "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:\(day)\r\nSUMMARY:Day\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    }
    let client = Client([
      "planmd.yaml": "calendar: {holiday-files: [days.ics]}\n", "days.ics": calendar("20260401"),
    ])
    client.open("plan.md", "- [ ] A due:2026-03-31\n")
    #expect(!client.rules("plan.md").contains("due-on-holiday"))
    client.folder.write(calendar("20260331"), to: "days.ics")
    client.notify("workspace/didChangeWatchedFiles", ["changes": []])
    #expect(client.rules("plan.md").contains("due-on-holiday"))
  }

  @Test("the configuration that is open counts, and has findings of its own")
  func configuration() {
    let client = Client(files)
    client.open("plan.md", "# P\n\n- [ ] One @cleo\n")
    client.open("planmd.yaml", "people: {ann: {}}\nnosuch: 1\n")
    #expect(client.rules("planmd.yaml") == ["unknown-configuration-key"])
    #expect(client.rules("plan.md") == ["unknown-person"])
  }

  @Test("several folders are several plans")
  func folders() {
    let client = Client([
      "a/planmd.yaml": "", "a/x.md": "- [ ] A id:one\n", "b/planmd.yaml": "", "b/y.md": "",
    ])
    client.open("a/plan.md", "- [ ] Waits after:one\n")
    client.open("b/plan.md", "- [ ] Waits after:one\n")
    #expect(client.rules("a/plan.md") == [])
    #expect(client.rules("b/plan.md") == ["unknown-dependency"])
    let found = client.request("workspace/symbol", ["query": "waits"]).array ?? []
    #expect(
      found.compactMap { $0["location"]?["uri"]?.string } == [
        client.uri("a/plan.md"), client.uri("b/plan.md"),
      ])
  }

  @Test("a text that lies in no plan is one by itself, and its neighbours are left alone")
  func alone() {
    let client = Client(files)
    let other = TemporaryFolder(["a.md": "- [ ] A id:one\n", "b.md": ""])
    let uri = DocumentURI.uri(other["b.md"])
    client.notify(
      "textDocument/didOpen",
      ["textDocument": ["uri": .string(uri), "version": 1, "text": "- [ ] B after:one due:2026-02-30\n"]])
    let codes = client.told.last?["params"]?["diagnostics"]?.array?.compactMap { $0["code"]?.string }
    #expect(codes == ["unknown-dependency", "impossible-date"])
    client.notify(
      "textDocument/didOpen",
      ["textDocument": ["uri": "untitled:Untitled-1", "version": 1, "text": "- [ ] x due:2026-02-30"]])
    #expect(
      client.request(
        "textDocument/hover",
        ["textDocument": ["uri": "untitled:Untitled-1"], "position": ["line": 0, "character": 3]]) == .null)
  }

  @Test("before initialize, after shutdown and for unknown methods there are errors; exit ends it")
  func life() {
    let client = Client(files)
    #expect(client.request("nosuch", .null)["code"] == -32601)
    #expect(
      client.request("textDocument/formatting", ["textDocument": ["uri": "file:///x.md"]])["code"] == -32602)
    #expect(client.request("initialize", [:])["code"] == -32600)
    client.notify("nosuch", .null)
    #expect(client.request("shutdown", .null) == .null)
    #expect(client.request("shutdown", .null)["code"] == -32600)
    #expect(client.server.exitCode == nil)
    client.notify("exit", .null)
    #expect(client.server.exitCode == 0)
  }

  @Test("what is taken back before it is answered gets no answer but that")
  func cancelled() {
    let client = Client(files)
    client.open("plan.md", "# P\n\n- [ ] One est:1d\n")
    var server = client.server
    func message(_ text: String) -> [UInt8] { Array(text.utf8) }
    let answers = server.receive([
      message(
        #"{"jsonrpc":"2.0","id":7,"method":"textDocument/documentSymbol","params":{"textDocument":{"uri":"x"}}}"#
      ),
      message(#"{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":7}}"#),
    ])
    #expect(answers.count == 1 && answers.first?["error"]?["code"] == -32800)
  }

  @Test("a change that cannot be read leaves the text as it is, and is told")
  func badChange() {
    let client = Client(files)
    client.open("plan.md", "# P\n")
    client.notify(
      "textDocument/didChange",
      [
        "textDocument": ["uri": .string(client.uri("plan.md")), "version": 2],
        "contentChanges": [["range": ["start": 3], "text": "x"]],
      ])
    let text = client.request("planmd/text", ["textDocument": ["uri": .string(client.uri("plan.md"))]])
    #expect(text == ["text": "# P\n", "version": 1])
    #expect(client.told.last?["method"] == "window/logMessage")
  }

  @Test("settings are asked for and heeded")
  func settings() {
    let client = Client(files)
    client.open("plan.md", "# P▸\n\n- [x] One\n- [ ] Two\n")
    #expect(client.ask("codeLens").array?.count == 1)
    client.settings = ["codeLenses": false]
    client.notify("workspace/didChangeConfiguration", ["settings": [:]])
    #expect(client.ask("codeLens").array?.count == 0)
  }

  @Test("a change costs what it touches, and not the file")
  func isBounded() {
    let lines = (0..<3000).map { "- [ ] Task \($0) due:2026-04-\(10 + $0 % 20)\n" }.joined()
    let client = Client(files)
    client.open("plan.md", "# P\n\n" + lines)
    let root = client.folder.path
    let place = Position(line: 1500, character: 8)
    client.change("plan.md", "x", at: (place, place))
    #expect((client.server.folders[root]?.live.parsedBytes ?? .max) < 30_000)
  }
}
