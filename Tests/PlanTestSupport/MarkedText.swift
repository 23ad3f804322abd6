package import PlanModel

/// A text with `▸…◂` around the places a test speaks of, which are no part of it.
package struct MarkedText: Sendable {
  package let bytes: [UInt8]
  /// The marked bytes, in order.
  package let ranges: [ByteRange]

  package init(_ text: String) {
    var (bytes, ranges, open): ([UInt8], [ByteRange], Int?) = ([], [], nil)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "▸": open = bytes.count
      case "◂":
        if let start = open { ranges.append(ByteRange(start, bytes.count)) }
        open = nil
      default: bytes += Array(String(scalar).utf8)
      }
    }
    self.bytes = bytes
    self.ranges = ranges
  }

  package var text: String { String(decoding: bytes, as: UTF8.self) }
}

extension String {
  /// The text with CRLF at the end of each line.
  package var withCRLF: String {
    var result = ""
    var previous: Unicode.Scalar = " "
    for scalar in unicodeScalars {
      if scalar == "\n", previous != "\r" { result.unicodeScalars.append("\r") }
      result.unicodeScalars.append(scalar)
      previous = scalar
    }
    return result
  }
}

extension [UInt8] {
  /// The bytes with `▸…◂` around the ranges, as a failing test shows them.
  package func marked(_ ranges: [ByteRange]) -> String {
    var result: [UInt8] = []
    for offset in 0...count {
      for range in ranges where range.upperBound == offset && !range.isEmpty { result += Array("◂".utf8) }
      for range in ranges where range.lowerBound == offset {
        result += Array((range.isEmpty ? "▸◂" : "▸").utf8)
      }
      if offset < count { result.append(self[offset]) }
    }
    return String(decoding: result, as: UTF8.self)
  }
}
