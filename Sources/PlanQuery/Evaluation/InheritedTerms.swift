package import PlanModel

// Tests of what a task takes over from parent tasks and projects. Projects are few: what they say is looked
// up once, and a test walks up parent tasks only.

extension QueryCompiler {
  /// What the tags of a task or project say; nil: nothing, so that what is around it decides.
  typealias Decision = @Sendable (ArraySlice<Tag>, [UInt8], KeySet) -> Bool?

  /// The nearest task or project that decides.
  func inherited(
    keys: KeySet, absent: Bool, _ decide: @escaping Decision
  ) -> PlanTest {
    var ofProjects: [Bool] = []
    ofProjects.reserveCapacity(plan.projects.count)
    for index in plan.projectIndices {
      let record = plan[index]
      var answer: Bool?
      if !record.keys.isDisjoint(with: keys) {
        answer = decide(plan.tags(of: index), plan[record.file].bytes, record.keys)
      }
      let around = record.parent.orNil.map {
        ofProjects.indices.contains($0.position) && ofProjects[$0.position]
      }
      ofProjects.append(answer ?? around ?? absent)
    }
    let answers = ofProjects
    return PlanTest { plan, task in
      var record = plan.tasks[task.position]
      while true {
        if !record.keys.isDisjoint(with: keys) {
          let first = Int(record.firstTag)
          let tags = plan.tags[first..<first + Int(record.tagCount)]
          if let answer = decide(tags, plan.files[record.file.position].bytes, record.keys) { return answer }
        }
        guard !record.parent.isNone else { break }
        record = plan.tasks[record.parent.position]
      }
      return record.project.isNone ? absent : answers[record.project.position]
    }
  }

  func inherited(key: TagKey, absent: Bool = false, _ decide: @escaping Decision) -> PlanTest {
    inherited(keys: KeySet(key), absent: absent, decide)
  }

  /// Those who are assigned, and names that are only mentioned in the task.
  func people(_ names: [String]) -> PlanTest {
    let needles = names.map(Needle.init)
    let assigned = inherited(key: .assignee) { tags, bytes, _ in
      tags.contains { tag in
        tag.key == .assignee && tag.isEffective && needles.contains { $0.isOneName(of: bytes, tag.value) }
      }
    }
    return PlanTest { plan, task in
      if assigned(plan, task) { return true }
      let record = plan.tasks[task.position]
      guard record.tagCount > 0 else { return false }
      for position in Int(record.firstTag)..<Int(record.firstTag) + Int(record.tagCount) {
        let tag = plan.tags[position]
        guard tag.key == .assignee, tag.flags.contains(.mention) else { continue }
        let bytes = plan.files[record.file.position].bytes
        if needles.contains(where: { $0.isOneName(of: bytes, tag.value) }) { return true }
      }
      return false
    }
  }

  /// The nearest owner.
  func nearestName(_ key: TagKey, _ names: [String]) -> PlanTest {
    let needles = names.map(Needle.init)
    return inherited(key: key) { tags, bytes, _ in
      tags.contains { tag in
        tag.key == key && tag.isEffective && needles.contains { $0.isOneName(of: bytes, tag.value) }
      }
    }
  }

  /// Labels add up on the way, so that a level without the label leaves the question to the next. `web` is
  /// also what is below it: `#web/shop`.
  func labels(_ names: [String]) -> PlanTest {
    let needles = names.map(Needle.init)
    return inherited(key: .label) { tags, bytes, _ in
      let isHere = tags.contains { tag in
        tag.key == .label && tag.isEffective
          && needles.contains { $0.isPrefix(of: bytes, tag.value, endingAt: UInt8(ascii: "/")) }
      }
      return isHere ? true : nil
    }
  }

