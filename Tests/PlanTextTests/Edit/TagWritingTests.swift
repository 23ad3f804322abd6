import PlanModel
import PlanText
import Testing

/// Where a tag goes, and how it is spelt there. Source: format, section 3, "The other dialects".
@Suite struct TagWritingTests {
  @Test(
    "a new tag follows the line's dialect and order",
    arguments: [
      ("- [ ] Paint", "- [ ] Paint due:2026-03-20"),
      ("- [ ] Paint est:2d @ann  ", "- [ ] Paint est:2d @ann due:2026-03-20  "),
      ("- [ ] Paint est:2d ^wall", "- [ ] Paint est:2d due:2026-03-20 ^wall"),
      ("- [ ] Paint 🛫 2026-03-01", "- [ ] Paint 🛫 2026-03-01 📅 2026-03-20"),
      ("- [ ] Paint 🆔 a ✅ 2026-03-21", "- [ ] Paint 🆔 a 📅 2026-03-20 ✅ 2026-03-21"),
      ("- [ ] Paint 🛫 2026-03-01 #web ^w", "- [ ] Paint 🛫 2026-03-01 #web 📅 2026-03-20 ^w"),
      ("- [ ] Paint [start:: 2026-03-01]", "- [ ] Paint [start:: 2026-03-01] [due:: 2026-03-20]"),
      ("- [ ] Paint (start:: 2026-03-01)", "- [ ] Paint (start:: 2026-03-01) (due:: 2026-03-20)"),
      (
        "- [ ] Paint <!-- planmd-disable-line x -->",
        "- [ ] Paint due:2026-03-20 <!-- planmd-disable-line x -->"
      ),
      ("- [ ] Paint\\\n  the wall", "- [ ] Paint due:2026-03-20 \\\n  the wall"),
      ("- [ ] Paint \\", "- [ ] Paint \\ due:2026-03-20"),
      ("- [ ] Paint est:1h\\\n  wall", "- [ ] Paint est:1h due:2026-03-20 \\\n  wall"),
      ("- [ ] Paint\n  the wall est:1h", "- [ ] Paint due:2026-03-20\n  the wall est:1h"),
      ("> - [ ] Paint", "> - [ ] Paint due:2026-03-20"),
    ])
  func aDueDay(_ line: String, _ expected: String) throws {
    #expect(try setting(NewTag(.due, "2026-03-20"), in: line) == expected)
  }

  @Test(
    "an old value is replaced where it stands",
    arguments: [
      ("- [ ] Paint due:2026-01-01, then rest", "- [ ] Paint due:2026-03-20, then rest"),
      ("- [ ] Paint (due:2026-01-01) it", "- [ ] Paint (due:2026-03-20) it"),
      ("- [ ] Paint 📅 2026-01-01 #x", "- [ ] Paint 📅 2026-03-20 #x"),
      ("- [ ] Paint [due:: 2026-01-01]", "- [ ] Paint [due:: 2026-03-20]"),
      ("- [ ] Paint due:2026-02-30", "- [ ] Paint due:2026-03-20"),
      ("- [ ] Paint\n  wall due:2026-01-01", "- [ ] Paint\n  wall due:2026-03-20"),
    ])
  func aDueDayAgain(_ line: String, _ expected: String) throws {
    #expect(try setting(NewTag(.due, "2026-03-20"), in: line) == expected)
  }

  @Test func whatObsidianCannotReadStandsBeforeItsFields() throws {
    #expect(
      try setting(
        NewTag(.estimate, "2h"), NewTag(.due, "2026-03-20T15:00"), in: "- [ ] Paint 📅 2026-01-01 ✅ 2026-03-01"
      )
        == "- [ ] Paint est:2h due:2026-03-20T15:00 ✅ 2026-03-01")
    #expect(
      try setting(NewTag(.assignee, "ann"), in: "- [ ] Paint 📅 2026-01-01") == "- [ ] Paint @ann 📅 2026-01-01"
    )
    #expect(
      try setting(NewTag(.priority, "A"), in: "- [ ] Paint 📅 2026-01-01") == "- [ ] Paint 🔺 📅 2026-01-01")
    #expect(
      try setting(NewTag(.priority, "D"), in: "- [ ] Paint 📅 2026-01-01") == "- [ ] Paint pri:D 📅 2026-01-01")
  }

  @Test func aNameGoesWhereItAssigns() throws {
    #expect(
      try setting(NewTag(.assignee, "bob"), in: "- [ ] Paint\n  the wall\n")
        == "- [ ] Paint\n  the wall @bob\n")
  }

  @Test func priorityInFrontStaysInFront() throws {
    #expect(try setting(NewTag(.priority, "B"), in: "- [ ] (A) Paint") == "- [ ] (B) Paint")
    #expect(try setting(NewTag(.priority, "Z"), in: "- [ ] (A) Paint") == "- [ ] Paint pri:Z")
  }

  @Test func valuesWithBlanksAreQuoted() throws {
    #expect(
      try setting(
        NewTag(.recurrence, "every 2 weeks on mon"), NewTag(attribute: "note", "say \"no\""),
        in: "- [ ] Paint")
        == "- [ ] Paint rec:\"every 2 weeks on mon\" note:\"say \\\"no\\\"\"")
  }

  @Test(
    "a tag goes with the blank and the parentheses that only it needed",
    arguments: [
      ("- [ ] Paint due:2026-01-01", "- [ ] Paint"), ("- [ ] Paint due:2026-01-01 @ann", "- [ ] Paint @ann"),
      ("- [ ] Paint (due:2026-01-01) it", "- [ ] Paint it"),
      ("- [ ] Paint (est:2d, due:2026-01-01)", "- [ ] Paint (est:2d)"),
      ("- [ ] Paint (due:2026-01-01, est:2d)", "- [ ] Paint (est:2d)"),
      ("- [ ] Paint by due:2026-01-01, then rest", "- [ ] Paint by, then rest"),
      ("- [ ] Paint 📅 2026-01-01 #x", "- [ ] Paint #x"),
      ("- [ ] Paint [due:: 2026-01-01] ^w", "- [ ] Paint ^w"),
    ])
  func taken(_ line: String, _ expected: String) throws {
    let result = try edited(line, "Paint") { editor, task in
      try editor.change(task) { paragraph in paragraph.remove(.due) }
    }
    #expect(result == expected)
  }

  @Test func aTagIsNotPutIntoACodeSpan() throws {
    // The code span of the next line reaches back to the first.
    #expect(
      try setting(NewTag(.due, "2026-03-20"), in: "- [ ] Paint `x\n  wall`")
        == "- [ ] Paint `x\n  wall` due:2026-03-20")
  }

  @Test func aValueThatNobodyCouldReadIsRefused() throws {
    #expect(throws: EditProblem.self) { _ = try setting(NewTag(.due, "soon"), in: "- [ ] Paint") }
  }

  @Test func newTextKeepsTheTags() throws {
    let result = try edited("- [ ] (A) Paint the wall due:2026-01-01 @ann ^w", "Paint") { editor, task in
      try editor.change(task) { paragraph throws(EditProblem) in try paragraph.setText("Lay the floor") }
    }
    #expect(result == "- [ ] (A) Lay the floor due:2026-01-01 @ann ^w")
  }
}
