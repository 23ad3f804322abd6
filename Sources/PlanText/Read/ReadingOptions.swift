package import PlanModel

/// What of the configuration decides how text is read.
package struct ReadingOptions: Sendable {
  let units: EffortUnits
  /// Declared names; empty: anyone may be assigned.
  let people: Set<String>
  let onlyLabel: [UInt8]?
  let lastParenthesesPriority: UInt8
  let orderedListsAreSequences: Bool
  private let asciiStatuses: [Status?]
  private let otherStatuses: [Unicode.Scalar: Status]

  package init(_ configuration: Configuration) {
    units = configuration.units
    people = Set(configuration.people.map(\.key))
    onlyLabel = configuration.onlyLabel.map { Array($0.utf8) }
    lastParenthesesPriority = configuration.lastParenthesesPriority
    orderedListsAreSequences = configuration.orderedListsAreSequences
    asciiStatuses = (0..<128).map { configuration.statuses[Unicode.Scalar(UInt8($0))] }
    otherStatuses = configuration.statuses.filter { $0.key.value >= 128 }
  }

  /// What the character in a box means; nil: nothing known.
  func status(_ scalar: UInt32) -> Status? {
    if scalar < 128 { return asciiStatuses[Int(scalar)] }
    return Unicode.Scalar(scalar).flatMap { otherStatuses[$0] }
  }
}
