import CCMark
import PlanModel

/// Walks libcmark's tree of one piece and collects headings, tasks, log entries and planmd's comments.
struct BlockReader {
  let bytes: [UInt8]
  let options: ReadingOptions
  let file: FileIndex
  let hasOwnComments: Bool
  private let lineStarts: [UInt32]
  private(set) var piece: Piece
  var inline: InlineScanner

  /// A container that is open while its children are read.
  private struct Frame {
    let node: OpaquePointer
    /// The task of an item, -1 for other items and containers.
    var task: Int32 = -1
    var isItem = false
    var isOrdered = false
    /// In an ordered list, the last task so far; in other containers, that of the last ordered list, as long as
    /// nothing but planmd's own comments follows it.
    var lastInSequence: Int32 = -1
    var quoteDepth: UInt8 = 0
  }

  private var frames: [Frame] = []
  /// Code and HTML blocks, in which `%%` and conflict markers mean nothing; only kept where the piece has some.
  private var opaque: [Range<Int>] = []
  private let keepsOpaque: Bool

  init(bytes: [UInt8], range: Range<Int>, shadow: Shadow, file: FileIndex, options: ReadingOptions) {
    self.bytes = bytes
    self.options = options
    self.file = file
    lineStarts = shadow.lineStarts
    hasOwnComments = shadow.hasOwnComments
    keepsOpaque = shadow.hasPercentSigns || shadow.hasConflictMarkers
    piece = Piece(range: range)
    piece.lineCount = shadow.lineCount
    piece.remarks = shadow.remarks
    inline = InlineScanner(bytes: bytes, file: file, options: options)
    inline.tags.reserveCapacity(range.count / 32)
    piece.tasks.reserveCapacity(range.count / 56)
    hasPercentSigns = shadow.hasPercentSigns
    hasConflictMarkers = shadow.hasConflictMarkers
  }

  private let hasPercentSigns: Bool
  private let hasConflictMarkers: Bool
}

// MARK: - Places

extension BlockReader {
  private func line(_ node: OpaquePointer) -> Int { max(0, Int(cmark_node_get_start_line(node)) - 1) }

  /// The file offset at which a block begins.
  private func start(_ node: OpaquePointer) -> Int {
    let line = min(line(node), lineStarts.count - 1)
    return min(Int(lineStarts[line]) + max(0, Int(cmark_node_get_start_column(node)) - 1), piece.range.upperBound)
  }

  /// The end of a line's text, without line end and trailing blanks.
  private func endOfText(line: Int) -> Int {
    let start = Int(lineStarts[min(max(0, line), lineStarts.count - 1)])
    var end = Int(lineStarts[min(max(0, line) + 1, lineStarts.count - 1)])
    while end > start, bytes[end - 1].isSpace { end -= 1 }
    return end
  }

  private func lastLine(_ node: OpaquePointer) -> Int {
    min(max(line(node), Int(cmark_node_get_end_line(node)) - 1), lineStarts.count - 2)
  }

  /// All bytes of a block's lines.
  private func lines(_ node: OpaquePointer) -> Range<Int> {
    let first = min(line(node), lineStarts.count - 1)
    let lower = Int(lineStarts[first])
    return lower..<max(lower, Int(lineStarts[min(lastLine(node) + 1, lineStarts.count - 1)]))
  }
}

// MARK: - The walk

extension BlockReader {
  mutating func read(_ document: OpaquePointer) {
    frames = [Frame(node: document)]
    var next = cmark_node_first_child(document)
    while let node = next {
      let descends = enter(node)
      if descends, let child = cmark_node_first_child(node) {
        next = child
        continue
      }
      if descends { leave() }
      next = following(node)
    }
    finish(document)
  }

  /// The next node in document order behind `node` and everything below it; closes what ends there.
  private mutating func following(_ node: OpaquePointer) -> OpaquePointer? {
    var current = node
    while true {
      if let sibling = cmark_node_next(current) { return sibling }
      guard frames.count > 1, let parent = cmark_node_parent(current) else { return nil }
      leave()
      current = parent
    }
  }

