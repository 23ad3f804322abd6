package import PlanModel
import PlanParallel

/// One value of a table, with its type: formats decide how it looks, not what it is.
package enum Cell: Hashable, Sendable {
  case empty
  /// Text of the plan; formats escape it.
  case text(String)
  /// A task's or project's handle.
  case handle(String)
  case number(Int)
  case date(DateValue)
  case effort(Effort)
  case money(Money)
  /// A share in thousandths, 0…1000 and beyond.
  case share(Int)
  case names([String])
  case labels([String])
  case status(Status)
  /// `file.md:12`.
  case place(file: String, line: Int)

  package static func optional(_ text: String?) -> Cell {
    text.flatMap { $0.isEmpty ? nil : .text($0) } ?? .empty
  }
  package static func optional(_ date: DateValue?) -> Cell { date.map { .date($0) } ?? .empty }
}

/// How a cell stands out: formats with colour use it, others may ignore it.
package enum Emphasis: Sendable {
  case plain, strong, dim
  case good, warning, bad
}

package struct Column: Sendable {
  /// The stable name for CSV headers, `--columns` and JSON.
  package let name: String
  /// The heading that people read.
  package let title: String
  package let isNumeric: Bool
  /// The column that gives way when the terminal is too narrow.
  package let isFlexible: Bool

  package init(_ name: String, _ title: String, isNumeric: Bool = false, isFlexible: Bool = false) {
    self.name = name
    self.title = title
    self.isNumeric = isNumeric
    self.isFlexible = isFlexible
  }
}

package struct Row: Sendable {
  package let cells: [Cell]
  package let emphasis: Emphasis
  /// Indentation of the flexible column, for subtasks and sub-projects.
  package let depth: Int

  package init(_ cells: [Cell], emphasis: Emphasis = .plain, depth: Int = 0) {
    self.cells = cells
    self.emphasis = emphasis
    self.depth = depth
  }
}

package struct Table: Sendable {
  package let columns: [Column]
  package var rows: [Row]

  package init(_ columns: [Column], _ rows: [Row] = []) {
    self.columns = columns
    self.rows = rows
  }

  /// Without some columns.
  package func without(_ names: [String]) -> Table {
    guard !names.isEmpty else { return self }
    let used = columns.indices.filter { !names.contains(columns[$0].name) }
    return Table(
      used.map { columns[$0] },
      rows.map { row in Row(used.map { row.cells[$0] }, emphasis: row.emphasis, depth: row.depth) })
  }

  /// Without the columns that are empty in every row, `name` and flexible ones aside.
  package func withoutEmptyColumns(keeping kept: Set<String> = []) -> Table {
    let used = columns.indices.filter { index in
      columns[index].isFlexible || kept.contains(columns[index].name)
        || rows.contains { $0.cells[index] != .empty }
    }
    guard used.count < columns.count else { return self }
    return Table(
      used.map { columns[$0] },
      mapInParallel(rows.count) { position in
        let row = rows[position]
        return Row(used.map { row.cells[$0] }, emphasis: row.emphasis, depth: row.depth)
      })
  }
}
