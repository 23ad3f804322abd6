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
      case .diagram: break
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
    let texts = TableTexts(table, cells: cells, margin: margin)
    var widths = texts.widths
    guard fit(&widths, table.columns) else { return stacked(table, texts) }
    let lines = texts.lines(widths: widths) { [palette] row in
      palette.codes(row < 0 ? .dim : table.rows[row].emphasis)
    }
    return String(decoding: lines, as: UTF8.self)
  }

  /// Two blanks for each level, a quarter of the terminal at most.
  @Sendable private func margin(_ row: Row) -> String {
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
  private func stacked(_ table: Table, _ texts: TableTexts) -> String {
    let head = table.columns.firstIndex { $0.isFlexible } ?? 0
    return table.rows.indices.reduce(into: "") { result, row in
      let indent = margin(table.rows[row]).count + 2
      result += painted(wrapped(texts.text(row, head), indent: indent), table.rows[row].emphasis)
      let facts = table.columns.indices.filter { $0 != head && !texts.text(row, $0).isEmpty }.map { column in
        let title = texts.text(-1, column)
        return title.isEmpty ? texts.text(row, column) : "\(title) \(texts.text(row, column))"
      }
      guard !facts.isEmpty else { return }
      result += wrapped(String(repeating: " ", count: indent) + facts.joined(separator: ", "), indent: indent)
    }
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
