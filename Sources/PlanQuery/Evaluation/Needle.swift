import PlanModel

/// A name to compare with bytes of files; the case of ASCII letters does not count.
struct Needle: Sendable {
  /// In lower case.
  private let bytes: [UInt8]

  init(_ text: String) { bytes = text.utf8.map(\.lowercased) }

  var count: Int { bytes.count }

  func equals(_ other: [UInt8], _ range: Range<Int>) -> Bool {
    range.count == bytes.count && stands(in: other, at: range.lowerBound)
  }

  /// True if `range` is the name, or begins with it and `separator`.
  func isPrefix(of other: [UInt8], _ range: Range<Int>, endingAt separator: UInt8) -> Bool {
    guard range.count >= bytes.count, stands(in: other, at: range.lowerBound) else { return false }
    return range.count == bytes.count || other[range.lowerBound + bytes.count] == separator
  }

  /// True if one of the names in `ann|@bob` is this one.
  func isOneName(of other: [UInt8], _ range: Range<Int>) -> Bool {
    var lower = range.lowerBound
    while lower <= range.upperBound {
      var upper = lower
      while upper < range.upperBound, other[upper] != UInt8(ascii: "|") { upper += 1 }
      if lower < upper, other[lower] == UInt8(ascii: "@") { lower += 1 }
      if equals(other, lower..<upper) { return true }
      lower = upper + 1
    }
    return false
  }

  /// True if the name stands at `offset`, which has room for it.
  private func stands(in other: [UInt8], at offset: Int) -> Bool {
    guard offset + bytes.count <= other.count else { return false }
    for index in 0..<bytes.count where other[offset + index].lowercased != bytes[index] { return false }
    return true
  }
}
