/// A tag of a task or project: its key and where it stands. Values are read from the bytes when asked for.
///
/// 32 bytes, since a plan may have ten million of them.
package struct Tag: Sendable {
  package enum Form: UInt8, Sendable {
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

  package struct Flags: Sendable {
    package var rawValue: UInt8
    @inlinable package init(rawValue: UInt8) { self.rawValue = rawValue }
    @inlinable package func contains(_ other: Flags) -> Bool { rawValue & other.rawValue == other.rawValue }
    @inlinable package func isDisjoint(with other: Flags) -> Bool { rawValue & other.rawValue == 0 }
    @inlinable package mutating func insert(_ other: Flags) { rawValue |= other.rawValue }
    @inlinable package static func | (a: Flags, b: Flags) -> Flags { Flags(rawValue: a.rawValue | b.rawValue) }
    @inlinable package static var none: Flags { Flags(rawValue: 0) }
    /// The value cannot be read; the tag has no effect but a finding.
    @inlinable package static var unreadable: Flags { Flags(rawValue: 1) }
    /// In the run of tags at the task's end.
    @inlinable package static var inTail: Flags { Flags(rawValue: 2) }
    /// A second tag of a key that takes one; the first wins.
    @inlinable package static var repeated: Flags { Flags(rawValue: 4) }
    /// A name that assigns nobody.
    @inlinable package static var mention: Flags { Flags(rawValue: 8) }
    /// Not part of the task's text.
    @inlinable package static var hidden: Flags { Flags(rawValue: 16) }
    /// On the task's first line, where planmd writes.
    @inlinable package static var onFirstLine: Flags { Flags(rawValue: 32) }

    /// Tags that say nothing about their task.
    @inlinable package static var ineffective: Flags { .unreadable | .repeated | .mention }
  }

  package var start: UInt32
  package var length: UInt32
  package var valueOffset: UInt32
  package var valueLength: UInt32
  /// A date (``DateValue/packed``) or single effort (minutes); 0 for all else.
  package var simple: Int64
  package var key: TagKey
  package var form: Form
  package var flags: Flags

  @inlinable package init(key: TagKey, form: Form, range: Range<Int>, value: Range<Int>, flags: Flags = .none, simple: Int64 = 0) {
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
  @inlinable package var range: ByteRange { ByteRange(Int(start), Int(start) + Int(length)) }
  /// The value, without quotes, signs and brackets.
  @inlinable package var value: Range<Int> {
    let lower = Int(start) + Int(valueOffset)
    return lower..<lower + Int(valueLength)
  }
  /// The spelling of the key, for the forms that write one.
  @inlinable package var keyRange: Range<Int> {
    switch form {
    case .keyValue: Int(start)..<max(Int(start), value.lowerBound - 1)
    case .quoted: Int(start)..<max(Int(start), value.lowerBound - 2)
    case .bracketField, .parenthesisField: Int(start) + 1..<max(Int(start) + 1, value.lowerBound - 2)
    case .emoji, .sign, .frontMatter: Int(start)..<Int(start)
    }
  }

  @inlinable package var isEffective: Bool { flags.isDisjoint(with: .ineffective) }
}
