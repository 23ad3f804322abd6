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

  /// Files in which nothing is fixed before their conflict is resolved.
  func lockedFiles(among files: Set<FileIndex>?) -> [String] {
    let locked = Set(session.plan.remarks.filter { $0.kind == .conflictMarker }.map(\.file))
    return locked.filter { files?.contains($0) ?? true }.map { session.plan[$0].path }.sorted()
  }

  /// Fixes the files; true if something was written.
  func run(only files: Set<FileIndex>?, showsDiff: Bool) throws -> Bool {
    var plan = session.plan
    var texts = plan.files.map(\.bytes)
    let lowest: FixSafety = allowsUnsafe ? .unsafe : .safe
    for _ in 0..<Fixer.rounds {
      let findings = lint(plan, today: session.today, includesClock: includesClock, levels: false)
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
      var taken = result[finding.file] ?? []
      result[finding.file] = nil
      if fix.edits.allSatisfy({ isFree($0, in: taken) }) {
        for edit in fix.edits { taken.insert(edit, at: position(of: edit, in: taken)) }
      }
      result[finding.file] = taken.isEmpty ? nil : taken
    }
    return result
  }

  /// True if an edit touches none of those that are `taken`, which are sorted and lie apart.
  private func isFree(_ edit: TextEdit, in taken: [TextEdit]) -> Bool {
    let next = position(of: edit, in: taken)
    if next < taken.count, edit.range.upperBound >= taken[next].range.lowerBound { return false }
    guard next > 0 else { return true }
    let last = taken[next - 1].range
    return last.upperBound <= edit.range.lowerBound && last != edit.range
  }

  /// Where an edit belongs among sorted ones: behind those that begin with it or before.
  private func position(of edit: TextEdit, in taken: [TextEdit]) -> Int {
    var (low, high) = (0, taken.count)
    while low < high {
      let middle = (low + high) / 2
      if taken[middle].range <= edit.range { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private func finish(_ texts: [[UInt8]], showsDiff: Bool) throws -> Bool {
    let changes = zip(session.plan.files, texts).filter { $0.bytes != $1 }.map {
      FileChange(path: $0.path, old: $0.bytes, new: $1)
    }
    guard !showsDiff else {
      try session.write(diff(of: changes))
      return false
    }
    guard !changes.isEmpty else { return false }
    try Transaction(root: session.workspace.root).commit(changes, title: "lint --fix")
    return true
  }
}
