import PlanModel
import PlanTestSupport
import Testing

@testable import PlanLSP

@Suite("Language server: finding one's way")
struct NavigationTests {
  private let files: KeyValuePairs = [
    "planmd.yaml": "people:\n  ann: {name: Ann Lee}\n  bob: {}\n  crew: {members: [ann, bob]}\nme: ann\n",
    "other.md": "# Other\n\n- [ ] Order paint id:paint #House @ann\n- [x] Sand before:paint owner:@ann\n",
  ]

  private func opened(_ text: String) -> Client { Client(files).open("plan.md", text) }

  private func places(_ answer: JSONValue, _ client: Client) -> [String] {
    (answer.array ?? [answer]).compactMap { place in
      guard let uri = place["uri"]?.string, let start = Position(place["range"]?["start"]) else { return nil }
      return "\(uri.split(separator: "/").last ?? "") \(start.line):\(start.character)"
    }
  }

  @Test("the definition of a reference is the task, that of a name the person")
  func definition() {
    let client = opened("- [ ] A after:pa▸int\n")
    #expect(places(client.ask("definition"), client) == ["other.md 2:0"])
    let second = opened("- [ ] A @a▸nn\n")
    #expect(places(second.ask("definition"), second) == ["planmd.yaml 1:2"])
    let third = opened("- [ ] See [[oth▸er]]\n")
    #expect(places(third.ask("definition"), third) == ["other.md 0:0"])
    #expect(opened("- [ ] A #ho▸use\n").ask("definition") == .null)
  }

  @Test("references are all places of a name; of a task those that wait for it")
  func references() {
    let client = opened("- [ ] A after:▸paint\n")
    #expect(places(client.ask("references"), client) == ["other.md 2:21", "other.md 3:18", "plan.md 0:14"])
    let without = client.ask("references", ["context": ["includeDeclaration": false]])
    #expect(places(without, client) == ["other.md 3:18", "plan.md 0:14"])
    let second = opened("- [ ] ▸A task id:here\n- [ ] B after:here\n")
    #expect(places(second.ask("references"), second) == ["plan.md 0:16", "plan.md 1:14"])
  }

