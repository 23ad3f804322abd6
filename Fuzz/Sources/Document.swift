import PlanLint
import PlanModel
import PlanText

/// Any bytes are a plan: they are read, linted, and mended by every fix.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzDocument(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = input(start, count)
  let plan = read(bytes)
  let findings = lint(plan, today: today)
  checkPlaces(plan, findings)
  checkPieces(plan, bytes)
  mend(plan, .safe)
  mend(plan, .unsafe)
  return 0
}

private func read(_ bytes: [UInt8], pieceSize: Int? = nil) -> Plan {
  let files = [SourceFile(path: "plan.md", bytes: bytes)]
  guard let pieceSize else { return readPlan(files, configuration: Configuration()) }
  return readPlan(files, configuration: Configuration(), pieceSize: pieceSize)
}

/// Every place lies in the file, every task's text can be written, every edit can be made.
private func checkPlaces(_ plan: Plan, _ findings: [Finding]) {
  let bytes = plan.files[0].bytes
  for task in plan.taskIndices { _ = plan.text(of: task).count }
  for tag in plan.tags { demand(tag.value.upperBound <= bytes.count, "a tag's value ends behind the file") }
  for finding in findings {
    demand(finding.range.upperBound <= bytes.count, "\(finding.rule) ends behind the file")
    var last = 0
    for edit in (finding.fix?.edits ?? []).sorted(by: { $0.range < $1.range }) {
      demand(edit.range.lowerBound >= last, "the edits of \(finding.rule) overlap")
      last = edit.range.upperBound
    }
    demand(last <= bytes.count, "a fix of \(finding.rule) ends behind the file")
  }
}

/// A file that is read in small pieces is the same plan.
private func checkPieces(_ plan: Plan, _ bytes: [UInt8]) {
  let pieces = read(bytes, pieceSize: 16)
  demand(pieces.tasks.count == plan.tasks.count, "pieces have \(pieces.tasks.count) tasks, the whole \(plan.tasks.count)")
  demand(pieces.tags.count == plan.tags.count, "pieces have \(pieces.tags.count) tags, the whole \(plan.tags.count)")
  for (one, other) in zip(pieces.tags, plan.tags) { demand(one.value == other.value, "a tag stands elsewhere in pieces") }
}

/// Makes all fixes, again and again. Safe ones keep all tasks, and come to an end.
private func mend(_ plan: Plan, _ safety: FixSafety) {
  var plan = plan
  let tasks = plan.tasks.count
  for round in 0... {
    var edits: [TextEdit] = []
    for fix in lint(plan, today: today).compactMap(\.fix) where fix.safety >= safety {
      let isFree = fix.edits.allSatisfy { edit in
        edits.allSatisfy { $0.range.upperBound <= edit.range.lowerBound && $0.range != edit.range || edit.range.upperBound < $0.range.lowerBound }
      }
      if isFree { edits += fix.edits }
    }
    guard !edits.isEmpty, round < 10 else {
      demand(safety != .safe || edits.isEmpty, "fixes go on for ever")
      break
    }
    plan = read(plan.files[0].bytes.applying(edits))
    demand(safety != .safe || plan.tasks.count == tasks, "a safe fix made \(tasks) tasks into \(plan.tasks.count)")
  }
}
