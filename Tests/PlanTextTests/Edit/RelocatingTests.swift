import PlanModel
import PlanText
import Testing

/// New lines, and lines that go elsewhere.
@Suite struct RelocatingTests {
  private func adding(_ line: String, to project: String, in text: String) throws -> String {
    let plan = readPlan(
      [SourceFile(path: "plan.md", bytes: Array(text.utf8))], configuration: Configuration())
    let index = try #require(plan.projectIndices.first { plan[$0].name == project })
    var editor = PlanEditor(plan, today: monday)
    editor.add(Array(line.utf8), to: index)
    return try String(decoding: editor.texts()[0].text, as: UTF8.self)
  }

  @Test(
    "a task goes behind the last one on its level",
    arguments: [
      ("# A\n\n- [ ] a\n  - [ ] b\n\nText\n", "# A\n\n- [ ] a\n  - [ ] b\n- [ ] new\n\nText\n"),
      ("# A\n\n* [ ] a\n\n## B\n\n- [ ] b\n", "# A\n\n* [ ] a\n* [ ] new\n\n## B\n\n- [ ] b\n"),
      ("# A\n\n1. [ ] a\n2. [ ] b\n", "# A\n\n1. [ ] a\n2. [ ] b\n3. [ ] new\n"),
      ("# A\n", "# A\n\n- [ ] new\n"), ("# A", "# A\n\n- [ ] new"),
      ("# A\n## B\n- [ ] b\n", "# A\n\n- [ ] new\n\n## B\n- [ ] b\n"),
      ("# A\n\nText\n\n## B\n", "# A\n\nText\n\n- [ ] new\n\n## B\n"),
      ("# A\n\n- plain\n\n## B\n", "# A\n\n- plain\n- [ ] new\n\n## B\n"),
      ("# A\r\n\r\n> - [ ] a\r\n", "# A\r\n\r\n> - [ ] a\r\n> - [ ] new\r\n"),
      ("# A\n\n-   [ ] a", "# A\n\n-   [ ] a\n-   [ ] new"),
    ])
  func added(_ text: String, _ expected: String) throws {
    #expect(try adding("[ ] new", to: "A", in: text) == expected)
  }

  @Test(
    "a log entry goes behind the last one, else below the text",
    arguments: [
      ("- [ ] Paint\n", "- [ ] Paint\n  - 2026-03-09 2h\n"),
      ("- [ ] Paint\n  - [ ] b\n", "- [ ] Paint\n  - 2026-03-09 2h\n  - [ ] b\n"),
      (
        "- [ ] Paint\n  - 2026-03-08 1h\n    more\n  - [ ] b\n",
        "- [ ] Paint\n  - 2026-03-08 1h\n    more\n  - 2026-03-09 2h\n  - [ ] b\n"
      ),
      ("1. [ ] Paint\n", "1. [ ] Paint\n   - 2026-03-09 2h\n"),
      ("- [ ] x\n\t- [ ] Paint", "- [ ] x\n\t- [ ] Paint\n\t\t- 2026-03-09 2h"),
      ("- [ ] Paint\n  wall\n\n  note\n", "- [ ] Paint\n  wall\n  - 2026-03-09 2h\n\n  note\n"),
    ])
  func logged(_ text: String, _ expected: String) throws {
    #expect(try edited(text, "Paint") { try $0.log(Array("2026-03-09 2h".utf8), below: $1) } == expected)
  }

  @Test(
    "a task goes with everything below it",
    arguments: [
      ("- [ ] a\n- [ ] Paint\n  - [ ] c\n\n  note\n- [ ] d\n", "- [ ] a\n- [ ] d\n"), ("- [ ] Paint", ""),
      ("- [ ] a\n\n- [ ] Paint\n\n- [ ] d\n", "- [ ] a\n\n- [ ] d\n"),
      ("- [ ] Paint\n\n[x]: http://a.b\n", "[x]: http://a.b\n"),
      ("> - [ ] Paint\n> - [ ] b\n", "> - [ ] b\n"),
    ])
  func removed(_ text: String, _ expected: String) throws {
    #expect(try edited(text, "Paint") { try $0.remove($1) } == expected)
  }

  @Test func aMovedTaskFitsItsNewPlace() throws {
    let text = "# A\n\n- [ ] Paint\n  - [ ] b\n\n  note\n- [ ] c\n\n## B\n\n10. [ ] d\n"
    let result = try edited(text, "Paint") { editor, task in
      let project = try #require(editor.plan.projectIndices.first { editor.plan[$0].name == "B" })
      try editor.move(task, to: project)
    }
    #expect(result == "# A\n\n- [ ] c\n\n## B\n\n10. [ ] d\n11. [ ] Paint\n    - [ ] b\n\n    note\n")
  }

  @Test func projectsKeepTheirTagsBelowTheHeading() throws {
    func setting(_ edits: [TagEdit], _ text: String) throws -> String {
      let plan = readPlan(
        [SourceFile(path: "plan.md", bytes: Array(text.utf8))], configuration: Configuration())
      var editor = PlanEditor(plan, today: monday)
      try editor.change(ProjectIndex(0), edits)
      return try String(decoding: editor.texts()[0].text, as: UTF8.self)
    }
    let due = TagEdit.set(NewTag(.due, "2026-03-20"))
    #expect(try setting([due], "# A\n- [ ] a\n") == "# A\n\ndue:2026-03-20\n\n- [ ] a\n")
    #expect(try setting([due], "# A due:2026-01-01\n") == "# A due:2026-03-20\n")
    #expect(try setting([due], "# A\n\n@ann\n\n- [ ] a\n") == "# A\n\n@ann due:2026-03-20\n\n- [ ] a\n")
    #expect(try setting([.remove(.due)], "# A\n\ndue:2026-01-01\n\n- [ ] a\n") == "# A\n\n\n- [ ] a\n")
    #expect(
      try setting([due], "---\nplan:\n  start: 2026-01-01\n---\n- [ ] a\n")
        == "---\nplan:\n  due: 2026-03-20\n  start: 2026-01-01\n---\n- [ ] a\n")
    #expect(try setting([due], "- [ ] a\n") == "---\nplan:\n  due: 2026-03-20\n---\n\n- [ ] a\n")
    #expect(
      try setting([due], "---\ndue: 2026-01-01\n---\n- [ ] a\n") == "---\ndue: 2026-03-20\n---\n- [ ] a\n")
  }
}
