/// One file of a plan: its path relative to the root, with `/`, and its bytes as they lie on disk.
package struct SourceFile: Sendable {
  package let path: String
  package let bytes: [UInt8]
  package let kind: Kind

  package enum Kind: UInt8, Sendable {
    case plan
    /// Matches `archive`: history, which lists and lint leave out.
    case archive
    /// `planmd.yaml`: only findings speak of it.
    case configuration
  }

  package init(path: String, bytes: [UInt8], kind: Kind = .plan) {
    self.path = path
    self.bytes = bytes
    self.kind = kind
  }

  package var isArchive: Bool { kind == .archive }

  /// The text of a range; invalid UTF-8 shows as U+FFFD.
  package func text(_ range: Range<Int>) -> String {
    String(decoding: bytes[range.clamped(to: 0..<bytes.count)], as: UTF8.self)
  }

  /// The file's name without folders and extension.
  package var stem: String {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return name }
    return String(name[..<dot])
  }
}
