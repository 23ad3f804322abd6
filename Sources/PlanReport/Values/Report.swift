/// A report as a value: what is said, in order. Formats write it and know nothing of plans.
package struct Report: Sendable {
  package enum Block: Sendable {
    /// Level 1 is a section of the report.
    case heading(Int, String)
    case paragraph(String)
    case table(Table)
    /// Name and value pairs, such as totals.
    case facts([(name: String, value: Cell)])
    /// Bulleted sentences.
    case list([String])
    /// What text cannot show: a diagram for Markdown and an image for pages.
    case diagram(any Diagram)
  }

  package var title: String
  package var blocks: [Block]

  package init(title: String, blocks: [Block] = []) {
    self.title = title
    self.blocks = blocks
  }

  package mutating func add(_ block: Block) { blocks.append(block) }

  /// Adds a heading and a table, or nothing for an empty table.
  package mutating func addSection(_ title: String, level: Int = 1, _ table: Table) {
    guard !table.rows.isEmpty else { return }
    blocks.append(.heading(level, title))
    blocks.append(.table(table))
  }
}

/// A picture of what a report says elsewhere in words; a format draws it if it can.
package protocol Diagram: Sendable {
  var label: String { get }
  /// A fenced code block.
  func mermaid() -> String
  /// An SVG image for a page that has the style of charts.
  func svg() -> String
}

/// What a format needs to know besides the report.
package struct FormatOptions: Sendable {
  /// Columns of the terminal; nil: no limit.
  package var width: Int?
  package var usesColor: Bool
  /// CSV cells that start a formula stay as they are.
  package var isRaw: Bool

  package init(width: Int? = nil, usesColor: Bool = false, isRaw: Bool = false) {
    self.width = width
    self.usesColor = usesColor
    self.isRaw = isRaw
  }
}
