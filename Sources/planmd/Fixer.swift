import PlanLint
import PlanModel
import PlanReport
import PlanText
import PlanWorkspace

/// Applies the fixes of findings, again and again until none is left: one fix may uncover another.
struct Fixer {
  let session: Session
  let allowsUnsafe: Bool
  let includesClock: Bool

  /// A fix that brings its finding back must not go on for ever.
  private static let rounds = 10

  /// Fixes the files; true if something was written.
  func run(only files: Set<FileIndex>?, showsDiff: Bool) throws -> Bool {
    var plan = session.plan
    var texts = plan.files.map(\.bytes)
    let lowest: FixSafety = allowsUnsafe ? .unsafe : .safe
    for _ in 0..<Fixer.rounds {
      let findings = lint(plan, today: session.today, includesClock: includesClock)
      let edits = chosenEdits(findings, lowest, files, plan)
      guard !edits.isEmpty else { break }
      for (file, edits) in edits { texts[file.position] = texts[file.position].applying(edits) }
      let changed = zip(plan.files, texts).map { SourceFile(path: $0.path, bytes: $1, kind: $0.kind) }
      plan = readPlan(changed, configuration: plan.configuration)
    }
    return try finish(texts, showsDiff: showsDiff)
  }

  /// The edits of all fixes that do not touch one another; a fix is made whole or not at all.
  private func chosenEdits(
    _ findings: [Finding], _ lowest: FixSafety, _ files: Set<FileIndex>?, _ plan: Plan
  ) -> [FileIndex: [TextEdit]] {
    let locked = Set(plan.remarks.filter { $0.kind == .conflictMarker }.map(\.file))
    var result: [FileIndex: [TextEdit]] = [:]
    for finding in findings {
      guard let fix = finding.fix, fix.safety >= lowest, files?.contains(finding.file) ?? true,
        !locked.contains(finding.file), plan[finding.file].kind == .plan
      else { continue }
      let taken = result[finding.file] ?? []
      let isFree = fix.edits.allSatisfy { edit in
        taken.allSatisfy {
          $0.range.upperBound <= edit.range.lowerBound && $0.range != edit.range
            || edit.range.upperBound < $0.range.lowerBound
        }
      }
      if isFree { result[finding.file, default: []] += fix.edits }
    }
    return result
  }

  private func finish(_ texts: [[UInt8]], showsDiff: Bool) throws -> Bool {
    var isWritten = false
    for (file, text) in zip(session.plan.files, texts) where file.bytes != text {
      if showsDiff {
        try session.write(TerminalText.visibleLines(unifiedDiff(file.bytes, text, path: file.path)))
      } else {
        try SafeWriter.replace(session.workspace.root + "/" + file.path, old: file.bytes, with: text)
        isWritten = true
      }
    }
    return isWritten
  }
}

extension TerminalText {
  /// Text of several lines made safe, its line ends kept.
  static func visibleLines(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      line.split(separator: "\t", omittingEmptySubsequences: false).map { visible(String($0)) }.joined(
        separator: "\t")
    }.joined(separator: "\n")
  }
}
