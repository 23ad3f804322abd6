package import PlanModel

/// What a task is sorted by, read once.
enum SortValue: Sendable {
  case number(Int)
  case text(String)
  case absent

  enum Order { case orderedBefore, same, orderedAfter }

  /// The plan is borrowed: to own it would be to count it up and down for each task.
  init(_ key: SortKey, of task: TaskIndex, in plan: borrowing Plan) {
    switch key {
    case .date(let key): self.init(plan.date(key, of: task).map { DateSpan.point($0, of: key) })
    case .effort(.spent): self.init(plan.spentMinutes(of: task))
    case .effort(.estimate): self.init(plan.likelyMinutes(task))
    case .effort(let key): self.init(plan.effort(key, of: task)?.minutes)
    case .progress: self.init(plan.progress(task))
    case .priority: self = .number(PriorityRank.rank(plan.effectivePriority(of: task)))
    case .status: self = .number(Int(plan[task].status.rawValue))
    case .text: self = .text(plan.text(of: task).lowercased())
    case .project: self.init(plan[task].project.orNil?.position)
    case .file: self = .number(plan[task].file.position)
    case .position: self = .number(task.position)
    case .id: self.init(plan.id(of: .task(task)))
    case .person: self.init(plan.effectiveAssignments(of: task).first?.name)
    case .owner: self.init(plan.ownerName(task))
    case .label: self.init(plan.effectiveLabels(of: task).min())
    case .own(let key): self.init(plan.attribute(key, of: task))
    }
  }

  private init(_ number: Int?) { self = number.map(SortValue.number) ?? .absent }
  private init(_ text: String?) { self = text.map { .text($0.lowercased()) } ?? .absent }

  static func order(_ a: SortValue, _ b: SortValue, isDescending: Bool) -> Order {
    switch (a, b) {
    case (.absent, .absent): .same
    case (.absent, _): .orderedAfter
    case (_, .absent): .orderedBefore
    case (.number(let a), .number(let b)): order(a, b, isDescending)
    case (.text(let a), .text(let b)): order(a, b, isDescending)
    case (.number, .text): .orderedBefore
    case (.text, .number): .orderedAfter
    }
  }

  private static func order<Value: Comparable>(_ a: Value, _ b: Value, _ isDescending: Bool) -> Order {
    a == b ? .same : (a < b) != isDescending ? .orderedBefore : .orderedAfter
  }
}

extension Plan {
  /// The nearest owner, without `@`.
  package func ownerName(_ task: TaskIndex) -> String? {
    guard let (tag, node) = nearest(.owner, of: task) else { return nil }
    let text = text(of: tag, in: file(of: node))
    return text.first == "@" ? String(text.dropFirst()) : text
  }
}
