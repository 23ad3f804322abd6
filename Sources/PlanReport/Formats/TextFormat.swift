package import PlanModel

/// Writes a report for a terminal: aligned columns that fit its width, plain when piped.
package struct TextFormat: Sendable {
  private let cells: CellText
  private let options: FormatOptions
  private let palette: Palette

  package init(units: EffortUnits, options: FormatOptions) {
    cells = CellText(units: units)
    self.options = options
    palette = Palette(isOn: options.usesColor)
  }

  package func text(_ report: Report) -> String {
    var result = ""
    if !report.title.isEmpty { result += palette.paint(TerminalText.visible(report.title), .strong) + "\n" }
    for block in report.blocks {
      switch block {
      case .heading(let level, let title):
        if !result.isEmpty { result += "\n" }
        let visible = TerminalText.visible(title)
        result += (level == 1 ? palette.paint(visible, .strong) : visible) + "\n"
      case .paragraph(let text): result += wrapped(TerminalText.visible(text), indent: 0)
      case .list(let items): for item in items { result += wrapped("- " + TerminalText.visible(item), indent: 2) }
      case .facts(let facts): result += self.facts(facts)
      case .table(let table): result += self.text(table)
      }
    }
    return result
  }

  private func facts(_ facts: [(name: String, value: Cell)]) -> String {
    let width = facts.map { TerminalText.width($0.name) }.max() ?? 0
    return facts.reduce(into: "") { result, fact in
      result += TerminalText.padded(fact.name, to: width) + "  " + TerminalText.visible(cells.string(fact.value)) + "\n"
    }
  }

  /// A table without frame: two blanks between columns, the flexible one cut where the terminal ends.
  package func text(_ table: Table) -> String {
    let texts = table.rows.map { row in
      zip(table.columns, row.cells).map { column, cell in
        (column.isFlexible ? String(repeating: "  ", count: row.depth) : "") + TerminalText.visible(cells.string(cell))
      }
    }
    var widths = table.columns.indices.map { column in
      texts.reduce(TerminalText.width(table.columns[column].title)) { max($0, TerminalText.width($1[column])) }
    }
    fit(&widths, table.columns)
    var result = palette.paint(line(table.columns.map(\.title), widths, table.columns), .dim) + "\n"
    for (row, text) in zip(table.rows, texts) { result += palette.paint(line(text, widths, table.columns), row.emphasis) + "\n" }
    return result
  }

  /// Takes from the flexible columns, the widest first, what is too much for the terminal.
  private func fit(_ widths: inout [Int], _ columns: [Column]) {
    guard let limit = options.width else { return }
    var excess = widths.reduce(0, +) + 2 * (widths.count - 1) - limit
    let smallest = 12
    while excess > 0 {
      let flexible = columns.indices.filter { columns[$0].isFlexible && widths[$0] > smallest }
      guard let widest = flexible.max(by: { widths[$0] < widths[$1] }) else { return }
      let others = flexible.filter { $0 != widest }.map { widths[$0] }.max() ?? smallest
      let cut = max(1, min(excess, widths[widest] - max(smallest, others)))
      widths[widest] -= cut
      excess -= cut
    }
  }

  private func line(_ texts: [String], _ widths: [Int], _ columns: [Column]) -> String {
    var result = ""
    for (index, text) in texts.enumerated() {
      let cut = TerminalText.truncated(text, to: widths[index])
      let isLast = index == texts.count - 1
      result += isLast && !columns[index].isNumeric ? cut : TerminalText.padded(cut, to: widths[index], isRight: columns[index].isNumeric)
      if !isLast { result += "  " }
    }
    while result.last == " " { result.removeLast() }
    return result
  }

  private func wrapped(_ text: String, indent: Int) -> String {
    guard let limit = options.width else { return text + "\n" }
    var (result, line) = ("", "")
    for word in text.split(separator: " ", omittingEmptySubsequences: false) {
      if !line.isEmpty, TerminalText.width(line) + 1 + TerminalText.width(String(word)) > limit {
        result += line + "\n"
        line = String(repeating: " ", count: indent) + word
      } else {
        line += line.isEmpty ? String(word) : " " + word
      }
    }
    return result + line + "\n"
  }
}
