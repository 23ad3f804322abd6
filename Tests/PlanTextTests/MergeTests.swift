import PlanModel
import PlanText
import Testing

@Suite("Merging three versions of a file")
struct MergeTests {
  private func merge(_ base: String, _ ours: String, _ theirs: String) -> PlanMerge {
    PlanMerge(
      base: Array(base.utf8), ours: Array(ours.utf8), theirs: Array(theirs.utf8), path: "plan.md",
      configuration: Configuration())
  }

  private func merged(_ base: String, _ ours: String, _ theirs: String) -> String {
    String(decoding: merge(base, ours, theirs).bytes, as: UTF8.self)
  }

  @Test("names and labels are merged as sets")
  func sets() {
    #expect(
      merged("- [ ] A #web\n", "- [ ] A due:2026-04-28 #web\n", "- [ ] A @ann\n")
        == "- [ ] A due:2026-04-28 @ann\n")
    #expect(merged("- [ ] A @ann\n", "- [ ] A\n", "- [ ] A @ann #web\n") == "- [ ] A #web\n")
    #expect(
      merged("- [ ] A after:x\n", "- [ ] A after:x,y\n", "- [ ] A after:x,z\n") == "- [ ] A after:x,y,z\n")
  }

  @Test("each tag, the status and the text are fields of their own")
  func fields() {
    #expect(
      merged(
        "- [ ] Write text est:2d\n", "- [/] Write text est:3d\n",
        "- [ ] Write the text est:2d due:2026-03-10\n")
        == "- [/] Write the text est:3d due:2026-03-10\n")
    #expect(
      merged("- [ ] A 📅 2026-03-10\n", "- [ ] A 📅 2026-03-11\n", "- [x] A 📅 2026-03-10 ✅ 2026-03-09\n")
        == "- [x] A 📅 2026-03-11 ✅ 2026-03-09\n")
  }

  @Test("a conflict is as small as the line, and says what differs")
  func conflict() {
    let result = merge(
      "# P\n\n- [ ] A due:2026-03-10 est:1d\n- [ ] B\n", "# P\n\n- [ ] A due:2026-03-12 est:1d\n- [ ] B\n",
      "# P\n\n- [ ] A due:2026-03-14 est:2d\n- [ ] B #web\n")
    #expect(
      String(decoding: result.bytes, as: UTF8.self) == """
        # P

        <<<<<<< ours (due: ours 2026-03-12, theirs 2026-03-14, before 2026-03-10)
        - [ ] A due:2026-03-12 est:2d
        =======
        - [ ] A due:2026-03-14 est:2d
        >>>>>>> theirs
        - [ ] B #web

        """)
    #expect(result.conflicts.map(\.line) == [3])
  }

  @Test("a status in conflict keeps each side's day with it")
  func status() {
    #expect(
      merged("- [ ] A\n", "- [x] A done:2026-03-09\n", "- [-] A cancelled:2026-03-08\n") == """
        <<<<<<< ours (status: ours [x], theirs [-], before [ ])
        - [x] A done:2026-03-09
        =======
        - [-] A cancelled:2026-03-08
        >>>>>>> theirs

        """)
  }

  @Test("a recurring task that both completed has one successor, that of the first completion")
  func series() {
    let rule = "rec:\"every week when done\""
    let base = "- [ ] Call \(rule) due:2026-03-02\n"
    let ours = "- [ ] Call \(rule) due:2026-03-10\n- [x] Call \(rule) due:2026-03-02 done:2026-03-03\n"
    let theirs = "- [ ] Call \(rule) due:2026-03-11\n- [x] Call \(rule) due:2026-03-02 done:2026-03-04\n"
    #expect(merged(base, ours, theirs) == ours)
    #expect(merged(base, theirs, ours) == ours)
  }

  @Test("completed twice on one side, the series goes on there")
  func twice() {
    let ours = """
      - [ ] Call rec:+1w due:2026-03-16
      - [x] Call rec:+1w due:2026-03-09 done:2026-03-09
      - [x] Call rec:+1w due:2026-03-02 done:2026-03-02

      """
    let theirs = "- [ ] Call rec:+1w due:2026-03-09\n- [x] Call rec:+1w due:2026-03-02 done:2026-03-02\n"
    #expect(merged("- [ ] Call rec:+1w due:2026-03-02\n", ours, theirs) == ours)
    #expect(merged("- [ ] Call rec:+1w due:2026-03-02\n", theirs, ours) == ours)
  }

  @Test("what is moved takes along what the other side changed and added in it")
  func moves() {
    let base = "# A\n\n- [ ] One\n  - [ ] Sub\n- [ ] Two\n\n# B\n\n- [ ] Three\n"
    let ours = "# A\n\n- [ ] Two\n\n# B\n\n- [ ] Three\n- [ ] One\n  - [ ] Sub\n"
    let theirs =
      "# A\n\n- [ ] One due:2026-03-10\n  - [ ] Sub\n    - [ ] Deep\n- [ ] Two\n\n# B\n\n- [ ] Three\n"
    let wanted =
      "# A\n\n- [ ] Two\n\n# B\n\n- [ ] Three\n- [ ] One due:2026-03-10\n  - [ ] Sub\n    - [ ] Deep\n"
    #expect(merged(base, ours, theirs) == wanted)
    #expect(merged(base, theirs, ours) == wanted)
  }

  @Test("what one side removed and the other changed stands between markers, with what is new below it")
  func removed() {
    #expect(
      merged("- [ ] A\n- [ ] B\n", "- [ ] B\n", "- [ ] A\n  - [ ] New\n- [ ] B\n") == """
        <<<<<<< ours (removed by ours, changed by theirs)
        =======
        - [ ] A
          - [ ] New
        >>>>>>> theirs
        - [ ] B

        """)
    #expect(merged("- [ ] A\n- [ ] B\n", "- [ ] B\n", "- [ ] A\n- [ ] B #x\n") == "- [ ] B #x\n")
  }

  @Test("a section that one side adds does not take what the other side has before it")
  func sections() {
    #expect(
      merged(
        "# A\n\n- [ ] One\n", "# A\n\n- [ ] One\n- [ ] Ours\n", "# A\n\n- [ ] One\n\n# B\n\n- [ ] Theirs\n")
        == "# A\n\n- [ ] One\n- [ ] Ours\n\n# B\n\n- [ ] Theirs\n")
  }

  @Test("a section that one side moves takes nothing that the other has elsewhere, and leaves nothing behind")
  func movedSections() {
    let base = "# P\n\n## A\n\n- [ ] One\n- [ ] Two\n\n## B\n\n- [ ] Three\n"
    // Theirs takes all but one task of A into B, which reads like a heading that moved up.
    let theirs = "# P\n\n## A\n\n- [ ] One\n\n## B\n\n- [ ] Two\n- [ ] Three\n"
    let ours = "# P\n\n## A\n\n- [ ] Two\n- [ ] One\n- [ ] New\n\n## B\n\n- [ ] Three\n"
    let wanted = "# P\n\n## A\n\n- [ ] One\n- [ ] New\n\n## B\n\n- [ ] Two\n- [ ] Three\n"
    #expect(merged(base, ours, theirs) == wanted)
    #expect(merged(base, theirs, ours) == wanted)
  }

  @Test("entries that both add to a log stand there, both")
  func logs() {
    #expect(
      merged(
        "- [ ] A\n  - 2026-03-01 1h\n", "- [ ] A\n  - 2026-03-01 1h\n  - 2026-03-02 2h\n",
        "- [ ] A\n  - 2026-03-01 1h\n  - 2026-03-02 3h @bob\n")
        == "- [ ] A\n  - 2026-03-01 1h\n  - 2026-03-02 2h\n  - 2026-03-02 3h @bob\n")
  }

  @Test("prose that both changed is a conflict of its lines only")
  func prose() {
    let result = merged(
      "# A\n\nOne\ntwo\nthree\n\n- [ ] T\n", "# A\n\nOne\n2\nthree\n\n- [ ] T\n",
      "# A\n\nOne\nzwei\n3\n\n- [ ] T #x\n")
    #expect(
      result == """
        # A

        One
        <<<<<<< ours (text: ours 1 line, theirs 1 line)
        2
        =======
        zwei
        >>>>>>> theirs
        3

        - [ ] T #x

        """)
  }

  @Test("front matter is merged by its lines, blocks are generated anew")
  func regions() {
    #expect(
      merged(
        "---\ntitle: A\nplan:\n  due: 2026-03-01\n---\n", "---\ntitle: B\nplan:\n  due: 2026-03-01\n---\n",
        "---\ntitle: A\nplan:\n  due: 2026-03-02\n---\n")
        == "---\ntitle: B\nplan:\n  due: 2026-03-02\n---\n")
    func block(_ text: String) -> String {
      "<!-- planmd: list -->\n\n\(text)\n\n<!-- /planmd 2026-03-09 -->\n"
    }
    #expect(merged(block("a"), block("b"), block("c")) == block("c"))
    #expect(merged(block("a"), block("c"), block("b")) == block("c"))
  }

  @Test(
    "line ends, a mark at the beginning and the last line stay the file's",
    arguments: [
      (
        "- [ ] A\r\n- [ ] B\r\n", "- [/] A\r\n- [ ] B\r\n", "- [ ] A\r\n- [/] B\r\n", "- [/] A\r\n- [/] B\r\n"
      ),
      (
        "\u{FEFF}- [ ] A\n- [ ] B", "\u{FEFF}- [/] A\n- [ ] B", "\u{FEFF}- [ ] A\n- [/] B",
        "\u{FEFF}- [/] A\n- [/] B"
      ),
      ("- [ ] A\n- [ ] B\n", "- [ ] A\r\n- [ ] B\r\n", "- [ ] A\n- [/] B\n", "- [ ] A\r\n- [/] B\r\n"),
      ("", "- [ ] A\n", "- [ ] B\n", "- [ ] A\n- [ ] B\n"),
    ])
  func bytes(_ base: String, _ ours: String, _ theirs: String, _ wanted: String) {
    #expect(merged(base, ours, theirs) == wanted)
  }

  @Test("a fence that one side opens makes lines be merged as lines, and nothing is lost")
  func fence() {
    let result = merged(
      "- [ ] A\n- [ ] B\n", "```\n- [ ] A\n- [ ] B\n", "- [ ] A due:2026-03-10\n- [ ] B\n")
    #expect(result.contains("```") && result.contains("due:2026-03-10"))
  }
}
