import PlanModel
import PlanTestSupport
import Testing

/// Format, sections 2, 8 and 9: what hides text from the plan, and the comments that are planmd's own.
@Suite struct RegionTests {
  // MARK: %% … %%

  @Test(
    "Obsidian's comments hide tasks, headings and logs",
    arguments: [
      "- [ ] a\n\n%%\n- [ ] b\n%%\n\n- [ ] c\n", "- [ ] a\n%% x\n- [ ] b\n\n# H\n- [ ] d\n x %%\n\n- [ ] c\n",
      "- [ ] a\n%%\n%%\n%%\n- [ ] b\n%%\n- [ ] c\n",
      "- [ ] a %%\n- [ ] b\n%%\n- [ ] c\n",
    ])
  func percentSigns(_ text: String) {
    #expect(read(text).taskIndices.map { read(text).text(of: $0).first } == ["a", "c"])
    #expect(remarks(text) == [])
    #expect(read(text).projects.count == 1)
  }

  @Test(
    "in code and HTML they mean nothing",
    arguments: ["`%%`", "    %%\n", "```\n%%\n```\n", "<div>\n%%\n</div>\n", "`` %% ` ``"])
  func inCode(_ sign: String) {
    #expect(tasks("\(sign)\n\n- [ ] a\n").hasPrefix("open a"))
    #expect(remarks("\(sign)\n\n- [ ] a\n") == [])
  }

  @Test func oneThatIsNotClosedHidesNothing() {
    #expect(tasks("- [ ] a\n\n%%\n\n- [ ] b\n") == "open a\nopen b")
    #expect(remarks("- [ ] a\n\n%%\n\n- [ ] b\n") == ["unclosedComment ‹%%›"])
  }

  @Test func insideATextTheyHideTheirPart() {
    #expect(tasks("- [ ] a %% est:2d %% b") == "open a %% est:2d %% b")
  }

  @Test func subtasksOfAHiddenTaskMoveUp() {
    let text = "- [ ] a\n  - %%\n    - [ ] b\n    - %%\n      - [ ] c\n"
    #expect(tasks(text) == "open a\n  open c")
  }

  @Test func whatIsHiddenHoldsNobodyUp() {
    #expect(tasks("1. [ ] a\n2. %%\n3. [ ] b\n4. %%\n5. [ ] c\n") == "open a\nopen c <- a")
  }

  // MARK: Regenerated blocks

  @Test func textInsideARegeneratedBlockIsNoPartOfThePlan() {
    let text = """
      # House

      - [ ] a

      <!-- planmd: list overdue by:person -->
      ## Old
      - [ ] b due:soon
      - 2026-01-12 2h x

      <!-- planmd-disable-line x -->
      <!-- /planmd 2026-01-12 -->

      - [ ] c
      """
    let plan = read(text)
    #expect(plan.outline == "= House\nopen a\nopen c")
    #expect(plan.remarks.isEmpty)
    #expect(plan.blocks.map { plan.files[0].text($0.command.range) } == ["list overdue by:person"])
    #expect(plan.blocks.map(\.noted) == [Day(2026, 1, 12)])
  }

  @Test(
    "a marker without its partner is a remark and hides nothing",
    arguments: [
      ("<!-- planmd: list -->\n\n- [ ] a\n", ["unclosedBlock ‹<!-- planmd: list -->›"]),
      ("<!-- /planmd -->\n\n- [ ] a\n", ["strayBlockEnd ‹<!-- /planmd -->›"]),
      (
        "<!-- planmd: list -->\n\n<!-- planmd: next -->\n\n- [ ] a\n\n<!-- /planmd -->\n",
        ["nestedBlock ‹<!-- planmd: next -->›"]
      ),
    ])
  func brokenMarkers(_ text: String, _ expected: [String]) {
    #expect(tasks(text) == "open a")
    #expect(remarks(text) == expected)
    #expect(read(text).blocks.isEmpty)
  }

