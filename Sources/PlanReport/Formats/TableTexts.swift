import PlanParallel

/// The texts of a table's cells, made safe and measured once: lists have many cells.
///
/// Row -1 holds the titles.
struct TableTexts: Sendable {
  private static let rowsInChunk = 4096

  private let columns: [Column]
  private let titles: CellTexts
  /// As many rows each, the last one fewer.
  private let chunks: [CellTexts]

  init(_ table: Table, cells: CellText, margin: @Sendable (Row) -> String) {
    let columns = table.columns
    var titles = CellTexts(capacity: columns.count)
    for column in columns { titles.add(column.title) }
    self.columns = columns
    self.titles = titles
    chunks = inChunks(table.rows.count, of: TableTexts.rowsInChunk) { rows in
      var texts = CellTexts(capacity: rows.count * columns.count)
      for row in table.rows[rows] {
        for index in columns.indices {
          let isIndented = columns[index].isFlexible && row.depth > 0
          texts.add((isIndented ? margin(row) : "") + cells.string(row.cells[index]))
        }
      }
      return texts
    }
  }

  private func place(_ row: Int, _ column: Int) -> (texts: CellTexts, cell: Int) {
    guard row >= 0 else { return (titles, column) }
    let (chunk, rest) = row.quotientAndRemainder(dividingBy: TableTexts.rowsInChunk)
    return (chunks[chunk], rest * columns.count + column)
  }

  func text(_ row: Int, _ column: Int) -> String {
    let (texts, cell) = place(row, column)
    return texts.text(cell)
  }

  /// The width of each column's widest cell or its title.
  var widths: [Int] {
    let all = inChunks(chunks.count, of: 1) { [chunks, columns] in
      chunks[$0.lowerBound].greatestWidths(columns: columns.count)
    }
    return all.reduce(titles.greatestWidths(columns: columns.count)) { zip($0, $1).map(max) }
  }

  /// The title row and all others in columns of these widths, two blanks between, without blanks at their ends;
  /// `paint` gives what stands before and behind a row.
  func lines(widths: [Int], paint: @Sendable (Int) -> (on: String, off: String)) -> [UInt8] {
    let parts = inChunks(chunks.count + 1, of: 1) { [self] number in
      let number = number.lowerBound - 1
      let texts = number < 0 ? titles : chunks[number]
      var result: [UInt8] = []
      result.reserveCapacity((widths.reduce(0, +) + 2 * widths.count) * texts.count / max(1, columns.count))
      for row in 0..<texts.count / max(1, columns.count) {
        let (on, off) = paint(number < 0 ? -1 : number * TableTexts.rowsInChunk + row)
        result += on.utf8
        append(row, of: texts, widths, to: &result)
        result += off.utf8
        result.append(0x0A)
      }
      return result
    }
    return joined(parts)
  }

  private func append(_ row: Int, of texts: CellTexts, _ limits: [Int], to result: inout [UInt8]) {
    let start = result.count
    for column in columns.indices {
      let cell = row * columns.count + column
      var width = texts.widths[cell]
      let isCut = width > limits[column]
      let cut = isCut ? TerminalText.truncated(texts.text(cell), to: limits[column]) : ""
      if isCut { width = TerminalText.width(cut) }
      let blanks = max(0, limits[column] - width)
      if columns[column].isNumeric { for _ in 0..<blanks { result.append(0x20) } }
      if isCut { result += cut.utf8 } else { result += texts.bytes[texts.range(cell)] }
      if column == columns.count - 1 { break }
      for _ in 0..<(columns[column].isNumeric ? 2 : blanks + 2) { result.append(0x20) }
    }
    while result.count > start, result.last == 0x20 { result.removeLast() }
  }
}

/// Texts one behind the other.
private struct CellTexts: Sendable {
  private(set) var bytes: [UInt8] = []
  /// Where each text ends.
  private var ends: [Int] = []
  private(set) var widths: [Int] = []

  init(capacity: Int) {
    ends.reserveCapacity(capacity)
    widths.reserveCapacity(capacity)
    bytes.reserveCapacity(capacity * 8)
  }

  var count: Int { ends.count }

  mutating func add(_ text: String) {
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
      let text = TerminalText.visible(text)
      bytes.removeSubrange(start...)
      bytes.append(contentsOf: text.utf8)
      widths.append(TerminalText.width(text))
    }
    ends.append(bytes.count)
  }

  func range(_ cell: Int) -> Range<Int> { (cell == 0 ? 0 : ends[cell - 1])..<ends[cell] }

  func text(_ cell: Int) -> String { String(decoding: bytes[range(cell)], as: UTF8.self) }

  func greatestWidths(columns: Int) -> [Int] {
    (0..<columns).map { column in
      stride(from: column, to: widths.count, by: columns).reduce(0) { max($0, widths[$1]) }
    }
  }
}
