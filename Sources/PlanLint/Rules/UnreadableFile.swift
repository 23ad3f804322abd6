import PlanModel

/// A file of the plan that the disk does not give out.
struct UnreadableFile: LintRule {
  let info = RuleInfo(
    id: "unreadable-file", family: .text, severity: .error,
    summary: "A file of the plan cannot be read.",
    reason: "Its tasks are missing from every list, sum and schedule.",
    flags: [],
    passes: [Example("a file", "- [ ] Paint")])

  let interest = RuleInterest(remarks: [.fileUnreadable])

  func check(_ remark: Remark, _ context: LintContext, _ report: inout LintReport) {
    report.add(
      remark.file, remark.range, "the file cannot be read: \(remark.detail)",
      help: "give planmd the right to read it, or list it under `exclude` in planmd.yaml")
  }
}
