/// Every rule, by name. A test holds the list against the files of `Rules/`.
package let allRules: [any LintRule] = [
  DueBeforeStart(),
  EmptyBox(),
  UnusedSuppression(),
]

/// The rule of a name.
package func rule(_ id: String) -> (any LintRule)? { allRules.first { $0.info.id == id } }
