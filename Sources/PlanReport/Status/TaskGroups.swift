import PlanModel

/// Which groups each task belongs to: sets of group numbers, shared by all tasks that say nothing of their own.
///
/// A set names only what it adds to the set around it, so that all of them together are no larger than the plan.
struct TaskGroups: Sendable {
  private struct GroupSet: Hashable, Sendable {
    /// The set it adds to; -1: none.
    let parent: Int32
    let own: [Int]
  }

  /// Names in the order in which they were met; an empty one stands for tasks without any.
  private(set) var names: [String] = []
  private var numbers: [String: Int] = [:]
  private var sets: [GroupSet] = []
  private var setNumbers: [GroupSet: Int32] = [:]
  private var setOfTask: [Int32] = []
  private var countsOfSets: [StatusCounts] = []
  private let sharesEffort: Bool

  init(_ plan: Plan, by grouping: StatusGrouping) {
    sharesEffort = grouping == .person
    guard grouping != .project else { return }
    let reader = GroupReader(plan, grouping)
    let nothing = set(of: [""], around: -1)
    var setOfProject: [Int32] = []
    setOfProject.reserveCapacity(plan.projects.count)
    func own(_ node: NodeIndex, _ inherited: Int32) -> Int32 {
      let names = reader.names(of: node)
      guard !names.isEmpty else { return inherited }
      return set(of: names, around: reader.addsUp && inherited != nothing ? inherited : -1)
    }
    for index in plan.projectIndices {
      setOfProject.append(
        own(.project(index), plan[index].parent.orNil.map { setOfProject[$0.position] } ?? nothing))
    }
    setOfTask.reserveCapacity(plan.tasks.count)
    for index in plan.taskIndices {
      let task = plan[index]
      let inherited =
        task.parent.isNone ? setOfProject[task.project.position] : setOfTask[task.parent.position]
      setOfTask.append(task.keys.isDisjoint(with: reader.keys) ? inherited : own(.task(index), inherited))
    }
    countsOfSets = [StatusCounts](repeating: StatusCounts(), count: sets.count)
  }

  /// True where nothing is grouped.
  var isEmpty: Bool { setOfTask.isEmpty }

  /// Adds a task's counts to its groups.
  @inline(__always) mutating func add(_ counts: StatusCounts, of position: Int) {
    countsOfSets[Int(setOfTask[position])] += counts
  }

  /// What each name's group adds up to.
  func counts() -> [String: StatusCounts] {
    var sums = countsOfSets
    var result: [String: StatusCounts] = [:]
    for (position, set) in sets.enumerated().reversed() {
      for (number, group) in set.own.enumerated() {
        let part = sharesEffort ? sums[position].sharingEffort(number, of: set.own.count) : sums[position]
        result[names[group], default: StatusCounts()] += part
      }
      if set.parent >= 0 { sums[Int(set.parent)] += sums[position] }
    }
    return result
  }

  /// The set that adds names to another one, each once.
  private mutating func set(of names: [String], around parent: Int32) -> Int32 {
    var seen: Set<Int> = []
    let own = names.map { number(of: $0) }.filter { seen.insert($0).inserted && !contains($0, parent) }
    guard !own.isEmpty else { return parent }
    let key = GroupSet(parent: parent, own: own)
    if let known = setNumbers[key] { return known }
    sets.append(key)
    setNumbers[key] = Int32(sets.count - 1)
    return Int32(sets.count - 1)
  }

  private func contains(_ group: Int, _ set: Int32) -> Bool {
    var set = set
    while set >= 0 {
      if sets[Int(set)].own.contains(group) { return true }
      set = sets[Int(set)].parent
    }
    return false
  }

  private mutating func number(of name: String) -> Int {
    if let number = numbers[name] { return number }
    names.append(name)
    numbers[name] = names.count - 1
    return names.count - 1
  }
}

/// Reads what one node says of its own about its group.
private struct GroupReader {
  let plan: Plan
  let grouping: StatusGrouping
  /// Keys without which a task says nothing of its own.
  let keys: KeySet
  /// Labels of parents are kept; of all else the nearest wins.
  let addsUp: Bool
  private let known: TagKey?

  init(_ plan: Plan, _ grouping: StatusGrouping) {
    self.plan = plan
    self.grouping = grouping
    switch grouping {
    case .project: (keys, known) = (.none, nil)
    case .person: (keys, known) = (KeySet(.assignee), .assignee)
    case .label: (keys, known) = (KeySet(.label), .label)
    case .key(let name):
      known = TagKey(spelling: name)
      keys = KeySet(known ?? .attribute)
    }
    addsUp = grouping == .label
  }

  func names(of node: NodeIndex) -> [String] {
    switch grouping {
    case .project: []
    case .person: plan.assignments(of: node).flatMap(\.anyOf)
    case .label: plan.labels(of: node)
    case .key(let name): value(name, of: node).map { [$0] } ?? []
    }
  }

  private func value(_ name: String, of node: NodeIndex) -> String? {
    let file = plan.file(of: node)
    guard let known else {
      let tag = plan.tags(of: node).first {
        $0.key == .attribute && $0.isEffective && plan.attributeKey($0, in: file) == name
      }
      return tag.map { plan.text(of: $0, in: file) }
    }
    if known == .priority { return priority(of: node) }
    return plan.text(known, of: node)
  }

  /// The letter, whatever dialect says it.
  private func priority(of node: NodeIndex) -> String? {
    plan.tag(.priority, of: node).map { String(UnicodeScalar(UInt8(truncatingIfNeeded: $0.simple))) }
  }
}
