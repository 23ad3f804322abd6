import CCMark
package import PlanModel

/// The list items and top-level blocks of one file, with where each of them ends: what an edit needs beyond the plan.
///
/// The plan keeps no ends of items, since only an edit asks for them, and an edit touches few files.
package struct FileOutline: Sendable {
  /// A list item, task or not.
  package struct Item: Sendable {
    /// The first byte of its marker.
    package let start: Int
    /// The end of its last line that is not blank, without the line end.
    package var end: Int
    /// The first byte of its content on its first line; ``end`` where it has none.
    package let content: Int
    /// `1.`, or nil for a bullet.
    package let number: Int?
    /// `-`, `*`, `+`, `.` or `)`.
    package let sign: UInt8
    /// The item around it.
    package let parent: Int?
    /// The first list item below it.
    package var firstChild: Int?
  }

  /// A block at document level.
  package struct Block: Sendable {
    package enum Kind: Sendable { case heading, list, other }
    package let kind: Kind
    package let start: Int
    /// The end of its last line that is not blank, without the line end.
    package let end: Int
  }

  /// In the order of their starts.
  package private(set) var items: [Item] = []
  package private(set) var blocks: [Block] = []
  /// Where the Markdown begins: behind front matter and byte order mark.
  package let bodyStart: Int

  private let bytes: [UInt8]

  package init(_ file: SourceFile, configuration: Configuration) {
    let options = ReadingOptions(configuration)
    let index = FileIndex(0)
    bytes = file.bytes
    let matter = readFrontMatter(file, index: index, options: options)?.bodyStart ?? 0
    bodyStart = FileOutline.bodyStart(of: file, options)
    let range = matter..<bytes.count
    let shadow = Shadow(bytes, range, file: index, isStartOfFile: matter == 0)
    guard shadow.lineCount > 0, let document = parseShadow(shadow) else { return }
    let places = BlockReader(bytes: bytes, range: range, shadow: shadow, file: index, options: options)
    walk(document, places)
  }

  /// ``bodyStart`` alone, which costs no look at the rest.
  package static func bodyStart(of file: SourceFile, configuration: Configuration) -> Int {
    bodyStart(of: file, ReadingOptions(configuration))
  }

  private static func bodyStart(of file: SourceFile, _ options: ReadingOptions) -> Int {
    let matter = readFrontMatter(file, index: FileIndex(0), options: options)?.bodyStart ?? 0
    return matter > 0 ? matter : file.bytes.starts(with: "\u{FEFF}", at: 0) ? 3 : 0
  }

  /// The item whose marker stands at `start`.
  package func item(at start: Int) -> Item? { position(at: start).map { items[$0] } }

  package func position(at start: Int) -> Int? {
    var (low, high) = (0, items.count)
    while low < high {
      let middle = (low + high) / 2
      if items[middle].start < start { low = middle + 1 } else { high = middle }
    }
    return low < items.count && items[low].start == start ? low : nil
  }

  private mutating func walk(_ document: OpaquePointer, _ places: BlockReader) {
    var open: [Int] = []
    var next: OpaquePointer? = document
    while let node = next {
      var entered: Int?
      if cmark_node_get_type(node) == CMARK_NODE_ITEM {
        entered = items.count
        if let parent = open.last, items[parent].firstChild == nil { items[parent].firstChild = items.count }
        items.append(item(node, parent: open.last, places))
      } else if let parent = cmark_node_parent(node), parent == document {
        append(node, places)
      }
      if let entered { open.append(entered) }
      if isContainer(node), let child = cmark_node_first_child(node) {
        next = child
        continue
      }
      if entered != nil { open.removeLast() }
      next = following(node, &open)
    }
  }

  private func following(_ node: OpaquePointer, _ open: inout [Int]) -> OpaquePointer? {
    var current = node
    while true {
      if let sibling = cmark_node_next(current) { return sibling }
      guard let parent = cmark_node_parent(current) else { return nil }
      if cmark_node_get_type(parent) == CMARK_NODE_ITEM { open.removeLast() }
      current = parent
    }
  }

  private func isContainer(_ node: OpaquePointer) -> Bool {
    switch cmark_node_get_type(node) {
    case CMARK_NODE_DOCUMENT, CMARK_NODE_LIST, CMARK_NODE_ITEM, CMARK_NODE_BLOCK_QUOTE: true
    default: false
    }
  }

  private func item(_ node: OpaquePointer, parent: Int?, _ places: BlockReader) -> Item {
    let start = places.start(node)
    var end = endOfText(places.lines(node), startingAt: start)
    if let parent { end = min(end, items[parent].end) }
    let first = cmark_node_first_child(node)
    let content = first.map { places.start($0) }
    var (offset, number) = (start, Int?.none)
    while offset < bytes.count, bytes[offset].isASCIIDigit {
      number = min((number ?? 0) * 10 + Int(bytes[offset] - 0x30), 999_999_999)
      offset += 1
    }
    return Item(
      start: start, end: max(end, start), content: content ?? end, number: number,
      sign: offset < bytes.count ? bytes[offset] : 0, parent: parent)
  }

  private mutating func append(_ node: OpaquePointer, _ places: BlockReader) {
    let kind: Block.Kind
    switch cmark_node_get_type(node) {
    case CMARK_NODE_HEADING: kind = .heading
    case CMARK_NODE_LIST: kind = .list
    default: kind = .other
    }
    let start = places.start(node)
    blocks.append(
      Block(kind: kind, start: start, end: max(start, endOfText(places.lines(node), startingAt: start))))
  }

  /// The end of the last line of a block that holds something, without the line end; in a block quote, a line of
  /// nothing but its markers holds nothing.
  private func endOfText(_ range: Range<Int>, startingAt start: Int) -> Int {
    let isQuoted = bytes.linePrefix(before: start).contains(UInt8(ascii: ">"))
    var end = range.upperBound
    while end > range.lowerBound {
      if bytes[end - 1] == 0x0A { end -= 1 }
      if end > range.lowerBound, bytes[end - 1] == 0x0D { end -= 1 }
      let line = max(range.lowerBound, bytes.startOfLine(end))
      let isEmpty = bytes[line..<end].allSatisfy { $0.isBlank || isQuoted && $0 == UInt8(ascii: ">") }
      guard isEmpty, line > range.lowerBound else { return end }
      end = line
    }
    return end
  }
}

// MARK: - Lines around a place

extension [UInt8] {
  /// The first byte of the line that holds `offset`.
  package func startOfLine(_ offset: Int) -> Int {
    var start = offset
    while start > 0, !self[start - 1].isLineEnd { start -= 1 }
    return start
  }

  /// The end of the line that holds `offset`, without its line end.
  package func endOfLine(_ offset: Int) -> Int {
    var end = offset
    while end < count, !self[end].isLineEnd { end += 1 }
    return end
  }

  /// One past the line end that begins at `end`; `end` itself at the text's end.
  package func pastLineEnd(_ end: Int) -> Int {
    guard end < count else { return end }
    return self[end] == 0x0D && end + 1 < count && self[end + 1] == 0x0A ? end + 2 : end + 1
  }

  /// What stands before `marker` on its line, as the lines below an item that begins there must have it: blanks for
  /// the markers of outer items, quote markers as they are.
  package func linePrefix(before marker: Int) -> [UInt8] {
    var start = startOfLine(marker)
    if start == 0, starts(with: "\u{FEFF}", at: 0) { start = Swift.min(3, marker) }
    return self[start..<marker].map { $0.isBlank || $0 == UInt8(ascii: ">") ? $0 : 0x20 }
  }
}
