import PlanModel

/// The end of a regenerated part without its beginning.
struct StrayBlockEnd: LintRule {
  let info = RuleInfo(
    id: "stray-block-end", family: .syntax, severity: .error,
    summary: "A regenerated part of a file ends that never began.",
    reason: "Most often the first marker was deleted or misspelt, and the part is not updated any more.",
    flags: [
      Example("no beginning", "- [ ] Paint\n\n▸<!-- /planmd 2026-03-09 -->◂"),
      Example("a second end", "<!-- planmd: list -->\n<!-- /planmd 2026-03-09 -->\n\n▸<!-- /planmd -->◂"),
    ],
    passes: [
      Example("both markers", "<!-- planmd: list overdue -->\n<!-- /planmd 2026-03-09 -->"),
      Example("in code", "    <!-- /planmd 2026-03-09 -->"),
    ])

  let interest = RuleInterest(remarks: [.strayBlockEnd])

  func check(_ remark: Remark, _ context: LintContext, _ report: inout LintReport) {
    report.add(
      remark.file, remark.range, "no regenerated part begins before this end",
      help: "write `<!-- planmd: list … -->` where it begins, or take this marker out")
  }
}
