import CCMark
import PlanModel

// List items: tasks, log entries, and boxes that are neither.

extension BlockReader {
  mutating func readItem(_ node: OpaquePointer) {
    let list = frames.count - 1
    var frame = Frame(node: node, isItem: true, quoteDepth: top.quoteDepth)
    defer { frames.append(frame) }
    let marker = start(node)
    guard let first = cmark_node_first_child(node), cmark_node_get_type(first) == CMARK_NODE_PARAGRAPH else {
      return
    }
    let begin = start(first)
    guard begin < bytes.count else { return }
    if bytes[begin] == UInt8(ascii: "[") {
      if let box = readBox(at: begin, line: line(first)) {
        readTask(first, box, at: begin, line: line(first), marker: marker, frame: &frame, list: list)
      } else if let (begin, line) = startBehindDefinitions(first), let box = readBox(at: begin, line: line) {
        readTask(first, box, at: begin, line: line, marker: marker, frame: &frame, list: list)
      }
    } else if bytes[begin].isASCIIDigit,
      cmark_node_get_list_type(cmark_node_parent(node)) == CMARK_BULLET_LIST
    {
      readLog(first, at: begin)
    }
  }

  struct Box {
    let scalar: UInt32
    let textStart: Int
    let textEnd: Int
  }

  /// The checkbox at an item's beginning; nil, with a remark where one is due, if there is none.
  mutating func readBox(at begin: Int, line: Int) -> Box? {
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
      piece.remarks.append(
        Remark(.nbspInBox, file: file, range: ByteRange(begin + 1, close), replacement: " "))
    }
    var textStart = next
    while textStart < end, bytes[textStart].isBlank { textStart += 1 }
    return Box(scalar: scalar, textStart: next + 1, textEnd: end)
  }

  /// Where a paragraph's text begins if link reference definitions stand before it: libcmark takes these out, but
  /// does not move the paragraph's start.
  func startBehindDefinitions(_ paragraph: OpaquePointer) -> (Int, line: Int)? {
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
  func shows(_ literal: UnsafePointer<CChar>, at offset: Int) -> Bool {
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

  mutating func readTask(
    _ paragraph: OpaquePointer, _ box: Box, at begin: Int, line: Int, marker: Int, frame: inout Frame,
    list: Int
  ) {
    let end = max(box.textEnd, endOfText(line: lastLine(paragraph)))
    var task = Task(
      file: file, start: marker, end: end, box: begin, textStart: box.textStart, firstLineEnd: box.textEnd,
      line: line)
    task.quoteDepth = frame.quoteDepth
    if let status = options.status(box.scalar) {
      task.status = status
    } else {
      task.flags.insert(.unknownStatus)
    }
    if box.scalar == UInt32(UInt8(ascii: "?")) { task.flags.insert(.questioned) }
    let scan = inline.scan(
      box.textStart..<min(end, box.textStart + Shadow.lineLimit), firstLineEnd: box.textEnd,
      quoteDepth: Int(frame.quoteDepth),
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
  mutating func readLog(_ paragraph: OpaquePointer, at begin: Int) {
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
