import PlanModel

/// A suppression comment that names no rule, or that is none.
struct UnknownRule: LintRule {
  let info = RuleInfo(
    id: "unknown-rule", family: .syntax, severity: .warning,
    summary: "A planmd-disable comment cannot be understood.",
    reason: "A comment with a misspelt name silences nothing, and the finding it was written for stays.",
    fix: "writes the name that is one or two letters away",
    flags: [
      Example(
        "a misspelt rule",
        "- [ ] Paint start:2026-03-15 due:2026-03-12 <!-- planmd-disable-line ▸due-befor-start◂ -->",
        fixed: "- [ ] Paint start:2026-03-15 due:2026-03-12 <!-- planmd-disable-line due-before-start -->"),
      Example("no rule of that name", "<!-- planmd-disable ▸all-my-worries◂ -->\n\n- [ ] Paint"),
      Example(
        "a misspelt comment",
        "- [ ] Paint start:2026-03-15 due:2026-03-12 <!-- ▸planmd-disable-lines◂ due-before-start -->",
        fixed: "- [ ] Paint start:2026-03-15 due:2026-03-12 <!-- planmd-disable-line due-before-start -->"),
    ],
    passes: [
      Example(
        "a rule",
        "- [ ] Paint start:2026-03-15 due:2026-03-12 <!-- planmd-disable-line due-before-start -->"),
      Example("another tool's comment", "<!-- markdownlint-disable MD013 -->\n\n- [ ] Paint"),
    ])

  let interest = RuleInterest(remarks: [.malformedSuppression], plan: true)

  func check(_ remark: Remark, _ context: LintContext, _ report: inout LintReport) {
    let words = ["planmd-disable-line", "planmd-disable", "planmd-enable", "planmd-disable-file"]
    let nearest = Spelling.nearest(to: remark.detail, among: words)
    report.add(
      remark.file, remark.range,
      "\(quoted(context.plan[remark.file].bytes, remark.range.range)) is no comment that planmd knows",
      help: nearest.map { "write \($0)" }
        ?? "write planmd-disable-line, planmd-disable, planmd-enable or planmd-disable-file",
      fix: nearest.map { Fix(.unsafe, [TextEdit(remark.range.range, $0)]) })
  }

  func checkPlan(_ context: LintContext, _ report: inout LintReport) {
    guard !context.plan.suppressions.isEmpty else { return }
    let known = Set(allRules.map(\.info.id))
    for suppression in context.plan.suppressions {
      for (name, range) in zip(suppression.rules, suppression.ruleRanges) where !known.contains(name) {
        let nearest = Spelling.nearest(to: name, among: known.sorted())
        report.add(
          suppression.file, range,
          "there is no rule \(quoted(context.plan[suppression.file].bytes, range.range))",
          help: nearest.map { "write \($0)" } ?? "`planmd explain` lists the names",
          fix: nearest.map { Fix(.unsafe, [TextEdit(range.range, $0)]) })
      }
    }
  }
}
