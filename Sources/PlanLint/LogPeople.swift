import PlanModel

/// Who has spent the time of log entries. Source: format, section 4.
struct LogPeople {
  private(set) var names: [String] = []
  private var numbers: [String: Int] = [:]
  private let plan: Plan
  /// A plan that names nobody belongs to one person.
  private let hasNames: Bool
  /// The only one assigned to the owner of the entry that was asked for last.
  private var lastOwner: (node: NodeIndex, person: Int?)?

  init(_ plan: Plan) {
    self.plan = plan
    hasNames = plan.namesAnybody
  }

  /// A number for the person, or nil where several or none may have spent the time.
  mutating func person(of entry: LogEntry) -> Int? {
    if let range = entry.person { return number(plan[entry.file].text(range.range)) }
    guard hasNames else { return number("") }
    if let lastOwner, lastOwner.node == entry.owner { return lastOwner.person }
    let names = plan.effectiveNames(ofOwner: entry.owner)
    let person = names.count == 1 ? number(names[0]) : nil
    lastOwner = (entry.owner, person)
    return person
  }

  private mutating func number(_ name: String) -> Int {
    if let known = numbers[name] { return known }
    numbers[name] = names.count
    names.append(name)
    return names.count - 1
  }
}

extension Plan {
  /// True if people are declared, or a task or project has a name.
  var namesAnybody: Bool {
    !configuration.people.isEmpty || tasks.contains { $0.keys.contains(.assignee) }
      || projects.contains { $0.keys.contains(.assignee) }
  }

  /// Everybody who may be working on a task or project, by its own or inherited names.
  func effectiveNames(ofOwner node: NodeIndex) -> [String] {
    switch node {
    case .task(let task): return effectiveAssignments(of: task).flatMap(\.anyOf)
    case .project(let project):
      var next = project
      while !next.isNone {
        if self[next].keys.contains(.assignee) { return assignments(of: .project(next)).flatMap(\.anyOf) }
        next = self[next].parent
      }
      return []
    }
  }
}
