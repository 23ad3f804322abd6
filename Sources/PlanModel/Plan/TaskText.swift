/// What a person reads of a task: its paragraph without tags.
extension Plan {
  /// The first paragraph without the tags and names that say something to planmd; line breaks are blanks, and runs
  /// of blanks one.
  public func text(of task: TaskIndex) -> String {
    let record = self[task]
    return readableText(
      in: files[record.file.position].bytes, Int(record.textStart)..<Int(record.end), tags: tags(of: task),
      quoteDepth: Int(record.quoteDepth))
  }

  public func name(of node: NodeIndex) -> String {
    switch node {
    case .task(let task): text(of: task)
    case .project(let project): self[project].name
    }
  }
}

/// `range` without hidden tags and HTML comments, in one line.
public func readableText(in bytes: [UInt8], _ range: Range<Int>, tags: ArraySlice<Tag>, quoteDepth: Int)
  -> String
{
  var result: [UInt8] = []
  result.reserveCapacity(range.count)
  var offset = range.lowerBound
  var nextTag = tags.startIndex
  var comments = CommentEnds()
  func appendBlank() {
    if let last = result.last, last != 0x20 { result.append(0x20) }
  }
  /// Of `(est:2d, due:2026-01-12)` nothing is left, not even the parenthesis.
  func dropOpening() {
    guard let last = result.last(where: { $0 != 0x20 }), last == UInt8(ascii: "(") else { return }
    while result.last == 0x20 { result.removeLast() }
    result.removeLast()
  }
  while offset < range.upperBound {
    while nextTag < tags.endIndex, Int(tags[nextTag].start) < offset { nextTag += 1 }
    if nextTag < tags.endIndex, Int(tags[nextTag].start) == offset {
      let tag = tags[nextTag]
      nextTag += 1
      if tag.flags.contains(.hidden), tag.length > 0 {
        offset = tag.range.upperBound
        // `(due:2026-01-12)` goes with its parentheses, and so does the comma between two tags.
        if result.last == UInt8(ascii: "("), offset < range.upperBound, bytes[offset] == UInt8(ascii: ")") {
          result.removeLast()
          offset += 1
          // `a (due:2026-01-12), b` is `a, b`.
          if offset < range.upperBound, ",.;".utf8.contains(bytes[offset]), result.last == 0x20 {
            result.removeLast()
          }
        } else if tag.flags.contains(.inTail) {
          while offset < range.upperBound, ",.;)".utf8.contains(bytes[offset]) {
            if bytes[offset] == UInt8(ascii: ")") { dropOpening() }
            offset += 1
          }
        }
        continue
      }
    }
    let byte = bytes[offset]
    if byte.isLineEnd {
      // A backslash at a line's end breaks the line, and two are one that does not.
      if result.last == UInt8(ascii: "\\"), result.dropLast().last != UInt8(ascii: "\\") {
        result.removeLast()
      }
      appendBlank()
      offset += 1
      offset = skipLinePrefix(bytes, offset, range.upperBound, quoteDepth: quoteDepth)
    } else if byte.isBlank {
      appendBlank()
      offset += 1
    } else if byte == UInt8(ascii: "<"), bytes.starts(with: "<!--", at: offset),
      let end = comments.find(bytes, from: offset, before: range.upperBound)
    {
      offset = end
    } else {
      result.append(byte)
      offset += 1
    }
  }
  while result.last == 0x20 { result.removeLast() }
  return String(decoding: result, as: UTF8.self)
}

/// The first byte of a continuation line's text: behind its indentation and quote markers.
public func skipLinePrefix(_ bytes: [UInt8], _ start: Int, _ end: Int, quoteDepth: Int) -> Int {
  var (offset, quotes) = (start, 0)
  while offset < end {
    if bytes[offset].isSpace {
      offset += 1
    } else if bytes[offset] == UInt8(ascii: ">"), quotes < quoteDepth {
      quotes += 1
      offset += 1
    } else {
      break
    }
  }
  return offset
}

/// Finds where comments end. It remembers how far it looked in vain, so that many which never end cost no more than one.
public struct CommentEnds: Sendable {
  /// No `-->` begins between the two, behind a `<!--` at `from`.
  private var from = 0
  private var sought = 0

  public init() {}

  /// One past the `-->` of the comment that begins at `start`, or nil where it does not end before `end`.
  public mutating func find(_ bytes: [UInt8], from start: Int, before end: Int) -> Int? {
    var offset = start + 4
    if start >= from { offset = max(offset, sought) }
    while offset + 3 <= end {
      if bytes[offset] == UInt8(ascii: "-"), bytes.starts(with: "-->", at: offset) { return offset + 3 }
      offset += 1
    }
    (from, sought) = (start, offset)
    return nil
  }
}
