package import PlanModel

/// What a list can be grouped by.
package enum GroupingKey: Hashable, Sendable {
  case project, person, owner, label, status, due, week, file, priority
  /// A key that is not the format's own, in lower case.
  case own(String)

  /// In the order in which they are shown and suggested.
  package static let names = named.map(\.name)

  private static let named: [(name: String, key: GroupingKey)] = [
    ("project", .project), ("person", .person), ("label", .label), ("status", .status), ("due", .due),
    ("week", .week), ("file", .file), ("owner", .owner), ("pri", .priority),
  ]

  /// Reads `project`, `person` and the like; own keys are those that the plan has.
  package init(parsing text: String, for plan: Plan) throws(QueryError) {
    let name = text.trimmingBlanks.lowercased()
    if let match = GroupingKey.named.first(where: { $0.name == name }) {
      self = match.key
    } else if plan.hasAttribute(name) {
      self = .own(name)
    } else if let key = TagKey(spelling: name), key == .priority || key == .assignee {
      self = key == .priority ? .priority : .person
    } else {
      let nearest = Spelling.nearest(to: name, among: GroupingKey.names)
      let range = ByteRange(0, text.utf8.count)
      throw QueryError(.unknownGroupKey(name), in: text, at: range, suggestion: nearest)
    }
  }
}

/// Tasks with something in common.
package struct TaskGroup: Hashable, Sendable {
  /// What they have in common. Cases and values rise in the order in which groups are shown.
  package enum Value: Hashable, Sendable {
    case project(ProjectIndex)
    case file(FileIndex)
    case status(Status)
    case day(Day)
    /// The week that begins on this day.
    case week(Day)
    /// `A`…`Z`.
    case priority(UInt8)
    /// A person, owner, label, or the value of an own key.
    case name(String)
    case none
  }

  package let value: Value
  /// In the order in which they came.
  package let tasks: [TaskIndex]
}

extension GroupingKey {
  /// The tasks in groups: projects, files and statuses in the plan's order, days rising, names in
  /// alphabetical order, what has no value last. A task with several people or labels is in several groups.
  package func groups(of tasks: [TaskIndex], in plan: Plan) -> [TaskGroup] {
    var members: [TaskGroup.Value: [TaskIndex]] = [:]
    for task in tasks {
      for value in values(of: task, in: plan) { members[value, default: []].append(task) }
    }
    return members.map { TaskGroup(value: $0, tasks: $1) }.sorted { $0.value < $1.value }
  }

  /// The groups that a task belongs to; never empty.
  private func values(of task: TaskIndex, in plan: Plan) -> [TaskGroup.Value] {
    switch self {
    case .project: [plan[task].project.orNil.map { .project($0) } ?? .none]
    case .person: names(plan.effectiveAssignments(of: task).flatMap(\.anyOf))
    case .owner: names(plan.ownerName(task).map { [$0] } ?? [])
    case .label: names(plan.effectiveLabels(of: task))
    case .status: [.status(plan[task].status)]
    case .due: [plan.due(task).map { .day($0) } ?? .none]
    case .week:
      [
        plan.due(task).map { .week($0.firstOfWeek(startingOn: plan.configuration.calendar.weekStart)) }
          ?? .none
      ]
    case .file: [.file(plan[task].file)]
    case .priority: [plan.effectivePriority(of: task).map { .priority($0) } ?? .none]
    case .own(let key): names(plan.attribute(key, of: task).map { [$0] } ?? [])
    }
  }

  private func names(_ names: [String]) -> [TaskGroup.Value] {
    names.isEmpty ? [.none] : names.unique.map { .name($0) }
  }
}

extension TaskGroup.Value: Comparable {
  package static func < (a: Self, b: Self) -> Bool {
    switch (a, b) {
    case (.project(let a), .project(let b)): a < b
    case (.file(let a), .file(let b)): a < b
    case (.status(let a), .status(let b)): a.rawValue < b.rawValue
    case (.day(let a), .day(let b)), (.week(let a), .week(let b)): a < b
    case (.name(let a), .name(let b)): (a.lowercased(), a) < (b.lowercased(), b)
    case (.none, .none): false
    default: a.rank < b.rank
    }
  }

  /// No priority stands between `C` and `D`; no value of anything else stands last.
  private var rank: Int {
    switch self {
    case .priority(let letter): PriorityRank.rank(letter)
    case .none: PriorityRank.none
    case .project, .file, .status, .day, .week, .name: 0
    }
  }

  /// A heading for the group; `none` says what the group lacks.
  package func title(in plan: Plan, grouping: GroupingKey) -> String {
    switch self {
    case .project(let project): plan.path(of: project).joined(separator: " / ")
    case .file(let file): plan[file].path
    case .status(let status): status.name
    case .day(let day): day.description
    case .week(let day):
      day.weekday == .monday
        ? DateValue(first: day, precision: .week, minute: 0).description : "week of \(day)"
    case .priority(let letter): String(decoding: [letter], as: UTF8.self)
    case .name(let name): grouping.sign + name
    case .none: "no \(grouping.noun)"
    }
  }
}

extension GroupingKey {
  fileprivate var sign: String {
    switch self {
    case .person, .owner: "@"
    case .label: "#"
    case .project, .status, .due, .week, .file, .priority, .own: ""
    }
  }

  /// What a task without a value lacks.
  fileprivate var noun: String {
    switch self {
    case .project: "project"
    case .person: "person"
    case .owner: "owner"
    case .label: "label"
    case .status: "status"
    case .due, .week: "due date"
    case .file: "file"
    case .priority: "priority"
    case .own(let key): key
    }
  }
}
