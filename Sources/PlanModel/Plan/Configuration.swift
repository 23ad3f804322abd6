/// What `planmd.yaml` says; everything has a default. Source: format, section 5.
public struct Configuration: Sendable {
  /// How a rule of the linter is set.
  public struct RuleSetting: Hashable, Sendable {
    /// nil: the rule's own severity.
    public var severity: Severity?
    public var isOff = false
    /// Options such as `days: 14`, by name.
    public var options: [String: Int] = [:]
    /// Where the rule's name stands, and the names of its options.
    public var place = ByteRange(0, 0)
    public var optionPlaces: [String: ByteRange] = [:]

    public init() {}
  }

  /// A named list or report, run as `planmd report NAME`.
  public struct NamedReport: Hashable, Sendable {
    public var command = "list"
    public var query = ""
    public var by: String?
    public var sort: String?
    public var columns: [String] = []

    public init() {}
  }

  public enum BudgetBasis: String, Sendable { case rate, cost }

  public var calendar = WorkCalendar()
  /// In order of their keys.
  public var people: [Person] = [] {
    didSet {
      personPositions = Dictionary(
        people.enumerated().map { ($1.key, $0) }, uniquingKeysWith: { first, _ in first })
    }
  }
  private var personPositions: [String: Int] = [:]
  public var me: String?
  public var currency: Currency?
  /// How much one unit of a currency is worth.
  public var exchange: [Currency: Money] = [:]
  public var budgetBasis = BudgetBasis.rate
  /// Percentages of a budget at which a warning is due, rising.
  public var budgetWarnings = [80, 100]
  public var forecastSpread = 0.5
  public var forecastCorrelation = 0.25
  /// The last letter that `(A)` in front of a text may be.
  public var lastParenthesesPriority = UInt8(ascii: "C")
  public var defaultEstimate: Effort?
  /// Without `#`: the label a checklist item needs to be a task.
  public var onlyLabel: String?
  public var statuses: [Unicode.Scalar: Status] = Configuration.defaultStatuses
  public var orderedListsAreSequences = true
  public var exclude: [String] = []
  /// A path with `{year}`; nil: nothing is archived.
  public var archive: String?
  public var inbox = "inbox.md"
  public var templates = "templates"
  public var failOn = Severity.error
  public var rules: [String: RuleSetting] = [:]
  public var reports: [String: NamedReport] = [:]
  public var checksBlocks = false
  public var hookReport: String?
  public var hookSite: String?

  public init() {}

  public var units: EffortUnits { EffortUnits(calendar) }

  public func person(_ key: String) -> Person? { personPositions[key].map { people[$0] } }

  /// The meanings of the format, section 2, "Status".
  public static let defaultStatuses: [Unicode.Scalar: Status] = [
    " ": .open, "x": .done, "X": .done, "/": .started, "-": .cancelled, ">": .waiting, "h": .held, "?": .open,
  ]
}
