/// What `planmd.yaml` says; everything has a default. Source: format, section 5.
package struct Configuration: Sendable {
  /// How a rule of the linter is set.
  package struct RuleSetting: Hashable, Sendable {
    /// nil: the rule's own severity.
    package var severity: Severity?
    package var isOff = false
    /// Options such as `days: 14`, by name.
    package var options: [String: Int] = [:]

    package init() {}
  }

  /// A named list or report, run as `planmd report NAME`.
  package struct NamedReport: Hashable, Sendable {
    package var command = "list"
    package var query = ""
    package var by: String?
    package var sort: String?
    package var columns: [String] = []

    package init() {}
  }

  package enum BudgetBasis: String, Sendable { case rate, cost }

  package var calendar = WorkCalendar()
  /// In order of their keys.
  package var people: [Person] = [] {
    didSet {
      personPositions = Dictionary(people.enumerated().map { ($1.key, $0) }, uniquingKeysWith: { first, _ in first })
    }
  }
  private var personPositions: [String: Int] = [:]
  package var me: String?
  package var currency: Currency?
  /// How much one unit of a currency is worth.
  package var exchange: [Currency: Money] = [:]
  package var budgetBasis = BudgetBasis.rate
  /// Percentages of a budget at which a warning is due, rising.
  package var budgetWarnings = [80, 100]
  package var forecastSpread = 0.5
  package var forecastCorrelation = 0.25
  /// The last letter that `(A)` in front of a text may be.
  package var lastParenthesesPriority = UInt8(ascii: "C")
  package var defaultEstimate: Effort?
  /// Without `#`: the label a checklist item needs to be a task.
  package var onlyLabel: String?
  package var statuses: [Unicode.Scalar: Status] = Configuration.defaultStatuses
  package var orderedListsAreSequences = true
  package var exclude: [String] = []
  /// A path with `{year}`; nil: nothing is archived.
  package var archive: String?
  package var inbox = "inbox.md"
  package var templates = "templates"
  package var failOn = Severity.error
  package var rules: [String: RuleSetting] = [:]
  package var reports: [String: NamedReport] = [:]
  package var checksBlocks = false
  package var hookReport: String?
  package var hookSite: String?

  package init() {}

  package var units: EffortUnits { EffortUnits(calendar) }

  package func person(_ key: String) -> Person? { personPositions[key].map { people[$0] } }

  /// The meanings of the format, section 2, "Status".
  package static let defaultStatuses: [Unicode.Scalar: Status] = [
    " ": .open, "x": .done, "X": .done, "/": .started, "-": .cancelled, ">": .waiting, "h": .held, "?": .open,
  ]
}
