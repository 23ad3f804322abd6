/// Where each line of a text begins: the only place where byte offsets become lines and columns.
///
/// Lines end with LF, CRLF or a lone CR, as in CommonMark.
public struct LineTable: Sendable {
  /// Offset of the first byte of each line; never empty.
  public let starts: [UInt32]
  private let length: Int

  public init(_ bytes: [UInt8]) { self.init(joining: [LineTable.starts(in: bytes, 0..<bytes.count)], bytes) }

  /// Puts together what ``starts(in:_:)`` found in parts of a text, in order.
  public init(joining parts: [[UInt32]], _ bytes: [UInt8]) {
    var starts: [UInt32] = [0]
    starts.reserveCapacity(parts.reduce(1) { $0 + $1.count })
    for part in parts { starts += part }
    self.starts = starts
    length = bytes.count
  }

  /// Where lines begin behind the line ends in `range`; a text may be searched in parts, on several cores.
  public static func starts(in bytes: [UInt8], _ range: Range<Int>) -> [UInt32] {
    var starts: [UInt32] = []
    starts.reserveCapacity(range.count / 40 + 1)
    bytes.withUnsafeBytes { bytes in
      var offset = range.lowerBound
      while offset < range.upperBound {
        // Eight bytes at a time, as long as none of them is below 0x10 (Bit Twiddling Hacks, "hasless").
        while offset + 8 <= range.upperBound {
          let word = bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
          guard (word &- 0x1010_1010_1010_1010) & ~word & 0x8080_8080_8080_8080 == 0 else { break }
          offset += 8
        }
        // The ones that hold a line end, or the rest.
        let end = min(offset + 8, range.upperBound)
        while offset < end {
          let byte = bytes[offset]
          offset += 1
          guard byte.isLineEnd else { continue }
          let isFirstOfTwo = byte == 0x0D && offset < bytes.count && bytes[offset] == 0x0A
          if !isFirstOfTwo { starts.append(UInt32(truncatingIfNeeded: offset)) }
        }
      }
    }
    return starts
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
