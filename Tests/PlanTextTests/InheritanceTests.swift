import PlanModel
import PlanTestSupport
import Testing

/// Format, section 2, "Inheritance": what tasks take over from headings and parents.
@Suite struct InheritanceTests {
  private let plan = read(
    """
    # House #big client:acme rate:90EUR pri:C due:2026-06-30 @ann @bob start:2026-02-01

    - [ ] Roof #roof @cem due:2026-05-31
      - [ ] Tiles pri:A client:zeta start:2026-01-01
      - [ ] Gutters due:2026-04-30 start:2026-03-01

    ## Garden type:area due:2026-04-01 @dan

    - [ ] Lawn est:2d
    """)
  private let roof = TaskIndex(0), tiles = TaskIndex(1), gutters = TaskIndex(2), lawn = TaskIndex(3)

  @Test func labelsAccumulate() {
    #expect(
      plan.taskIndices.map { plan.effectiveLabels(of: $0) } == [
        ["big", "roof"], ["big", "roof"], ["big", "roof"], ["big"],
      ])
  }

  @Test func theNearestNameWins() {
    #expect(plan.effectiveAssignments(of: tiles).map(\.anyOf) == [["cem"]])
    #expect(plan.effectiveAssignments(of: lawn).map(\.anyOf) == [["dan"]])
  }

  @Test func severalNamesOnAHeadingMeanWhicheverIsFree() {
    let plan = read("# House @ann @bob|cem\n- [ ] Paint\n- [ ] Roof @dan @eve\n")
    #expect(plan.effectiveAssignments(of: TaskIndex(0)).map(\.anyOf) == [["ann", "bob", "cem"]])
    #expect(plan.effectiveAssignments(of: TaskIndex(1)).map(\.anyOf) == [["dan"], ["eve"]])
  }

  @Test func theNearestPriorityAndKeyWin() {
    #expect(
      plan.taskIndices.map { plan.effectivePriority(of: $0) }.map { $0.map { String(Unicode.Scalar($0)) } }
        == ["C", "A", "C", "C"])
    #expect(plan.taskIndices.map { plan.attribute("client", of: $0) } == ["acme", "zeta", "acme", "acme"])
    #expect(plan.nearest(.rate, of: lawn)?.node == .project(ProjectIndex(0)))
  }

  @Test func datesBoundWithoutBecomingTheTasksOwn() {
    #expect(plan.taskIndices.map { plan.due($0)?.description } == ["2026-05-31", nil, "2026-04-30", nil])
    #expect(
      plan.taskIndices.map { plan.bindingDue(of: $0)?.day.description } == [
        "2026-05-31", "2026-05-31", "2026-04-30", "2026-04-01",
      ])
    #expect(
      plan.taskIndices.map { plan.bindingStart(of: $0)?.description } == [
        "2026-02-01", "2026-02-01", "2026-03-01", "2026-02-01",
      ])
  }

  @Test func estimatesAreNotInherited() {
    let plan = read("# House est:2d\n- [ ] Roof est:3d\n  - [ ] Tiles\n")
    #expect(plan.estimate(TaskIndex(1)) == nil)
    #expect(plan.likelyMinutes(TaskIndex(0)) == 3 * 480)
  }

  @Test func whatAParentWaitsForItsTasksWaitForAsWell() {
    let plan = read("# A id:a\n- [ ] 1\n# B after:a\n- [ ] 2\n  - [ ] 3\n- [/] 4\n")
    #expect(
      plan.taskIndices.map { plan.blockers(of: $0) } == [
        [], [.project(ProjectIndex(1))], [.project(ProjectIndex(1))], [],
      ])
  }
}