  @Test("a new id goes to every file, open or not")
  func renameID() {
    let client = opened("- [ ] A after:▸paint+2d, x\n- [ ] B end-after:paint.start\n")
    #expect(client.ask("prepareRename")["placeholder"] == "paint")
    client.apply(client.ask("rename", ["newName": "colour"]))
    #expect(client.text("plan.md") == "- [ ] A after:colour+2d, x\n- [ ] B end-after:colour.start\n")
    #expect(
      client.text("other.md")
        == "# Other\n\n- [ ] Order paint id:colour #House @ann\n- [x] Sand before:colour owner:@ann\n")
  }

  @Test("a person is renamed in tasks, logs and the configuration")
  func renamePerson() {
    let client = opened("- [ ] A ▸@ann|bob @bob(50%)\n  - 2026-01-12 2h @ann x\n- [ ] Ask @ann about it\n")
    client.apply(client.ask("rename", ["newName": "anna"]))
    #expect(
      client.text("plan.md")
        == "- [ ] A @anna|bob @bob(50%)\n  - 2026-01-12 2h @anna x\n- [ ] Ask @anna about it\n")
    #expect(
      client.text("planmd.yaml")
        == "people:\n  anna: {name: Ann Lee}\n  bob: {}\n  crew: {members: [anna, bob]}\nme: anna\n")
    #expect(client.text("other.md").contains("@anna\n") && client.text("other.md").contains("owner:@anna"))
  }

  @Test("a label is one whatever its case")
  func renameLabel() {
    let client = opened("- [ ] A #ho▸use\n")
    client.apply(client.ask("rename", ["newName": "#home"]))
    #expect(client.text("plan.md") == "- [ ] A #home\n" && client.text("other.md").contains("#home @ann"))
  }

  @Test(
    "names that would not be read, or that something has, are refused",
    arguments: [
      ("- [ ] A id:▸x", "paint"), ("- [ ] A id:▸x", "a b"), ("- [ ] A id:▸x", "-"), ("- [ ] A @▸ann", "bob"),
      ("- [ ] A @▸ann", "a b"), ("- [ ] A #▸web", "12"), ("- [ ] A▸ plain", "x"),
    ])
  func refused(_ text: String, _ name: String) {
    #expect(opened(text).ask("rename", ["newName": .string(name)])["code"] == -32803)
  }

  @Test("projects lie in each other, with their tasks")
  func symbols() {
    let client = opened("# P▸\n\n- [X]  Ä  due:2026-03-10   \n  - [ ] Sub\n\n## Q\n\n- [ ] B\n")
    let symbols = client.ask("documentSymbol").array
    #expect(symbols?.map { $0["name"]?.string } == ["P"])
    let inner = symbols?.first?["children"]?.array
    #expect(inner?.map { $0["name"]?.string } == ["Ä", "Q"])
    #expect(inner?.first?["children"]?.array?.map { $0["name"]?.string } == ["Sub"])
  }

  @Test("symbols of the workspace are found by letters of their text and id, the best first")
  func workspaceSymbols() {
    let client = opened("# Paintings▸\n\n- [ ] Repaint\n- [ ] Point a int\n")
    let names = client.request("workspace/symbol", ["query": "paint"]).array?.compactMap {
      $0["name"]?.string
    }
    #expect(names == ["Paintings", "Order paint", "Repaint", "Point a int"])
  }

  @Test("sections, tasks with what is below them, blocks and front matter fold")
  func folding() {
    let client = opened(
      "---\ntitle: T\n---\n\n# A▸\n\n- [ ] One\n  - [ ] Two\n\n  Note\n- [ ] Three\n\n## B\n\ntext\n\n<!-- planmd: list -->\nx\n<!-- /planmd -->\n"
    )
    let folds = client.ask("foldingRange").array?.compactMap { fold -> String? in
      guard let start = fold["startLine"]?.int, let end = fold["endLine"]?.int else { return nil }
      return "\(start)-\(end)"
    }
    #expect(folds == ["0-2", "4-18", "12-18", "6-9", "16-18"])
  }

  @Test("a selection grows from value to tag, text, task, section and file")
  func selection() {
    let client = opened("# A\n\n- [ ] One due:2026-03-▸10 @ann\n  - [ ] Two\n")
    var next = client.ask("selectionRange", ["positions": [client.cursor.1.json]]).array?.first
    var texts: [String] = []
    let mirror = TextMirror(client.text("plan.md"), version: nil, encoding: .utf16)
    while let one = next {
      if let start = Position(one["range"]?["start"]), let end = Position(one["range"]?["end"]) {
        texts.append(
          String(decoding: mirror.bytes[mirror.offset(of: start)..<mirror.offset(of: end)], as: UTF8.self))
      }
      next = one["parent"]
    }
    #expect(
      texts == [
        "2026-03-10", "due:2026-03-10", "One due:2026-03-10 @ann", "- [ ] One due:2026-03-10 @ann",
        "- [ ] One due:2026-03-10 @ann\n  - [ ] Two", "# A\n\n- [ ] One due:2026-03-10 @ann\n  - [ ] Two",
        "# A\n\n- [ ] One due:2026-03-10 @ann\n  - [ ] Two\n",
      ])
  }

  @Test("references, notes and rules are links")
  func links() {
    let client = opened(
      "- [ ] A after:paint▸ see [[other|it]] <!-- planmd-disable-line missing-estimate -->\n")
    let links = client.ask("documentLink").array?.compactMap { $0["target"]?.string }
    #expect(
      links == [client.uri("other.md") + "#L3", client.uri("other.md"), "file:///rules/missing-estimate.md"])
  }

  @Test("dependencies are a call hierarchy: a task calls what it waits for")
  func calls() {
    let client = opened("- [ ] A▸ id:a after:paint\n- [ ] B after:a\n1. [ ] C\n2. [ ] D\n")
    let item = client.ask("prepareCallHierarchy").array?.first ?? .null
    #expect(item["name"] == "A")
    func names(_ method: String, _ key: String, _ item: JSONValue) -> [String?] {
      (client.request("callHierarchy/" + method, ["item": item]).array ?? []).map { $0[key]?["name"]?.string }
    }
    #expect(names("outgoingCalls", "to", item) == ["Order paint"])
    #expect(names("incomingCalls", "from", item) == ["B"])
    let last =
      client.ask("prepareCallHierarchy", ["position": ["line": 3, "character": 7]]).array?.first ?? .null
    #expect(names("outgoingCalls", "to", last) == ["C"])
  }

  @Test("tokens lie on one line, one behind the other")
  func tokens() {
    let client = opened("- [x] 🎉 Über\n  zwei due:2026-03-10▸ @ann\n- [ ] B [due:: 2026-03-11] #web\n")
    let data = client.ask("semanticTokens/full")["data"]?.array?.compactMap(\.int) ?? []
    var (line, character) = (0, 0)
    var found: [String] = []
    let mirror = TextMirror(client.text("plan.md"), version: nil, encoding: .utf16)
    for start in stride(from: 0, to: data.count, by: 5) {
      character = data[start] == 0 ? character + data[start + 1] : data[start + 1]
      line += data[start]
      let from = mirror.offset(of: Position(line: line, character: character))
      let to = mirror.offset(of: Position(line: line, character: character + data[start + 2]))
      let kind = SemanticTokenKind(rawValue: data[start + 3]).map { "\($0)" } ?? ""
      found.append(
        "\(kind) \(String(decoding: mirror.bytes[from..<to], as: UTF8.self))\(data[start + 4] & 1 == 1 ? " over" : "")"
      )
    }
    #expect(
      found == [
        "status [x]", "text 🎉 Über over", "text zwei over", "key due: over", "date 2026-03-10 over",
        "person @ann over", "status [ ]", "key [due::", "date 2026-03-11", "key ]", "label #web",
      ])
  }
}
