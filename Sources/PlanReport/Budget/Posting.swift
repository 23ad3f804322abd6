package import PlanModel

/// Time worked or money paid, as a tag or the log says it.
package struct Posting: Sendable {
  package let node: NodeIndex
  /// nil for `spent:` and `paid:` of unfinished tasks, which name no day.
  package let day: Day?
  /// The name that is written, else the only one that is assigned.
  package let person: String?
  package let minutes: Int
  package let expense: Money?
  /// Where the log says it; a tag has none.
  package let entry: LogEntry?
}

extension Plan {
  /// All time and expenses, in the order of the plan's tags and then of its log.
  ///
  /// What is spent in subtasks is not the parent's: each posting belongs to the task or project that it stands at.
  package func postings() -> [Posting] {
    var result: [Posting] = []
    for task in taskIndices where self[task].keys.contains(.spent) || self[task].keys.contains(.paid) {
      let day = self[task].status == .done ? date(.done, of: task)?.last : nil
      let minutes = effort(.spent, of: task)?.minutes ?? 0
      let paid = money(.paid, of: .task(task))
      guard minutes != 0 || paid != nil else { continue }
      result.append(
        Posting(
          node: .task(task), day: day, person: onlyPerson(on: .task(task)), minutes: minutes, expense: paid,
          entry: nil))
    }
    for entry in logs {
      let minutes = entry.minutes ?? 0
      var expense: Money?
      if case .expense(let money) = entry.kind { expense = money }
      guard minutes != 0 || expense != nil else { continue }
      result.append(
        Posting(
          node: entry.owner, day: entry.day, person: person(of: entry), minutes: minutes, expense: expense,
          entry: entry))
    }
    return result
  }

  /// Who an entry of the log belongs to: the name that is written, else the only one that is assigned.
  func person(of entry: LogEntry) -> String? {
    entry.person.map { self[entry.file].text($0.range) } ?? onlyPerson(on: entry.owner)
  }

  private func onlyPerson(on node: NodeIndex) -> String? {
    let assigned =
      switch node {
      case .task(let task): effectiveAssignments(of: task)
      case .project: assignments(of: node)
      }
    guard assigned.count == 1, let only = assigned.first, only.anyOf.count == 1 else { return nil }
    return only.name
  }
}

extension Plan {
  /// Whether something counts where only some tasks do: a project as soon as one task below it does.
  ///
  /// - Parameter included: For each task whether it counts; nil: all do.
  func counts(_ node: NodeIndex, among included: [Bool]?) -> Bool {
    guard let included else { return true }
    switch node {
    case .task(let task): return task.position < included.count && included[task.position]
    case .project(let project): return tasks(of: project).contains { $0 < included.count && included[$0] }
    }
  }
}
