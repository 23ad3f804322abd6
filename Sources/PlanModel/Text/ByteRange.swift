/// A half-open range of byte offsets into one file, packed into eight bytes.
///
/// Offsets count bytes of the file as it lies on disk, a byte order mark included. Files of 4 GiB and more
/// are refused before they are read.
public struct ByteRange: Hashable, Sendable {
  let start: UInt32
  let end: UInt32

  public init(_ range: Range<Int>) {
    start = UInt32(truncatingIfNeeded: range.lowerBound)
    end = UInt32(truncatingIfNeeded: range.upperBound)
  }

  public init(_ lower: Int, _ upper: Int) { self.init(lower..<max(lower, upper)) }

  public var lowerBound: Int { Int(start) }
  public var upperBound: Int { Int(end) }
  public var count: Int { Int(end) - Int(start) }
  public var isEmpty: Bool { start == end }
  public var range: Range<Int> { lowerBound..<upperBound }

  public func contains(_ offset: Int) -> Bool { offset >= lowerBound && offset < upperBound }
  public func shifted(by distance: Int) -> ByteRange {
    ByteRange(lowerBound + distance, upperBound + distance)
  }
}

extension ByteRange: Comparable {
  public static func < (a: ByteRange, b: ByteRange) -> Bool { (a.start, a.end) < (b.start, b.end) }
}
