import PlanModel

/// A suppression comment that silences nothing. The suppressor makes its findings; here is what it says.
struct UnusedSuppression: LintRule {
  static let id = "unused-suppression"

  let info = RuleInfo(
    id: UnusedSuppression.id, family: .syntax, severity: .warning,
    summary: "A planmd-disable comment silences nothing.",
    reason: "A comment that outlives its finding hides the next real one at the same place.",
    fix: "takes the name, or the whole comment, out",
    flags: [
      Example(
        "nothing to silence", "- [ ] Paint due:2026-03-12 <!-- planmd-disable-line ▸due-before-start◂ -->",
        fixed: "- [ ] Paint due:2026-03-12")
    ],
    passes: [
      Example(
        "silences a finding",
        "- [ ] Paint start:2026-03-15 due:2026-03-12 <!-- planmd-disable-line due-before-start -->")
    ])

  let interest = RuleInterest()

  /// The finding for one unused name of a comment.
  static func finding(_ suppression: Suppression, name: Int, _ severity: Severity, _ plan: Plan) -> Finding {
    let isOnly = suppression.rules.count <= 1
    let range = suppression.rules.isEmpty ? suppression.range : suppression.ruleRanges[name]
    let what = suppression.rules.isEmpty ? "any rule" : suppression.rules[name]
    var removed = isOnly ? suppression.range.range : range.range
    let bytes = plan[suppression.file].bytes
    while removed.lowerBound > 0, bytes[removed.lowerBound - 1].isBlank {
      removed = removed.lowerBound - 1..<removed.upperBound
    }
    return Finding(
      rule: id, severity: severity, file: suppression.file, range: range,
      message: "nothing of \(what) is found here", help: "take it out",
      fix: Fix(.safe, [TextEdit(removed, "")]))
  }
}
