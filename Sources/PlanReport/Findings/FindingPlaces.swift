package import PlanModel
import PlanParallel

/// What formats of findings need to know of a rule.
package struct FindingRule: Sendable {
  package let id: String
  package let summary: String
  package let reason: String
  package let severity: Severity

  package init(id: String, summary: String, reason: String, severity: Severity) {
    self.id = id
    self.summary = summary
    self.reason = reason
    self.severity = severity
  }
}

/// A finding with its lines and columns, from 1; ends are exclusive.
struct PlacedFinding: Sendable {
  let finding: Finding
  let path: String
  let line: Int
  /// In UTF-8 bytes, a byte order mark counted.
  let column: Int
  let endLine: Int
  let endColumn: Int
  /// The line it begins on, without its line end.
  let lineRange: Range<Int>
}

/// Finds the places of findings; each file's line table is built once.
struct FindingPlaces: Sendable {
  private let plan: Plan
  private let tables: [FileIndex: LineTable]

  init(_ plan: Plan, for findings: [Finding]) {
    self.plan = plan
    var tables: [FileIndex: LineTable] = [:]
    for finding in findings where tables[finding.file] == nil {
      let bytes = plan[finding.file].bytes
      let parts = inChunks(bytes.count, of: 1 << 20) { LineTable.starts(in: bytes, $0) }
      tables[finding.file] = LineTable(joining: parts, bytes)
    }
    self.tables = tables
  }

  func place(_ finding: Finding) -> PlacedFinding {
    let file = plan[finding.file]
    let table = tables[finding.file] ?? LineTable(file.bytes)
    let start = min(finding.range.lowerBound, file.bytes.count)
    let (line, column) = table.position(of: start)
    let (endLine, endColumn) = table.position(of: min(max(start, finding.range.upperBound), file.bytes.count))
    var whole = table.range(ofLine: line)
    while !whole.isEmpty, file.bytes[whole.upperBound - 1].isLineEnd {
      whole = whole.lowerBound..<whole.upperBound - 1
    }
    return PlacedFinding(
      finding: finding, path: file.path, line: line, column: column, endLine: endLine, endColumn: endColumn,
      lineRange: whole)
  }
}
