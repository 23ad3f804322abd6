import PlanModel

/// A line below more lists and quotes than are followed.
struct NestingTooDeep: LintRule {
  private static let deep = String(repeating: "> ", count: 100)

  let info = RuleInfo(
    id: "nesting-too-deep", family: .text, severity: .warning,
    summary: "A line nests deeper than planmd follows.",
    reason: """
      A line begins with more bullets, quotes and blanks than any list needs; what stands there is no task \
      for planmd.
      """,
    flags: [
      Example("a hundred quotes", "▸\(deep)>◂ - [ ] Paint")
    ],
    passes: [
      Example("some levels", "- [ ] a\n  - [ ] b\n    - [ ] c\n      - [ ] d\n        - [ ] e"),
      Example("no box", deep + "> text"),
    ])

  let interest = RuleInterest(remarks: [.nestingTooDeep])

  func check(_ remark: Remark, _ context: LintContext, _ report: inout LintReport) {
    report.add(
      remark.file, remark.range, "this line nests deeper than planmd follows",
      help: "write it with fewer bullets, quotes and blanks before it")
  }
}
