import PlanModel

/// A character that changes the direction of the text around it.
struct BidiControl: LintRule {
  let info = RuleInfo(
    id: "bidi-control", family: .text, severity: .warning,
    summary: "A text holds a character that turns its direction.",
    reason: """
      With it a line can show another order than it has: a date or a name may look different from what \
      planmd reads. Right-to-left languages do without it in plain text. Outside tasks and headings it is \
      only mentioned.
      """,
    flags: [
      Example("in a task", "- [ ] Pay ▸\u{202E}◂ due:2026-03-12"),
      Example("in a heading", "# ▸\u{2066}◂House\n\n- [ ] Paint"),
      Example("in other text", "Some ▸\u{202D}◂text"),
    ],
    passes: [
      Example("a right-to-left language", "- [ ] حجز الفندق due:2026-03-12"),
      Example("marks that turn nothing", "- [ ] a\u{200E}b"),
    ])

  let interest = RuleInterest(plan: true)

  func checkPlan(_ context: LintContext, _ report: inout LintReport) {
    guard context.plan.remarks.contains(where: { $0.kind == .bidiControl }) else { return }
    let places = TextPlaces(context.plan)
    for remark in context.plan.remarks where remark.kind == .bidiControl {
      report.add(
        remark.file, remark.range,
        "the character \(remark.detail) changes the order in which the line is shown",
        help: "take it out", severity: places.isRead(remark.file, remark.range.lowerBound) ? nil : .info)
    }
  }
}
