import PlanLint
import PlanModel
import PlanTestSupport
import PlanText
import Testing

/// Rules that look at one task alone are asked again only where something changed; the findings are the same.
@Suite struct LintMemoryTests {
  private static let today = Day(2026, 3, 9)!

  @Test("after any edits the findings are those of the text", arguments: 0..<24)
  func edits(_ group: Int) {
    for seed in group * 20..<group * 20 + 20 {
      var random = SeededGenerator(seed: UInt64(seed))
      var files = (0..<2).map { number in
        SourceFile(path: "\(number).md", bytes: text(&random), kind: .plan)
      }
      var memory: LintMemory?
      for step in 0..<8 {
        let plan = readPlan(files, configuration: Configuration())
        let found = lint(plan, today: LintMemoryTests.today, memory: &memory).map(description)
        let whole = lint(plan, today: LintMemoryTests.today, levels: false).map(description)
        guard found == whole else {
          Issue.record("seed \(seed), step \(step): \(found) instead of \(whole)")
          return
        }
        if random.chance(10) { files.reverse() }
        let position = Int.random(in: 0..<files.count, using: &random)
        files[position] = SourceFile(
          path: files[position].path, bytes: edited(files[position].bytes, &random), kind: .plan)
      }
    }
  }

  private func description(_ finding: Finding) -> String {
    "\(finding.rule) \(finding.severity) \(finding.file.value) \(finding.range.range) \(finding.message) \(finding.help ?? "") \(String(describing: finding.fix)) \(finding.related)"
  }

  private static let lines = [
    "- [ ] A rec:\"every month on the 31st\" due:2026-03-09\n", "- [x] B done:2026-04-01\n", "# P\n",
    "- [ ] C due:2026-03-01 start:2026-03-05\n", "- [/] D progress:20% left:3h\n", "\n", "text\n",
    "- [ ] E rec:FREQ=MONTHLY;COUNT=2 until:2026-05-01 due:2026-03-09\n", "  - [ ] F health:red\n",
    "- [ ] G until:2026-05-01\n", "- [ ] H budget:-5EUR\n", "```\n", "- [ ] #milestone I est:2d\n",
    "- [x] J created:2026-03-05 done:2026-03-01\n", "- [ ] K rec:weekly <!-- planmd-disable-line -->\n",
  ]

  private func text(_ random: inout SeededGenerator) -> [UInt8] {
    if random.chance(30) { return NastyDocument.bytes(seed: random.next()) }
    return Array((0..<8).map { _ in random.pick(LintMemoryTests.lines) }.joined().utf8)
  }

  private func edited(_ bytes: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
    var bytes = bytes
    let start = Int.random(in: 0...bytes.count, using: &random)
    let end = min(bytes.count, start + random.pick([0, 0, 1, 2, 12]))
    let piece =
      random.chance(30)
      ? random.pick(LintMemoryTests.lines) : random.pick(["", "x", "1", "\n", " ", "[", "-"])
    bytes.replaceSubrange(start..<end, with: piece.utf8)
    return bytes
  }

  @Test("a change of one task costs the look at that one")
  func isBounded() {
    var lines = (0..<1000).map { "- [ ] Task \($0) start:2026-03-05 due:2026-03-01\n" }
    var memory: LintMemory?
    func count() -> (findings: Int, checked: Int) {
      let plan = readPlan(
        [SourceFile(path: "a.md", bytes: Array(lines.joined().utf8))], configuration: Configuration())
      let found = lint(plan, today: LintMemoryTests.today, memory: &memory)
      return (found.count { $0.rule == "due-before-start" }, memory?.checkedTasks ?? -1)
    }
    #expect(count() == (1000, 1000))
    #expect(count() == (1000, 0))
    lines[500] = "- [ ] Other start:2026-03-05 due:2026-03-08\n"
    #expect(count() == (999, 1))
    lines.insert("- [ ] New start:2026-03-05 due:2026-03-01\n", at: 10)
    // The new one, and the one that the change touches.
    #expect(count() == (1000, 2))
  }
}
