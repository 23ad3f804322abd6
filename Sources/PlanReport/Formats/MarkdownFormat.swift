package import PlanModel

/// Writes a report as Markdown that pastes into GitHub and reads back with the same words.
package struct MarkdownFormat: Sendable {
  private let cells: CellText

  package init(units: EffortUnits) { cells = CellText(units: units) }

  package func text(_ report: Report) -> String {
    var parts: [String] = []
    if !report.title.isEmpty { parts.append("# \(MarkdownFormat.escaped(report.title))\n") }
    for block in report.blocks {
      switch block {
      case .heading(let level, let title):
        parts.append("\(String(repeating: "#", count: min(6, level + 1))) \(MarkdownFormat.escaped(title))\n")
      case .paragraph(let text): parts.append(MarkdownFormat.escaped(text) + "\n")
      case .diagram(let diagram): parts.append(diagram.mermaid())
      case .list(let items): parts.append(items.map { "- \(MarkdownFormat.escaped($0))\n" }.joined())
      case .facts(let facts):
        parts.append(
          facts.map {
            "- **\(MarkdownFormat.escaped($0.name))**: \(MarkdownFormat.escaped(cells.string($0.value)))\n"
          }.joined())
      case .table(let table): parts.append(text(table))
      }
    }
    return parts.joined(separator: "\n")
  }

  /// A table of GitHub Flavored Markdown.
  package func text(_ table: Table) -> String {
    var result =
      "| " + table.columns.map { MarkdownFormat.escaped($0.title) }.joined(separator: " | ") + " |\n"
    result += "| " + table.columns.map { $0.isNumeric ? "---:" : "---" }.joined(separator: " | ") + " |\n"
    for row in table.rows {
      let texts = zip(table.columns, row.cells).map { column, cell in
        let indent = column.isFlexible ? String(repeating: "&nbsp;&nbsp;", count: row.depth) : ""
        return indent + MarkdownFormat.escaped(cells.string(cell))
      }
      result += "| " + texts.joined(separator: " | ") + " |\n"
    }
    return result
  }

  /// Plain text as CommonMark that renders as that text: markers are escaped, line ends are blanks.
  package static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in TerminalText.visible(text).unicodeScalars {
      switch scalar {
      case "\\", "`", "*", "_", "[", "]", "<", ">", "|", "~", "$": result += "\\" + String(scalar)
      case "&": result += "&amp;"
      case "@": result += "@"
      case "\n", "\r", "\t": result += " "
      default: result.unicodeScalars.append(scalar)
      }
    }
    // A line may not begin with what would make it another block.
    if let first = result.unicodeScalars.first, "#+-=".unicodeScalars.contains(first) { return "\\" + result }
    let digits = result.prefix { $0.isASCII && $0.isNumber }
    if !digits.isEmpty, let next = result.dropFirst(digits.count).first, next == "." || next == ")" {
      return digits + "\\" + result.dropFirst(digits.count)
    }
    return result
  }
}
