/// How much a finding matters, in rising order.
package enum Severity: UInt8, Comparable, Sendable, CaseIterable {
  case info, warning, error

  package init?(name: String) {
    guard let match = Severity.allCases.first(where: { $0.name == name }) else { return nil }
    self = match
  }

  package var name: String {
    switch self {
    case .info: "info"
    case .warning: "warning"
    case .error: "error"
    }
  }

  package static func < (a: Severity, b: Severity) -> Bool { a.rawValue < b.rawValue }
}

/// What a fix promises: see format, section 9.
package enum FixSafety: String, Comparable, Sendable {
  /// Only shown, never applied.
  case shown
  /// May change what the plan means; applied with `--unsafe-fixes`.
  case unsafe
  /// Keeps what the plan means; applied with `--fix`.
  case safe

  private var rank: Int {
    switch self {
    case .shown: 0
    case .unsafe: 1
    case .safe: 2
    }
  }

  package static func < (a: FixSafety, b: FixSafety) -> Bool { a.rank < b.rank }
}

/// A change that would settle a finding; its edits belong to the finding's file.
package struct Fix: Hashable, Sendable {
  package let safety: FixSafety
  package let edits: [TextEdit]

  package init(_ safety: FixSafety, _ edits: [TextEdit]) {
    self.safety = safety
    self.edits = edits
  }
}

/// Something a rule has to say about a place in a plan.
package struct Finding: Sendable {
  /// The rule's stable name, such as `due-before-start`.
  package var rule: String
  package var severity: Severity
  package var file: FileIndex
  package var range: ByteRange
  /// What is wrong, with the values found; lower case, no final stop.
  package var message: String
  /// What to write instead.
  package var help: String?
  package var fix: Fix?

  package init(
    rule: String, severity: Severity, file: FileIndex, range: ByteRange, message: String, help: String?,
    fix: Fix?
  ) {
    self.rule = rule
    self.severity = severity
    self.file = file
    self.range = range
    self.message = message
    self.help = help
    self.fix = fix
  }
}
