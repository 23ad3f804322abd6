import PlanModel

/// A path in a query: with `*`, `**` or `?` a pattern, else a file's name or the beginning of a path.
///
/// `*` and `?` stay within a folder, `**` does not; a pattern without `/` is one for the file's name. The
/// case of ASCII letters does not count.
struct PathPattern: Sendable {
  private let bytes: [UInt8]
  private let isPattern: Bool

  init(_ text: String) {
    let text = text.hasPrefix("./") ? String(text.dropFirst(2)) : text
    bytes = text.utf8.map(\.lowercased)
    isPattern = bytes.contains { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") }
  }

  func matches(_ path: String) -> Bool {
    let path = path.utf8.map(\.lowercased)
    let name = Array(path[((path.lastIndex(of: UInt8(ascii: "/")) ?? -1) + 1)...])
    guard isPattern else { return path.starts(with: bytes) || isName(name) }
    return fits(path) || !bytes.contains(UInt8(ascii: "/")) && fits(name)
  }

  /// The file's name, with or without its extension.
  private func isName(_ name: [UInt8]) -> Bool {
    if name == bytes { return true }
    guard let dot = name.lastIndex(of: UInt8(ascii: ".")), dot > 0 else { return false }
    return name[..<dot].elementsEqual(bytes)
  }

  /// Compares in time of pattern × path, whatever the pattern: the set of pattern positions reached so far
  /// moves along the path.
  private func fits(_ path: [UInt8]) -> Bool {
    var reached = [Bool](repeating: false, count: bytes.count + 1)
    reached[0] = true
    skipStars(&reached)
    for byte in path {
      var next = [Bool](repeating: false, count: bytes.count + 1)
      for position in bytes.indices where reached[position] {
        switch bytes[position] {
        case UInt8(ascii: "*"):
          if byte != UInt8(ascii: "/") || isDoubleStar(position) { next[position] = true }
        case UInt8(ascii: "?"): if byte != UInt8(ascii: "/") { next[position + 1] = true }
        default: if byte == bytes[position] { next[position + 1] = true }
        }
      }
      skipStars(&next)
      reached = next
    }
    return reached[bytes.count]
  }

  private func isDoubleStar(_ position: Int) -> Bool {
    position + 1 < bytes.count && bytes[position + 1] == UInt8(ascii: "*")
      || position > 0 && bytes[position - 1] == UInt8(ascii: "*")
  }

  /// Stars match nothing too, and `**/` does so with its slash.
  private func skipStars(_ reached: inout [Bool]) {
    for position in bytes.indices where reached[position] && bytes[position] == UInt8(ascii: "*") {
      reached[position + 1] = true
      if isDoubleStar(position), position + 2 < bytes.count, bytes[position + 2] == UInt8(ascii: "/"),
        position == 0 || bytes[position - 1] == UInt8(ascii: "/")
      {
        reached[position + 3] = true
      }
    }
  }
}
