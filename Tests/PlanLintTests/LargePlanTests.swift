import PlanLint
import PlanModel
import PlanText
import Testing

/// Plans on which a careless rule takes minutes; each must take no more than a moment.
@Suite(.serialized) struct LargePlanTests {
  private static let count = 4_000

  private func seconds(_ text: String) -> Double {
    let plan = readPlan(
      [SourceFile(path: "plan.md", bytes: Array(text.utf8))], configuration: Configuration())
    let clock = ContinuousClock()
    let time = clock.measure { _ = lint(plan, today: Example.today) }
    return Double(time.components.seconds) + Double(time.components.attoseconds) / 1e18
  }

  private static let lines: [(name: String, line: @Sendable (Int) -> String)] = [
    ("equal ids", { _ in "- [ ] Paint id:wall\n" }),
    ("equal block ids", { _ in "- [ ] Paint ^wall\n" }),
    ("equal tasks", { _ in "- [ ] Paint\n" }),
    ("unreadable dates", { _ in "- [ ] Paint due:26-1-5\n" }),
    ("unreadable money", { _ in "- [ ] Paint cost:1,5\n" }),
    ("repeated tags", { _ in "- [ ] Paint due:2026-03-12 due:2026-03-13\n" }),
    ("unknown statuses", { _ in "- [!] Paint\n" }),
    ("control characters", { _ in "- [ ] Pa\u{1}int\n\n" }),
    ("headings", { "# House \($0) due:2026-05-01\n\n" }),
    ("headings that jump", { "# House \($0)\n\n### Hall\n\n- [ ] Paint\n\n" }),
    ("own keys", { "- [ ] Paint strat\($0):2026-03-12\n" }),
    ("conflicts", { _ in "<<<<<<< a\n" }),
    ("fields that are not last", { _ in "- [ ] Paint 📅 2026-03-12 est:2h\n" }),
    ("a done parent", { $0 == 0 ? "- [x] House\n" : "  - [ ] Paint \($0)\n" }),
  ]

  @Test("a rule takes time in proportion to the plan", arguments: lines.indices)
  func timeGrowsWithThePlan(_ position: Int) {
    let (name, line) = LargePlanTests.lines[position]
    let small = seconds((0..<LargePlanTests.count / 4).map(line).joined())
    let large = seconds((0..<LargePlanTests.count).map(line).joined())
    #expect(large < max(2, small * 10), "\(name): \(small) s, then \(large) s")
  }
}
