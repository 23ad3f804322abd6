package import PlanModel

/// Writes a table as CSV (RFC 4180): CRLF, quotes where needed.
///
/// Cells that a spreadsheet would take for a formula get an apostrophe in front, unless the reader asks for raw ones.
package struct CSVFormat: Sendable {
  private let cells: CellText
  private let isRaw: Bool

  package init(units: EffortUnits, isRaw: Bool) {
    cells = CellText(units: units)
    self.isRaw = isRaw
  }

  package func text(_ table: Table) -> String {
    var result = table.columns.map { field($0.name) }.joined(separator: ",") + "\r\n"
    for row in table.rows { result += row.cells.map { field(value($0)) }.joined(separator: ",") + "\r\n" }
    return result
  }

  /// Numbers for machines: efforts in minutes, shares in percent, amounts without their currency's name apart.
  private func value(_ cell: Cell) -> String {
    switch cell {
    case .effort(let effort): String(effort.minutes)
    case .share(let share): share % 10 == 0 ? String(share / 10) : "\(share / 10).\(abs(share % 10))"
    case .names(let names): names.joined(separator: " ")
    case .labels(let labels): labels.joined(separator: " ")
    case .empty, .text, .handle, .number, .date, .money, .status, .place: cells.string(cell)
    }
  }

  private func field(_ text: String) -> String {
    var text = isRaw ? text : TerminalText.visible(text)
    if !isRaw, let first = text.unicodeScalars.first, "=+-@\t\r".unicodeScalars.contains(first),
      !isNumber(text)
    {
      text = "'" + text
    }
    guard text.utf8.contains(where: { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D }) else {
      return text
    }
    // By scalars: a quote with a combining mark is another character than a quote.
    var quoted = "\""
    for scalar in text.unicodeScalars {
      quoted.unicodeScalars.append(scalar)
      if scalar == "\"" { quoted += "\"" }
    }
    return quoted + "\""
  }

  private func isNumber(_ text: String) -> Bool {
    let digits = text.first == "-" ? text.dropFirst() : text[...]
    return !digits.isEmpty && digits.utf8.allSatisfy { $0.isASCIIDigit || $0 == UInt8(ascii: ".") }
  }
}
