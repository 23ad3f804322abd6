/// A half-open range of byte offsets into one file, packed into eight bytes.
///
/// Offsets count bytes of the file as it lies on disk, a byte order mark included. Files of 4 GiB and more
/// are refused before they are read.
package struct ByteRange: Hashable, Sendable {
  @usableFromInline let start: UInt32
  @usableFromInline let end: UInt32

  @inlinable package init(_ range: Range<Int>) {
    start = UInt32(truncatingIfNeeded: range.lowerBound)
    end = UInt32(truncatingIfNeeded: range.upperBound)
  }

  @inlinable package init(_ lower: Int, _ upper: Int) { self.init(lower..<max(lower, upper)) }

  @inlinable package var lowerBound: Int { Int(start) }
  @inlinable package var upperBound: Int { Int(end) }
  @inlinable package var count: Int { Int(end) - Int(start) }
  @inlinable package var isEmpty: Bool { start == end }
  @inlinable package var range: Range<Int> { lowerBound..<upperBound }

  @inlinable package func contains(_ offset: Int) -> Bool { offset >= lowerBound && offset < upperBound }
  @inlinable package func shifted(by distance: Int) -> ByteRange {
    ByteRange(lowerBound + distance, upperBound + distance)
  }
}

extension ByteRange: Comparable {
  @inlinable package static func < (a: ByteRange, b: ByteRange) -> Bool { (a.start, a.end) < (b.start, b.end) }
}
