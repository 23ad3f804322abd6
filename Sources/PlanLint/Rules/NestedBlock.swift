import PlanModel

/// The beginning of a regenerated part inside another.
struct NestedBlock: LintRule {
  let info = RuleInfo(
    id: "nested-block", family: .syntax, severity: .error,
    summary: "A regenerated part of a file begins inside another.",
    reason: """
      What stands between two markers is written anew each time, and would take the inner part with it. \
      Neither is updated.
      """,
    flags: [
      Example(
        "one in another",
        "<!-- planmd: list -->\n\n▸<!-- planmd: list overdue -->◂\n\n<!-- /planmd 2026-03-09 -->"),
      Example(
        "two in one", "<!-- planmd: list -->\n▸<!-- planmd: a -->◂\n▸<!-- planmd: b -->◂\n<!-- /planmd -->"),
    ],
    passes: [
      Example(
        "one after the other",
        "<!-- planmd: list -->\n<!-- /planmd -->\n\n<!-- planmd: list overdue -->\n<!-- /planmd -->"
      )
    ])

  let interest = RuleInterest(remarks: [.nestedBlock])

  func check(_ remark: Remark, _ context: LintContext, _ report: inout LintReport) {
    report.add(
      remark.file, remark.range, "a regenerated part begins before the one above has ended",
      help: "end the part above with `<!-- /planmd -->` first, or take this marker out")
  }
}
