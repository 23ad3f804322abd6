import PlanModel

/// Reads what ``JSONWriter`` has written as the data of a page, so that templates get what `-f json` gives.
struct PageJSON {
  private let bytes: [UInt8]
  private var index = 0

  static func object(_ write: (inout JSONWriter) -> Void) -> PageObject {
    var json = JSONWriter()
    write(&json)
    var reader = PageJSON(bytes: json.bytes)
    return reader.value() as? PageObject ?? [:]
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private mutating func skipBlanks() {
    while index < bytes.count, bytes[index].isSpace { index += 1 }
  }

  private mutating func value() -> Any {
    skipBlanks()
    switch bytes[index] {
    case UInt8(ascii: "{"):
      var object: PageObject = [:]
      each(until: UInt8(ascii: "}")) { reader in
        let key = reader.string()
        reader.skipBlanks()
        reader.index += 1  // the colon
        object[key] = reader.value()
      }
      return object
    case UInt8(ascii: "["):
      var items: [Any] = []
      each(until: UInt8(ascii: "]")) { items.append($0.value()) }
      return PageList(items)
    case UInt8(ascii: "\""): return PageText(string())
    case UInt8(ascii: "t"):
      index += 4
      return true
    case UInt8(ascii: "f"):
      index += 5
      return false
    default:
      let start = index
      while index < bytes.count, !",]}".utf8.contains(bytes[index]), !bytes[index].isSpace { index += 1 }
      return PageNumber(String(decoding: bytes[start..<index], as: UTF8.self))
    }
  }

  private mutating func each(until end: UInt8, _ read: (inout PageJSON) -> Void) {
    index += 1
    skipBlanks()
    while bytes[index] != end {
      read(&self)
      skipBlanks()
      if bytes[index] == UInt8(ascii: ",") { index += 1 }
      skipBlanks()
    }
    index += 1
  }

  private mutating func string() -> String {
    skipBlanks()
    index += 1
    var text: [UInt8] = []
    while bytes[index] != 0x22 {
      if bytes[index] == 0x5C {
        escape(&text)
      } else {
        text.append(bytes[index])
        index += 1
      }
    }
    index += 1
    return String(decoding: text, as: UTF8.self)
  }

  /// The writer escapes `"`, `\`, controls, and single scalars of the first plane as `\u`.
  private mutating func escape(_ text: inout [UInt8]) {
    let letter = bytes[index + 1]
    index += 2
    switch letter {
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "u"):
      let digits = String(decoding: bytes[index..<index + 4], as: UTF8.self)
      let scalar = UInt32(digits, radix: 16).flatMap(Unicode.Scalar.init) ?? "\u{FFFD}"
      text += String(Character(scalar)).utf8
      index += 4
    default: text.append(letter)
    }
  }
}