  /// Reads a block; true if its children are to be read, and a frame was opened for it.
  private mutating func enter(_ node: OpaquePointer) -> Bool {
    let type = cmark_node_get_type(node)
    switch type {
    case CMARK_NODE_LIST:
      let isOrdered = options.orderedListsAreSequences && cmark_node_get_list_type(node) == CMARK_ORDERED_LIST
      var frame = Frame(node: node, isOrdered: isOrdered, quoteDepth: top.quoteDepth)
      if isOrdered { frame.lastInSequence = top.lastInSequence }
      frames[frames.count - 1].lastInSequence = -1
      frames.append(frame)
      return true
    case CMARK_NODE_ITEM:
      readItem(node)
      return true
    case CMARK_NODE_BLOCK_QUOTE:
      frames[frames.count - 1].lastInSequence = -1
      frames.append(Frame(node: node, quoteDepth: top.quoteDepth &+ (top.quoteDepth < 255 ? 1 : 0)))
      return true
    case CMARK_NODE_HTML_BLOCK:
      if !readComments(lines(node), isTopLevel: frames.count == 1) { frames[frames.count - 1].lastInSequence = -1 }
      if keepsOpaque { opaque.append(lines(node)) }
    case CMARK_NODE_CODE_BLOCK:
      frames[frames.count - 1].lastInSequence = -1
      if keepsOpaque { opaque.append(lines(node)) }
    case CMARK_NODE_HEADING:
      frames[frames.count - 1].lastInSequence = -1
      if frames.count == 1 { readHeading(node) }
    case CMARK_NODE_PARAGRAPH:
      frames[frames.count - 1].lastInSequence = -1
      readParagraph(node)
    default:
      frames[frames.count - 1].lastInSequence = -1
    }
    return false
  }

  private var top: Frame { frames[frames.count - 1] }

  private mutating func leave() {
    let frame = frames.removeLast()
    if frame.isOrdered { frames[frames.count - 1].lastInSequence = frame.lastInSequence }
    if frame.task >= 0 { piece.tasks[Int(frame.task)].subtreeEnd = UInt32(piece.tasks.count) }
  }

  private mutating func finish(_ document: OpaquePointer) {
    piece.tags = inline.tags
    piece.remarks += inline.remarks
    if hasConflictMarkers {
      for remark in conflictMarkers() {
        piece.hasConflictMarkers = true
        piece.remarks.append(remark)
      }
    }
    if hasPercentSigns { findPercentSigns() }
    piece.endsClosed = endsClosed(document)
  }
}

// MARK: - Items

extension BlockReader {
  private mutating func readItem(_ node: OpaquePointer) {
    let list = frames.count - 1
    var frame = Frame(node: node, isItem: true, quoteDepth: top.quoteDepth)
    defer { frames.append(frame) }
    let marker = start(node)
    guard let first = cmark_node_first_child(node), cmark_node_get_type(first) == CMARK_NODE_PARAGRAPH else { return }
    let begin = start(first)
    guard begin < bytes.count else { return }
    if bytes[begin] == UInt8(ascii: "[") {
      if let box = readBox(at: begin, line: line(first)) {
        readTask(first, box, at: begin, line: line(first), marker: marker, frame: &frame, list: list)
      } else if let (begin, line) = startBehindDefinitions(first), let box = readBox(at: begin, line: line) {
        readTask(first, box, at: begin, line: line, marker: marker, frame: &frame, list: list)
      }
    } else if bytes[begin].isASCIIDigit, cmark_node_get_list_type(cmark_node_parent(node)) == CMARK_BULLET_LIST {
      readLog(first, at: begin)
    }
  }

  private struct Box {
    let scalar: UInt32
    let textStart: Int
    let textEnd: Int
  }

