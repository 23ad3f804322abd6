/// A comment that silences rules. Source: format, section 9.
package struct Suppression: Sendable {
  package enum Scope: UInt8, Sendable { case line, regionStart, regionEnd, file }

  package let scope: Scope
  package var file: FileIndex
  /// The whole comment.
  package var range: ByteRange
  /// The names in it; empty: every rule.
  package let rules: [String]
  /// Where the names stand, one for each.
  package var ruleRanges: [ByteRange]

  package init(scope: Scope, file: FileIndex, range: ByteRange, rules: [String], ruleRanges: [ByteRange]) {
    self.scope = scope
    self.file = file
    self.range = range
    self.rules = rules
    self.ruleRanges = ruleRanges
  }
}

/// A regenerated block: `<!-- planmd: list overdue -->` … `<!-- /planmd 2026-01-12 -->`. Source: format, section 8.
package struct RegeneratedBlock: Sendable {
  package var file: FileIndex
  package var opening: ByteRange
  package var closing: ByteRange
  /// The command and its arguments.
  package var command: ByteRange
  /// The day noted at the end.
  package var noted: Day?

  package init(file: FileIndex, opening: ByteRange, closing: ByteRange, command: ByteRange, noted: Day?) {
    self.file = file
    self.opening = opening
    self.closing = closing
    self.command = command
    self.noted = noted
  }
}
