import PlanModel
import PlanTestSupport
import Testing

@testable import PlanLSP

@Suite("Language server: changing a plan")
struct ActionTests {
  private let files: KeyValuePairs = [
    "planmd.yaml": "people: {ann: {}, bob: {}}\n", "other.md": "# Other\n\n- [ ] Order paint id:paint\n",
  ]

  private func opened(_ text: String) -> Client { Client(files).open("plan.md", text) }

  private func actions(_ client: Client, only: [JSONValue]? = nil, to end: Position? = nil) -> [JSONValue] {
    var context: [String: JSONValue] = ["diagnostics": []]
    if let only { context["only"] = .array(only) }
    return client.ask(
      "codeAction",
      [
        "range": ["start": client.cursor.1.json, "end": (end ?? client.cursor.1).json],
        "context": .object(context),
      ]
    ).array ?? []
  }

  /// The text after the action of a title was chosen.
  private func choosing(_ title: String, _ text: String, to end: Position? = nil) -> String {
    let client = opened(text)
    let all = actions(client, to: end)
    guard let action = all.first(where: { $0["title"]?.string?.hasPrefix(title) == true }) else {
      return "only \(all.compactMap { $0["title"]?.string })"
    }
    client.apply(action["edit"] ?? .null)
    return client.text("plan.md")
  }

  @Test(
    "what can be done with a task",
    arguments: [
      (
        "Done", "- [ ] A▸ rec:+1w due:2026-03-09\n",
        "- [ ] A rec:+1w due:2026-03-16\n- [x] A rec:+1w due:2026-03-09 done:2026-03-09\n"
      ),
      (
        "Done, with 1 open subtask", "- [ ] A▸\n  - [ ] B\n",
        "- [x] A done:2026-03-09\n  - [x] B done:2026-03-09\n"
      ),
      ("Start", "- [ ] A▸\n", "- [/] A\n"), ("Open again", "- [x] A▸ done:2026-03-01\n", "- [ ] A\n"),
      ("Put on hold", "- [ ] A▸\n", "- [h] A\n"), ("Cancel", "- [ ] A▸\n", "- [-] A cancelled:2026-03-09\n"),
      ("Defer: due Tue", "- [ ] A▸ due:2026-03-01\n", "- [ ] A due:2026-03-10\n"),
      ("Assign to @bob", "- [ ] A▸ @ann\n", "- [ ] A @bob\n"),
      ("Give it an id", "- [ ] Ask Ann, then Bob▸\n", "- [ ] Ask Ann, then Bob id:ask-ann-then\n"),
      ("Wait for 'A'", "- [ ] A\n- [ ] B▸\n", "- [ ] A id:a\n- [ ] B after:a\n"),
      ("Sort tags", "- [ ] A▸ due:2026-03-10 @ann est:2d\n", "- [ ] A @ann est:2d due:2026-03-10\n"),
      (
        "Move into 'P / R'", "# P\n\n## Q\n\n- [ ] A▸\n  note\n\n## R\n\n- [ ] B\n",
        "# P\n\n## Q\n\n## R\n\n- [ ] B\n- [ ] A\n  note\n"
      ),
      (
        "Make a project of it", "# P\n\n- [ ] A▸ due:2026-04-01 @ann\n  - [ ] B\n    note\n- [ ] C\n",
        "# P\n\n- [ ] C\n\n## A\n\ndue:2026-04-01 @ann\n\n- [ ] B\n  note\n"
      ),
      (
        "Make a project of it", "# P\n\n- [ ] C\n- [ ] A▸\n  - [ ] B\n", "# P\n\n- [ ] C\n\n## A\n\n- [ ] B\n"
      ),
    ])
  func actions(_ title: String, _ text: String, _ result: String) {
    #expect(choosing(title, text) == result)
  }

