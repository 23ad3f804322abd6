import PlanLint
import PlanModel
import PlanReport
import PlanWorkspace

extension Session {
  /// What a schedule cannot heed, by the rules that tell more about it: it goes on without, and says so on stderr.
  private static let unheeded: Set<String> = [
    "dependency-circle", "depends-on-cancelled", "impossible-date", "too-many-units", "unknown-dependency",
    "unknown-person", "unreadable-date", "unreadable-effort", "unreadable-recurrence", "unreadable-reference",
  ]

  /// More than so many are counted.
  private static let shownWarnings = 5

  func warnAboutUnplanned() {
    warnAboutUnread()
    guard !options.quiet else { return }
    let rules = allRules.filter { Session.unheeded.contains($0.info.id) }
    let findings = lint(plan, today: today, levels: false, rules: rules)
    for finding in findings.prefix(Session.shownWarnings) {
      let file = plan[finding.file]
      let line = LineTable(file.bytes).position(of: min(finding.range.lowerBound, file.bytes.count)).line
      world.errors.write(
        TerminalText.visibleLines(
          "planmd: warning: \(file.path):\(line): not heeded: \(finding.message) [\(finding.rule)]\n"
        ))
    }
    if findings.count > Session.shownWarnings {
      world.errors.write(
        "planmd: warning: and \(findings.count - Session.shownWarnings) more: planmd lint shows them\n")
    }
  }
}
