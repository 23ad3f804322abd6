package import PlanModel

/// What a rule says about itself. The same text makes its tests, its page and what `planmd explain` prints.
package struct RuleInfo: Sendable {
  /// The stable name that configuration, suppressions and outputs use.
  package let id: String
  package let family: Family
  package let severity: Severity
  /// One line: what is wrong.
  package let summary: String
  /// Why it matters and what follows from it, in whole sentences.
  package let reason: String
  /// What its fix does, or nil where it has none.
  package let fix: String?
  /// Its findings depend on the day; `sarif`, `github` and hooks leave them out without `--clock`.
  package let readsClock: Bool
  /// Numbers that `lint: {rules: {ID: {NAME: N}}}` sets.
  package let options: [RuleOption]
  package let flags: [Example]
  package let passes: [Example]

  package enum Family: String, CaseIterable, Sendable {
    case syntax, dates, dependencies, people, effort, money, recurrence, structure, obsidian, text,
      configuration, schedule
  }

  package init(
    id: String, family: Family, severity: Severity, summary: String, reason: String, fix: String? = nil,
    readsClock: Bool = false, options: [RuleOption] = [], flags: [Example], passes: [Example]
  ) {
    self.id = id
    self.family = family
    self.severity = severity
    self.summary = summary
    self.reason = reason
    self.fix = fix
    self.readsClock = readsClock
    self.options = options
    self.flags = flags
    self.passes = passes
  }
}

/// A number that the configuration can set for a rule.
package struct RuleOption: Sendable {
  package let name: String
  package let standard: Int
  package let summary: String

  package init(_ name: String, _ standard: Int, _ summary: String) {
    self.name = name
    self.standard = standard
    self.summary = summary
  }
}

/// A text that a rule flags, with `▸…◂` around each flagged range, or lets pass.
package struct Example: Sendable {
  package let name: String
  package let text: String
  /// `planmd.yaml` for this text.
  package let configuration: String?
  /// What the text becomes when the rule's fixes are applied; nil where there are none to show.
  package let fixed: String?
  /// Where the example is written, for the test that fails.
  package let file: String
  package let line: Int

  /// The day on which all examples are read: a Monday.
  package static let today = Day(2026, 3, 9) ?? .min

  package init(
    _ name: String, _ text: String, configuration: String? = nil, fixed: String? = nil,
    file: String = #filePath,
    line: Int = #line
  ) {
    self.name = name
    self.text = text
    self.configuration = configuration
    self.fixed = fixed
    self.file = file
    self.line = line
  }
}
