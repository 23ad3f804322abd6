import PlanModel
import PlanTestSupport
import Testing

/// Format, section 7, as it is read: which nodes the references name.
@Suite struct DependencyTests {
  private func edges(_ plan: Plan) -> [String] {
    plan.dependencies.map { edge in
      let target: String
      switch edge.target {
      case .task(let task): target = plan.text(of: task)
      case .project(let project): target = plan[project].name
      case .unknown: target = "?"
      }
      let lag = edge.lag.minutes == 0 ? "" : " \(edge.lag.minutes)\(edge.lag.isElapsed ? "e" : "")"
      return "\(plan.name(of: edge.owner)) \(edge.kind.name) \(target).\(edge.end.name)\(lag)"
    }
  }

  @Test func everyKindOfTheTable() {
    let text = """
      - [ ] p id:p
      - [ ] s id:s
      - [ ] 1 after:p
      - [ ] 2 after:p+2d
      - [ ] 3 after:p.start+1w
      - [ ] 4 before:s
      - [ ] 5 before:s+2d
      - [ ] 6 before:s.end
      - [ ] 7 end-after:p
      - [ ] 8 end-after:p.start+1d
      - [ ] 9 after:p.end-2d
      - [ ] 10 after:p+2ed,s+1ew
      - [ ] 11 after:p-2d
      """
    #expect(
      edges(read(text)) == [
        "1 after p.end", "2 after p.end 960", "3 after p.start 2400", "4 before s.start",
        "5 before s.start 960", "6 before s.end", "7 end-after p.end",
        "8 end-after p.start 480", "9 after p.end -960", "10 after p.end 2880e", "10 after s.end 10080e",
        "11 after ?.end",
      ])
  }

  @Test func aNameMayEndLikeALag() {
    #expect(edges(read("- [ ] a id:p-2d\n- [ ] b after:p-2d\n")) == ["b after a.end"])
  }

  @Test func emojiFieldsAndAliasesSayThePlainAfter() {
    #expect(
      edges(
        read(
          "- [ ] a id:a\n- [ ] b 🆔 b\n- [ ] c ⛔ a,b\n- [ ] d [dependsOn:: a, b]\n- [ ] e blocked-by:a\n- [ ] f blocks:a\n"
        ))
        == [
          "c after a.end", "c after b.end", "d after a.end", "d after b.end", "e after a.end",
          "f before a.start",
        ])
  }

  @Test func projectsWaitAndAreWaitedFor() {
    #expect(
      edges(read("# A id:a\n- [ ] 1 after:b\n# B id:b after:a\n- [ ] 2\n")) == [
        "1 after B.end", "B after A.end",
      ])
  }

  @Test func caseCounts() {
    #expect(edges(read("- [ ] a id:A\n- [ ] b after:a\n")) == ["b after ?.end"])
  }

  @Test func blockIdsAreNamesOfTheirFile() {
    let plan = read(files: [
      "x.md": "- [ ] a ^wall\n- [ ] b after:wall\n",
      "y.md": "- [ ] c after:wall\n- [ ] d after:x#^wall\n- [ ] e after:x.md#^wall\n- [ ] f after:x#wall\n",
    ])
    #expect(
      edges(plan) == ["b after a.end", "c after ?.end", "d after a.end", "e after a.end", "f after ?.end"])
  }

  @Test func equalBlockIdsOfTwoFilesDoNotMeet() {
    let plan = read(files: ["x.md": "- [ ] a ^w\n", "y.md": "- [ ] b ^w\n- [ ] c after:w\n"])
    #expect(edges(plan) == ["c after b.end"])
    #expect(plan.ids.duplicates.isEmpty)
  }

  @Test func theFirstOfEqualIdsKeepsTheName() {
    let plan = read("- [ ] a id:w\n- [ ] b id:w\n- [ ] c after:w\n")
    #expect(edges(plan) == ["c after a.end"])
    #expect(plan.ids.duplicates.map { [$0.first, $0.again] } == [[0, 1]])
  }

  @Test func idsOfTheArchiveAreKnown() {
    #expect(
      edges(read(files: ["archive/2025.md": "- [x] a id:w\n", "x.md": "- [ ] b after:w\n"])) == [
        "b after a.end"
      ])
  }

  @Test func anIdGoesBeforeABlockId() {
    #expect(edges(read("- [ ] a ^w\n- [ ] b id:w\n- [ ] c after:w\n")) == ["c after b.end"])
  }
}
