import PlanModel
import PlanText
import Testing

/// What `done` writes. Source: format, section 6.
@Suite struct CompletingTests {
  /// CRLF, trailing blanks, a tab and no final newline: everything a careless writer would tidy up.
  @Test func changesTheBoxAddsTheDayAndNothingElse() throws {
    #expect(
      try completing("# Flat\r\n- [ ] Paint  \r\n-\t[ ] Lay floor")
        == "# Flat\r\n- [x] Paint done:2026-03-09  \r\n-\t[ ] Lay floor")
  }

  @Test(
    "the next line of a series",
    arguments: [
      ("rec:+1w due:2026-03-09", "rec:+1w due:2026-03-16"),
      ("rec:1w due:2026-03-02", "rec:1w due:2026-03-16"),
      ("rec:++1w due:2026-01-05", "rec:++1w due:2026-03-16"),
      ("rec:+1w due:2026-01-05", "rec:+1w due:2026-01-12"),
      ("rec:+1m due:2026-01-31", "rec:+1m due:2026-02-28 from:2026-01-31"),
      ("rec:+1m due:2026-02-28 from:2026-01-31", "rec:+1m due:2026-03-31 from:2026-01-31"),
      ("rec:+1y due:2024-02-29", "rec:+1y due:2025-02-28 from:2024-02-29"),
      ("rec:FREQ=MONTHLY due:2026-01-31", "rec:FREQ=MONTHLY due:2026-03-31"),
      ("rec:+1w due:2026-03-09 start:2026-03-05", "rec:+1w due:2026-03-16 start:2026-03-12"),
      ("rec:+1w scheduled:2026-03-09T15:00", "rec:+1w scheduled:2026-03-16T15:00"),
      ("rec:+1m due:2026-03", "rec:+1m due:2026-04"),
      ("rec:+1w times:3 due:2026-03-09", "rec:+1w times:3 due:2026-03-16 from:2026-03-09"),
      ("rec:1w times:3 due:2026-03-09", "rec:1w times:2 due:2026-03-16"),
      ("rec:FREQ=WEEKLY;COUNT=4 due:2026-03-09", "rec:FREQ=WEEKLY;COUNT=4 due:2026-03-16 from:2026-03-09"),
      (
        "rec:\"every month on the last fri\" due:2026-02-27",
        "rec:\"every month on the last fri\" due:2026-03-27"
      ),
    ])
  func next(_ tags: String, _ expected: String) throws {
    let text = try completing("- [ ] Paint \(tags)")
    #expect(text == "- [ ] Paint \(expected)\n- [x] Paint \(tags) done:2026-03-09")
  }

  @Test(
    "holidays move the day, not the series",
    arguments: [
      ("rec:+1w due:2026-03-27 holiday:before", "rec:+1w due:2026-04-02 holiday:before from:2026-03-27"),
      (
        "rec:+1w due:2026-04-02 holiday:before from:2026-03-27",
        "rec:+1w due:2026-04-10 holiday:before from:2026-03-27"
      ),
      ("rec:+1w due:2026-03-27 holiday:after", "rec:+1w due:2026-04-07 holiday:after from:2026-03-27"),
      (
        "rec:+1w due:2026-04-07 holiday:after from:2026-03-27",
        "rec:+1w due:2026-04-10 holiday:after from:2026-03-27"
      ),
      ("rec:+1w due:2026-03-27 holiday:skip", "rec:+1w due:2026-04-10 holiday:skip"),
    ])
  func holidays(_ tags: String, _ expected: String) throws {
    var configuration = Configuration()
    for (month, day) in [(4, 3), (4, 6)] {
      let date = try #require(Day(2026, month, day))
      configuration.calendar.add(WorkCalendar.Holiday(first: date, last: date, name: "Easter"))
    }
    let text = try completing("- [ ] Paint \(tags)", configuration: configuration)
    #expect(text.split(separator: "\n").first.map(String.init) == "- [ ] Paint \(expected)")
  }

  @Test func theLastOfASeriesHasNoNext() throws {
    #expect(
      try completing("- [ ] Paint rec:+1w due:2026-03-09 until:2026-03-10")
        == "- [x] Paint rec:+1w due:2026-03-09 until:2026-03-10 done:2026-03-09")
  }

  @Test func factsGoNotesAndChecklistStay() throws {
    let text = """
      # House

      - [/] Paint @ann due:2026-03-09 rec:+1w spent:1h left:2h id:paint ^p

        A note about the wall.
        - [x] Wash due:2026-03-08 done:2026-03-08 id:wash
        - [ ] Prime after:wash,ext.start+1d
        - 2026-03-08 2h first coat
          more about it
        - a plain remark

      """
    let next = """
      - [ ] Paint @ann due:2026-03-16 rec:+1w

        A note about the wall.
        - [ ] Wash due:2026-03-15 id:wash-2
        - [ ] Prime after:wash-2
        - a plain remark

      """
    let result = try completing(text)
    #expect(result.contains(next))
    #expect(result.hasPrefix("# House\n\n- [ ] Paint"))
    #expect(
      result.contains(
        "- [x] Paint @ann due:2026-03-09 rec:+1w spent:1h left:2h id:paint done:2026-03-09 ^p\n"))
  }

  @Test func completedTwiceGivesOneSuccessor() throws {
    let once = try completing("- [ ] Paint rec:+1w due:2026-03-09\n")
    let reopened = once.replacing("[x]", with: "[ ]").replacing(" done:2026-03-09", with: "")
    let plan = readPlan(
      [SourceFile(path: "plan.md", bytes: Array(reopened.utf8))], configuration: Configuration())
    var editor = PlanEditor(plan, today: monday)
    let completion = try editor.complete(TaskIndex(1), withSubtasks: false)
    #expect(completion.successorExists)
    #expect(try String(decoding: editor.texts()[0].text, as: UTF8.self) == once)
  }

  @Test(
    "the successor stands where the task stands",
    arguments: [
      (
        "> - [ ] Paint rec:+1w due:2026-03-09",
        "> - [ ] Paint rec:+1w due:2026-03-16\n> - [x] Paint rec:+1w due:2026-03-09 done:2026-03-09"
      ),
      (
        "- - [ ] Paint rec:+1w due:2026-03-09",
        "- - [ ] Paint rec:+1w due:2026-03-16\n  - [x] Paint rec:+1w due:2026-03-09 done:2026-03-09"
      ),
      (
        "- a\r\n\t- [ ] Paint rec:+1w due:2026-03-09\r\n",
        "- a\r\n\t- [ ] Paint rec:+1w due:2026-03-16\r\n\t- [x] Paint rec:+1w due:2026-03-09 done:2026-03-09\r\n"
      ),
    ])
  func places(_ text: String, _ expected: String) throws { #expect(try completing(text) == expected) }

  @Test func onCompletionDeleteTakesTheLineOut() throws {
    #expect(try completing("- [ ] a\n- [ ] Paint 🏁 delete\n- [ ] b\n") == "- [ ] a\n- [ ] b\n")
    #expect(
      try completing("- [ ] Paint 🏁 delete 🔁 every day 📅 2026-03-09\n")
        == "- [ ] Paint 🏁 delete 🔁 every day 📅 2026-03-10\n")
  }
}
