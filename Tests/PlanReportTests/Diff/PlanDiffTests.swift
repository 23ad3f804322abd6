import PlanModel
import PlanSchedule
import Testing

@testable import PlanReport

/// `due One 2026-03-10>2026-03-17 +7`, in order.
private func changes(_ old: String, _ new: String) -> [String] { changes(["plan.md": old], ["plan.md": new]) }

private func changes(_ old: KeyValuePairs<String, String>, _ new: KeyValuePairs<String, String>) -> [String] {
  let diff = PlanDiff(plan(old), plan(new), today: nil)
  return diff.changes.map { change in
    let (plan, node) = change.new.map { (diff.new, $0) } ?? (diff.old, change.old!)
    var words = "\(change.kind.rawValue) \(plan.name(of: node))"
    if !(change.from + change.to).isEmpty { words += " \(change.from)>\(change.to)" }
    return words + (change.days.map { " \($0 < 0 ? "" : "+")\($0)" } ?? "")
  }
}

@Suite("Changes between two plans")
struct PlanDiffTests {
  @Test(
    "a change is told in planning terms",
    arguments: [
      ("- [ ] One", "- [x] One done:2026-03-09", ["finished One open>done"]),
      ("- [x] One", "- [ ] One", ["reopened One done>open"]),
      ("- [ ] One", "- [-] One", ["cancelled One open>cancelled"]),
      ("- [ ] One", "- [/] One", ["status One open>started"]),
      ("- [ ] One due:2026-03-10", "- [ ] One due:2026-03-17", ["due One 2026-03-10>2026-03-17 +7"]),
      ("- [ ] One start:2026-03-10", "- [ ] One", ["start One 2026-03-10>"]),
      ("- [ ] One est:2d", "- [ ] One est:4d", ["effort One 2d>4d"]),
      ("- [ ] One @ann", "- [ ] One @bob @ann", ["people One @ann>@bob @ann"]),
      (
        "- [ ] One budget:10EUR cost:5EUR", "- [ ] One budget:20EUR",
        ["budget One 10EUR>20EUR", "cost One 5EUR>"]
      ),
      (
        "- [ ] One id:a after:x,y", "- [ ] One id:a after:y,z",
        ["dependencies One after:x after:y>after:y after:z"]
      ),
      ("- [ ] One rec:+1w", "- [ ] One rec:+2w", ["recurrence One +1w>+2w"]),
      ("- [ ] One #a", "- [ ] One #b", ["labels One #a>#b"]),
      (
        "- [ ] Draft the page id:a", "- [ ] Draft the front page id:a",
        ["renamed Draft the front page Draft the page>Draft the front page"]
      ),
      ("- [ ] One\n- [ ] Two", "- [ ] Two\n- [ ] One", []),
    ])
  func one(_ old: String, _ new: String, _ expected: [String]) {
    #expect(changes("# P\n\n\(old)\n", "# P\n\n\(new)\n") == expected)
  }

  @Test("a task that went to another file and project is moved, not removed and added")
  func moved() {
    #expect(
      changes(
        ["a.md": "# A\n\n- [ ] Paint the fence est:1d\n- [ ] Two\n", "b.md": "# B\n\n- [ ] Three\n"],
        ["a.md": "# A\n\n- [ ] Two\n", "b.md": "# B\n\n- [ ] Three\n- [ ] Paint the fence est:1d\n"])
        == ["moved Paint the fence A>B"])
  }

  @Test("a renamed project keeps its tasks")
  func renamedProject() {
    #expect(
      changes("# P\n\n## Wall\n\n- [ ] One\n- [ ] Two\n", "# P\n\n## Fence\n\n- [ ] One\n- [ ] Two\n")
        == ["renamed Fence Wall>Fence"])
  }

  @Test("a renamed file changes nothing in the plan")
  func renamedFile() {
    let text = "# P\n\n- [ ] One due:2026-03-10\n- [ ] Two\n"
    #expect(changes(["a.md": text], ["b.md": text]) == [])
  }

  @Test("a completed recurring task is finished, and its successor is new")
  func recurring() {
    #expect(
      changes(
        "# P\n\n- [ ] Water due:2026-03-09 rec:+1w\n",
        "# P\n\n- [x] Water due:2026-03-09 rec:+1w done:2026-03-09\n- [ ] Water due:2026-03-16 rec:+1w\n")
        == ["finished Water open>done", "added Water >P"])
  }

  @Test("of equal lines the one that is gone is told once")
  func equalLines() {
    let line = "- [ ] Call\n"
    #expect(
      changes("# P\n\n" + String(repeating: line, count: 100), "# P\n\n" + String(repeating: line, count: 99))
        == ["removed Call P>"])
  }

  @Test("a project's end that moved is told with its causes")
  func finishes() {
    let old = plan("# P due:2026-06-01\n\n- [ ] One est:2d @ann\n")
    let new = plan("# P due:2026-06-01\n\n- [ ] One est:4d @ann\n- [ ] Two est:1d @ann\n")
    let diff = PlanDiff(old, new, today: monday)
    #expect(diff.finishes.map { "\($0.from) \($0.to)" } == ["2026-03-10 2026-03-13"])
    #expect(diff.finishes.first?.causes == ["effort of 1 task (+16h)", "1 task added (+8h)"])
  }

  @Test(
    "the same plan has no changes", arguments: ["# P\n\n- [ ] One\n- [ ] One\n  - [ ] Two after:x\n", ""])
  func nothing(_ text: String) { #expect(changes(text, text) == []) }
}
