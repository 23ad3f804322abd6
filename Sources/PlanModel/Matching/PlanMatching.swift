/// Which task of one plan is which task of another: by id, else by text and place, at last by likeness. Where it is ambiguous,
/// the pairs are those that together differ least.
package struct PlanMatching: Sendable {
  /// For each task of the old plan, by position.
  package private(set) var newOf: [TaskIndex?]
  /// For each task of the new plan.
  package private(set) var oldOf: [TaskIndex?]
  package private(set) var newOfProject: [ProjectIndex?]
  package private(set) var oldOfProject: [ProjectIndex?]

  private let old: Plan
  private let new: Plan
  private var oldTexts: [String]
  private var newTexts: [String]

  package init(_ old: Plan, _ new: Plan) {
    (self.old, self.new) = (old, new)
    newOf = [TaskIndex?](repeating: nil, count: old.tasks.count)
    oldOf = [TaskIndex?](repeating: nil, count: new.tasks.count)
    newOfProject = [ProjectIndex?](repeating: nil, count: old.projects.count)
    oldOfProject = [ProjectIndex?](repeating: nil, count: new.projects.count)
    oldTexts = old.taskIndices.map { old.text(of: $0) }
    newTexts = new.taskIndices.map { new.text(of: $0) }
    matchProjects()
    matchIDs()
    // Where a text stands in the same place, it is the same task; what moved is looked for among the rest.
    matchEqual { plan, position, texts in
      let task = plan.tasks[position]
      let parent = task.parent.orNil.map { texts[$0.position] } ?? ""
      return [texts[position], parent, PlanMatching.projectKey(plan, task.project), plan[task.file].path]
        .joined(separator: "\u{0}")
    }
    matchEqual { plan, position, texts in
      texts[position] + "\u{0}" + (plan.tasks[position].project.orNil.map { plan[$0].name } ?? "")
    }
    matchEqual { _, position, texts in texts[position] }
    matchRenamedProjects()
    matchRewordedProjects()
    matchAlike()
    matchRenamedProjects()
  }

  // MARK: Projects

  private static func projectKey(_ plan: Plan, _ project: ProjectIndex) -> String {
    project.orNil.map { plan.path(of: $0).joined(separator: "\u{0}") } ?? ""
  }

  /// By id, else by path and file, else by path, else by name where it is the only one of its name.
  private mutating func matchProjects() {
    let keys: [(Plan, ProjectIndex) -> String?] = [
      { $0.id(of: .project($1)) },
      { $0[$0[$1].file].path + "\u{0}" + PlanMatching.projectKey($0, $1) },
      { PlanMatching.projectKey($0, $1) },
      { $0[$1].name },
    ]
    for key in keys {
      var left: [String: [ProjectIndex]] = [:]
      for project in old.projectIndices where newOfProject[project.position] == nil {
        if let name = key(old, project) { left[name, default: []].append(project) }
      }
      var right: [String: [ProjectIndex]] = [:]
      for project in new.projectIndices where oldOfProject[project.position] == nil {
        if let name = key(new, project) { right[name, default: []].append(project) }
      }
      for (name, projects) in left where projects.count == 1 && right[name]?.count == 1 {
        pair(projects[0], right[name]![0])
      }
    }
  }

  /// A project whose name says nothing any more is the one that most of its tasks, and half of them at least, are in now.
  private mutating func matchRenamedProjects() {
    for project in old.projectIndices where newOfProject[project.position] == nil {
      var counts: [ProjectIndex: Int] = [:]
      let own = old.tasks(of: project).filter { old.tasks[$0].project == project }
      for position in own {
        guard let task = newOf[position], let now = new[task].project.orNil, oldOfProject[now.position] == nil
        else { continue }
        counts[now, default: 0] += 1
      }
      let best = counts.max { ($0.value, $1.key.position) < ($1.value, $0.key.position) }
      if let best, best.value * 2 >= own.count { pair(project, best.key) }
    }
  }

  /// Below the same project, names that share half of their words.
  private mutating func matchRewordedProjects() {
    for project in old.projectIndices where newOfProject[project.position] == nil {
      var around: ProjectIndex?
      if let parent = old[project].parent.orNil {
        guard let now = newOfProject[parent.position] else { continue }
        around = now
      }
      let own = PlanMatching.words(old[project].name)
      var alike: [ProjectIndex] = []
      for other in new.projectIndices
      where oldOfProject[other.position] == nil && new[other].parent.orNil == around {
        let words = PlanMatching.words(new[other].name)
        if own.intersection(words).count * 4 >= own.count + words.count { alike.append(other) }
      }
      if alike.count == 1 { pair(project, alike[0]) }
    }
  }

  private mutating func pair(_ a: ProjectIndex, _ b: ProjectIndex) {
    newOfProject[a.position] = b
    oldOfProject[b.position] = a
  }

  private mutating func pair(_ a: Int, _ b: Int) {
    newOf[a] = TaskIndex(b)
    oldOf[b] = TaskIndex(a)
  }

  // MARK: Tasks

  private mutating func matchIDs() {
    var left: [String: [Int]] = [:]
    for task in old.taskIndices {
      if let id = old.id(of: .task(task)) { left[id, default: []].append(task.position) }
    }
    var right: [String: [Int]] = [:]
    for task in new.taskIndices {
      if let id = new.id(of: .task(task)) { right[id, default: []].append(task.position) }
    }
    for (id, tasks) in left where tasks.count == 1 && right[id]?.count == 1 { pair(tasks[0], right[id]![0]) }
  }

  /// Pairs what has the same key; of several, those that differ least.
  private mutating func matchEqual(_ key: (Plan, Int, [String]) -> String) {
    var left: [String: [Int]] = [:]
    var order: [String] = []
    for position in old.tasks.indices where newOf[position] == nil {
      let name = key(old, position, oldTexts)
      if left[name] == nil { order.append(name) }
      left[name, default: []].append(position)
    }
    var right: [String: [Int]] = [:]
    for position in new.tasks.indices where oldOf[position] == nil {
      right[key(new, position, newTexts), default: []].append(position)
    }
    for name in order {
      guard let a = left[name], let b = right[name] else { continue }
      match(a, b)
    }
  }

  /// Larger groups of equal lines are paired in their order.
  private static let assignmentLimit = 80

  private mutating func match(_ a: [Int], _ b: [Int]) {
    guard !a.isEmpty, !b.isEmpty else { return }
    if a.count == 1, b.count == 1 {
      if difference(a[0], b[0]) < unassigned { pair(a[0], b[0]) }
      return
    }
    guard a.count <= PlanMatching.assignmentLimit, b.count <= PlanMatching.assignmentLimit else {
      for (left, right) in zip(a, b) { pair(left, right) }
      return
    }
    let costs = a.enumerated().map { number, left in
      b.enumerated().map { place, right in difference(left, right) + min(9, abs(number - place)) }
    }
    for (number, found) in cheapestAssignment(costs).enumerated() {
      if let found { pair(a[number], b[found]) }
    }
  }

  /// How much two tasks of the same text differ; two ids that differ are two tasks.
  private func difference(_ a: Int, _ b: Int) -> Int {
    let (one, other) = (old.tasks[a], new.tasks[b])
    let (left, right) = (TaskIndex(a), TaskIndex(b))
    let ids = (old.id(of: .task(left)), new.id(of: .task(right)))
    if let first = ids.0, let second = ids.1, first != second { return unassigned }
    var cost = 0
    if one.project.orNil.flatMap({ newOfProject[$0.position] }) != other.project.orNil { cost += 120 }
    if old[one.file].path != new[other.file].path { cost += 40 }
    if (one.parent.orNil.map { oldTexts[$0.position] }) != (other.parent.orNil.map { newTexts[$0.position] })
    {
      cost += 40
    }
    // The due day says which of a series it is, more than whether it is done.
    if one.keys.contains(.due) || other.keys.contains(.due), raw(.due, left, old) != raw(.due, right, new) {
      cost += 100
    }
    if one.status != other.status { cost += 30 }
    for key in [TagKey.assignee, .estimate, .scheduled, .start, .priority, .recurrence, .label]
    where raw(key, left, old) != raw(key, right, new) { cost += 12 }
    return cost
  }

  private func raw(_ key: TagKey, _ task: TaskIndex, _ plan: Plan) -> [String] {
    plan.rawValues(key, of: .task(task))
  }

  // MARK: Likeness

  /// What was reworded: pairs of the remaining whose words, tags and neighbours are alike enough.
  private mutating func matchAlike() {
    let left = old.tasks.indices.filter { newOf[$0] == nil }
    let right = new.tasks.indices.filter { oldOf[$0] == nil }
    guard !left.isEmpty, !right.isEmpty else { return }
    let oldWords = left.map { PlanMatching.words(oldTexts[$0]) }
    let newWords = right.map { PlanMatching.words(newTexts[$0]) }
    var byWord: [Substring: [Int]] = [:]
    for (place, words) in newWords.enumerated() {
      for word in words { byWord[word, default: []].append(place) }
    }
    var byProject: [ProjectIndex: [Int]] = [:]
    for (place, position) in right.enumerated() {
      byProject[new.tasks[position].project, default: []].append(place)
    }
    var edges: [(score: Int, left: Int, right: Int)] = []
    for (number, position) in left.enumerated() {
      var candidates: Set<Int> = []
      for word in oldWords[number] {
        if let places = byWord[word], places.count <= 60 { candidates.formUnion(places) }
      }
      if let project = old.tasks[position].project.orNil.flatMap({ newOfProject[$0.position] }),
        let places = byProject[project], places.count <= 60
      {
        candidates.formUnion(places)
      }
      for place in candidates {
        let score = likeness(position, right[place], oldWords[number], newWords[place])
        if score >= 500 { edges.append((score, number, place)) }
      }
    }
    // Connected pieces one by one: each is small, and the best of each is the best of all.
    for piece in PlanMatching.pieces(edges, left.count, right.count) {
      let (rows, columns) = (piece.left, piece.right)
      guard rows.count <= PlanMatching.assignmentLimit, columns.count <= PlanMatching.assignmentLimit else {
        pairGreedily(piece.edges, left, right)
        continue
      }
      let rowOf = Dictionary(uniqueKeysWithValues: rows.enumerated().map { ($1, $0) })
      let columnOf = Dictionary(uniqueKeysWithValues: columns.enumerated().map { ($1, $0) })
      var costs = [[Int]](repeating: [Int](repeating: unassigned, count: columns.count), count: rows.count)
      for edge in piece.edges {
        costs[rowOf[edge.left]!][columnOf[edge.right]!] = max(0, unassigned - edge.score)
      }
      for (row, column) in cheapestAssignment(costs).enumerated() {
        if let column { pair(left[rows[row]], right[columns[column]]) }
      }
    }
  }

  private mutating func pairGreedily(
    _ edges: [(score: Int, left: Int, right: Int)], _ left: [Int], _ right: [Int]
  ) {
    for edge in edges.sorted(by: { ($1.score, $0.left, $0.right) < ($0.score, $1.left, $1.right) })
    where newOf[left[edge.left]] == nil && oldOf[right[edge.right]] == nil {
      pair(left[edge.left], right[edge.right])
    }
  }

  private static func words(_ text: String) -> Set<Substring> {
    Set(text.lowercased().split { !$0.isLetter && !$0.isNumber })
  }

  /// Thousandths; from 500 on they may be a pair.
  private func likeness(_ a: Int, _ b: Int, _ first: Set<Substring>, _ second: Set<Substring>) -> Int {
    let (one, other) = (old.tasks[a], new.tasks[b])
    let (left, right) = (TaskIndex(a), TaskIndex(b))
    // One that lost its id and its words is another one.
    if let id = old.id(of: .task(left)), id != new.id(of: .task(right)) { return 0 }
    let common = first.intersection(second).count
    // Dice's coefficient of the words.
    var score = first.isEmpty && second.isEmpty ? 0 : common * 1200 / max(1, first.count + second.count)
    let isSameProject = one.project.orNil.flatMap { newOfProject[$0.position] } == other.project.orNil
    score += isSameProject ? 150 : -150
    var tags = 0
    for key in [
      TagKey.due, .estimate, .assignee, .start, .scheduled, .recurrence, .cost, .budget, .after, .id,
    ] {
      let (x, y) = (raw(key, left, old), raw(key, right, new))
      if x.isEmpty, y.isEmpty { continue }
      tags += x == y ? 100 : -40
    }
    score += max(-150, min(300, tags))
    // Between the same neighbours it is likely the same, whatever it says now.
    if neighbours(a, b) { score += 250 }
    if one.status == other.status { score += 30 }
    return min(score, unassigned)
  }

  /// True if what stands before or behind both is a pair already, and both lie in the same file.
  private func neighbours(_ a: Int, _ b: Int) -> Bool {
    guard old[old.tasks[a].file].path == new[new.tasks[b].file].path else { return false }
    func isPair(_ a: Int, _ b: Int) -> Bool {
      old.tasks.indices.contains(a) && new.tasks.indices.contains(b) && newOf[a] == TaskIndex(b)
    }
    return isPair(a - 1, b - 1) && isPair(a + 1, b + 1)
  }

  private struct Piece {
    var left: [Int] = []
    var right: [Int] = []
    var edges: [(score: Int, left: Int, right: Int)] = []
  }

  private static func pieces(_ edges: [(score: Int, left: Int, right: Int)], _ left: Int, _ right: Int)
    -> [Piece]
  {
    var parent = Array(0..<left + right)
    func root(_ item: Int) -> Int {
      var item = item
      while parent[item] != item {
        parent[item] = parent[parent[item]]
        item = parent[item]
      }
      return item
    }
    for edge in edges {
      let (a, b) = (root(edge.left), root(left + edge.right))
      if a != b { parent[max(a, b)] = min(a, b) }
    }
    var pieces: [Int: Piece] = [:]
    for edge in edges { pieces[root(edge.left), default: Piece()].edges.append(edge) }
    return pieces.keys.sorted().map { key in
      var piece = pieces[key]!
      piece.edges.sort { ($0.left, $0.right) < ($1.left, $1.right) }
      piece.left = Set(piece.edges.map(\.left)).sorted()
      piece.right = Set(piece.edges.map(\.right)).sorted()
      return piece
    }
  }
}

extension Plan {
  /// What is written behind a key, each value of a list by itself, in order of the text.
  package func rawValues(_ key: TagKey, of node: NodeIndex) -> [String] {
    switch node {
    case .task(let task): guard self[task].keys.contains(key) else { return [] }
    case .project(let project): guard self[project].keys.contains(key) else { return [] }
    }
    switch key {
    case .assignee:
      return assignments(of: node).map {
        "@" + $0.anyOf.joined(separator: "|") + ($0.thousandths == 1000 ? "" : "(\($0.thousandths / 10)%)")
      }
    case .label: return labels(of: node).sorted().map { "#" + $0 }
    default: break
    }
    let file = file(of: node)
    let texts = tags(of: node).filter { $0.key == key }.map { text(of: $0, in: file) }
    guard [.after, .before, .endAfter].contains(key) else { return texts }
    return texts.flatMap { $0.split(separator: ",").map { $0.trimmed } }.sorted()
  }
}

extension Substring {
  fileprivate var trimmed: String {
    var text = self
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
