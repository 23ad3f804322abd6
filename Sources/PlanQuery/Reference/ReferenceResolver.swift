package import PlanModel

/// Finds the task or project that a user names: by id, handle, place, text or title. Source: commands, "REF".
package struct ReferenceResolver {
  package enum Kind: Sendable { case any, task, project }

  let plan: Plan
  private lazy var table = HandleTable(plan)

  package init(_ plan: Plan) { self.plan = plan }

  /// Short names of the plan's tasks, computed when they are first asked for.
  package var handles: HandleTable { mutating get { table } }

  /// The one task or project that `reference` names.
  ///
  /// In this order: an id; a handle, or the beginning of one that fits one task only; a place; a text or
  /// title. A whole text beats words of one, and what is unfinished beats what is finished or archived.
  package mutating func resolve(_ reference: String, as kind: Kind = .any) throws(ReferenceFailure)
    -> NodeIndex
  {
    let reference = String(reference.trimmingBlanks)
    guard !reference.isEmpty else { throw failure(.empty, reference, []) }
    if let node = plan.ids.find(reference, files: plan.files)?.node {
      return try checked(node, reference, kind)
    }
    if HandleTable.isShaped(reference) {
      let found = table.tasks(beginning: reference)
      if found.count == 1 { return try checked(.task(found[0]), reference, kind) }
      if found.count > 1 { throw failure(.ambiguous, reference, found.map { .task($0) }) }
    }
    if let node = try blockID(reference) { return try checked(node, reference, kind) }
    if let node = try place(reference) { return try checked(node, reference, kind) }
    for tier in tiers(reference, kind) {
      if tier.count == 1 { return tier[0] }
      if tier.count > 1 { throw failure(.ambiguous, reference, tier) }
    }
    if kind == .task, !plan.projects(called: reference).isEmpty {
      throw failure(.wrongKind(isProject: true), reference, [])
    }
    throw failure(.unknown, reference, nearest(reference, kind))
  }

  private mutating func checked(
    _ node: NodeIndex, _ reference: String, _ kind: Kind
  ) throws(ReferenceFailure) -> NodeIndex {
    switch (node, kind) {
    case (.project, .task): throw failure(.wrongKind(isProject: true), reference, [])
    case (.task, .project): throw failure(.wrongKind(isProject: false), reference, [])
    case (.task, .any), (.task, .task), (.project, .any), (.project, .project): return node
    }
  }

  /// `^name`, where one file has it, and `file#^name`.
  private mutating func blockID(_ reference: String) throws(ReferenceFailure) -> NodeIndex? {
    guard let sign = reference.firstIndex(of: "^") else { return nil }
    var files = Array(plan.files.indices)
    if sign > reference.startIndex {
      guard reference[reference.index(before: sign)] == "#" else { return nil }
      files = plan.files(called: String(reference[..<reference.index(before: sign)])).map(\.position)
    }
    let name = Array(reference[reference.index(after: sign)...].utf8)
    let found = files.compactMap {
      plan.ids.find(name, 0..<name.count, space: UInt32($0) + 1, files: plan.files)?.node
    }
    if found.count > 1 { throw failure(.ambiguous, reference, found) }
    return found.first
  }

  // MARK: Texts and titles

  /// What a text fits, the best fits first.
  private func tiers(_ reference: String, _ kind: Kind) -> [[NodeIndex]] {
    let projects = kind == .task ? [] : plan.projects(called: reference).map { NodeIndex.project($0) }
    guard kind != .project else { return [projects] }
    let whole = reference.lowercased()
    let words = reference.split(whereSeparator: \.isWhitespace).map { TextSearch(String($0)) }
    let tests = words.map(\.test)
    var (exact, exactFinished, loose, looseFinished): ([NodeIndex], [NodeIndex], [NodeIndex], [NodeIndex]) = (
      [], [], [], []
    )
    for task in plan.taskIndices where tests.allSatisfy({ $0(plan, task) }) {
      let text = plan.text(of: task)
      let isCurrent = plan[task].isUnfinished && !plan.isArchived(task)
      if text.lowercased() == whole {
        if isCurrent { exact.append(.task(task)) } else { exactFinished.append(.task(task)) }
      } else if words.allSatisfy({ $0.beginsWord(of: text) }) {
        if isCurrent { loose.append(.task(task)) } else { looseFinished.append(.task(task)) }
      }
    }
    return [exact + projects, exactFinished, loose, looseFinished]
  }

  /// Up to three that may have been meant.
  private func nearest(_ reference: String, _ kind: Kind) -> [NodeIndex] {
    var found: [NodeIndex] = []
    if let id = Spelling.nearest(to: reference, among: plan.idNames),
      let node = plan.ids.find(id, files: plan.files)?.node
    {
      found.append(node)
    }
    if kind != .task, let title = Spelling.nearest(to: reference, among: plan.projectNames) {
      found += plan.projects(called: title).prefix(1).map { .project($0) }
    }
    guard kind != .project else { return found }
    let current = plan.taskIndices.filter { plan[$0].isUnfinished && !plan.isArchived($0) }
    let words = reference.split(whereSeparator: \.isWhitespace).filter { $0.utf8.count >= 4 }
    for word in words.sorted(by: { $0.utf8.count > $1.utf8.count }) where found.count < 3 {
      let test = TextSearch(String(word)).test
      found += current.lazy.filter { test(plan, $0) }.prefix(3 - found.count).map { .task($0) }
    }
    if found.isEmpty, reference.utf8.count >= 4 {
      found = current.lazy.filter { Spelling.isNear(reference, words: plan.text(of: $0)) }.prefix(3).map {
        .task($0)
      }
    }
    var seen: Set<NodeIndex> = []
    return found.filter { seen.insert($0).inserted }
  }

  // MARK: Failures

  mutating func failure(
    _ problem: ReferenceFailure.Problem, _ reference: String, _ nodes: [NodeIndex]
  ) -> ReferenceFailure {
    var matches: [ReferenceFailure.Match] = []
    for node in nodes.prefix(10) {
      let place = "\(plan[plan.file(of: node)].path):\(plan.line(of: node))"
      matches.append(
        ReferenceFailure.Match(
          node: node, handle: handle(of: node) ?? place, place: place, text: plan.name(of: node)))
    }
    return ReferenceFailure(problem: problem, reference: reference, matches: matches, matchCount: nodes.count)
  }

  private mutating func handle(of node: NodeIndex) -> String? {
    switch node {
    case .task(let task): table.handle(of: task)
    case .project: plan.id(of: node)
    }
  }
}

extension StringProtocol {
  /// Without blanks at both ends.
  var trimmingBlanks: SubSequence {
    let front = drop { $0.isWhitespace }
    guard let last = front.lastIndex(where: { !$0.isWhitespace }) else { return front }
    return front[...last]
  }
}
