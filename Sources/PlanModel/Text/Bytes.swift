/// Byte tests of the grammar. Only ASCII has meaning in it; every byte from 0x80 up counts as a letter.
extension UInt8 {
  public var isASCIIDigit: Bool { self &- 0x30 < 10 }
  public var isASCIILetter: Bool { (self | 0x20) &- 0x61 < 26 }
  /// A space or a tab.
  public var isBlank: Bool { self == 0x20 || self == 0x09 }
  public var isLineEnd: Bool { self == 0x0A || self == 0x0D }
  /// A space, tab or line end.
  public var isSpace: Bool { isBlank || isLineEnd }
  /// The lower-case letter for an ASCII upper-case one, else the same byte.
  public var lowercased: UInt8 { self &- 0x41 < 26 ? self | 0x20 : self }
}

extension [UInt8] {
  /// True if the ASCII text `other` (lower case) stands in `range`, case not counting.
  public func equalsIgnoringCase(_ range: Range<Int>, _ other: StaticString) -> Bool {
    guard range.count == other.utf8CodeUnitCount, range.upperBound <= count else { return false }
    for offset in 0..<range.count
    where self[range.lowerBound + offset].lowercased != other.utf8Start[offset] { return false }
    return true
  }

  /// Where the character ends that begins at `offset`, of however many bytes; at most `end`.
  public func endOfCharacter(_ offset: Int, _ end: Int) -> Int {
    guard offset < end else { return end }
    var next = offset + 1
    while next < end, self[next] & 0xC0 == 0x80 { next += 1 }
    return next
  }

  /// True if `other` stands at `offset`.
  public func starts(with other: StaticString, at offset: Int) -> Bool {
    guard offset >= 0, offset + other.utf8CodeUnitCount <= count else { return false }
    for index in 0..<other.utf8CodeUnitCount where self[offset + index] != other.utf8Start[index] {
      return false
    }
    return true
  }
}
