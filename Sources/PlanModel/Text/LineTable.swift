/// Where each line of a text begins: the only place where byte offsets become lines and columns.
///
/// Lines end with LF, CRLF or a lone CR, as in CommonMark.
public struct LineTable: Sendable {
  /// Offset of the first byte of each line; never empty.
  public let starts: [UInt32]
  private let length: Int

  public init(_ bytes: [UInt8]) {
    var starts: [UInt32] = [0]
    starts.reserveCapacity(bytes.count / 40 + 1)
    var offset = 0
    while offset < bytes.count {
      let byte = bytes[offset]
      offset += 1
      if byte == UInt8(ascii: "\r"), offset < bytes.count, bytes[offset] == UInt8(ascii: "\n") { continue }
      if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
        starts.append(UInt32(truncatingIfNeeded: offset))
      }
    }
    self.starts = starts
    length = bytes.count
  }

  /// Line and column of a byte, both from 1; the column counts UTF-8 bytes.
  public func position(of offset: Int) -> (line: Int, column: Int) {
    var low = 0
    var high = starts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if Int(starts[middle]) <= offset { low = middle } else { high = middle }
    }
    return (low + 1, offset - Int(starts[low]) + 1)
  }

  /// The bytes of a line (from 1), its line end included.
  public func range(ofLine line: Int) -> Range<Int> {
    let start = Int(starts[line - 1])
    return start..<(line < starts.count ? Int(starts[line]) : length)
  }
}
