import PlanModel

/// The beginning of a regenerated part without its end.
struct UnclosedBlock: LintRule {
  let info = RuleInfo(
    id: "unclosed-block", family: .syntax, severity: .error,
    summary: "A regenerated part of a file has no end.",
    reason: """
      Between its two markers `planmd update` writes what it computes. Without the second one nothing says \
      where that would end, so the part is not updated, and what stands below it is read as part of the \
      plan.
      """,
    flags: [
      Example("no end", "▸<!-- planmd: list overdue -->◂\n\n- [ ] Paint"),
      Example(
        "the second of two",
        "<!-- planmd: list -->\n<!-- /planmd 2026-03-09 -->\n\n▸<!-- planmd: list overdue -->◂\n\n- [ ] Paint"
      ),
    ],
    passes: [
      Example("both markers", "<!-- planmd: list overdue -->\n- [ ] Paint\n<!-- /planmd 2026-03-09 -->"),
      Example("in code", "    <!-- planmd: list overdue -->"),
      Example("another comment", "<!-- planmd is nice -->\n\n- [ ] Paint"),
    ])

  let interest = RuleInterest(remarks: [.unclosedBlock])

  func check(_ remark: Remark, _ context: LintContext, _ report: inout LintReport) {
    report.add(
      remark.file, remark.range, "the regenerated part that begins here has no end",
      help: "write `<!-- /planmd -->` on a line of its own where it ends")
  }
}
