import PlanModel
import PlanTestSupport
import Testing

/// Format, section 3, "Names".
@Suite struct NameTests {
  @Test(
    "names and units",
    arguments: [
      ("@ann", "@ann"), ("@ann.lee", "@ann.lee"), ("@a_b-c2", "@a_b-c2"), ("@Zoë", "@Zoë"),
      ("@ann|bob", "@ann|bob"), ("@ann|@bob|cem", "@ann|bob|cem"),
      ("@crew(2)", "@crew×2000"), ("@ann(50%)", "@ann×500"), ("@crew(12)", "@crew×12000"),
      ("@ann|bob(50%)", "@ann|bob×500"), ("@ann.", "@ann"), ("@ann,", "@ann"),
      ("@ann;", "@ann"), ("(@ann)", "@ann"), ("@ann: yes", "(@ann)"), ("@ann- yes", "(@ann)"),
    ])
  func names(_ text: String, _ expected: String) {
    #expect(read("- [ ] Paint \(text)").taskOutline.hasSuffix("| \(expected)"))
  }

  @Test(
    "what is followed by `/`, `@`, `'` or a parenthesis without a number is text",
    arguments: [
      "@scope/package", "@a@b", "@ann's", "@ann’s", "@Override()", "@param(x)", "@due(today)", "@1", "@",
      "@-a", "@ann|", "@ann(0x)",
    ])
  func text(_ text: String) {
    #expect(tasks("- [ ] Use \(text)") == "open Use \(text)")
  }

  @Test func anAndBindsLooserThanAnOr() {
    let plan = read("- [ ] Paint @ann @bob|cem")
    #expect(plan.assignments(of: .task(TaskIndex(0))).map(\.anyOf) == [["ann"], ["bob", "cem"]])
  }

  // MARK: Where nobody is declared

  @Test(
    "a name assigns if it begins the text or stands in the tail",
    arguments: [
      ("@ann Paint the wall", "open Paint the wall | @ann"),
      ("Paint the wall @ann", "open Paint the wall | @ann"),
      ("Paint @ann due:2026-01-12", "open Paint | @ann, due=2026-01-12"),
      ("Ask @ann about it", "open Ask @ann about it | (@ann)"),
      ("(A) @ann Paint", "open Paint | pri=A, @ann"),
      ("Ask @ann about @bob", "open Ask @ann about | (@ann), @bob"),
      ("@ann and @bob paint", "open and @bob paint | @ann, (@bob)"),
      ("Paint assignee:ann now", "open Paint now | @ann"),
    ])
  func undeclared(_ text: String, _ expected: String) {
    #expect(tasks("- [ ] \(text)") == expected)
  }

  // MARK: Where someone is

  @Test(
    "only declared names assign, wherever they stand",
    arguments: [
      ("Ask @ann about it", "open Ask @ann about it | @ann"), ("Paint @ann", "open Paint | @ann"),
      ("Paint @bob", "open Paint | (@bob)"),
      ("@bob Paint", "open @bob Paint | (@bob)"), ("Paint @ann|bob", "open Paint | (@ann|bob)"),
      ("Paint @ann|cem", "open Paint | @ann|cem"),
      ("Paint @Ann", "open Paint | (@Ann)"),
    ])
  func declared(_ text: String, _ expected: String) {
    #expect(tasks("- [ ] \(text)", people("ann", "cem")) == expected)
  }

  @Test func aMentionAssignsNobody() {
    let plan = read("- [ ] Ask @ann about it")
    #expect(plan.assignments(of: .task(TaskIndex(0))).isEmpty)
    #expect(plan.tasks[0].keys.contains(.assignee) == false)
  }
}
