/// One change to a file: the bytes of `range` are replaced by `replacement`. The only way to change a file.
public struct TextEdit: Hashable, Sendable {
  public let range: ByteRange
  public let replacement: [UInt8]

  public init(_ range: Range<Int>, _ replacement: String) {
    self.range = ByteRange(range)
    self.replacement = Array(replacement.utf8)
  }

  public init(_ range: Range<Int>, bytes: [UInt8]) {
    self.range = ByteRange(range)
    replacement = bytes
  }
}

extension [UInt8] {
  /// The text with all edits made. Edits may come in any order; where two overlap, the later one is left out.
  public func applying(_ edits: [TextEdit]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(count + edits.reduce(0) { $0 + $1.replacement.count })
    var position = 0
    for edit in edits.sorted(by: { $0.range < $1.range }) {
      guard edit.range.lowerBound >= position, edit.range.upperBound <= count else { continue }
      result += self[position..<edit.range.lowerBound]
      result += edit.replacement
      position = edit.range.upperBound
    }
    return result + self[position...]
  }
}
