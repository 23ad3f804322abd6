/// A value of JSON (RFC 8259), as messages of the protocol have it.
package enum JSONValue: Equatable, Sendable {
  case null
  case bool(Bool)
  case int(Int)
  case double(Double)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])
  /// A value that is written already, for what is sent by the thousand; reading gives none.
  case written([UInt8])

  /// Deeper values are no message of any editor.
  private static let depthLimit = 256

  /// - Returns: nil for anything that is not one value of JSON in UTF-8.
  package init?(_ bytes: [UInt8]) {
    var parser = Parser(bytes: bytes)
    guard let value = parser.value(depth: 0) else { return nil }
    parser.skipBlanks()
    guard parser.offset == bytes.count else { return nil }
    self = value
  }

  package subscript(_ key: String) -> JSONValue? {
    if case .object(let members) = self { members[key] } else { nil }
  }

  package var string: String? { if case .string(let text) = self { text } else { nil } }
  package var array: [JSONValue]? { if case .array(let items) = self { items } else { nil } }
  package var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
  package var int: Int? {
    switch self {
    case .int(let number): number
    case .double(let number) where number == number.rounded() && abs(number) < 1e15: Int(number)
    default: nil
    }
  }

  package var bytes: [UInt8] {
    var result: [UInt8] = []
    write(to: &result)
    return result
  }

  private func write(to bytes: inout [UInt8]) {
    switch self {
    case .null: bytes += "null".utf8
    case .bool(let value): bytes += (value ? "true" : "false").utf8
    case .int(let number): bytes += String(number).utf8
    case .double(let number): bytes += (number.isFinite ? String(number) : "null").utf8
    case .string(let text): JSONValue.write(text, to: &bytes)
    case .array(let items):
      bytes.append(UInt8(ascii: "["))
      for (position, item) in items.enumerated() {
        if position > 0 { bytes.append(UInt8(ascii: ",")) }
        item.write(to: &bytes)
      }
      bytes.append(UInt8(ascii: "]"))
    case .object(let members):
      bytes.append(UInt8(ascii: "{"))
      for (position, member) in members.sorted(by: { $0.key < $1.key }).enumerated() {
        if position > 0 { bytes.append(UInt8(ascii: ",")) }
        JSONValue.write(member.key, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        member.value.write(to: &bytes)
      }
      bytes.append(UInt8(ascii: "}"))
    case .written(let text): bytes += text
    }
  }

  static func write(_ text: String, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    defer { bytes.append(UInt8(ascii: "\"")) }
    var text = text
    let isPlain = text.withUTF8 { buffer in
      guard buffer.allSatisfy({ $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }) else {
        return false
      }
      bytes.append(contentsOf: buffer)
      return true
    }
    guard !isPlain else { return }
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
      case 0x0A: bytes += "\\n".utf8
      case 0x0D: bytes += "\\r".utf8
      case 0x09: bytes += "\\t".utf8
      case 0..<0x20:
        let digits = String(byte, radix: 16)
        bytes += ("\\u" + String(repeating: "0", count: 4 - digits.count) + digits).utf8
      default: bytes.append(byte)
      }
    }
  }

  private struct Parser {
    let bytes: [UInt8]
    var offset = 0

    mutating func skipBlanks() {
      while offset < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[offset]) { offset += 1 }
    }

    private mutating func take(_ word: StaticString) -> Bool {
      let count = word.utf8CodeUnitCount
      guard offset + count <= bytes.count,
        (0..<count).allSatisfy({ bytes[offset + $0] == word.utf8Start[$0] })
      else { return false }
      offset += count
      return true
    }

    mutating func value(depth: Int) -> JSONValue? {
      skipBlanks()
      guard offset < bytes.count, depth < JSONValue.depthLimit else { return nil }
      switch bytes[offset] {
      case UInt8(ascii: "{"): return object(depth)
      case UInt8(ascii: "["): return array(depth)
      case UInt8(ascii: "\""): return string().map { .string($0) }
      case UInt8(ascii: "t"): return take("true") ? .bool(true) : nil
      case UInt8(ascii: "f"): return take("false") ? .bool(false) : nil
      case UInt8(ascii: "n"): return take("null") ? .null : nil
      default: return number()
      }
    }

    private mutating func object(_ depth: Int) -> JSONValue? {
      offset += 1
      var members: [String: JSONValue] = [:]
      skipBlanks()
      if take("}") { return .object(members) }
      while true {
        skipBlanks()
        guard offset < bytes.count, bytes[offset] == UInt8(ascii: "\""), let key = string() else {
          return nil
        }
        skipBlanks()
        guard take(":"), let value = value(depth: depth + 1) else { return nil }
        members[key] = value
        skipBlanks()
        if take("}") { return .object(members) }
        guard take(",") else { return nil }
      }
    }

    private mutating func array(_ depth: Int) -> JSONValue? {
      offset += 1
      var items: [JSONValue] = []
      skipBlanks()
      if take("]") { return .array(items) }
      while true {
        guard let item = value(depth: depth + 1) else { return nil }
        items.append(item)
        skipBlanks()
        if take("]") { return .array(items) }
        guard take(",") else { return nil }
      }
    }

    private mutating func number() -> JSONValue? {
      let start = offset
      while offset < bytes.count, "+-.eE0123456789".utf8.contains(bytes[offset]) { offset += 1 }
      let text = String(decoding: bytes[start..<offset], as: UTF8.self)
      if let number = Int(text), text.first != "+" { return .int(number) }
      guard let number = Double(text), number.isFinite, text.first != "+", text.first != "." else {
        return nil
      }
      return .double(number)
    }

    /// An escaped half of a pair by itself is U+FFFD, as a decoder of UTF-16 has it.
    private mutating func string() -> String? {
      offset += 1
      var units: [UInt8] = []
      while offset < bytes.count {
        let byte = bytes[offset]
        offset += 1
        switch byte {
        case UInt8(ascii: "\""): return String(validating: units, as: UTF8.self)
        case 0..<0x20: return nil
        case UInt8(ascii: "\\"): guard escape(into: &units) else { return nil }
        default: units.append(byte)
        }
      }
      return nil
    }

    private mutating func escape(into units: inout [UInt8]) -> Bool {
      guard offset < bytes.count else { return false }
      let byte = bytes[offset]
      offset += 1
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): units.append(byte)
      case UInt8(ascii: "b"): units.append(0x08)
      case UInt8(ascii: "f"): units.append(0x0C)
      case UInt8(ascii: "n"): units.append(0x0A)
      case UInt8(ascii: "r"): units.append(0x0D)
      case UInt8(ascii: "t"): units.append(0x09)
      case UInt8(ascii: "u"):
        guard let first = codeUnit() else { return false }
        var pair = [first]
        let mark = offset
        if (0xD800..<0xDC00).contains(first), take("\\u") {
          if let second = codeUnit(), (0xDC00..<0xE000).contains(second) {
            pair.append(second)
          } else {
            offset = mark
          }
        }
        units += String(decoding: pair, as: UTF16.self).utf8
      default: return false
      }
      return true
    }

    private mutating func codeUnit() -> UInt16? {
      guard offset + 4 <= bytes.count else { return nil }
      let text = String(decoding: bytes[offset..<offset + 4], as: UTF8.self)
      guard text.utf8.allSatisfy({ $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "-") }) else { return nil }
      offset += 4
      return UInt16(text, radix: 16)
    }
  }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  package init(stringLiteral value: String) { self = .string(value) }
  package init(integerLiteral value: Int) { self = .int(value) }
  package init(booleanLiteral value: Bool) { self = .bool(value) }
  package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
  package init(dictionaryLiteral elements: (String, JSONValue)...) {
    self = .object(Dictionary(elements, uniquingKeysWith: { $1 }))
  }
}
