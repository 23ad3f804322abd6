import PlanModel

/// Cuts a stream into messages: a header with `Content-Length` and as many bytes (LSP 3.17, "Base Protocol").
///
/// Nothing on the wire ends it: what is no header is skipped up to the next one.
package struct MessageReader: Sendable {
  private var buffer: [UInt8] = []
  private var start = 0
  /// How many places were looked at for a header's name, for tests.
  private(set) var comparedBytes = 0
  /// How many bytes were no message.
  package private(set) var skipped = 0

  /// A longer message is no message of any editor.
  private static let longest = 1 << 27
  private static let longestHeader = 4096
  private static let name = Array("content-length:".utf8)

  package init() {}

  package mutating func append(_ bytes: some Collection<UInt8>) {
    if start > 1 << 16 {
      buffer.removeFirst(start)
      start = 0
    }
    buffer += bytes
  }

  /// The content of the next message that has arrived wholly.
  package mutating func next() -> [UInt8]? {
    while true {
      guard let end = endOfHeader() else {
        // A header without an end is not waited for.
        if buffer.count - start > MessageReader.longestHeader {
          skip(
            to: nextName(after: start + 1, before: buffer.count) ?? buffer.count - MessageReader.name.count)
          continue
        }
        return nil
      }
      guard let length = length(start..<end.lowerBound) else {
        skip(to: nextName(after: start + 1, before: end.upperBound) ?? end.upperBound)
        continue
      }
      guard buffer.count - end.upperBound >= length else { return nil }
      let message = Array(buffer[end.upperBound..<end.upperBound + length])
      start = end.upperBound + length
      return message
    }
  }

  private mutating func skip(to offset: Int) {
    skipped += max(0, offset - start)
    start = max(start, offset)
  }

  /// The empty line behind the next header; a lone LF ends a line as well.
  private func endOfHeader() -> Range<Int>? {
    var offset = start
    while offset < min(buffer.count, start + MessageReader.longestHeader) {
      if buffer[offset] == 0x0A {
        if offset + 1 < buffer.count, buffer[offset + 1] == 0x0A { return offset..<offset + 2 }
        if offset + 2 < buffer.count, buffer[offset + 1] == 0x0D, buffer[offset + 2] == 0x0A {
          return offset..<offset + 3
        }
      }
      offset += 1
    }
    return nil
  }

  private func isName(at offset: Int) -> Bool {
    guard offset + MessageReader.name.count <= buffer.count else { return false }
    return (0..<MessageReader.name.count).allSatisfy {
      buffer[offset + $0].lowercased == MessageReader.name[$0]
    }
  }

  private mutating func nextName(after offset: Int, before end: Int) -> Int? {
    defer { comparedBytes += max(0, end - offset) }
    let last = min(end, buffer.count - MessageReader.name.count + 1)
    return offset < last ? (offset..<last).first { isName(at: $0) } : nil
  }

  /// The length that a header gives; nil for one that is damaged.
  private func length(_ header: Range<Int>) -> Int? {
    var length: Int?
    for line in buffer[header].split(separator: 0x0A) {
      guard isName(at: line.startIndex) else { continue }
      let digits = line[(line.startIndex + MessageReader.name.count)...].filter {
        $0 != 0x20 && $0 != 0x0D && $0 != 0x09
      }
      guard !digits.isEmpty, digits.count < 10, digits.allSatisfy({ (0x30...0x39).contains($0) }) else {
        return nil
      }
      length = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }
    return length.flatMap { $0 <= MessageReader.longest ? $0 : nil }
  }

  /// A message with its header.
  package static func framed(_ content: [UInt8]) -> [UInt8] {
    Array("Content-Length: \(content.count)\r\n\r\n".utf8) + content
  }
}