  func priority(_ ranges: [ClosedRange<Int>]) -> PlanTest {
    let allows: @Sendable (Int) -> Bool = { rank in ranges.contains { $0.contains(rank) } }
    return inherited(key: .priority, absent: allows(PriorityRank.none)) { tags, _, _ in
      guard let tag = tags.first(where: { $0.key == .priority && $0.isEffective }) else { return nil }
      return allows(PriorityRank.rank(UInt8(truncatingIfNeeded: tag.simple)))
    }
  }

  /// An own key: the nearest level that has it decides.
  func attribute(_ key: String, _ values: [String]) -> PlanTest {
    let (key, values) = (Needle(key), values.map(Needle.init))
    return inherited(key: .attribute) { tags, bytes, _ in
      var isHere = false
      for tag in tags where tag.key == .attribute && tag.isEffective && key.equals(bytes, tag.keyRange) {
        isHere = true
        if values.contains(where: { $0.equals(bytes, tag.value) }) { return true }
      }
      return isHere ? false : nil
    }
  }

  /// True where the task or, for keys that are inherited, something around it has one of the keys.
  func has(_ keys: [QueryKey], _ range: ByteRange) throws(QueryError) -> PlanTest {
    var tests: [PlanTest] = []
    for key in keys {
      switch key {
      case .known(let key):
        if key.isInherited {
          tests.append(inherited(key: key) { _, _, _ in true })
        } else {
          tests.append(PlanTest { plan, task in plan.tasks[task.position].keys.contains(key) })
        }
      case .own(let name):
        try requireKnown(name, range)
        let needle = Needle(name)
        tests.append(
          inherited(key: .attribute) { tags, bytes, _ in
            let isHere = tags.contains {
              $0.key == .attribute && $0.isEffective && needle.equals(bytes, $0.keyRange)
            }
            return isHere ? true : nil
          })
      }
    }
    let found = tests
    return PlanTest { plan, task in found.contains { $0(plan, task) } }
  }

  /// Throws for a key that the plan does not have where it is a slip of one that the format has.
  func requireKnown(_ name: String, _ range: ByteRange) throws(QueryError) {
    guard !plan.hasAttribute(name) else { return }
    let slip = Spelling.slip(of: name, among: TermKey.names).map { $0 + ":" }
    guard let meant = slip ?? Spelling.keySynonyms[name] else { return }
    throw QueryError(.unknownKey(name), in: query.text, at: keyPlace(name, range), suggestion: meant)
  }

  /// The key at a term's beginning, or all of the term where the key stands elsewhere (`has:…`, `-key:…`).
  private func keyPlace(_ name: String, _ range: ByteRange) -> ByteRange {
    let bytes = Array(query.text.utf8)
    let end = range.lowerBound + name.utf8.count
    guard end <= bytes.count, Needle(name).equals(bytes, range.lowerBound..<end) else { return range }
    return ByteRange(range.lowerBound, end)
  }
}

extension TagKey {
  /// Keys that a task takes over from what is around it (format, section 2, "Inheritance").
  var isInherited: Bool {
    switch self {
    case .label, .assignee, .owner, .priority, .rate, .billable, .type, .health, .attribute: true
    case .due, .start, .scheduled, .fixed, .done, .cancelled, .created, .estimate, .spent, .left, .progress,
      .span,
      .split, .recurrence, .until, .times, .from, .holiday, .id, .blockID, .after, .before, .endAfter,
      .budget, .cost,
      .paid, .waiting, .onCompletion:
      false
    }
  }
}

extension Plan {
  /// True if some task or project has the own key (lower case).
  package func hasAttribute(_ name: String) -> Bool {
    let needle = Needle(name)
    func contains(_ first: UInt32, _ count: UInt16, _ file: FileIndex) -> Bool {
      tags[Int(first)..<Int(first) + Int(count)].contains {
        $0.key == .attribute && needle.equals(files[file.position].bytes, $0.keyRange)
      }
    }
    return projects.contains { $0.keys.contains(.attribute) && contains($0.firstTag, $0.tagCount, $0.file) }
      || tasks.contains { $0.keys.contains(.attribute) && contains($0.firstTag, $0.tagCount, $0.file) }
  }
}
