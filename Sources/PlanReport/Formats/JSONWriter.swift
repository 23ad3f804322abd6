package import PlanModel

/// Writes JSON (RFC 8259) straight into bytes, in the order of its calls, without a tree in between.
///
/// Text may hold anything: invalid UTF-8 has become U+FFFD by then, control characters are escaped.
package struct JSONWriter: Sendable {
  package private(set) var bytes: [UInt8] = []
  /// For each open container, whether it has a member yet.
  private var hasMember: [Bool] = []
  private var expectsValue = false

  package init() {}

  private mutating func separate() {
    if expectsValue {
      expectsValue = false
      return
    }
    guard let last = hasMember.indices.last else { return }
    let isFirst = !hasMember[last]
    if !isFirst { bytes.append(UInt8(ascii: ",")) }
    hasMember[last] = true
    newLine(isFirst)
  }

  /// Two levels are laid out in lines; what is deeper stays on its line.
  private mutating func newLine(_ isFirst: Bool) {
    guard hasMember.count <= 2 else {
      if !isFirst { bytes.append(0x20) }
      return
    }
    bytes.append(0x0A)
    for _ in 0..<hasMember.count { bytes += [0x20, 0x20] }
  }

  package mutating func object(_ body: (inout JSONWriter) -> Void) { container("{", "}", body) }
  package mutating func array(_ body: (inout JSONWriter) -> Void) { container("[", "]", body) }

  private mutating func container(
    _ open: Unicode.Scalar, _ close: Unicode.Scalar, _ body: (inout JSONWriter) -> Void
  ) {
    separate()
    bytes.append(UInt8(ascii: open))
    hasMember.append(false)
    body(&self)
    let wasFilled = hasMember.removeLast()
    if wasFilled, hasMember.count < 2 {
      bytes.append(0x0A)
      for _ in 0..<hasMember.count { bytes += [0x20, 0x20] }
    }
    bytes.append(UInt8(ascii: close))
    if hasMember.isEmpty { bytes.append(0x0A) }
  }

  package mutating func key(_ name: String) {
    separate()
    string(name)
    bytes.append(UInt8(ascii: ":"))
    bytes.append(0x20)
    expectsValue = true
  }

  package mutating func value(_ text: String) {
    separate()
    string(text)
  }

  package mutating func value(_ number: Int) {
    separate()
    bytes += String(number).utf8
  }

  /// A number with up to three digits behind the point, from thousandths.
  package mutating func value(thousandths: Int) {
    separate()
    var digits = Array(String(abs(thousandths) % 1000 + 1000).utf8.dropFirst())
    while digits.last == UInt8(ascii: "0") { digits.removeLast() }
    bytes += "\(thousandths < 0 ? "-" : "")\(abs(thousandths) / 1000)".utf8
    if !digits.isEmpty { bytes += [UInt8(ascii: ".")] + digits }
  }

  package mutating func value(_ flag: Bool) {
    separate()
    bytes += (flag ? "true" : "false").utf8
  }

  package mutating func value(_ money: Money) {
    object {
      $0.field("amount", money.amount)
      $0.field("currency", money.currency.code)
    }
  }

  // Absent values are left out.

  package mutating func field(_ name: String, _ value: String?) {
    guard let value else { return }
    key(name)
    self.value(value)
  }

  package mutating func field(_ name: String, _ value: Int?) {
    guard let value else { return }
    key(name)
    self.value(value)
  }

  package mutating func field(_ name: String, _ value: Bool) {
    key(name)
    self.value(value)
  }

  package mutating func field(_ name: String, _ value: Money?) {
    guard let value else { return }
    key(name)
    self.value(value)
  }

  /// A date: text, or for a period its text, first and last day.
  package mutating func field(_ name: String, _ date: DateValue?) {
    guard let date else { return }
    key(name)
    guard date.isPeriod else {
      value(date.description)
      return
    }
    object {
      $0.field("text", date.description)
      $0.field("first", date.first.description)
      $0.field("last", date.last.description)
    }
  }

  package mutating func field(_ name: String, _ values: [String]) {
    key(name)
    array { for value in values { $0.value(value) } }
  }

  private mutating func string(_ text: String) {
    bytes.append(0x22)
    if text.utf8.allSatisfy({ $0 < 0x80 }) {
      ascii(text.utf8)
    } else {
      for scalar in text.unicodeScalars {
        if scalar.value >= 0x80, TerminalText.isUnsafe(scalar) {
          // What a terminal would obey is the same text for a parser.
          let digits = String(scalar.value, radix: 16)
          bytes += ("\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits).utf8
        } else if scalar.isASCII {
          ascii(CollectionOfOne(UInt8(scalar.value)))
        } else {
          bytes += UTF8.encode(scalar)!
        }
      }
    }
    bytes.append(0x22)
  }

  private mutating func ascii(_ text: some Sequence<UInt8>) {
    for byte in text {
      switch byte {
      case 0x22: bytes += [0x5C, 0x22]
      case 0x5C: bytes += [0x5C, 0x5C]
      case 0x0A: bytes += [0x5C, UInt8(ascii: "n")]
      case 0x0D: bytes += [0x5C, UInt8(ascii: "r")]
      case 0x09: bytes += [0x5C, UInt8(ascii: "t")]
      case 0..<0x20, 0x7F:
        let hex = Array("0123456789abcdef".utf8)
        bytes += Array("\\u00".utf8) + [hex[Int(byte >> 4)], hex[Int(byte & 15)]]
      default: bytes.append(byte)
      }
    }
  }
}