  /// The checkbox at an item's beginning; nil, with a remark where one is due, if there is none.
  private mutating func readBox(at begin: Int, line: Int) -> Box? {
    let end = endOfText(line: line)
    guard begin + 2 < end || (begin + 2 < bytes.count && begin + 3 == end) else { return nil }
    let (scalar, length) = bytes.withUnsafeBufferPointer { decodeScalar($0, begin + 1, end) }
    let close = begin + 1 + length
    guard let scalar, close < end, bytes[close] == UInt8(ascii: "]") else { return nil }
    let next = close + 1
    if next == end {
      piece.remarks.append(Remark(.emptyBox, file: file, range: ByteRange(begin, next)))
      return nil
    }
    if bytes.starts(with: "\u{A0}", at: next) {
      piece.remarks.append(Remark(.nbspInBox, file: file, range: ByteRange(next, next + 2), replacement: " "))
      return nil
    }
    guard bytes[next].isBlank else { return nil }
    if scalar == 0xA0 {
      piece.remarks.append(Remark(.nbspInBox, file: file, range: ByteRange(begin + 1, close), replacement: " "))
    }
    var textStart = next
    while textStart < end, bytes[textStart].isBlank { textStart += 1 }
    return Box(scalar: scalar, textStart: next + 1, textEnd: end)
  }

  /// Where a paragraph's text begins if link reference definitions stand before it: libcmark takes these out, but
  /// does not move the paragraph's start.
  private func startBehindDefinitions(_ paragraph: OpaquePointer) -> (Int, line: Int)? {
    let (first, last) = (line(paragraph), lastLine(paragraph))
    let opening = start(paragraph)..<max(start(paragraph), endOfText(line: first))
    guard last > first, opening.contains(where: { bytes.starts(with: "]:", at: $0) }) else { return nil }
    // What is left begins with the first text node, be it a link's.
    var node = cmark_node_first_child(paragraph)
    var isLink = false
    while let inner = node, cmark_node_get_type(inner) == CMARK_NODE_LINK {
      node = cmark_node_first_child(inner)
      isLink = true
    }
    guard let node, let literal = cmark_node_get_literal(node) else { return nil }
    for line in (first + 1)..<(last + 1) where line < lineStarts.count - 1 {
      let end = endOfText(line: line)
      let begin = skipLinePrefix(bytes, Int(lineStarts[line]), end, quoteDepth: Int(top.quoteDepth))
      guard begin < end, bytes[begin] == UInt8(ascii: "[") else { continue }
      if shows(literal, at: isLink ? begin + 1 : begin) { return (begin, line) }
    }
    return nil
  }

  /// True if the first bytes of a literal of the shadow are those of the file at `offset`, escapes undone.
  private func shows(_ literal: UnsafePointer<CChar>, at offset: Int) -> Bool {
    var offset = offset
    for index in 0..<12 {
      let byte = UInt8(bitPattern: literal[index])
      if byte == 0 { return index > 0 }
      if bytes[safe: offset] == UInt8(ascii: "\\"), byte != UInt8(ascii: "\\") { offset += 1 }
      guard let real = bytes[safe: offset] else { return false }
      // An entity is another character in the literal; what was alike so far is enough.
      if real == UInt8(ascii: "&") { return index > 0 }
      if byte != real, byte != 0x01 || (real != 0 && real < 0x80) { return false }
      offset += 1
    }
    return true
  }

  private mutating func readTask(
    _ paragraph: OpaquePointer, _ box: Box, at begin: Int, line: Int, marker: Int, frame: inout Frame, list: Int
  ) {
    let end = max(box.textEnd, endOfText(line: lastLine(paragraph)))
    var task = Task(
      file: file, start: marker, end: end, box: begin, textStart: box.textStart, firstLineEnd: box.textEnd, line: line)
    task.quoteDepth = frame.quoteDepth
    if let status = options.status(box.scalar) {
      task.status = status
    } else {
      task.flags.insert(.unknownStatus)
    }
    if box.scalar == UInt32(UInt8(ascii: "?")) { task.flags.insert(.questioned) }
    let scan = inline.scan(
      box.textStart..<min(end, box.textStart + Shadow.lineLimit), firstLineEnd: box.textEnd, quoteDepth: Int(frame.quoteDepth),
      subject: .task)
    if let only = options.onlyLabel, !inline.hidesLabel(only, from: scan.firstTag) {
      inline.tags.removeSubrange(scan.firstTag...)
      return
    }
    task.firstTag = UInt32(scan.firstTag)
    task.tagCount = UInt16(truncatingIfNeeded: inline.tags.count - scan.firstTag)
    task.keys = scan.keys
    collectComments()
    let index = Int32(piece.tasks.count)
    if let parent = frames.last(where: { $0.isItem && $0.task >= 0 }) {
      task.parent = TaskIndex(Int(parent.task))
      task.depth = piece.tasks[Int(parent.task)].depth &+ 1
    }
    if frames[list].isOrdered {
      task.flags.insert(.ordered)
      if frames[list].lastInSequence >= 0 { task.predecessor = TaskIndex(Int(frames[list].lastInSequence)) }
      frames[list].lastInSequence = index
    }
    task.subtreeEnd = UInt32(index + 1)
    frame.task = index
    piece.tasks.append(task)
  }

