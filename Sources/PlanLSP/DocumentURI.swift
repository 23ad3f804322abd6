/// `file:` addresses (RFC 8089) and the paths that they stand for.
enum DocumentURI {
  /// nil for an address of no file.
  static func path(_ uri: String) -> String? {
    guard uri.hasPrefix("file://") else { return nil }
    let rest = uri.dropFirst("file://".count)
    guard let slash = rest.firstIndex(of: "/"), ["", "localhost"].contains(rest[..<slash]) else { return nil }
    var bytes: [UInt8] = []
    var units = rest[slash...].utf8[...]
    while let byte = units.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      let digits = String(decoding: units.prefix(2), as: UTF8.self)
      guard digits.utf8.count == 2, let value = UInt8(digits, radix: 16), !digits.hasPrefix("+") else {
        return nil
      }
      bytes.append(value)
      units = units.dropFirst(2)
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
