import PlanModel

/// A log entry that cannot be read.
struct UnreadableLog: LintRule {
  let info = RuleInfo(
    id: "unreadable-log", family: .effort, severity: .warning,
    summary: "The clock range of a log entry cannot be read.",
    reason: "The time is not counted anywhere.",
    flags: [
      Example("it ends before it begins", "- [/] Paint\n  - 2026-03-06 ▸11:00-9:00◂ first coat")
    ],
    passes: [
      Example("a range", "- [/] Paint\n  - 2026-03-06 9:00-11:00 first coat"),
      Example("until midnight", "- [/] Paint\n  - 2026-03-06 22:00-24:00 first coat"),
      Example("a note", "- [/] Paint\n  - 2026-03-06 at 9:00 the paint came"),
    ])

  let interest = RuleInterest(remarks: [.logUnreadable])

  func check(_ remark: Remark, _ context: LintContext, _ report: inout LintReport) {
    report.add(
      remark.file, remark.range, remark.detail.isEmpty ? "the time cannot be read" : remark.detail,
      help: "write 9:00-11:30 or 2h30m; work past midnight needs an entry for each day")
  }
}
