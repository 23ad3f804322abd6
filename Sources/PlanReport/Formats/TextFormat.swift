package import PlanModel

/// Writes a report for a terminal: aligned columns that fit its width, plain when piped. No line is longer than the
/// terminal is wide.
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
    if !report.title.isEmpty { result += painted(wrapped(TerminalText.visible(report.title)), .strong) }
    for block in report.blocks {
      switch block {
      case .heading(let level, let title):
        if !result.isEmpty { result += "\n" }
        result += painted(wrapped(TerminalText.visible(title)), level == 1 ? .strong : .plain)
      case .paragraph(let text): result += wrapped(TerminalText.visible(text))
      case .list(let items):
        for item in items { result += wrapped("- " + TerminalText.visible(item), indent: 2) }
      case .facts(let facts): result += self.facts(facts)
      case .table(let table): result += self.text(table)
      }
    }
    return result
  }

  private func facts(_ facts: [(name: String, value: Cell)]) -> String {
    let names = facts.map { TerminalText.visible($0.name) }
    let width = names.map { TerminalText.width($0) }.max() ?? 0
    return zip(names, facts).reduce(into: "") { result, fact in
      let value = TerminalText.visible(cells.string(fact.1.value))
      result += wrapped(TerminalText.padded(fact.0, to: width) + "  " + value, indent: 2)
    }
  }

  // MARK: Tables

  /// A table without frame: two blanks between columns, the flexible ones cut where the terminal ends. Where even
  /// that is too wide, each row becomes a few lines.
  package func text(_ table: Table) -> String {
    let titles = table.columns.map { TerminalText.visible($0.title) }
    let texts = table.rows.map { row in
      zip(table.columns, row.cells).map { column, cell in
        (column.isFlexible ? margin(row) : "") + TerminalText.visible(cells.string(cell))
      }
    }
    var widths = table.columns.indices.map { column in
      texts.reduce(TerminalText.width(titles[column])) { max($0, TerminalText.width($1[column])) }
    }
    guard fit(&widths, table.columns) else { return stacked(table, titles, texts) }
    var result = palette.paint(line(titles, widths, table.columns), .dim) + "\n"
    for (row, text) in zip(table.rows, texts) {
      result += palette.paint(line(text, widths, table.columns), row.emphasis) + "\n"
    }
    return result
  }

  /// Two blanks for each level, a quarter of the terminal at most.
  private func margin(_ row: Row) -> String {
    String(repeating: " ", count: min(2 * row.depth, (options.width ?? .max) / 4))
  }

  /// Takes from the flexible columns what is too much for the terminal, the widest first; the first of them keeps
  /// half as much again as the others. False if that is not enough.
  private func fit(_ widths: inout [Int], _ columns: [Column]) -> Bool {
    guard let limit = options.width else { return true }
    let flexible = columns.indices.filter { columns[$0].isFlexible }
    for column in flexible { widths[column] = min(widths[column], limit) }
    var excess = widths.reduce(0, +) + 2 * (widths.count - 1) - limit
    let smallest = 12
    func weight(_ column: Int) -> Int { widths[column] * (column == flexible.first ? 2 : 3) }
    while excess > 0 {
      let wide = flexible.filter { widths[$0] > smallest }
      guard let widest = wide.max(by: { weight($0) < weight($1) }) else { return false }
      widths[widest] -= 1
      excess -= 1
    }
    return true
  }

  /// One row below the other: what the row is about, then what is known of it.
  private func stacked(_ table: Table, _ titles: [String], _ texts: [[String]]) -> String {
    let head = table.columns.firstIndex { $0.isFlexible } ?? 0
    return zip(table.rows, texts).reduce(into: "") { result, row in
      let indent = margin(row.0).count + 2
      result += painted(wrapped(row.1[head], indent: indent), row.0.emphasis)
      let facts = table.columns.indices.filter { $0 != head && !row.1[$0].isEmpty }.map { column in
        titles[column].isEmpty ? row.1[column] : "\(titles[column]) \(row.1[column])"
      }
      guard !facts.isEmpty else { return }
      result += wrapped(String(repeating: " ", count: indent) + facts.joined(separator: ", "), indent: indent)
    }
  }

  private func line(_ texts: [String], _ widths: [Int], _ columns: [Column]) -> String {
    var result = ""
    for (index, text) in texts.enumerated() {
      let cut = TerminalText.truncated(text, to: widths[index])
      let isLast = index == texts.count - 1
      let isRight = columns[index].isNumeric
      result += isLast && !isRight ? cut : TerminalText.padded(cut, to: widths[index], isRight: isRight)
      if !isLast { result += "  " }
    }
    while result.last == " " { result.removeLast() }
    return result
  }

  // MARK: Lines

  /// Each line by itself, so that a pager which shows some of them shows them right.
  private func painted(_ lines: String, _ emphasis: Emphasis) -> String {
    guard palette.isOn else { return lines }
    return lines.split(separator: "\n", omittingEmptySubsequences: false)
      .map { palette.paint(String($0), emphasis) }.joined(separator: "\n")
  }

  /// The text in lines that fit, the second and later ones indented; a word that is too long for a line is cut.
  private func wrapped(_ text: String, indent: Int = 0) -> String {
    guard let limit = options.width, TerminalText.width(text) > limit else { return text + "\n" }
    let margin = String(repeating: " ", count: min(indent, max(0, limit - 2)))
    var (result, line, isEmpty) = ("", "", true)
    func endLine() {
      result += line + "\n"
      (line, isEmpty) = (margin, true)
    }
    for word in text.split(separator: " ", omittingEmptySubsequences: false) {
      if !isEmpty, TerminalText.width(line) + 1 + TerminalText.width(String(word)) > limit { endLine() }
      if !isEmpty { line += " " }
      for part in TerminalText.pieces(
        String(word), first: limit - TerminalText.width(line), limit - margin.count)
      {
        if TerminalText.width(line) + TerminalText.width(part) > limit { endLine() }
        line += part
      }
      isEmpty = false
    }
    return result + line + "\n"
  }
}
