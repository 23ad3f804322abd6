package import PlanModel
import PlanSchedule

/// What changed between two plans, in planning terms.
package struct PlanDiff: Sendable {
  package enum Kind: String, CaseIterable, Sendable {
    case added, removed, finished, cancelled, reopened, status, renamed, moved
    case due, start, scheduled, fixed
    case effort, progress, people, owner, budget, cost, priority, recurrence, dependencies, labels, waiting,
      id, other

    /// What is told of each.
    var word: String {
      switch self {
      case .added: "added"
      case .removed: "removed"
      case .finished: "finished"
      case .cancelled: "cancelled"
      case .reopened: "reopened"
      case .status: "status"
      case .renamed: "renamed"
      case .moved: "moved"
      case .due: "due"
      case .start: "start"
      case .scheduled: "scheduled"
      case .fixed: "fixed"
      case .effort: "effort"
      case .progress: "progress"
      case .people: "people"
      case .owner: "owner"
      case .budget: "budget"
      case .cost: "cost"
      case .priority: "priority"
      case .recurrence: "recurrence"
      case .dependencies: "dependencies"
      case .labels: "labels"
      case .waiting: "waiting for"
      case .id: "id"
      case .other: "attributes"
      }
    }
  }

  package struct Change: Sendable {
    package let kind: Kind
    /// In the old plan; nil for what is new.
    package let old: NodeIndex?
    package let new: NodeIndex?
    /// As they were and are, in words; empty for what is not there.
    package let from: String
    package let to: String
    /// How many days a date moved; nil where there is no telling.
    package let days: Int?
  }

  /// A project whose end by the schedule moved.
  package struct FinishChange: Sendable {
    package let project: ProjectIndex
    package let from: Day
    package let to: Day
    /// What did it, the largest first.
    package let causes: [String]
  }

  package let old: Plan
  package let new: Plan
  /// Projects first, then tasks in the order of the new plan; what is gone last.
  package private(set) var changes: [Change] = []
  package private(set) var finishes: [FinishChange] = []

  private let matching: PlanMatching

  /// - Parameter today: The day that both plans are levelled for; nil: no ends are compared.
  package init(_ old: Plan, _ new: Plan, today: Day?) {
    (self.old, self.new) = (old, new)
    matching = PlanMatching(old, new)
    compareProjects()
    compareTasks()
    if let today { compareFinishes(today) }
  }

  package var isEmpty: Bool { changes.isEmpty && finishes.isEmpty }

  // MARK: What changed

  private mutating func add(
    _ kind: Kind, _ a: NodeIndex?, _ b: NodeIndex?, _ from: String = "", _ to: String = "", days: Int? = nil
  ) {
    changes.append(Change(kind: kind, old: a, new: b, from: from, to: to, days: days))
  }

  private mutating func compareProjects() {
    for project in new.projectIndices where !new[new[project].file].isArchive {
      guard let before = matching.oldOfProject[project.position] else {
        if new[project].level > 0 {
          add(.added, nil, .project(project), "", new.path(of: project).joined(separator: " / "))
        }
        continue
      }
      let (a, b) = (NodeIndex.project(before), NodeIndex.project(project))
      if old[before].name != new[project].name { add(.renamed, a, b, old[before].name, new[project].name) }
      let around = (old[before].parent.orNil, new[project].parent.orNil)
      if around.0.flatMap({ matching.newOfProject[$0.position] }) != around.1 {
        add(.moved, a, b, place(of: before, old), place(of: project, new))
      }
      compareTags(a, b)
    }
    for project in old.projectIndices
    where matching.newOfProject[project.position] == nil && old[project].level > 0 {
      add(.removed, .project(project), nil, old.path(of: project).joined(separator: " / "), "")
    }
  }

  private func place(of project: ProjectIndex, _ plan: Plan) -> String {
    let path = plan.path(of: project).dropLast()
    return path.isEmpty ? plan[plan[project].file].path : path.joined(separator: " / ")
  }

  private mutating func compareTasks() {
    for task in new.taskIndices {
      guard let before = matching.oldOf[task.position] else {
        add(.added, nil, .task(task), "", new.path(of: new[task].project).joined(separator: " / "))
        continue
      }
      compare(before, task)
    }
    for task in old.taskIndices where matching.newOf[task.position] == nil {
      add(.removed, .task(task), nil, old.path(of: old[task].project).joined(separator: " / "), "")
    }
  }

  private mutating func compare(_ before: TaskIndex, _ task: TaskIndex) {
    let (a, b) = (NodeIndex.task(before), NodeIndex.task(task))
    let (was, now) = (old[before].status, new[task].status)
    if was != now {
      let kind: Kind =
        now == .done ? .finished : now == .cancelled ? .cancelled : was.isUnfinished ? .status : .reopened
      add(kind, a, b, was.name, now.name)
    }
    let texts = (old.text(of: before), new.text(of: task))
    if texts.0 != texts.1 { add(.renamed, a, b, texts.0, texts.1) }
    if isElsewhere(before, task) { add(.moved, a, b, place(of: before, old), place(of: task, new)) }
    compareTags(a, b)
  }

  private func isElsewhere(_ before: TaskIndex, _ task: TaskIndex) -> Bool {
    let (one, other) = (old[before], new[task])
    if one.project.orNil.flatMap({ matching.newOfProject[$0.position] }) != other.project.orNil {
      return true
    }
    if one.parent.orNil.map({ matching.newOf[$0.position] }) != other.parent.orNil.map({ Optional($0) }) {
      return true
    }
    return false
  }

  private func place(of task: TaskIndex, _ plan: Plan) -> String {
    let path = plan.path(of: plan[task].project).joined(separator: " / ")
    return plan[task].parent.orNil.map { "\(path), below '\(plan.text(of: $0))'" } ?? path
  }

  // MARK: Tags

  private static let dates: [(Kind, TagKey)] = [
    (.due, .due), (.start, .start), (.scheduled, .scheduled), (.fixed, .fixed),
  ]
  private static let values: [(Kind, [TagKey])] = [
    (.effort, [.estimate, .span, .left, .split]), (.progress, [.progress, .spent]), (.people, [.assignee]),
    (.owner, [.owner]),
    (.budget, [.budget, .rate, .billable]), (.cost, [.cost, .paid]), (.priority, [.priority]),
    (.recurrence, [.recurrence, .until, .times, .from, .holiday]),
    (.dependencies, [.after, .before, .endAfter]),
    (.labels, [.label]), (.waiting, [.waiting]), (.id, [.id]), (.other, [.health, .type, .onCompletion]),
  ]

  private mutating func compareTags(_ a: NodeIndex, _ b: NodeIndex) {
    for (kind, key) in PlanDiff.dates {
      let (from, to) = (
        old.rawValues(key, of: a).joined(separator: " "), new.rawValues(key, of: b).joined(separator: " ")
      )
      guard from != to else { continue }
      add(kind, a, b, from, to, days: days(key, a, b))
    }
    for (kind, keys) in PlanDiff.values {
      var (from, to): ([String], [String]) = ([], [])
      for key in keys {
        let (x, y) = (old.rawValues(key, of: a), new.rawValues(key, of: b))
        guard x != y else { continue }
        from += told(x, key, keys)
        to += told(y, key, keys)
      }
      if from != to { add(kind, a, b, from.joined(separator: " "), to.joined(separator: " ")) }
    }
  }

  /// With the key in front where it is not what the kind is called after; dependencies always say which they are.
  private func told(_ values: [String], _ key: TagKey, _ keys: [TagKey]) -> [String] {
    key == keys[0] && key != .after ? values : values.map { "\(key.name):\($0)" }
  }

  private func days(_ key: TagKey, _ a: NodeIndex, _ b: NodeIndex) -> Int? {
    func day(_ node: NodeIndex, _ plan: Plan) -> Day? {
      let date =
        switch node {
        case .task(let task): plan.date(key, of: task)
        case .project(let project): plan.date(key, of: project)
        }
      return key == .due ? date?.last : date?.first
    }
    guard let from = day(a, old), let to = day(b, new) else { return nil }
    return to - from
  }

  // MARK: Ends of projects

  private mutating func compareFinishes(_ today: Day) {
    guard let before = PlannedDates(old, today: today), let after = PlannedDates(new, today: today) else {
      return
    }
    for project in new.projectIndices {
      guard let was = matching.oldOfProject[project.position], let from = before.end(of: was),
        let to = after.end(of: project), from != to
      else { continue }
      finishes.append(FinishChange(project: project, from: from, to: to, causes: causes(project, was)))
    }
  }

  /// What changed in a project that can move its end: efforts, tasks that came or went, dependencies, people, dates.
  private func causes(_ project: ProjectIndex, _ was: ProjectIndex) -> [String] {
    let (now, then) = (new.tasks(of: project), old.tasks(of: was))
    var effort: [Kind: Int] = [:]
    var count: [Kind: Int] = [:]
    for change in changes {
      switch (change.old, change.new) {
      case (_, .task(let task)?) where now.contains(task.position): break
      case (.task(let task)?, nil) where then.contains(task.position): break
      default: continue
      }
      func minutes(_ node: NodeIndex?, _ plan: Plan) -> Int {
        guard case .task(let task)? = node else { return 0 }
        return plan.likelyMinutes(task) ?? 0
      }
      switch change.kind {
      case .added, .removed, .finished, .effort, .dependencies, .people, .start, .scheduled, .fixed,
        .reopened, .moved:
        count[change.kind, default: 0] += 1
        effort[change.kind, default: 0] += minutes(change.new, new) - minutes(change.old, old)
      default: continue
      }
    }
    guard !count.isEmpty else { return ["what other projects or people do"] }
    return count.keys.sorted { (-abs(effort[$0] ?? 0), $0.rawValue) < (-abs(effort[$1] ?? 0), $1.rawValue) }
      .map { kind in
        let minutes = effort[kind] ?? 0
        let work =
          [.added, .removed, .effort].contains(kind) && minutes != 0
          ? " (\(minutes > 0 ? "+" : "−")\(StatusWords.hours(abs(minutes))))" : ""
        let number = count[kind] ?? 0
        switch kind {
        case .added, .removed, .finished, .reopened, .moved:
          return "\(StatusWords.count(number, "task")) \(kind.word)\(work)"
        default: return "\(kind.word) of \(StatusWords.count(number, "task"))\(work)"
        }
      }
  }
}
