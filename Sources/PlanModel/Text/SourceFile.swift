/// One file of a plan: its path relative to the root, with `/`, and its bytes as they lie on disk.
public struct SourceFile: Sendable {
  public let path: String
  public let bytes: [UInt8]
  public let kind: Kind

  public enum Kind: UInt8, Sendable {
    case plan
    /// Matches `archive`: history, which lists and lint leave out.
    case archive
    /// `planmd.yaml`: only findings speak of it.
    case configuration
  }

  public init(path: String, bytes: [UInt8], kind: Kind = .plan) {
    self.path = path
    self.bytes = bytes
    self.kind = kind
  }

  public var isArchive: Bool { kind == .archive }

  /// The text of a range; invalid UTF-8 shows as U+FFFD.
  public func text(_ range: Range<Int>) -> String {
    String(decoding: bytes[range.clamped(to: 0..<bytes.count)], as: UTF8.self)
  }

  /// The file's name without folders and extension.
  public var stem: String {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return name }
    return String(name[..<dot])
  }
}
