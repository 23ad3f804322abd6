import CCMark
import PlanModel

// What a piece shows as a whole: `%%`, conflict markers, and whether it ends closed.

extension BlockReader {
  /// The blocks stand in the order of the text and lie apart.
  func isOpaque(_ offset: Int) -> Bool {
    var (low, high) = (0, opaque.count)
    while low < high {
      let middle = (low + high) / 2
      if opaque[middle].upperBound <= offset { low = middle + 1 } else { high = middle }
    }
    return low < opaque.count && opaque[low].contains(offset)
  }

  mutating func findPercentSigns() {
    var codeEnd = 0
    var offset = piece.range.lowerBound
    while offset + 1 < piece.range.upperBound {
      if bytes[offset] == UInt8(ascii: "`"), offset >= codeEnd {
        let run = inline.run(of: bytes[offset], at: offset, end: piece.range.upperBound)
        codeEnd = inline.endOfCodeSpan(at: offset, end: endOfLine(offset)) ?? offset + run
        offset += run
      } else if bytes[offset] == UInt8(ascii: "%"), bytes[offset + 1] == UInt8(ascii: "%"), offset >= codeEnd
      {
        if !isOpaque(offset) { piece.percentSigns.append(offset) }
        offset += 2
      } else {
        offset += 1
      }
    }
  }

  func endOfLine(_ offset: Int) -> Int {
    var end = offset
    while end < piece.range.upperBound, !bytes[end].isLineEnd { end += 1 }
    return end
  }

  func conflictMarkers() -> [Remark] {
    var found: [Remark] = []
    for line in 0..<max(0, lineStarts.count - 1) {
      let begin = Int(lineStarts[line])
      guard let sign = bytes[safe: begin], sign == UInt8(ascii: "<") || sign == UInt8(ascii: ">") else {
        continue
      }
      let isMarker = bytes.starts(with: "<<<<<<<", at: begin) || bytes.starts(with: ">>>>>>>", at: begin)
      let next = bytes[safe: begin + 7] ?? 0x0A
      guard isMarker, next == 0x20 || next.isLineEnd, !isOpaque(begin) else { continue }
      found.append(Remark(.conflictMarker, file: file, range: ByteRange(begin, endOfText(line: line))))
    }
    return found
  }

  /// False if the last block is a fence or an HTML block that the next line would still belong to.
  func endsClosed(_ document: OpaquePointer) -> Bool {
    guard let last = cmark_node_last_child(document) else { return true }
    let type = cmark_node_get_type(last)
    if type == CMARK_NODE_CODE_BLOCK { return isClosedCode(last) }
    return type == CMARK_NODE_HTML_BLOCK ? isClosedHTML(last) : true
  }

  func isClosedCode(_ node: OpaquePointer) -> Bool {
    let begin = start(node)
    guard let mark = bytes[safe: begin], mark == UInt8(ascii: "`") || mark == UInt8(ascii: "~") else {
      return true
    }
    let length = inline.run(of: mark, at: begin, end: piece.range.upperBound)
    guard length >= 3 else { return true }
    guard lastLine(node) > line(node) else { return false }
    var offset = Int(lineStarts[lastLine(node)])
    while offset < piece.range.upperBound, bytes[offset].isBlank { offset += 1 }
    let closing = inline.run(of: mark, at: offset, end: piece.range.upperBound)
    return closing >= length && offset + closing == endOfText(line: lastLine(node))
  }

  func isClosedHTML(_ node: OpaquePointer) -> Bool {
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
