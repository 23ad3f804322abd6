import PlanModel

/// A line of more than a megabyte.
struct LineTooLong: LintRule {
  let info = RuleInfo(
    id: "line-too-long", family: .text, severity: .warning,
    summary: "A line is longer than a megabyte.",
    reason: """
      Tags are read in the first megabyte of a text only. Such lines are most often pictures that are \
      embedded as text; outside tasks and headings they are only mentioned.
      """,
    flags: [],
    passes: [Example("a line", "- [ ] Paint the wall, both sides, twice")])

  let interest = RuleInterest(plan: true)

  func checkPlan(_ context: LintContext, _ report: inout LintReport) {
    guard context.plan.remarks.contains(where: { $0.kind == .lineTooLong }) else { return }
    let places = TextPlaces(context.plan)
    for remark in context.plan.remarks where remark.kind == .lineTooLong {
      let bytes = context.plan[remark.file].bytes
      // A task's bullet may be indented.
      var text = remark.range.lowerBound
      while text < bytes.count, bytes[text].isBlank { text += 1 }
      report.add(
        remark.file, remark.range,
        "this line has \(remark.detail) bytes; tags are read in the first \(1 << 20)",
        help: "break the line, or put pictures into files of their own",
        severity: places.isRead(remark.file, text) ? nil : .info)
    }
  }
}
