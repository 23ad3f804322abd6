import PlanModel
import PlanTestSupport
import Testing

/// Format, section 2, "Projects".
@Suite struct HeadingTests {
  @Test func withoutAHeadingTheFilesStemIsItsName() {
    #expect(read(files: ["a/b.c.md": "- [ ] Paint\n"]).outline == "= b.c\nopen Paint")
    #expect(read(files: ["a/.hidden": "- [ ] Paint\n"]).outline == "= .hidden\nopen Paint")
  }

  @Test func theOnlyHeadingOfLevelOneIsTheFilesProject() {
    let plan = read("- [ ] Before\n# House due:2026-03-31\n- [ ] Paint\n## Roof\n- [ ] Tiles\n")
    #expect(
      plan.outline == """
        = House | due=2026-03-31
        open Before
        open Paint
        ## Roof
        open Tiles
        """)
    #expect(plan.projects.map(\.line) == [2, 4])
    #expect(plan.projects[0].range.range == 13..<35)
  }

  @Test func ofSeveralNoneIs() {
    #expect(outline("# A\n- [ ] a\n# B\n- [ ] b\n") == "= plan\n# A\nopen a\n# B\nopen b")
  }

  @Test func equalNamesAreDifferentProjects() {
    let plan = read("# A\n## X\n- [ ] a\n# B\n## X\n- [ ] b\n")
    #expect(plan.tasks.map { plan.path(of: $0.project) } == [["plan", "A", "X"], ["plan", "B", "X"]])
  }

  @Test func levelsNestWhateverIsLeftOut() {
    let plan = read("#### D\n# A\n### C\n## B\n###### F\n# Z\n")
    #expect(
      plan.projectIndices.map { plan.path(of: $0).joined(separator: "/") } == [
        "plan", "plan/D", "plan/A", "plan/A/C", "plan/A/B", "plan/A/B/F", "plan/Z",
      ])
    #expect(plan.projects.map(\.subtreeEnd) == [7, 2, 6, 4, 6, 6, 7])
  }

  @Test func aProjectHoldsTheTasksOfItsParts() {
    let plan = read("# A\n- [ ] 1\n## B\n- [ ] 2\n- [ ] 3\n# C\n- [ ] 4\n")
    #expect(plan.projectIndices.map { plan.tasks(of: $0) } == [0..<4, 0..<3, 1..<3, 3..<4])
  }

  @Test(
    "both kinds of headings, with what belongs to them",
    arguments: [
      ("# House", "= House"), ("# House #", "= House"), ("# House ##  ", "= House"), ("# House#", "= House#"),
      ("#\tHouse", "= House"), ("   # House", "= House"),
      ("# House due:2026-01-12", "= House | due=2026-01-12"),
      ("# House due:2026-01-12 ###", "= House | due=2026-01-12"), ("# #web", "=  | #web"),
      ("House\n=====", "= House"),
      ("House\n==", "= House"), ("House due:2026-01-12\n===", "= House | due=2026-01-12"),
      ("A\nhouse\n===", "= A house"), ("A @ann\nhouse\n===", "= A @ann house | (@ann)"),
      ("House\n---", "= plan\n## House"),
      ("House [due:: 2026-01-12]\n===", "= House | due=2026-01-12"),
      ("# 🏠 House 📅 2026-01-12", "= 🏠 House | due=2026-01-12"),
      ("# `due:2026-01-12`", "= `due:2026-01-12`"), ("#House", "= plan"), ("    # House", "= plan"),
      ("####### House", "= plan"),
      ("\\# House", "= plan"), ("# ", "= "), ("# <!-- x --> House", "= House"),
    ])
  func kinds(_ text: String, _ expected: String) {
    #expect(outline(text) == expected)
  }

  @Test(
    "headings inside other blocks are none",
    arguments: [
      "> # House", "- # House", "1. House\n   ===", "```\n# House\n```", "<div>\n# House\n</div>",
      "    # House",
    ])
  func insideOthers(_ text: String) {
    #expect(outline(text) == "= plan")
  }

  @Test func tasksOfAHeadingInAQuoteBelongToTheOneAround() {
    #expect(outline("# A\n## B\n> # C\n> - [ ] c\n") == "= A\n## B\nopen c")
  }

  @Test(
    "a paragraph of nothing but tags below a heading is the heading's",
    arguments: [
      ("# House\ndue:2026-01-12 @ann", "= House | due=2026-01-12, @ann"),
      ("# House\n\ndue:2026-01-12\n#web est:2d\n", "= House | due=2026-01-12, #web, est=2d"),
      ("House\n===\n\n(due:2026-01-12)\n", "= House | due=2026-01-12"),
      (
        "# House due:2026-01-12\nstart:2026-01-01 due:2026-02-01",
        "= House | due=2026-01-12, start=2026-01-01, again due=2026-02-01"
      ),
      ("# House\nclient:acme", "= House | client=acme"), ("# House\nText due:2026-01-12", "= House"),
      ("# House\n\nText\n\ndue:2026-01-12", "= House"),
      ("# House\n- [ ] a\n\ndue:2026-01-12", "= House\nopen a"),
      ("# House\ndue:2026-01-12\n- [ ] a", "= House | due=2026-01-12\nopen a"),
      ("> # House\n> due:2026-01-12", "= plan"),
      ("# House\ndue:soon", "= House | ?due=soon"),
    ])
  func tagParagraphs(_ text: String, _ expected: String) {
    #expect(outline(text) == expected)
  }

  @Test func aSetextHeadingOfTagsAloneIsRemarkedOn() {
    #expect(remarks("due:2026-01-12 @ann\n---\n") == ["tagOnlySetextHeading ‹due:2026-01-12 @ann›"])
    #expect(remarks("House due:2026-01-12\n---\n") == [])
    #expect(remarks("# due:2026-01-12\n") == [])
  }

  @Test func anAreaIsOngoingWithAllBelowIt() {
    #expect(
      outline("# A type:area\n## B\n### C type:project\n## D\n# E\n") == """
        = plan
        # A (area) | type=area
        ## B (area)
        ### C | type=project
        ## D (area)
        # E
        """)
  }

  @Test func namesOnAHeadingAssign() {
    #expect(outline("# House @ann @bob|cem\n") == "= House | @ann, @bob|cem")
    #expect(outline("# House of @ann and me\n") == "= House of @ann and me | (@ann)")
  }
}
