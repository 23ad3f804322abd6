package import PlanModel
import PlanParallel

/// What tasks can be sorted by.
package enum SortKey: Hashable, Sendable {
  case date(TagKey)
  case effort(TagKey)
  case progress, priority, status, text, project, file, position, id, person, owner, label
  /// A key that is not the format's own, in lower case.
  case own(String)

  /// In the order in which they are shown and suggested.
  package static let names =
    named.map(\.name) + ["scheduled", "fixed", "done", "created", "cancelled", "spent", "left", "span"]

  private static let named: [(name: String, key: SortKey)] = [
    ("due", .date(.due)), ("start", .date(.start)), ("pri", .priority), ("status", .status), ("text", .text),
    ("project", .project), ("file", .file), ("position", .position), ("id", .id), ("person", .person),
    ("owner", .owner), ("label", .label), ("est", .effort(.estimate)), ("progress", .progress),
  ]

  /// The key of a name or one of its aliases; nil for own keys and all else.
  init?(known name: String) {
    if let match = SortKey.named.first(where: { $0.name == name }) {
      self = match.key
      return
    }
    switch (name, TagKey(spelling: name)) {
    case ("line", _), ("place", _), ("order", _): self = .position
    case ("title", _), ("task", _): self = .text
    case (_, .assignee): self = .person
    case (_, .priority): self = .priority
    case (_, let key?) where key.valueKind == .date: self = .date(key)
    case (_, let key?) where key.valueKind == .effort || key.valueKind == .estimate: self = .effort(key)
    case (_, _): return nil
    }
  }
}

/// The order of a list: keys, the first one first, each rising or falling. Source: commands, `list --sort`.
package struct SortOrder: Hashable, Sendable {
  package struct Item: Hashable, Sendable {
    package let key: SortKey
    package let isDescending: Bool

    package init(_ key: SortKey, isDescending: Bool = false) {
      self.key = key
      self.isDescending = isDescending
    }
  }

  package let items: [Item]

  package init(_ items: [Item]) { self.items = items }

  /// By due day, then by priority, then as they stand in the files.
  package static let standard = SortOrder([Item(.date(.due)), Item(.priority)])

  /// Reads `due,pri,-est`; own keys are those that the plan has.
  package init(parsing text: String, for plan: Plan) throws(QueryError) {
    var items: [Item] = []
    for (name, range) in listItems(text) {
      let isDescending = name.first == "-"
      let name = String(name.drop { $0 == "-" || $0 == "+" }).lowercased()
      if let key = SortKey(known: name) {
        items.append(Item(key, isDescending: isDescending))
      } else if !name.isEmpty, plan.hasAttribute(name) {
        items.append(Item(.own(name), isDescending: isDescending))
      } else {
        let nearest = Spelling.nearest(to: name, among: SortKey.names)
        throw QueryError(.unknownSortKey(name), in: text, at: range, suggestion: nearest)
      }
    }
    self.items = items
  }

  /// The tasks in this order, equal ones as they stand in the plan. What has no value comes last, rising or
  /// falling.
  package func sorted(_ tasks: [TaskIndex], in plan: Plan) -> [TaskIndex] {
    let columns = items.map { item in
      mapInParallel(tasks.count) { SortValue(item.key, of: tasks[$0], in: plan) }
    }
    if let sorted = sortedByNumbers(tasks, columns) { return sorted }
    let order = tasks.indices.sorted { a, b in
      for (item, column) in zip(items, columns) {
        switch SortValue.order(column[a], column[b], isDescending: item.isDescending) {
        case .orderedBefore: return true
        case .orderedAfter: return false
        case .same: continue
        }
      }
      return tasks[a] < tasks[b]
    }
    return order.map { tasks[$0] }
  }
}

extension SortOrder {
  /// The order of at most two keys that are numbers, the usual case: the comparison then needs no look elsewhere.
  fileprivate func sortedByNumbers(_ tasks: [TaskIndex], _ columns: [[SortValue]]) -> [TaskIndex]? {
    guard columns.count <= 2 else { return nil }
    var keys = [(first: Int, second: Int, task: TaskIndex)]()
    keys.reserveCapacity(tasks.count)
    for position in tasks.indices {
      var numbers = (0, 0)
      for (column, item) in zip(columns.indices, items) {
        let number: Int
        switch columns[column][position] {
        case .number(let value): number = item.isDescending ? -value : value
        case .absent: number = .max
        case .text: return nil
        }
        if column == 0 { numbers.0 = number } else { numbers.1 = number }
      }
      keys.append((numbers.0, numbers.1, tasks[position]))
    }
    keys.sortInParallel {
      if $0.first != $1.first { return $0.first < $1.first }
      return $0.second != $1.second ? $0.second < $1.second : $0.task < $1.task
    }
    return keys.map(\.task)
  }
}

/// The items of a comma-separated option with their places, blanks around them left out.
func listItems(_ text: String) -> [(text: String, range: ByteRange)] {
  var (items, offset): ([(String, ByteRange)], Int) = ([], 0)
  for part in text.split(separator: ",", omittingEmptySubsequences: false) {
    let trimmed = part.trimmingBlanks
    let lead = part.utf8.distance(from: part.startIndex, to: trimmed.startIndex)
    let start = offset + lead
    items.append((String(trimmed), ByteRange(start, start + trimmed.utf8.count)))
    offset += part.utf8.count + 1
  }
  return items
}
