import PlanModel
import PlanTestSupport
import Testing

/// Format, section 2, "Sequence".
@Suite struct SequenceTests {
  @Test func eachItemWaitsForTheOneBefore() {
    #expect(tasks("1. [ ] a\n2. [ ] b\n3. [ ] c\n") == "open a\nopen b <- a\nopen c <- b")
    #expect(tasks("1) [ ] a\n\n1) [ ] b\n") == "open a\nopen b <- a")
  }

  @Test func bulletsWaitForNothing() {
    #expect(tasks("- [ ] a\n- [ ] b\n") == "open a\nopen b")
  }

  @Test func itemsWithoutABoxAreSteppedOver() {
    #expect(tasks("1. [ ] a\n2. plain\n3. [ ] b\n4. [ ]\n5. [ ] c\n") == "open a\nopen b <- a\nopen c <- b")
  }

  @Test func eachListCountsByItself() {
    #expect(
      tasks("1. [ ] a\n   1. [ ] b\n   2. [ ] c\n2. [ ] d\n   - [ ] e\n   - [ ] f\n3. [ ] g\n") == """
        open a
          open b
          open c <- b
        open d <- a
          open e
          open f
        open g <- d
        """)
  }

  @Test(
    "lists that only planmd's comments split are one",
    arguments: [
      "<!-- planmd-disable-line missing-estimate -->", "<!-- planmd: list overdue -->",
      "<!-- /planmd 2026-01-12 -->",
      "<!-- planmd-enable -->\n<!-- planmd-disable x -->",
      "<!-- planmd-enable -->\n\n<!-- planmd-disable x -->",
    ])
  func ownComments(_ comment: String) {
    #expect(tasks("1. [ ] a\n\n\(comment)\n\n2. [ ] b\n") == "open a\nopen b <- a")
  }

  @Test(
    "lists that anything else splits are two",
    arguments: [
      "<!-- x -->", "Text", "# Heading", "***", "```\n```", "> x", "- x", "<div></div>",
      "<!-- planmd-enable --> x",
      "<!-- planmdx -->", "<!-- planmd-enable -->\n<!-- x -->",
    ])
  func others(_ between: String) {
    #expect(tasks("1. [ ] a\n\n\(between)\n\n2. [ ] b\n") == "open a\nopen b")
  }

  @Test func anotherKindOfNumberBeginsAListThatIsJoined() {
    // CommonMark begins a new list; nothing stands between the two.
    #expect(read("1. [ ] a\n2) [ ] b\n").tasks.map(\.flags).allSatisfy { $0.contains(.ordered) })
  }

  @Test func plainListsAreNoSequences() {
    let plan = read("1. [ ] a\n2. [ ] b\n") { $0.orderedListsAreSequences = false }
    #expect(plan.taskOutline == "open a\nopen b")
    #expect(plan.tasks.allSatisfy { !$0.flags.contains(.ordered) })
  }

  @Test func whatWaitsIsBlockedUntilTheOneBeforeIsFinished() {
    let plan = read("1. [x] a\n2. [ ] b\n3. [ ] c\n4. [-] d\n5. [ ] e\n")
    #expect(plan.taskIndices.map { plan.blockers(of: $0) } == [[], [], [.task(TaskIndex(1))], [], []])
  }
}
