/// How much a finding matters, in rising order.
public enum Severity: UInt8, Comparable, Sendable, CaseIterable {
  case info, warning, error

  public init?(name: String) {
    guard let match = Severity.allCases.first(where: { $0.name == name }) else { return nil }
    self = match
  }

  public var name: String {
    switch self {
    case .info: "info"
    case .warning: "warning"
    case .error: "error"
    }
  }

  public static func < (a: Severity, b: Severity) -> Bool { a.rawValue < b.rawValue }
}

/// What a fix promises: see format, section 9.
public enum FixSafety: String, Comparable, Sendable {
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

  public static func < (a: FixSafety, b: FixSafety) -> Bool { a.rank < b.rank }
}

/// A change that would settle a finding; its edits belong to the finding's file.
public struct Fix: Hashable, Sendable {
  public let safety: FixSafety
  public let edits: [TextEdit]

  public init(_ safety: FixSafety, _ edits: [TextEdit]) {
    self.safety = safety
    self.edits = edits
  }
}

/// A place that a finding elsewhere speaks of.
public struct RelatedPlace: Hashable, Sendable {
  public let file: FileIndex
  public let range: ByteRange
  /// What is there: lower case, no final stop.
  public let message: String

  public init(file: FileIndex, range: ByteRange, message: String) {
    (self.file, self.range, self.message) = (file, range, message)
  }
}

/// Something a rule has to say about a place in a plan.
public struct Finding: Sendable {
  /// The rule's stable name, such as `due-before-start`.
  public var rule: String
  public var severity: Severity
  public var file: FileIndex
  public var range: ByteRange
  /// What is wrong, with the values found; lower case, no final stop.
  public var message: String
  /// What to write instead.
  public var help: String?
  public var fix: Fix?
  /// Other places that the message speaks of.
  public var related: [RelatedPlace]

  public init(
    rule: String, severity: Severity, file: FileIndex, range: ByteRange, message: String, help: String?,
    fix: Fix?, related: [RelatedPlace] = []
  ) {
    self.related = related
    self.rule = rule
    self.severity = severity
    self.file = file
    self.range = range
    self.message = message
    self.help = help
    self.fix = fix
  }
}
