/// A comment that silences rules. Source: format, section 9.
public struct Suppression: Sendable {
  public enum Scope: UInt8, Sendable { case line, regionStart, regionEnd, file }

  public let scope: Scope
  public var file: FileIndex
  /// The whole comment.
  public var range: ByteRange
  /// The names in it; empty: every rule.
  public let rules: [String]
  /// Where the names stand, one for each.
  public var ruleRanges: [ByteRange]

  public init(scope: Scope, file: FileIndex, range: ByteRange, rules: [String], ruleRanges: [ByteRange]) {
    self.scope = scope
    self.file = file
    self.range = range
    self.rules = rules
    self.ruleRanges = ruleRanges
  }
}

/// A regenerated block: `<!-- planmd: list overdue -->` … `<!-- /planmd 2026-01-12 -->`. Source: format, section 8.
public struct RegeneratedBlock: Sendable {
  public var file: FileIndex
  public var opening: ByteRange
  public var closing: ByteRange
  /// The command and its arguments.
  public var command: ByteRange
  /// The day noted at the end.
  public var noted: Day?

  public init(file: FileIndex, opening: ByteRange, closing: ByteRange, command: ByteRange, noted: Day?) {
    self.file = file
    self.opening = opening
    self.closing = closing
    self.command = command
    self.noted = noted
  }
}
