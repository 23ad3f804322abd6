import CCMark
import PlanModel

/// Walks libcmark's tree of one piece and collects headings, tasks, log entries and planmd's comments.
struct BlockReader {
  let bytes: [UInt8]
  let options: ReadingOptions
  let file: FileIndex
  let hasOwnComments: Bool
  let lineStarts: [UInt32]
  var piece: Piece
  var inline: InlineScanner

  /// A container that is open while its children are read.
  struct Frame {
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

  var frames: [Frame] = []
  /// Code and HTML blocks, in which `%%`, conflict markers and faulty checkboxes mean nothing; only kept where the
  /// piece has some.
  var opaque: [Range<Int>] = []
  let keepsOpaque: Bool

  init(bytes: [UInt8], range: Range<Int>, shadow: Shadow, file: FileIndex, options: ReadingOptions) {
    self.bytes = bytes
    self.options = options
    self.file = file
    lineStarts = shadow.lineStarts
    hasOwnComments = shadow.hasOwnComments
    keepsOpaque =
      shadow.hasPercentSigns || shadow.hasConflictMarkers || shadow.remarks.contains(where: \.isOfList)
    piece = Piece(range: range)
    piece.lineCount = shadow.lineCount
    piece.remarks = shadow.remarks
    inline = InlineScanner(bytes: bytes, file: file, options: options)
    inline.tags.reserveCapacity(range.count / 20)
    piece.tasks.reserveCapacity(range.count / 56)
    hasPercentSigns = shadow.hasPercentSigns
    hasConflictMarkers = shadow.hasConflictMarkers
  }

  let hasPercentSigns: Bool
  let hasConflictMarkers: Bool
}

// MARK: - Places

extension BlockReader {
  func line(_ node: OpaquePointer) -> Int { max(0, Int(cmark_node_get_start_line(node)) - 1) }

  /// The file offset at which a block begins.
  func start(_ node: OpaquePointer) -> Int {
    let line = min(line(node), lineStarts.count - 1)
    return min(
      Int(lineStarts[line]) + max(0, Int(cmark_node_get_start_column(node)) - 1), piece.range.upperBound)
  }

  /// The end of a line's text, without line end and trailing blanks.
  func endOfText(line: Int) -> Int {
    let start = Int(lineStarts[min(max(0, line), lineStarts.count - 1)])
    var end = Int(lineStarts[min(max(0, line) + 1, lineStarts.count - 1)])
    while end > start, bytes[end - 1].isSpace { end -= 1 }
    return end
  }

  func lastLine(_ node: OpaquePointer) -> Int {
    min(max(line(node), Int(cmark_node_get_end_line(node)) - 1), lineStarts.count - 2)
  }

  /// All bytes of a block's lines.
  func lines(_ node: OpaquePointer) -> Range<Int> {
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
  mutating func following(_ node: OpaquePointer) -> OpaquePointer? {
    var current = node
    while true {
      if let sibling = cmark_node_next(current) { return sibling }
      guard frames.count > 1, let parent = cmark_node_parent(current) else { return nil }
      leave()
      current = parent
    }
  }

  /// Reads a block; true if its children are to be read, and a frame was opened for it.
  mutating func enter(_ node: OpaquePointer) -> Bool {
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
      if !readComments(lines(node), isHTML: true) {
        frames[frames.count - 1].lastInSequence = -1
      }
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

  var top: Frame { frames[frames.count - 1] }

  mutating func leave() {
    let frame = frames.removeLast()
    if frame.isOrdered { frames[frames.count - 1].lastInSequence = frame.lastInSequence }
    if frame.task >= 0 { piece.tasks[Int(frame.task)].subtreeEnd = UInt32(piece.tasks.count) }
  }

  mutating func finish(_ document: OpaquePointer) {
    piece.tags = inline.tags
    if !opaque.isEmpty {
      piece.remarks = piece.remarks.filter { !$0.isOfList || !isOpaque($0.range.lowerBound) }
    }
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

extension Remark {
  /// True for remarks about lists that are made before it is known what is one.
  fileprivate var isOfList: Bool { kind == .nbspInBox || kind == .nestingTooDeep }
}