  /// A plain bullet below a task, or at document level below a heading, that begins with a date.
  private mutating func readLog(_ paragraph: OpaquePointer, at begin: Int) {
    let owner: NodeIndex
    if let item = frames.last(where: { $0.isItem }) {
      guard item.task >= 0 else { return }
      owner = .task(TaskIndex(Int(item.task)))
    } else if frames.count == 2 {
      owner = .project(.none)
    } else {
      return
    }
    let first = line(paragraph)
    let reading = LogReader(bytes: bytes, file: file, options: options)
      .read(begin..<endOfText(line: first), owner: owner, line: first)
    guard let reading else { return }
    piece.remarks += reading.remarks
    guard let entry = reading.entry else { return }
    if case .task(let task) = owner { piece.tasks[task.position].flags.insert(.hasLog) }
    piece.logs.append(entry)
  }
}

// MARK: - Headings, paragraphs, comments

extension BlockReader {
  private mutating func readHeading(_ node: OpaquePointer) {
    let begin = start(node)
    let isATX = isATXHeading(begin)
    let lastHeadingLine = isATX ? line(node) : underline(of: node)
    let lastTextLine = isATX ? line(node) : max(line(node), lastHeadingLine - 1)
    var (lower, upper) = (begin, max(begin, endOfText(line: lastTextLine)))
    if isATX {
      while lower < upper, bytes[lower] == UInt8(ascii: "#") { lower += 1 }
      while lower < upper, bytes[lower].isBlank { lower += 1 }
      upper = endOfATXText(lower, upper)
    }
    let scan = inline.scan(lower..<upper, firstLineEnd: min(upper, endOfText(line: line(node))), quoteDepth: 0, subject: .project)
    collectComments()
    let tags = inline.tags[scan.firstTag...]
    let name = readableText(in: bytes, lower..<upper, tags: tags, quoteDepth: 0)
    if !isATX, name.isEmpty, !tags.isEmpty {
      piece.remarks.append(Remark(.tagOnlySetextHeading, file: file, range: ByteRange(lower, upper)))
    }
    piece.headings.append(
      Piece.Heading(
        level: Int(cmark_node_get_heading_level(node)), range: ByteRange(begin, max(upper, endOfText(line: lastHeadingLine))),
        name: name, line: line(node), firstTag: scan.firstTag, tagCount: inline.tags.count - scan.firstTag,
        keys: scan.keys, tasksBefore: piece.tasks.count, logsBefore: piece.logs.count))
  }

  /// One to six `#` with a blank or the line's end behind: `#label` may begin a setext heading.
  private func isATXHeading(_ begin: Int) -> Bool {
    guard begin < bytes.count, bytes[begin] == UInt8(ascii: "#") else { return false }
    let next = begin + inline.run(of: UInt8(ascii: "#"), at: begin, end: piece.range.upperBound)
    return next - begin <= 6 && (next == piece.range.upperBound || bytes[next].isSpace)
  }

  /// The line of `===` or `---` below a setext heading; libcmark says where the next line ends.
  private func underline(of node: OpaquePointer) -> Int {
    let first = line(node)
    for line in first + 1..<max(first + 1, lastLine(node) + 1) {
      let end = endOfText(line: line)
      var offset = Int(lineStarts[line])
      while offset < end, bytes[offset].isBlank { offset += 1 }
      guard offset < end, bytes[offset] == UInt8(ascii: "=") || bytes[offset] == UInt8(ascii: "-") else { continue }
      if offset + inline.run(of: bytes[offset], at: offset, end: end) == end { return line }
    }
    return lastLine(node)
  }

