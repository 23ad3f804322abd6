import PlanModel
import PlanTestSupport
import Testing

/// Format, section 4, "Notes and the log".
@Suite struct LogTests {
  /// The log lines below a task `a`, without their indentation.
  private func log(_ lines: String) -> [String] {
    tasks("- [ ] a\n" + lines.split(separator: "\n").map { "  - \($0)\n" }.joined())
      .split(separator: "\n").dropFirst().map { String($0.drop { $0 == " " }) }
  }

  @Test func theExampleOfTheFormat() {
    let text = """
      - [/] Draft the sitemap est:2d @ann
        - 2026-01-12 2h30m first version
        - 2026-01-13 9:00-11:30 @bob review
        - 2026-01-14 350EUR stock photos
        - 2026-01-15 supplier late, may cost us a week #risk
      """
    #expect(
      tasks(text) == """
        started Draft the sitemap | est=2d, @ann
          2026-01-12 150min: first version
          2026-01-13 540-690 @bob: review
          2026-01-14 350.00EUR: stock photos
          2026-01-15 note: supplier late, may cost us a week #risk
        """)
  }

  @Test(
    "each kind of entry",
    arguments: [
      ("2026-01-12 45min", "2026-01-12 45min: "), ("2026-01-12 1.5d", "2026-01-12 720min: "),
      ("2026-01-12 -1h too much", "2026-01-12 -60min: too much"),
      ("2026-01-12 9:00-10:00", "2026-01-12 540-600: "),
      ("2026-01-12 09:00–10:30 x", "2026-01-12 540-630: x"),
      ("2026-01-12 22:00-24:00", "2026-01-12 1320-1440: "),
      ("2026-01-12 9:00-", "2026-01-12 540-: "), ("2026-01-12 9:00- x", "2026-01-12 540-: x"),
      ("2026-01-12 €12,000.50 oak", "2026-01-12 12000.50EUR: oak"),
      ("2026-01-12 -50USD back", "2026-01-12 -50.00USD: back"),
      ("2026-01-12 2h @ann", "2026-01-12 120min @ann: "),
      ("2026-01-12\t2h\t@ann\tx", "2026-01-12 120min @ann: x"),
      ("2026-01-12 2h x @ann", "2026-01-12 120min: x @ann"),
      ("2026-01-12 @ann 2h", "2026-01-12 note: @ann 2h"),
      ("2026-01-12 : 2h", "2026-01-12 note: 2h"), ("2026-01-12 - 2h", "2026-01-12 note: 2h"),
      ("2026-01-12 – 2h", "2026-01-12 note: 2h"),
      ("2026-01-12 2", "2026-01-12 note: 2"), ("2026-01-12 2 h", "2026-01-12 note: 2 h"),
      ("2026-01-12 12EURO", "2026-01-12 note: 12EURO"),
      ("2026-01-12 9:00", "2026-01-12 note: 9:00"), ("2026-01-12 9:0-10:00", "2026-01-12 note: 9:0-10:00"),
      ("2026-01-12 25:00-26:00", "2026-01-12 note: 25:00-26:00"),
      ("2026-01-12 Rang up", "2026-01-12 note: Rang up"),
    ])
  func kinds(_ line: String, _ expected: String) {
    #expect(log(line) == [expected])
  }

  @Test(
    "a colon or dash right behind the date makes a note, too",
    arguments: ["2026-01-12: rang up", "2026-01-12 - rang up", "2026-01-12 – rang up"])
  func separators(_ line: String) {
    #expect(log(line) == ["2026-01-12 note: rang up"])
  }

  @Test(
    "what is no entry is a note without a day",
    arguments: [
      "2026-01-12", "2026-01-12x", "2026-1-12 2h", "2026-01-32 2h", "12.1.2026 2h", "**2026-01-12** 2h",
      "[ ] 2026-01-12 2h",
      "20260112 2h", "2026-W03 2h", "2026-01-12T09:00 2h", "２０２６-01-12 2h", "on 2026-01-12 2h",
    ])
  func noEntry(_ line: String) {
    #expect(read("- [ ] a\n  - \(line)\n").logs.isEmpty)
  }

  @Test func aRangeThatEndsBeforeItBeginsIsRemarkedOn() {
    #expect(remarks("- [ ] a\n  - 2026-01-12 11:00-9:00 x\n") == ["logUnreadable ‹11:00-9:00›"])
    #expect(remarks("- [ ] a\n  - 2026-01-12 9:00-9:00 x\n") == ["logUnreadable ‹9:00-9:00›"])
    #expect(read("- [ ] a\n  - 2026-01-12 11:00-9:00 x\n").logs.isEmpty)
  }

  @Test func onlyThePlainBulletsDirectlyBelowATaskCount() {
    let text = """
      - [ ] a
        1. 2026-01-12 1h numbered
        - plain
          - 2026-01-13 1h below a note
        * 2026-01-15 1h star
        - [ ] b
          + 2026-01-16 1h of b

        - 2026-01-17 1h of a again
      """
    #expect(
      tasks(text) == """
        open a
          2026-01-15 60min: star
          2026-01-17 60min: of a again
          open b
            2026-01-16 60min: of b
        """)
  }

  @Test func aProjectWithTasksHasALogAsWell() {
    #expect(
      outline("# A\n- 2026-01-12 rang up\n\n## B\n- 2026-01-13 2h wrote\n\n- [ ] b\n") == """
        = A
          2026-01-12 note: rang up
        ## B
          2026-01-13 120min: wrote
        open b
        """)
  }

  @Test func withoutTasksDatedBulletsAreText() {
    #expect(read("# Diary\n- 2026-01-12 rang up\n\n## B\n- 2026-01-13 wrote\n").logs.isEmpty)
    #expect(read("# A\n- 2026-01-12 rang up\n# B\n- [ ] b\n").logs.isEmpty)
  }

  @Test func inAQuoteADatedBulletIsText() {
    #expect(read("- [ ] a\n\n> - 2026-01-12 2h x\n").logs.isEmpty)
  }

  @Test func onlyTheFirstLineIsRead() {
    let plan = read("- [ ] a\n  - 2026-01-12 2h wrote\n    and more\n")
    #expect(plan.taskOutline == "open a\n  2026-01-12 120min: wrote")
    #expect(plan.logs.map(\.line) == [2])
  }

  @Test func placesAreThoseOfTheFile() {
    let file = read("- [ ] a\n  - 2026-01-12 2h @bob the wall \n").files[0]
    let entry = read("- [ ] a\n  - 2026-01-12 2h @bob the wall \n").logs[0]
    #expect(entry.person.map { file.text($0.range) } == "bob")
    #expect(file.text(entry.note.range) == "the wall")
    #expect(file.text(entry.range.range) == "2026-01-12 2h @bob the wall")
  }

  @Test func spentTimeAddsUp() {
    let plan = read(
      "- [ ] a spent:1h\n  - 2026-01-12 2h x\n  - 2026-01-13 9:00-9:45\n  - 2026-01-14 -30m\n  - 2026-01-15 9:00-\n"
    )
    #expect(plan.spentMinutes(of: TaskIndex(0)) == 60 + 120 + 45 - 30)
    #expect(read("- [ ] a\n  - 2026-01-12 note\n").spentMinutes(of: TaskIndex(0)) == nil)
    #expect(read("- [ ] a\n  - 2026-01-12 -2h\n").spentMinutes(of: TaskIndex(0)) == 0)
  }
}
