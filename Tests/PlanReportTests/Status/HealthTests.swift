import PlanModel
import PlanReport
import Testing

struct HealthCase: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let text: String
  let level: Health.Level?
  let reasons: [String]

  init(_ name: String, _ text: String, _ level: Health.Level?, _ reasons: String...) {
    (testDescription, self.text, self.level, self.reasons) = (name, text, level, reasons)
  }
}

@Suite struct HealthTests {
  static let cases = [
    HealthCase("no tasks", "# A due:2026-03-01", nil),
    HealthCase("nothing late", "# A\n- [ ] a due:2026-03-09", .green),
    HealthCase("one late task of one", "# A\n- [ ] a due:2026-03-08", .amber, "1 of 1 open tasks overdue"),
    HealthCase(
      "a fifth is not more than a fifth",
      "# A\n" + String(repeating: "- [ ] a\n", count: 8)
        + String(repeating: "- [ ] b due:2026-03-08\n", count: 2),
      .amber, "2 of 10 open tasks overdue"),
    HealthCase(
      "more than a fifth",
      "# A\n" + String(repeating: "- [ ] a\n", count: 7)
        + String(repeating: "- [ ] b due:2026-03-08\n", count: 2),
      .red, "2 of 9 open tasks overdue"),
    HealthCase("due today", "# A due:2026-03-09\n- [ ] a", .green),
    HealthCase("due passed", "# A due:2026-03-08\n- [ ] a", .red, "was due 2026-03-08"),
    HealthCase("due passed, all done", "# A due:2026-03-08\n- [x] a", .green),
    HealthCase("due in this month", "# A due:2026-03\n- [ ] a", .green),
    HealthCase("an area has no end", "# A type:area due:2026-03-08 start:2026-01-01\n- [ ] a", .green),
    HealthCase(
      "an area's tasks are late", "# A type:area\n- [ ] a due:2026-03-08", .amber, "1 of 1 open tasks overdue"
    ),
    HealthCase("held work is never late", "# A\n- [h] a due:2026-03-08", .green),
    HealthCase(
      "a missed milestone", "# A\n- [ ] a #milestone due:2026-03-08\n- [ ] b", .red, "1 milestone missed",
      "1 of 2 open tasks overdue"),
    HealthCase(
      "far behind", "# A start:2026-03-02 due:2026-03-15\n- [ ] a\n- [ ] b", .amber,
      "50% of the time gone, 0% of the work done"),
    HealthCase("keeping up", "# A start:2026-03-02 due:2026-03-15\n- [x] a\n- [ ] b", .green),
    HealthCase("not begun", "# A start:2026-03-10 due:2026-03-11\n- [ ] a", .green),
    HealthCase(
      "a red part", "# A\n- [ ] a\n\n## B due:2026-03-08\n- [ ] b", .amber, "red: B"),
  ]

  @Test(arguments: cases) func aProjectsHealthFollowsItsRules(_ c: HealthCase) throws {
    let status = status(plan(c.text))
    let health = try status.project("A").health
    #expect(health.computed == c.level)
    #expect(health.reasons.map(\.text) == c.reasons)
  }

  @Test func theDeclaredStateIsShownWhereItSaysOtherwise() {
    let report = status(
      plan(["a.md": "# A health:green\n- [ ] a due:2026-03-08 @x\n", "b.md": "# B health:red\n- [ ] b @x\n"]))
    #expect(
      written(report).contains(
        """
        Project  Progress     Health                 Open  Late
        A        ░░░░░░   0%  amber, declared green     1     1
        B        ░░░░░░   0%  green, declared red       1
        """))
  }
}
