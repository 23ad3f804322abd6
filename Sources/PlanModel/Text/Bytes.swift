/// Byte tests of the grammar. Only ASCII has meaning in it; every byte from 0x80 up counts as a letter.
extension UInt8 {
  @inlinable package var isASCIIDigit: Bool { self &- 0x30 < 10 }
  @inlinable package var isASCIILetter: Bool { (self | 0x20) &- 0x61 < 26 }
  /// A space or a tab.
  @inlinable package var isBlank: Bool { self == 0x20 || self == 0x09 }
  @inlinable package var isLineEnd: Bool { self == 0x0A || self == 0x0D }
  /// A space, tab or line end.
  @inlinable package var isSpace: Bool { isBlank || isLineEnd }
  /// The lower-case letter for an ASCII upper-case one, else the same byte.
  @inlinable package var lowercased: UInt8 { self &- 0x41 < 26 ? self | 0x20 : self }
}

extension [UInt8] {
  /// True if the ASCII text `other` (lower case) stands in `range`, case not counting.
  @inlinable package func equalsIgnoringCase(_ range: Range<Int>, _ other: StaticString) -> Bool {
    guard range.count == other.utf8CodeUnitCount, range.upperBound <= count else { return false }
    for offset in 0..<range.count
    where self[range.lowerBound + offset].lowercased != other.utf8Start[offset] { return false }
    return true
  }

  /// True if `other` stands at `offset`.
  @inlinable package func starts(with other: StaticString, at offset: Int) -> Bool {
    guard offset >= 0, offset + other.utf8CodeUnitCount <= count else { return false }
    for index in 0..<other.utf8CodeUnitCount where self[offset + index] != other.utf8Start[index] {
      return false
    }
    return true
  }
}
