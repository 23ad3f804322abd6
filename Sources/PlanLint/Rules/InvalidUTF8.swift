import PlanModel

/// Bytes that are no UTF-8.
struct InvalidUTF8: LintRule {
  let info = RuleInfo(
    id: "invalid-utf8", family: .text, severity: .info,
    summary: "A file holds bytes that are no UTF-8.",
    reason: """
      Most often the file was saved in an older encoding. planmd keeps the bytes as they are and shows a \
      replacement character for them. Each file is reported once.
      """,
    flags: [],
    passes: [
      Example("UTF-8", "- [ ] Crème brûlée, 漢字, 🎉"),
      Example("a replacement character that is written", "- [ ] What does \u{FFFD} mean"),
    ])

  let interest = RuleInterest(plan: true)

  func checkPlan(_ context: LintContext, _ report: inout LintReport) {
    var first: [FileIndex: Remark] = [:]
    var counts: [FileIndex: Int] = [:]
    for remark in context.plan.remarks where remark.kind == .invalidUTF8 {
      if first[remark.file] == nil { first[remark.file] = remark }
      counts[remark.file, default: 0] += 1
    }
    for (file, remark) in first {
      let others = counts[file, default: 1] - 1
      let more = others == 0 ? "" : ", nor are \(others) other places of this file"
      report.add(file, remark.range, "\(remark.detail) is no UTF-8\(more)", help: "save the file as UTF-8")
    }
  }
}
