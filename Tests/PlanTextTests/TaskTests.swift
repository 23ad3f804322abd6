import PlanModel
import PlanTestSupport
import Testing

/// Format, section 2, "Tasks": what is one, and what its text is.
@Suite struct TaskTests {
  @Test(
    "any bullet and number makes a task",
    arguments: [
      "- [ ] Paint", "* [ ] Paint", "+ [ ] Paint", "1. [ ] Paint", "7) [ ] Paint", "123456789. [ ] Paint",
      "-   [ ] Paint", "-\t[ ] Paint", "- [ ]\tPaint", "- [ ]   Paint", "   - [ ] Paint", "-\n  [ ] Paint",
      "> - [ ] Paint", ">- [ ] Paint", "> > 1. [ ] Paint", "- [ ] Paint   ", "- - [ ] Paint",
      "1. - [ ] Paint",
      "- > - [ ] Paint", "\u{FEFF}- [ ] Paint",
    ])
  func bullets(_ text: String) {
    #expect(tasks(text) == "open Paint")
  }

  @Test(
    "what only looks like a box is none",
    arguments: [
      "- []Paint", "- [] Paint", "- [  ] Paint", "- [ ]Paint", "- [xx] Paint", "- [ ](Paint)", "-[ ] Paint",
      "[ ] Paint",
      "1.[ ] Paint", "- \\[ ] Paint", "- Paint [ ] it", "- **[ ] Paint**", "- `[ ]` Paint", "- # [ ] Paint",
      "# [ ] Paint",
      "    - [ ] Paint", "-     [ ] Paint", "```\n- [ ] Paint\n```", "~~~\n- [ ] Paint",
      "<div>\n- [ ] Paint\n</div>",
      "<!--\n- [ ] Paint\n-->", "- [ ]\u{301} Paint", "-\u{A0}[ ] Paint", "Text\n  [ ] Paint",
      "- [e\u{301}] Paint", "- [[ ] Paint",
      "- Text\n\n  [ ] Paint", "- > [ ] Paint", "1234567890. [ ] Paint", "Text\n2. [ ] Paint",
    ])
  func noBox(_ text: String) {
    #expect(tasks(text) == "")
  }

  @Test(
    "one character of any kind stands in the box",
    arguments: ["é", "漢", "🎉", "!", "]", "\\", "*", "`", "\u{301}", "\u{200D}", "\"", "<", "1"])
  func oneScalar(_ character: String) {
    #expect(tasks("- [\(character)] Paint") == "open~ Paint")
  }

  @Test(
    "a box with nothing behind it is a remark and no task",
    arguments: ["- [ ]", "- [x]   ", "1. [ ]\n", "- [ ]\n  Paint", "- [ ]\n- [ ]"])
  func emptyBox(_ text: String) {
    #expect(tasks(text) == "")
    #expect(remarks(text).allSatisfy { $0 == "emptyBox ‹[ ]›" || $0 == "emptyBox ‹[x]›" })
    #expect(remarks(text).isEmpty == false)
  }

  @Test(
    "a no-break space where a blank is wanted is told",
    arguments: [("- [ ]▸\u{A0}◂Paint", 0), ("-▸\u{A0}◂[ ] Paint", 0), ("- [▸\u{A0}◂] Paint", 1)])
  func noBreakSpace(_ text: String, _ count: Int) {
    let marked = MarkedText(text)
    let plan = read(bytes: marked.bytes)
    #expect(plan.remarks.map(\.kind) == [.nbspInBox])
    #expect(plan.remarks.map(\.range) == marked.ranges)
    #expect(plan.tasks.count == count)
  }

  @Test func aTasksTextIsItsWholeFirstParagraph() {
    let text = """
      - [ ] Paint the  wall
        and the door
      lazily too
         deep

        Not this one.
        - nor this
      """
    #expect(tasks(text) == "open Paint the wall and the door lazily too deep")
  }

  @Test func inAQuoteTheMarkersOfItsLinesAreNoText() {
    #expect(tasks("> - [ ] Paint\n>   the > door\n> lazily\nmore\n") == "open Paint the > door lazily more")
    #expect(tasks("> > - [ ] a\n> >   > b\n") == "open a")
    #expect(tasks("- [ ] a\n  > b\n") == "open a")
  }

  @Test(
    "the paragraph ends where CommonMark ends it",
    arguments: [
      "- [ ] Paint\n  # Heading", "- [ ] Paint\n  ***", "- [ ] Paint\n  ```\n  x\n  ```",
      "- [ ] Paint\n  > x",
      "- [ ] Paint\n  - x", "- [ ] Paint\n\n  x", "- [ ] Paint\n# x", "- [ ] Paint\n  <div>",
      "- [ ] Paint\n***",
    ])
  func theEndOfAParagraph(_ text: String) {
    #expect(tasks(text) == "open Paint")
  }

