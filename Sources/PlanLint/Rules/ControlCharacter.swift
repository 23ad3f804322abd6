import PlanModel

/// A control character.
struct ControlCharacter: LintRule {
  let info = RuleInfo(
    id: "control-character", family: .text, severity: .warning,
    summary: "A text holds a control character.",
    reason: """
      Nobody sees it, but programs that show the text may obey it. planmd shows such characters as visible \
      escapes. Outside tasks and headings they are only mentioned.
      """,
    flags: [
      Example("in a task", "- [ ] Paint▸\u{1B}◂ the wall"),
      Example("in a heading", "# Ho▸\u{7}◂use\n\n- [ ] Paint"),
      Example("in other text", "Some▸\u{8}◂ text"),
      Example("of the second range", "- [ ] Paint ▸\u{9B}◂2J"),
    ],
    passes: [
      Example("tabs and line ends", "-\t[ ] Paint\tthe wall\n"),
      Example("other invisible characters", "- [ ] 👩\u{200D}🚀 a\u{AD}b"),
    ])

  let interest = RuleInterest(plan: true)

  func checkPlan(_ context: LintContext, _ report: inout LintReport) {
    guard context.plan.remarks.contains(where: { $0.kind == .controlCharacter }) else { return }
    let places = TextPlaces(context.plan)
    for remark in context.plan.remarks where remark.kind == .controlCharacter {
      report.add(
        remark.file, remark.range, "here is the control character \(remark.detail)", help: "take it out",
        severity: places.isRead(remark.file, remark.range.lowerBound) ? nil : .info)
    }
  }
}
