import PlanModel
import Testing

@testable import PlanQuery

@Suite struct HandleTests {
  private func handles(_ plan: Plan) -> [String] {
    let table = HandleTable(plan)
    return plan.taskIndices.map { table.handle(of: $0) }
  }

  private func handles(_ text: String) -> [String] { handles(plan(text)) }

  /// Recorded: these may never change, or every handle that anyone noted is lost.
  @Test func handlesAreTheSameOnEveryPlatform() {
    #expect(
      handles("# Website\n## Design\n- [ ] Palette\n- [ ] Café\n- [ ] Palette\n") == [
        "gptsv", "hmppd", "cdfsn",
      ])
  }

  @Test func anIdIsTheHandle() { #expect(handles("- [ ] a id:first").first == "first") }

  /// Each changes something that a handle does not depend on.
  @Test(arguments: [
    "# P\n\n- [ ] Write\n- [ ] Send",
    "# P\n\n- [x] Write done:2026-01-01\n- [ ] Send @ann due:2026-02-01 #web",
    "# P\n\nA note.\n\n- [ ] New\n- [ ] Send\n- [ ] Write",
    "# P\n\n- [ ] Send\n  - [ ] Write",
    "---\nauthor: x\n---\n# P\n\n* [/] Write ~2h\n  with a note\n\n1. [ ] Send",
  ])
  func aHandleOutlivesEveryOtherChange(_ text: String) throws {
    let before = handles("# P\n\n- [ ] Write\n- [ ] Send")
    let plan = plan(text)
    let table = HandleTable(plan)
    let after = Set(plan.taskIndices.map { table.handle(of: $0) })
    let kept = text.contains("with a note") ? [before[1]] : before
    #expect(after.isSuperset(of: kept))
  }

  @Test func pathTextAndPlaceAmongEqualsMakeTheHandle() {
    let all = handles("# P\n- [ ] a\n- [ ] a\n- [ ] b\n## Q\n- [ ] a\n## R\n- [ ] a\n")
    #expect(Set(all).count == 5)
    #expect(handles("# P\n- [ ] a")[0] == all[0])
    #expect(handles("# P\n- [ ] b")[0] == all[2])
  }

  @Test func archivingATwinLeavesTheOthersTheirHandles() {
    let living = plan(["work.md": "# P\n- [ ] a\n- [ ] b"])
    let both = plan(["archive/1.md": "# P\n- [x] a\n- [x] b", "work.md": "# P\n- [ ] a\n- [ ] b"])
    #expect(Array(handles(both)[2...]) == handles(living))
  }

  @Test func everyHandleFindsItsTaskAndNoOther() {
    let text = "# P\n" + (0..<3000).map { "- [ ] task \($0)\n" }.joined()
    let plan = plan(text)
    let table = HandleTable(plan)
    var lengths: Set<Int> = []
    for task in plan.taskIndices {
      let handle = table.handle(of: task)
      lengths.insert(handle.utf8.count)
      #expect(table.tasks(beginning: handle) == [task])
      #expect(table.tasks(beginning: handle.uppercased()) == [task])
      #expect(HandleTable.isShaped(handle))
    }
    #expect(lengths == [5, 6])
  }

  @Test func aHandleThatGrewIsRefusedAsAmbiguousNotTakenForAnother() throws {
    let plan = plan("# P\n" + (0..<3000).map { "- [ ] task \($0)\n" }.joined())
    let table = HandleTable(plan)
    let long = try #require(plan.taskIndices.lazy.map { table.handle(of: $0) }.first { $0.utf8.count == 6 })
    #expect(table.tasks(beginning: String(long.prefix(5))).count == 2)
  }

  @Test func aHandleIsNeverAnId() throws {
    let plain = plan("# P\n- [ ] a")
    let letters = HandleTable(plain).handle(of: TaskIndex(0))
    let taken = plan("# P\n- [ ] a\n- [ ] b id:\(letters)")
    #expect(HandleTable(taken).handle(of: TaskIndex(0)).utf8.count == 6)
    #expect(HandleTable(taken).handle(of: TaskIndex(0)).hasPrefix(letters))
  }

  @Test func fewerThanFiveLettersAreNoHandle() throws {
    let plan = plan("# P\n- [ ] a")
    let table = HandleTable(plan)
    let handle = table.handle(of: TaskIndex(0))
    #expect(table.tasks(beginning: String(handle.prefix(4))).isEmpty)
    #expect(table.tasks(beginning: "aaaaa").isEmpty)
  }
}