  @Test func tagsOnTheSecondLineAreTagsAsWell() {
    let plan = read("- [ ] Paint due:2026-01-12\n  the door @ann\n  est:2d\n")
    #expect(plan.taskOutline == "open Paint the door | due=2026-01-12, @ann, est=2d")
    #expect(plan.tags.map { $0.flags.contains(.onFirstLine) } == [true, false, false])
    #expect(plan.tags.map { $0.flags.contains(.inTail) } == [false, true, true])
  }

  @Test func aTaskReachesFromItsMarkerToTheEndOfItsParagraph() {
    let text = "# House\n\n 1) [x]  Paint due:2026-01-12  \n     the door \n\n    note\n"
    let plan = read(text)
    let task = plan.tasks[0]
    let bytes = Array(text.utf8)
    #expect(
      String(decoding: bytes[task.range.range], as: UTF8.self)
        == "1) [x]  Paint due:2026-01-12  \n     the door")
    #expect(bytes[Int(task.box)] == UInt8(ascii: "["))
    #expect(String(decoding: bytes[task.boxRange.range], as: UTF8.self) == "[x]")
    #expect(
      String(decoding: bytes[Int(task.textStart)..<Int(task.firstLineEnd)], as: UTF8.self)
        == " Paint due:2026-01-12")
    #expect(task.line == 3)
  }

  @Test func checklistItemsInATaskAreItsSubtasks() {
    let text = """
      - [ ] a
        - [ ] b
          1. [ ] c
        - plain
          - [ ] d
          > - [ ] e
      - [ ] f

        - [ ] g
      """
    let plan = read(text)
    #expect(
      plan.taskOutline == """
        open a
          open b
            open c
          open d
          open e
        open f
          open g
        """)
    #expect(plan.taskIndices.map { plan.children(of: $0).count } == [3, 1, 0, 0, 0, 1, 0])
    #expect(plan.tasks.map(\.subtreeEnd) == [5, 3, 3, 4, 5, 7, 7])
  }

  @Test func behindLinkDefinitionsABoxIsABox() {
    #expect(tasks("- [a]: b\n  [ ] Paint\n") == "open Paint")
    #expect(tasks("- [a]: b\n  [c]: d\n  [x] Paint\n") == "done Paint")
    // A label needs more than blanks: this one is text, and the box is not its first.
    #expect(tasks("- [ ]: b\n  [x] Paint\n") == "")
  }

  @Test func commentsInATextAreNotShown() {
    #expect(tasks("- [ ] Paint <!-- the old --> door") == "open Paint door")
    #expect(tasks("- [ ] Paint <!-- due:2026-01-12 -->") == "open Paint")
  }

  // MARK: Statuses

  @Test func boxesSayTheStatus() {
    #expect(
      tasks("- [ ] a\n- [x] b\n- [X] c\n- [/] d\n- [-] e\n- [>] f\n- [h] g\n- [?] h\n- [!] i\n") == """
        open a
        done b
        done c
        started d
        cancelled e
        waiting f
        held g
        open? h
        open~ i
        """)
  }

  @Test func theConfigurationAddsAndChangesMeanings() {
    let text = "- [!] a\n- [x] b\n- [é] c\n- [ ] d\n"
    let changed = tasks(text) {
      $0.statuses["!"] = .held
      $0.statuses["x"] = .cancelled
      $0.statuses["é"] = .started
    }
    #expect(changed == "held a\ncancelled b\nstarted c\nopen d")
  }

  @Test func aCancelledOrHeldParentHoldsWhatIsBelowIt() {
    #expect(
      tasks("- [-] a\n  - [ ] b\n    - [/] c\n- [h] d\n  - [x] e\n- [>] f\n  - [ ] g\n") == """
        cancelled a
          open(held) b
            started(held) c
        held d
          done(held) e
        waiting f
          open g
        """)
  }

  // MARK: Which items

  @Test func theConfigurationMayAskForALabel() {
    let text = """
      - [ ] a #task due:2026-01-12
        - [ ] b #other
          - [ ] c #task
      - [ ] d the #task here
      - [ ] e #tasks
      - [ ] f #Task
      """
    #expect(
      tasks(text) { $0.onlyLabel = "task" } == """
        open a | (#task), due=2026-01-12
          open c | (#task)
        open d the here | (#task)
        """)
  }

  @Test func archivedFilesAreReadAsHistory() {
    let plan = read(files: ["a.md": "- [ ] a after:b\n", "archive/2025.md": "- [x] b id:b\n"])
    #expect(plan.taskIndices.map { plan.isArchived($0) } == [false, true])
    #expect(plan.dependencies.map(\.target) == [.task(TaskIndex(1))])
  }
}
