/// What the rows of a status report stand for.
package enum StatusGrouping: Hashable, Sendable {
  case project
  /// Everyone who is assigned; a task of two people counts for both, its effort is shared.
  case person
  /// Labels, inherited ones included; a task with two labels counts for both.
  case label
  /// The nearest value of a key: one of the format's, or one of the plan's own.
  case key(String)

  /// The grouping that a word on the command line means.
  package init(name: String) {
    switch name.lowercased() {
    case "project": self = .project
    case "person", "people", "assignee", "@": self = .person
    case "label", "labels", "#": self = .label
    case let key: self = .key(key)
    }
  }

  /// The word that says it: `project`, `person`, `label` or the key.
  package var name: String {
    switch self {
    case .project: "project"
    case .person: "person"
    case .label: "label"
    case .key(let key): key
    }
  }
}
