/// A tag of a task or project: its key and where it stands. Values are read from the bytes when asked for.
///
/// 32 bytes, since a plan may have ten million of them.
public struct Tag: Sendable {
  public enum Form: UInt8, Sendable {
    /// `due:2026-01-12`
    case keyValue
    /// `rec:"every week"`
    case quoted
    /// `📅 2026-01-12`
    case emoji
    /// `[due:: 2026-01-12]`
    case bracketField
    /// `(due:: 2026-01-12)`
    case parenthesisField
    /// `@ann`, `#web`, `^block`, `(A)`, `~2h`
    case sign
    /// A value of the front matter; `range` is the value.
    case frontMatter
  }

  public struct Flags: Sendable {
    public var rawValue: UInt8
    @inlinable public init(rawValue: UInt8) { self.rawValue = rawValue }
    @inlinable public func contains(_ other: Flags) -> Bool { rawValue & other.rawValue == other.rawValue }
    @inlinable public func isDisjoint(with other: Flags) -> Bool { rawValue & other.rawValue == 0 }
    public mutating func insert(_ other: Flags) { rawValue |= other.rawValue }
    @inlinable public static func | (a: Flags, b: Flags) -> Flags { Flags(rawValue: a.rawValue | b.rawValue) }
    @inlinable public static var none: Flags { Flags(rawValue: 0) }
    /// The value cannot be read; the tag has no effect but a finding.
    @inlinable public static var unreadable: Flags { Flags(rawValue: 1) }
    /// In the run of tags at the task's end.
    public static var inTail: Flags { Flags(rawValue: 2) }
    /// A second tag of a key that takes one; the first wins.
    @inlinable public static var repeated: Flags { Flags(rawValue: 4) }
    /// A name that assigns nobody.
    @inlinable public static var mention: Flags { Flags(rawValue: 8) }
    /// Not part of the task's text.
    public static var hidden: Flags { Flags(rawValue: 16) }
    /// On the task's first line, where planmd writes.
    public static var onFirstLine: Flags { Flags(rawValue: 32) }

    /// Tags that say nothing about their task.
    @inlinable public static var ineffective: Flags { .unreadable | .repeated | .mention }
  }

  public var start: UInt32
  public var length: UInt32
  public var valueOffset: UInt32
  public var valueLength: UInt32
  /// A date (``DateValue/packed``) or single effort (minutes); 0 for all else.
  public var simple: Int64
  public var key: TagKey
  public var form: Form
  public var flags: Flags

  public init(
    key: TagKey, form: Form, range: Range<Int>, value: Range<Int>, flags: Flags = .none, simple: Int64 = 0
  ) {
    self.key = key
    self.form = form
    self.flags = flags
    self.simple = simple
    start = UInt32(truncatingIfNeeded: range.lowerBound)
    length = UInt32(truncatingIfNeeded: range.count)
    valueOffset = UInt32(truncatingIfNeeded: value.lowerBound - range.lowerBound)
    valueLength = UInt32(truncatingIfNeeded: value.count)
  }

  /// All of the tag, in bytes of its file.
  @inlinable public var range: ByteRange { ByteRange(Int(start), Int(start) + Int(length)) }
  /// The value, without quotes, signs and brackets.
  @inlinable public var value: Range<Int> {
    let lower = Int(start) + Int(valueOffset)
    return lower..<lower + Int(valueLength)
  }
  /// The spelling of the key, for the forms that write one.
  public var keyRange: Range<Int> {
    switch form {
    case .keyValue: Int(start)..<max(Int(start), value.lowerBound - 1)
    case .quoted: Int(start)..<max(Int(start), value.lowerBound - 2)
    case .bracketField, .parenthesisField: Int(start) + 1..<max(Int(start) + 1, value.lowerBound - 2)
    case .emoji, .sign, .frontMatter: Int(start)..<Int(start)
    }
  }

  @inlinable public var isEffective: Bool { flags.isDisjoint(with: .ineffective) }
}
