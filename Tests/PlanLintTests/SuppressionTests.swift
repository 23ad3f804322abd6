import PlanLint
import PlanModel
import Testing

@Suite struct SuppressionTests {
  /// A finding of `impossible-date` unless something silences it.
  private let fault = "- [ ] Paint due:2026-02-30"

  private func ids(_ text: String) -> [String] {
    MarkedPlan(text).findings.filter { $0.severity > .info }.map(\.rule)
  }

  @Test func withoutACommentTheFindingIsThere() {
    #expect(ids(fault) == ["impossible-date"])
  }

  @Test func atTheEndOfALineItHoldsForThatLine() {
    #expect(ids(fault + " <!-- planmd-disable-line impossible-date -->\n" + fault) == ["impossible-date"])
  }

  @Test func withoutANameItHoldsForEveryRule() {
    #expect(ids(fault + " <!-- planmd-disable-line -->") == [])
  }

  @Test func indentedInAnItemItHoldsForTheItem() {
    #expect(ids(fault + "\n  <!-- planmd-disable-line impossible-date -->\n" + fault) == ["impossible-date"])
    #expect(
      ids("- [ ] Paint\n  the door due:2026-02-30\n\n  <!-- planmd-disable-line impossible-date -->\n") == [])
  }

  @Test func aRegionEndsWhereItIsEnabledAgain() {
    let text = """
      <!-- planmd-disable impossible-date -->

      \(fault)

      <!-- planmd-enable impossible-date -->

      \(fault)
      """
    #expect(
      MarkedPlan(text).findings.filter { $0.rule == "impossible-date" }.map(\.range) == [ByteRange(125, 135)])
    #expect(ids(text) == ["impossible-date"])
  }

  @Test func aRegionThatIsNotEndedReachesToTheEndOfItsFile() {
    #expect(ids("<!-- planmd-disable impossible-date -->\n\n\(fault)\n\n# Later\n\n\(fault)\n") == [])
  }

  @Test func forTheFileItHoldsEverywhereInIt() {
    #expect(ids("<!-- planmd-disable-file impossible-date -->\n\n\(fault)\n\n# Later\n\n\(fault)\n") == [])
  }

  @Test func anotherRulesNameSilencesNothing() {
    #expect(
      ids(fault + " <!-- planmd-disable-line due-before-start -->") == [
        "impossible-date", "unused-suppression",
      ])
  }

  @Test func aCommentThatSilencesNothingIsAFinding() {
    #expect(ids("- [ ] Paint <!-- planmd-disable-line impossible-date -->") == ["unused-suppression"])
  }

  @Test func eachOfSeveralNamesCountsByItself() {
    let found = MarkedPlan(fault + " <!-- planmd-disable-line impossible-date, due-before-start -->").findings
    #expect(found.map(\.rule) == ["unused-suppression"])
    #expect(found.map { MarkedPlan(fault).plan.files[0].bytes.count < $0.range.lowerBound } == [true])
  }

  @Test func aCommentChangesNothingOfThePlan() {
    let plan = MarkedPlan(fault + " <!-- planmd-disable-line impossible-date -->").plan
    #expect(plan.tasks.count == 1)
    #expect(plan.text(of: TaskIndex(0)) == "Paint")
  }
}
