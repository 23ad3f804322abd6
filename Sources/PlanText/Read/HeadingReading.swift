import CCMark
import PlanModel

// Headings, the tag paragraphs below them, and planmd's own comments.

extension BlockReader {
  mutating func readHeading(_ node: OpaquePointer) {
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
    let scan = inline.scan(
      lower..<upper, firstLineEnd: min(upper, endOfText(line: line(node))), quoteDepth: 0, subject: .project)
    collectComments()
    let tags = inline.tags[scan.firstTag...]
    let name = readableText(in: bytes, lower..<upper, tags: tags, quoteDepth: 0)
    if !isATX, name.isEmpty, !tags.isEmpty {
      piece.remarks.append(Remark(.tagOnlySetextHeading, file: file, range: ByteRange(lower, upper)))
    }
    piece.headings.append(
      Piece.Heading(
        level: Int(cmark_node_get_heading_level(node)),
        range: ByteRange(begin, max(upper, endOfText(line: lastHeadingLine))),
        name: name, line: line(node), firstTag: scan.firstTag, tagCount: inline.tags.count - scan.firstTag,
        keys: scan.keys, tasksBefore: piece.tasks.count, logsBefore: piece.logs.count))
  }

  /// One to six `#` with a blank or the line's end behind: `#label` may begin a setext heading.
  func isATXHeading(_ begin: Int) -> Bool {
    guard begin < bytes.count, bytes[begin] == UInt8(ascii: "#") else { return false }
    let next = begin + inline.run(of: UInt8(ascii: "#"), at: begin, end: piece.range.upperBound)
    return next - begin <= 6 && (next == piece.range.upperBound || bytes[next].isSpace)
  }

  /// The line of `===` or `---` below a setext heading; libcmark says where the next line ends.
  func underline(of node: OpaquePointer) -> Int {
    let first = line(node)
    for line in first + 1..<max(first + 1, lastLine(node) + 1) {
      let end = endOfText(line: line)
      var offset = Int(lineStarts[line])
      while offset < end, bytes[offset].isBlank { offset += 1 }
      guard offset < end, bytes[offset] == UInt8(ascii: "=") || bytes[offset] == UInt8(ascii: "-") else {
        continue
      }
      if offset + inline.run(of: bytes[offset], at: offset, end: end) == end { return line }
    }
    return lastLine(node)
  }

  /// Without a closing sequence of `#` and the blanks before it.
  func endOfATXText(_ lower: Int, _ upper: Int) -> Int {
    var end = upper
    while end > lower, bytes[end - 1] == UInt8(ascii: "#") { end -= 1 }
    guard end < upper, end == lower || bytes[end - 1].isBlank else { return upper }
    while end > lower, bytes[end - 1].isBlank { end -= 1 }
    return end
  }

  mutating func readParagraph(_ node: OpaquePointer) {
    let previous = cmark_node_previous(node)
    if frames.count == 1, let previous, cmark_node_get_type(previous) == CMARK_NODE_HEADING,
      !piece.headings.isEmpty
    {
      readTagParagraph(node)
    }
    if hasOwnComments, !frames[frames.count - 1].isItem || previous != nil || top.task < 0 {
      _ = readComments(start(node)..<max(start(node), endOfText(line: lastLine(node))), isHTML: false)
    }
  }

  /// A paragraph of nothing but tags directly below a heading holds the heading's attributes.
  mutating func readTagParagraph(_ node: OpaquePointer) {
    let range = start(node)..<max(start(node), endOfText(line: lastLine(node)))
    guard range.count < 4096 else { return }
    let scan = inline.scan(
      range, firstLineEnd: endOfText(line: line(node)), quoteDepth: 0, subject: .tagParagraph)
    guard scan.isOnlyTags, inline.tags.count > scan.firstTag else {
      inline.tags.removeSubrange(scan.firstTag...)
      return
    }
    let heading = piece.headings.count - 1
    guard piece.headings[heading].firstTag + piece.headings[heading].tagCount == scan.firstTag else {
      inline.tags.removeSubrange(scan.firstTag...)
      return
    }
    inline.markRepeated(from: piece.headings[heading].firstTag)
    piece.headings[heading].tagCount = inline.tags.count - piece.headings[heading].firstTag
    piece.headings[heading].keys.formUnion(scan.keys)
  }

  mutating func collectComments() {
    guard !inline.comments.isEmpty else { return }
    piece.comments += inline.comments.map { Comment(range: $0, isTopLevel: false) }
    inline.comments.removeAll(keepingCapacity: true)
  }

  /// Collects planmd's own comments in `range`; true if there is nothing else in it.
  mutating func readComments(_ range: Range<Int>, isHTML: Bool) -> Bool {
    guard hasOwnComments else { return false }
    let isTopLevel = isHTML && frames.count == 1
    var (offset, isAllOwn) = (range.lowerBound, true)
    var comments = CommentEnds()
    while offset < range.upperBound {
      if bytes[offset] == UInt8(ascii: "<"), bytes.starts(with: "<!--", at: offset),
        let end = comments.find(bytes, from: offset, before: range.upperBound)
      {
        if isOwnComment(bytes, offset..<end) {
          // Only what begins an HTML block marks a region; inside another one it is that one's text.
          let isFirst = bytes[range.lowerBound..<offset].allSatisfy(\.isSpace)
          piece.comments.append(Comment(range: offset..<end, isTopLevel: isTopLevel && isFirst))
        } else {
          isAllOwn = false
        }
        offset = end
      } else if !isHTML, bytes[offset] == UInt8(ascii: "`") {
        // What a code span shows is no comment.
        isAllOwn = false
        offset =
          inline.endOfCodeSpan(at: offset, end: range.upperBound)
          ?? offset + inline.run(of: bytes[offset], at: offset, end: range.upperBound)
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
