import PlanModel

/// A checkbox with nothing behind it on its line.
struct EmptyBox: LintRule {
  let info = RuleInfo(
    id: "empty-box", family: .syntax, severity: .info,
    summary: "A checkbox has no text behind it on its line.",
    reason: "Such an item is no task: nothing says what is to be done.",
    flags: [Example("a box alone", "- [ ] Paint\n- ▸[ ]◂")],
    passes: [Example("with text", "- [ ] Paint")])

  let interest = RuleInterest(remarks: [.emptyBox])

  func check(_ remark: Remark, _ context: LintContext, _ report: inout LintReport) {
    report.add(
      remark.file, remark.range, "nothing stands behind the box",
      help: "write what is to be done, or take the box out")
  }
}