  /// Without a closing sequence of `#` and the blanks before it.
  private func endOfATXText(_ lower: Int, _ upper: Int) -> Int {
    var end = upper
    while end > lower, bytes[end - 1] == UInt8(ascii: "#") { end -= 1 }
    guard end < upper, end == lower || bytes[end - 1].isBlank else { return upper }
    while end > lower, bytes[end - 1].isBlank { end -= 1 }
    return end
  }

  private mutating func readParagraph(_ node: OpaquePointer) {
    let previous = cmark_node_previous(node)
    if frames.count == 1, let previous, cmark_node_get_type(previous) == CMARK_NODE_HEADING, !piece.headings.isEmpty {
      readTagParagraph(node)
    }
    if hasOwnComments, !frames[frames.count - 1].isItem || previous != nil || top.task < 0 {
      _ = readComments(start(node)..<max(start(node), endOfText(line: lastLine(node))), isTopLevel: false)
    }
  }

  /// A paragraph of nothing but tags directly below a heading holds the heading's attributes.
  private mutating func readTagParagraph(_ node: OpaquePointer) {
    let range = start(node)..<max(start(node), endOfText(line: lastLine(node)))
    guard range.count < 4096 else { return }
    let scan = inline.scan(range, firstLineEnd: endOfText(line: line(node)), quoteDepth: 0, subject: .tagParagraph)
    guard scan.isOnlyTags, inline.tags.count > scan.firstTag else {
      inline.tags.removeSubrange(scan.firstTag...)
      return
    }
    let heading = piece.headings.count - 1
    guard piece.headings[heading].firstTag + piece.headings[heading].tagCount == scan.firstTag else { return }
    inline.markRepeated(from: piece.headings[heading].firstTag)
    piece.headings[heading].tagCount = inline.tags.count - piece.headings[heading].firstTag
    piece.headings[heading].keys.formUnion(scan.keys)
  }

  private mutating func collectComments() {
    guard !inline.comments.isEmpty else { return }
    piece.comments += inline.comments.map { Comment(range: $0, isTopLevel: false) }
    inline.comments.removeAll(keepingCapacity: true)
  }

  /// Collects planmd's own comments in `range`; true if there is nothing else in it.
  private mutating func readComments(_ range: Range<Int>, isTopLevel: Bool) -> Bool {
    guard hasOwnComments else { return false }
    var (offset, isAllOwn) = (range.lowerBound, true)
    while offset < range.upperBound {
      if bytes[offset] == UInt8(ascii: "<"), bytes.starts(with: "<!--", at: offset),
        let end = endOfComment(bytes, offset, range.upperBound)
      {
        if isOwnComment(bytes, offset..<end) {
          // Only what begins an HTML block marks a region; inside another one it is that one's text.
          let isFirst = bytes[range.lowerBound..<offset].allSatisfy(\.isSpace)
          piece.comments.append(Comment(range: offset..<end, isTopLevel: isTopLevel && isFirst))
        } else {
          isAllOwn = false
        }
        offset = end
      } else {
        if !bytes[offset].isSpace { isAllOwn = false }
        offset += 1
      }
    }
    return isAllOwn
  }
}

/// True for `<!-- planmd…` and `<!-- /planmd…`.
func isOwnComment(_ bytes: [UInt8], _ range: Range<Int>) -> Bool {
  var offset = range.lowerBound + 4
  while offset < range.upperBound, bytes[offset].isSpace { offset += 1 }
  if offset < range.upperBound, bytes[offset] == UInt8(ascii: "/") { offset += 1 }
  guard bytes.starts(with: "planmd", at: offset), offset + 6 < range.upperBound else { return false }
  let next = bytes[offset + 6]
  return next == UInt8(ascii: ":") || next == UInt8(ascii: "-") || next.isSpace
}

// MARK: - What the piece as a whole shows

extension BlockReader {
  private func isOpaque(_ offset: Int) -> Bool { opaque.contains { $0.contains(offset) } }

