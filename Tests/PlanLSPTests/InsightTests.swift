import PlanModel
import PlanTestSupport
import Testing

@testable import PlanLSP

@Suite("Language server: what the plan knows")
struct InsightTests {
  private let files: KeyValuePairs = ["planmd.yaml": "people: {ann: {capacity: 40h}, bob: {}}\n"]

  private func opened(_ text: String) -> Client { Client(files).open("plan.md", text) }

  private func hover(_ text: String) -> String {
    opened(text).ask("hover")["contents"]?["value"]?.string ?? ""
  }

  @Test(
    "a hover tells what is computed",
    arguments: [
      (
        "- [ ] Pa▸int est:2d @ann\n",
        ["**Paint**", "planned: 2026-03-09 to 2026-03-10", "why then: starts today"]
      ),
      (
        "- [ ] Sand id:s est:1d @ann\n- [ ] Pa▸int est:2d after:s @ann due:2026-03-20\n",
        [
          "planned: 2026-03-10 to 2026-03-11", "waits for 'Sand'", "slack:", "Why then:",
          "waits for: Sand (until 2026-03-09)",
        ]
      ),
      ("- [ ] Sand id:s▸ est:1d\n- [ ] Paint after:s\n", ["holds up: Paint"]),
      ("- [ ] Re▸port rec:+1w due:2026-03-10\n", ["repeats: every week", "then: 2026-03-17, 2026-03-24"]),
      ("- [ ] Pa▸int est:2d\n  - 2026-03-06 3h @ann\n", ["spent: 3h"]),
      ("- [ ] Paint @a▸nn est:2d\n", ["**ann**", "open tasks: 1", "| 2026-03-09 | 16h | 40h | 40 % |"]),
      ("- [ ] Paint #ho▸use\n- [x] Sand #house\n", ["tasks: 1 open of 2"]),
      (
        "# Ho▸use\n\ndue:2026-04-30 budget:40h\n\n- [x] Sand est:1d done:2026-03-06\n- [ ] Paint est:3d @ann\n",
        [
          "**House**", "progress: 25 %, 1 of 2 tasks done", "planned end: Wed 2026-03-11", "forecast: ",
          "% by the due day", "budget: ",
        ]
      ),
      ("- [ ] A <!-- planmd-disable-line missing-▸estimate -->\n", ["missing-estimate"]),
    ])
  func hovers(_ text: String, _ parts: [String]) {
    let found = hover(text)
    for part in parts { #expect(found.contains(part), "\(part) in \(found)") }
  }

  @Test("hovering a reference tells of what it means")
  func reference() {
    #expect(hover("- [ ] Sand id:s est:1d\n- [ ] Paint after:▸s\n").hasPrefix("**Sand**"))
    #expect(opened("Just te▸xt\n").ask("hover") == .null)
  }

  @Test("a client that shows no Markdown gets none")
  func plain() {
    let client = Client(files, capabilities: [:]).open("plan.md", "- [ ] Pa▸int *it* est:2d\n")
    let contents = client.ask("hover")["contents"]
    #expect(contents?["kind"] == "plaintext" && contents?["value"]?.string?.hasPrefix("Paint *it*\n") == true)
  }

  private func hints(_ client: Client) -> [String] {
    let everything: JSONValue = ["start": ["line": 0, "character": 0], "end": ["line": 99, "character": 0]]
    return (client.ask("inlayHint", ["range": everything]).array ?? []).compactMap { hint in
      guard let place = Position(hint["position"]), let label = hint["label"]?.string else { return nil }
      return "\(place.line):\(place.character) \(label)"
    }
  }

  @Test("hints tell planned days, progress and who has too much")
  func hints() {
    let client = opened(
      "# P▸\n\n- [ ] A est:2d @ann\n- [ ] B est:8d @ann due:2026-03-13\n- [x] C\n- [ ] D\n- [ ] E fixed:2026-03-09 est:3d @ann\n"
    )
    let all = hints(client)
    #expect(
      all == [
        "0:3 20 %, ends 2026-03-25", "2:19 Tue 03-24 – Wed 03-25",
        "3:34 Thu 03-12 – Mon 03-23, 10 days late", "6:36 Mon 03-09 – Wed 03-11",
      ])
    client.settings = ["inlayHints": ["dates": false, "load": "off"]]
    client.notify("workspace/didChangeConfiguration", ["settings": [:]])
    #expect(hints(client).count == 1)
  }

  @Test("in the configuration each person's load is shown")
  func load() {
    let client = Client(["plan.md": "- [ ] A est:2d @ann\n"])
    client.open("planmd.yaml", "people:\n▸  ann: {capacity: 40h}\n")
    #expect(hints(client) == ["1:22 40 % in the week of Mon 03-09"])
  }

  @Test("above headings stands how far they are, above blocks that they can be updated")
  func lenses() {
    let client = opened(
      "# P▸\n\n- [x] A est:1d\n- [ ] B est:3d @ann\n\n<!-- planmd: list -->\n<!-- /planmd -->\n")
    let titles = client.ask("codeLens").array?.compactMap { $0["command"]?["title"]?.string }
    #expect(titles == ["1 of 2 done · 25 % · ends Wed 03-11", "update"])
  }

  @Test("requests about dates wait for the schedule, and an outdated one is told so")
  func outdated() {
    let client = opened("- [ ] A▸ est:2d\n")
    var server = client.server
    let uri = client.uri("plan.md")
    func hint(_ id: Int) -> [UInt8] {
      Array(
        #"{"jsonrpc":"2.0","id":\#(id),"method":"textDocument/inlayHint","params":{"textDocument":{"uri":"\#(uri)"},"range":{"start":{"line":0,"character":0},"end":{"line":9,"character":0}}}}"#
          .utf8)
    }
    func change(_ version: Int) -> [UInt8] {
      Array(
        #"{"jsonrpc":"2.0","method":"textDocument/didChange","params":{"textDocument":{"uri":"\#(uri)","version":\#(version)},"contentChanges":[{"text":"- [ ] B est:1d\n"}]}}"#
          .utf8)
    }
    #expect(server.receive([hint(1)]) == [])
    #expect(server.receive([change(2)]) == [])
    let answers = server.receive([hint(2)])
    // The findings about the last key stroke come before what is asked about the text.
    #expect(answers.first?["method"] == "textDocument/publishDiagnostics")
    #expect(answers.count == 2 && answers.last?["id"] == 1 && answers.last?["error"]?["code"] == -32801)
    let close =
      #"{"jsonrpc":"2.0","method":"textDocument/didClose","params":{"textDocument":{"uri":"\#(uri)"}}}"#
    let closed = server.receive([Array(close.utf8)])
    #expect(closed.contains { $0["id"] == 2 && $0["error"]?["code"] == -32801 })
  }
}
