import PlanModel
import PlanText
import Testing

@testable import PlanReport

@Suite("History of a plan")
struct PlanHistoryTests {
  private func summary(_ text: String, _ path: String = "plan.md") -> FileSummary {
    FileSummary(readPlan([SourceFile(path: path, bytes: Array(text.utf8))], configuration: Configuration()))
  }

  /// A history of one file, a text a commit.
  private func steps(_ texts: [(day: String, text: String)]) -> [PlanHistory.Step] {
    texts.enumerated().map { number, one in
      PlanHistory.Step(
        commit: "c\(number)", day: (try? DateValue(parsing: one.day))!.first,
        old: number > 0 ? [summary(texts[number - 1].text)] : [], new: [summary(one.text)])
    }
  }

  private func day(_ text: String) -> Day { (try? DateValue(parsing: text))!.first }

  @Test("tasks without subtasks count, cancelled ones do not")
  func counts() {
    let parts = summary(
      "# P\n\n- [ ] A est:2h\n  - [x] B\n  - [ ] C\n- [-] D est:9h\n- [x] E est:1h spent:3h\n\n## Q due:2026-04-01\n\n- [x] F\n"
    ).parts
    #expect(parts.map(\.tasks) == [4, 1] && parts.map(\.done) == [3, 1])
    #expect(parts[0].minutes == 180 && parts[0].doneMinutes == 60)
    #expect(parts[0].estimated == 60 && parts[0].spent == 180)
    #expect(parts[1].due == day("2026-04-01"))
  }

  @Test("weeks have the state at their end, and what is more than before")
  func weeks() {
    let history = PlanHistory(
      steps([
        ("2026-03-03", "- [ ] A\n- [ ] B\n"), ("2026-03-05", "- [x] A\n- [ ] B\n- [ ] C\n"),
        ("2026-03-17", "- [x] A\n- [x] B\n- [x] C\n"), ("2026-03-18", "- [x] A\n- [x] B\n- [ ] C\n"),
      ]))
    let weeks = history.weeks(until: day("2026-03-25"))
    #expect(weeks.map(\.first.description) == ["2026-03-02", "2026-03-09", "2026-03-16", "2026-03-23"])
    #expect(weeks.map(\.finished) == [1, 0, 1, 0] && weeks.map(\.added) == [1, 0, 0, 0])
    #expect(history.finished(weeks: 5, before: day("2026-03-25")) == [0, 0, 1, 0, 1])
  }

  @Test("due days that moved are told with each step; one that came with its project has not moved")
  func drift() {
    let history = PlanHistory(
      steps([
        ("2026-03-01", "# P\n\ndue:2026-05-01\n\n- [ ] M #milestone due:2026-04-01\n"),
        ("2026-03-02", "# P\n\ndue:2026-05-08\n\n- [ ] M #milestone due:2026-04-01\n"),
        ("2026-03-03", "# P\n\ndue:2026-05-15\n\n- [ ] M #milestone\n\n## New due:2026-06-01\n"),
        (
          "2026-03-04",
          "# P\n\ndue:2026-05-15\n\n- [ ] M #milestone due:2026-04-03\n\n## New due:2026-06-01\n"
        ),
      ]))
    #expect(
      history.drifts.map(\.words) == [
        "P: 2026-05-01 → 2026-05-08 on 2026-03-02, 2026-05-08 → 2026-05-15 on 2026-03-03 (+14d)",
        "M (milestone): 2026-04-01 → none on 2026-03-03, none → 2026-04-03 on 2026-03-04 (+2d)",
      ])
  }

  @Test("a project is found by its name before it had an id, and its first point is its first commit")
  func project() {
    let all = steps([
      ("2026-03-01", "# P\n\n- [ ] A\n"), ("2026-03-02", "# P\n\n- [ ] A\n\n## Q\n\n- [ ] B\n"),
      ("2026-03-03", "# P\n\n- [ ] A\n\n## Q id:q\n\n- [x] B\n- [ ] C\n"),
    ])
    let history = PlanHistory(all, project: ("Q", ["#q", "P\u{1F}Q\u{1F}"]))
    #expect(history.points.map(\.tasks) == [1, 2] && history.points.map(\.done) == [0, 1])
  }

  @Test("since keeps the state before the first day")
  func since() {
    let all = steps([
      ("2026-03-01", "- [ ] A\n"), ("2026-03-05", "- [x] A\n"), ("2026-03-09", "- [x] A\n- [ ] B\n"),
    ])
    let history = PlanHistory(all, since: day("2026-03-05"), until: day("2026-03-06"))
    #expect(history.points.map(\.done) == [0, 1])
  }

  @Test("what is kept is read again as it was; anything else is nothing")
  func store() {
    var store = SummaryStore()
    store["a"] = summary("# P\n\ndue:2026-05-01\n\n- [ ] A est:2h\n- [ ] M #milestone due:1999-01-02\n")
    store["b"] = FileSummary(parts: [])
    #expect(SummaryStore(store.bytes).summaries == store.summaries)
    for length in 0..<store.bytes.count {
      #expect(SummaryStore(Array(store.bytes[..<length])).summaries.isEmpty)
    }
    #expect(SummaryStore(store.bytes + [0]).summaries.isEmpty)
  }

  @Test(
    "sparklines are as high as the highest",
    arguments: [([0, 0], "▁▁"), ([0, 7, 14], "▁▄█"), ([], ""), ([5], "█")])
  func spark(_ numbers: [Int], _ wanted: String) { #expect(sparkline(numbers) == wanted) }
}