  private mutating func findPercentSigns() {
    var codeEnd = 0
    var offset = piece.range.lowerBound
    while offset + 1 < piece.range.upperBound {
      if bytes[offset] == UInt8(ascii: "`"), offset >= codeEnd {
        let run = inline.run(of: bytes[offset], at: offset, end: piece.range.upperBound)
        codeEnd = inline.endOfCodeSpan(at: offset, end: endOfLine(offset)) ?? offset + run
        offset += run
      } else if bytes[offset] == UInt8(ascii: "%"), bytes[offset + 1] == UInt8(ascii: "%"), offset >= codeEnd {
        if !isOpaque(offset) { piece.percentSigns.append(offset) }
        offset += 2
      } else {
        offset += 1
      }
    }
  }

  private func endOfLine(_ offset: Int) -> Int {
    var end = offset
    while end < piece.range.upperBound, !bytes[end].isLineEnd { end += 1 }
    return end
  }

  private func conflictMarkers() -> [Remark] {
    var found: [Remark] = []
    for line in 0..<max(0, lineStarts.count - 1) {
      let begin = Int(lineStarts[line])
      guard let sign = bytes[safe: begin], sign == UInt8(ascii: "<") || sign == UInt8(ascii: ">") else { continue }
      let isMarker = bytes.starts(with: "<<<<<<<", at: begin) || bytes.starts(with: ">>>>>>>", at: begin)
      let next = bytes[safe: begin + 7] ?? 0x0A
      guard isMarker, next == 0x20 || next.isLineEnd, !isOpaque(begin) else { continue }
      found.append(Remark(.conflictMarker, file: file, range: ByteRange(begin, endOfText(line: line))))
    }
    return found
  }

  /// False if the last block is a fence or an HTML block that the next line would still belong to.
  private func endsClosed(_ document: OpaquePointer) -> Bool {
    guard let last = cmark_node_last_child(document) else { return true }
    let type = cmark_node_get_type(last)
    if type == CMARK_NODE_CODE_BLOCK { return isClosedCode(last) }
    return type == CMARK_NODE_HTML_BLOCK ? isClosedHTML(last) : true
  }

  private func isClosedCode(_ node: OpaquePointer) -> Bool {
    let begin = start(node)
    guard let mark = bytes[safe: begin], mark == UInt8(ascii: "`") || mark == UInt8(ascii: "~") else { return true }
    let length = inline.run(of: mark, at: begin, end: piece.range.upperBound)
    guard length >= 3 else { return true }
    guard lastLine(node) > line(node) else { return false }
    var offset = Int(lineStarts[lastLine(node)])
    while offset < piece.range.upperBound, bytes[offset].isBlank { offset += 1 }
    let closing = inline.run(of: mark, at: offset, end: piece.range.upperBound)
    return closing >= length && offset + closing == endOfText(line: lastLine(node))
  }

  private func isClosedHTML(_ node: OpaquePointer) -> Bool {
    let begin = start(node)
    let lower = Array(bytes[begin..<min(begin + 12, bytes.count)].map(\.lowercased))
    let ends: [StaticString]
    if lower.starts(with: "<!--".utf8) {
      ends = ["-->"]
    } else if lower.starts(with: "<?".utf8) {
      ends = ["?>"]
    } else if lower.starts(with: "<![cdata[".utf8) {
      ends = ["]]>"]
    } else if lower.starts(with: "<!".utf8) {
      ends = [">"]
    } else if ["<script", "<pre", "<style", "<textarea"].contains(where: { lower.starts(with: $0.utf8) }) {
      ends = ["</script>", "</pre>", "</style>", "</textarea>"]
    } else {
      // Kinds 6 and 7 end at a blank line.
      return endOfText(line: lineStarts.count - 2) == Int(lineStarts[lineStarts.count - 2])
    }
    let last = Int(lineStarts[lastLine(node)])..<endOfText(line: lastLine(node))
    return last.contains { offset in
      ends.contains { end in
        offset + end.utf8CodeUnitCount <= bytes.count
          && bytes.equalsIgnoringCase(offset..<offset + end.utf8CodeUnitCount, end)
      }
    }
  }
}

extension [UInt8] {
  /// The byte at `offset`, or nil outside.
  subscript(safe offset: Int) -> UInt8? { indices.contains(offset) ? self[offset] : nil }
}