  @Test("of several tasks each waits for the one before")
  func chain() {
    #expect(
      choosing("Let each wait", "▸- [ ] A\n- [ ] B\n- [ ] C\n", to: Position(line: 2, character: 3))
        == "- [ ] A id:a\n- [ ] B id:b after:a\n- [ ] C after:b\n")
  }

  @Test("a fix is an edit of the version that it was made for")
  func fixes() {
    let client = opened("# P\n\n- [ ] A due: 2026-03-10▸\n")
    let action = actions(client, only: ["quickfix"]).first
    #expect(action?["kind"] == "quickfix")
    #expect(action?["edit"]?["documentChanges"]?.array?.first?["textDocument"]?["version"] == 1)
    client.apply(action?["edit"] ?? .null)
    #expect(client.text("plan.md") == "# P\n\n- [ ] A due:2026-03-10\n")
  }

  @Test("only what was asked for is offered")
  func only() {
    let kinds = actions(opened("- [ ] A▸ due: 2026-03-10\n"), only: ["refactor.move"]).compactMap {
      $0["kind"]?.string
    }
    #expect(!kinds.isEmpty && kinds.allSatisfy { $0 == "refactor.move" })
    let all = actions(opened("- [ ] A▸ due:2026-03-10 due:2026-03-10\n"), only: ["source"])
    #expect(all.compactMap { $0["kind"]?.string } == ["source.fixAll"])
  }

  @Test("a project that holds tags of tasks only is not made of a task")
  func refused() {
    #expect(choosing("Make a project of it", "- [ ] A▸ est:2d\n").hasPrefix("only"))
  }

  @Test("commands change texts through the client")
  func commands() {
    let client = opened("# P▸\n\n- [ ] A id:a\n- [ ] B\n")
    func run(_ command: String, _ more: [String: JSONValue]) -> JSONValue {
      var argument = more
      argument["uri"] = .string(client.uri("plan.md"))
      return client.request(
        "workspace/executeCommand", ["command": .string(command), "arguments": [.object(argument)]])
    }
    #expect(run("planmd.done", ["line": 2]) == .null)
    #expect(client.text("plan.md") == "# P\n\n- [x] A id:a done:2026-03-09\n- [ ] B\n")
    _ = run("planmd.defer", ["line": 3, "when": "fri"])
    _ = run("planmd.assign", ["line": 3, "who": "@ann @bob"])
    #expect(
      client.text("plan.md") == "# P\n\n- [x] A id:a done:2026-03-09\n- [ ] B start:2026-03-13 @ann @bob\n")
    #expect(run("planmd.defer", ["line": 3, "when": "soon"])["code"] == -32803)
    #expect(run("planmd.done", ["line": 1])["code"] == -32803)
    #expect(run("planmd.nosuch", [:])["code"] == -32602)
    #expect(run("planmd.show", ["line": 0]).string?.hasPrefix("**P**") == true)
  }

  @Test("formatting is what fmt does, of the whole or of a part")
  func formatting() {
    let client = opened("# P▸\n\n- [X]  A  due:2026-03-10   \n- [X]  B\n")
    client.apply(
      client.ask(
        "rangeFormatting",
        ["range": ["start": ["line": 3, "character": 0], "end": ["line": 3, "character": 5]]]
      ).array ?? [], to: "plan.md")
    #expect(client.text("plan.md") == "# P\n\n- [X]  A  due:2026-03-10   \n- [x] B\n")
    client.apply(client.ask("formatting").array ?? [], to: "plan.md")
    #expect(client.text("plan.md") == "# P\n\n- [x] A due:2026-03-10\n- [x] B\n")
  }

  @Test(
    "behind Enter a checklist goes on, and an empty item ends it",
    arguments: [
      ("- [ ] A\n▸", "- [ ] A\n- [ ] "), ("  1. [x] A\n▸", "  1. [x] A\n  2. [ ] "),
      ("> - [ ] A\n▸", "> - [ ] A\n> - [ ] "),
      ("- [ ] A\n- [ ] \n▸", "- [ ] A\n\n"), ("- [ ] A\n- ▸", "- [ ] A\n- [ ] "),
      ("- [ ] A\n- [ ] ▸", "- [ ] A\n- [ ] "), ("- A\n▸", "- A\n"),
      ("```\n- [ ] A\n▸\n```", "```\n- [ ] A\n\n```"),
      ("- [ ] A\n▸B", "- [ ] A\n- [ ] B"),
    ])
  func onType(_ text: String, _ result: String) {
    let client = opened(text)
    let edits = client.ask(
      "onTypeFormatting", ["ch": "\n", "options": ["tabSize": 2, "insertSpaces": true]])
    client.apply(edits.array ?? [], to: "plan.md")
    #expect(client.text("plan.md") == result)
  }
}