  @Test(
    "markers count at document level only",
    arguments: [
      "- x\n\n  <!-- planmd: list -->\n\n- [ ] a\n\n<!-- x -->\n", "> <!-- planmd: list -->\n\n- [ ] a\n",
      "```\n<!-- planmd: list -->\n```\n- [ ] a\n",
      "Text <!-- planmd: list -->\n\n- [ ] a\n", "<div>\n<!-- planmd: list -->\n</div>\n\n- [ ] a\n",
    ])
  func deeperMarkers(_ text: String) {
    #expect(tasks(text) == "open a")
    #expect(remarks(text) == [])
  }

  @Test func severalBlocksHideTheirOwnTexts() {
    let block = "<!-- planmd: list -->\n- [ ] x\n<!-- /planmd 2026-01-12 -->\n\n"
    #expect(tasks("- [ ] a\n\n\(block)- [ ] b\n\n\(block)- [ ] c\n") == "open a\nopen b\nopen c")
    #expect(read("\(block)\(block)").blocks.count == 2)
  }

  @Test func conflictMarkersAreTold() {
    let text = "- [ ] a\n<<<<<<< HEAD\n- [ ] b\n=======\n- [ ] c\n>>>>>>> other\n"
    #expect(remarks(text) == ["conflictMarker ‹<<<<<<< HEAD›", "conflictMarker ‹>>>>>>> other›"])
    #expect(remarks("```\n<<<<<<< HEAD\n>>>>>>> x\n```\n") == [])
    #expect(
      remarks("<!-- planmd: list -->\n\n<<<<<<< HEAD\n\n<!-- /planmd -->\n") == [
        "conflictMarker ‹<<<<<<< HEAD›"
      ])
  }

  // MARK: Suppressions

  @Test(
    "suppression comments",
    arguments: [
      ("<!-- planmd-disable-line due-before-start -->", "line [due-before-start]"),
      ("<!-- planmd-disable -->", "regionStart []"),
      ("<!-- planmd-enable a, b  c -->", "regionEnd [a, b, c]"), ("<!--planmd-disable-file a-->", "file [a]"),
    ])
  func suppressions(_ comment: String, _ expected: String) {
    for text in [
      comment, "Text \(comment)", "- [ ] a \(comment)", "- [ ] a\n  \(comment)", "- x\n\n  \(comment)",
      "> \(comment)",
    ] {
      let plan = read(text)
      #expect(
        plan.suppressions.map { "\($0.scope) [\($0.rules.joined(separator: ", "))]" } == [expected], "\(text)"
      )
      #expect(plan.suppressions.map { plan.files[0].text($0.range.range) } == [comment])
      #expect(
        plan.suppressions.flatMap { one in
          zip(one.rules, one.ruleRanges).map { $0 == plan.files[0].text($1.range) }
        }.allSatisfy { $0 })
      #expect(plan.remarks.isEmpty)
    }
  }

  @Test(
    "comments that are none",
    arguments: [
      "`<!-- planmd-disable -->`", "```\n<!-- planmd-disable -->\n```", "    <!-- planmd-disable -->",
      "<!-- planmdx -->", "<!-- no planmd-disable -->",
    ])
  func noSuppressions(_ text: String) {
    #expect(read(text).suppressions.isEmpty)
    #expect(remarks(text) == [])
  }

  @Test func aMisspeltOneIsRemarkedOn() {
    #expect(remarks("<!-- planmd-disabel x -->\n") == ["malformedSuppression ‹planmd-disabel›"])
  }

  @Test func theyNeverChangeThePlan() {
    let comment = "<!-- planmd-disable-line x -->"
    let plain = tasks("1. [ ] a est:2d @ann\n2. [ ] b\n   - [ ] c\n")
    #expect(tasks("1. [ ] a est:2d @ann \(comment)\n2. [ ] b \(comment)\n   - [ ] c\n") == plain)
    #expect(tasks("1. [ ] a est:2d \(comment) @ann\n2. [ ] b\n   \(comment)\n   - [ ] c\n") == plain)
    #expect(
      tasks("\(comment)\n\n1. [ ] a est:2d @ann\n\n\(comment)\n\n2. [ ] b\n\n   \(comment)\n\n   - [ ] c\n")
        == plain)
  }
}
