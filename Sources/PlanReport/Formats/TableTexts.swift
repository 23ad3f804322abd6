/// The texts of a table's cells, made safe and measured once, one behind the other: lists have many cells.
///
/// Row -1 holds the titles.
struct TableTexts {
  private let columns: [Column]
  private var bytes: [UInt8] = []
  /// Where each cell ends, title row first.
  private var ends: [Int] = []
  private var widths: [Int] = []

  init(_ table: Table, cells: CellText, margin: (Row) -> String) {
    columns = table.columns
    ends.reserveCapacity(table.columns.count * (table.rows.count + 1))
    widths.reserveCapacity(table.columns.count * (table.rows.count + 1))
    for column in table.columns { add(column.title) }
    for row in table.rows {
      for index in columns.indices {
        if columns[index].isFlexible, row.depth > 0 {
          add(margin(row) + cells.string(row.cells[index]))
        } else {
          add(cells.string(row.cells[index]))
        }
      }
    }
  }

  private mutating func add(_ text: String) {
    var text = text
    // Plain ASCII, which most text is, is safe and as wide as it is long.
    let start = bytes.count
    bytes.append(contentsOf: text.utf8)
    var isPlain = true
    for offset in start..<bytes.count where bytes[offset] < 0x20 || bytes[offset] >= 0x7F {
      isPlain = false
      break
    }
    if isPlain {
      widths.append(bytes.count - start)
    } else {
      text = TerminalText.visible(text)
      bytes.removeSubrange(start...)
      bytes.append(contentsOf: text.utf8)
      widths.append(TerminalText.width(text))
    }
    ends.append(bytes.count)
  }

  private func range(_ row: Int, _ column: Int) -> Range<Int> {
    let cell = (row + 1) * columns.count + column
    return (cell == 0 ? 0 : ends[cell - 1])..<ends[cell]
  }

  func text(_ row: Int, _ column: Int) -> String {
    String(decoding: bytes[range(row, column)], as: UTF8.self)
  }

  /// The width of a column's widest cell or its title.
  func width(ofColumn column: Int) -> Int {
    stride(from: column, to: widths.count, by: columns.count).reduce(0) { max($0, widths[$1]) }
  }

  /// Appends a row in columns of these widths, two blanks between, without blanks at its end.
  func append(row: Int, _ limits: [Int], to result: inout [UInt8]) {
    let start = result.count
    for column in columns.indices {
      var width = widths[(row + 1) * columns.count + column]
      let isCut = width > limits[column]
      let cut = isCut ? TerminalText.truncated(text(row, column), to: limits[column]) : ""
      if isCut { width = TerminalText.width(cut) }
      let blanks = max(0, limits[column] - width)
      if columns[column].isNumeric { for _ in 0..<blanks { result.append(0x20) } }
      if isCut { result += cut.utf8 } else { result += bytes[range(row, column)] }
      if column == columns.count - 1 { break }
      for _ in 0..<(columns[column].isNumeric ? 2 : blanks + 2) { result.append(0x20) }
    }
    while result.count > start, result.last == 0x20 { result.removeLast() }
  }
}
