import PlanModel
import PlanText

extension Completer {
  // MARK: People

  /// People of the configuration, else those whom the plan names.
  func people(from start: Int) -> Candidates {
    // Behind `|` another one begins.
    let first = bytes[start..<offset].lastIndex(of: UInt8(ascii: "|")).map { $0 + 1 } ?? start
    let hasSign = first < offset && bytes[first] == UInt8(ascii: "@")
    let sign = hasSign || first == start || bytes[start] == UInt8(ascii: "@") && first == start ? "@" : ""
    let range = first..<offset
    let configured = plan.configuration.people
    guard configured.isEmpty else {
      return Candidates(
        range: range,
        candidates: configured.map { person in
          let kind = person.isTeam ? "team" : person.units > 1 ? "\(person.units) units" : ""
          let detail = [person.name ?? "", kind].filter { !$0.isEmpty }.joined(separator: ", ")
          return Candidate(sign + person.key, filter: sign + person.key, .person, detail)
        })
    }
    var counts: [String: Int] = [:]
    forEachTag { tag, file in
      guard tag.key == .assignee || tag.key == .owner, !touches(tag, file) else { return }
      let text = plan[file].text(tag.value)
      for name in text.split(separator: "|") {
        counts[sign + name.drop { $0 == "@" }.prefix { $0 != "(" }, default: 0] += 1
      }
    }
    return Candidates(range: range, candidates: ranked(counts, .person))
  }

  // MARK: Labels

  func labels(from start: Int) -> Candidates {
    var counts: [String: Int] = ["#milestone": 0]
    forEachTag { tag, file in
      guard tag.key == .label, !touches(tag, file) else { return }
      counts["#" + plan[file].text(tag.value), default: 0] += 1
    }
    return Candidates(range: start..<offset, candidates: ranked(counts, .label))
  }

  // MARK: Ids

  private static let referenceLimit = 60

  /// Tasks and projects that have an id, by id and by text; tasks of this file that have none get one along with it.
  func references(_ value: Range<Int>) -> Candidates {
    let first = bytes[value].lastIndex(of: UInt8(ascii: ",")).map { $0 + 1 } ?? value.lowerBound
    let letters = typed(first..<offset).lowercased()
    let own = snapshot.task(at: offset, in: file)
    let home = snapshot.project(around: offset, in: file)
    var found: [(rank: Int, candidate: Candidate)] = []
    func rank(_ id: String?, _ text: @autoclosure () -> String, _ node: NodeIndex) -> Int? {
      let isHere: Bool =
        switch node {
        case .task(let task): plan[task].project == home
        case .project: false
        }
      if letters.isEmpty { return isHere ? 0 : 2 }
      if let id, id.lowercased().hasPrefix(letters) { return isHere ? 0 : 1 }
      let words = text().lowercased()
      if words.hasPrefix(letters) { return 2 }
      return words.contains(letters) ? 3 : nil
    }
    for entry in plan.ids.entries where !plan[entry.file].isArchive && !isOwn(entry.node, own) {
      let name = plan[entry.file].text(entry.range.range)
      let isBlockID = plan.tag(.blockID, of: entry.node)?.value == entry.range.range
      guard !isBlockID || entry.file == file else { continue }
      guard let rank = rank(name, plan.name(of: entry.node), entry.node) else { continue }
      let isOver = if case .task(let task) = entry.node { !plan[task].isUnfinished } else { false }
      var candidate = Candidate(
        name, filter: "\(name) \(plan.name(of: entry.node))", .reference, plan.name(of: entry.node))
      candidate.documentation = path(of: entry.node)
      found.append((rank + (isOver ? 4 : 0), candidate))
      if letters.isEmpty, found.count > 2000 { break }
    }
    if let home { found += withoutID(home, own, letters) }
    let order = found.indices.sorted { (found[$0].rank, $0) < (found[$1].rank, $1) }
    return Candidates(
      range: first..<offset, candidates: order.prefix(Completer.referenceLimit).map { found[$0].candidate },
      isIncomplete: true)
  }

  private func isOwn(_ node: NodeIndex, _ own: TaskIndex?) -> Bool {
    guard let own else { return false }
    return node == .task(own)
  }

  private func withoutID(_ home: ProjectIndex, _ own: TaskIndex?, _ letters: String) -> [(
    rank: Int, candidate: Candidate
  )] {
    var found: [(rank: Int, candidate: Candidate)] = []
    let named = KeySet(.id, .blockID)
    for position in plan.tasks(of: home).prefix(200) {
      let task = TaskIndex(position)
      guard task != own, plan[task].isUnfinished, plan[task].keys.isDisjoint(with: named) else { continue }
      let text = plan.text(of: task)
      guard letters.isEmpty || text.lowercased().contains(letters) else { continue }
      var names = FreshNames(plan)
      let id = names.name(for: text)
      var editor = PlanEditor(plan, today: snapshot.today)
      do {
        try editor.change(task) { paragraph throws(EditProblem) in try paragraph.set(NewTag(.id, id)) }
      } catch { continue }
      guard let edits = editor.edits.first?.edits, edits.allSatisfy({ !$0.range.contains(offset) }) else {
        continue
      }
      var candidate = Candidate(text, text: id, filter: "\(id) \(text)", .reference, "gets id:\(id)")
      candidate.otherEdits = edits
      found.append((5, candidate))
      if found.count == 20 { break }
    }
    return found
  }

  private func path(of node: NodeIndex) -> String {
    let project: ProjectIndex =
      switch node {
      case .task(let task): plan[task].project
      case .project(let project): project
      }
    return plan.path(of: project).joined(separator: " / ")
  }

  /// An id for the task that the line is about.
  func ownID(_ value: Range<Int>) -> Candidates {
    guard let task = snapshot.task(at: offset, in: file) else {
      return Candidates(range: value, candidates: [])
    }
    var names = FreshNames(plan)
    let text = plan.text(of: task).split(separator: " ").filter { !$0.hasPrefix("id:") }.joined(
      separator: " ")
    return Candidates(range: value, candidates: [Candidate(names.name(for: text), .reference, "free")])
  }

  // MARK: Keys

  /// Keys that may be set here; nil where nobody asks for one.
  func keys(_ word: Range<Int>, isForProject: Bool) -> Candidates? {
    let letters = typed(word).lowercased()
    guard isInvoked || !letters.isEmpty,
      letters.utf8.allSatisfy({ $0.isASCIILetter || $0 == UInt8(ascii: "-") })
    else { return nil }
    let set: KeySet =
      snapshot.node(at: offset, in: file).map { node in
        switch node {
        case .task(let task): plan[task].keys
        case .project(let project): plan[project].keys
        }
      } ?? .none
    var candidates: [Candidate] = []
    for key in TagKey.allCases where ![.attribute, .assignee, .label, .blockID].contains(key) {
      guard isForProject ? key.isForProjects : key.isForTasks, key.isList || !set.contains(key),
        isInvoked && letters.isEmpty || key.name.lowercased().hasPrefix(letters)
      else { continue }
      candidates.append(Candidate(key.name + ":", .key, key.summary))
    }
    var own: [String: Int] = [:]
    forEachTag { tag, file in
      guard tag.key == .attribute, tag.isEffective, !touches(tag, file) else { return }
      let name = plan.attributeKey(tag, in: file) + ":"
      if name.hasPrefix(letters) { own[name, default: 0] += 1 }
    }
    candidates += ranked(own, .key)
    return Candidates(range: word, candidates: candidates)
  }
}

extension TagKey {
  /// What the key says, in a few words.
  var summary: String {
    switch self {
    case .due: "to be finished by the end of that day"
    case .start: "not before that day"
    case .scheduled: "the day someone means to do it"
    case .fixed: "pinned: starts then"
    case .done: "the day it was done"
    case .cancelled: "the day it was cancelled"
    case .created: "the day it was written"
    case .estimate: "the work it takes: 2h, 1.5d, 2d-5d, 1d/2d/5d"
    case .spent: "the work it took so far"
    case .left: "the work that is left"
    case .progress: "how much is done, in percent"
    case .span: "its length in working time, whatever the effort"
    case .split: "may be interrupted"
    case .recurrence: "comes again: weekly, +1mo, \"every 2 weeks on mon\""
    case .until: "the last day of its series"
    case .times: "how often it comes"
    case .from: "the first day of its series"
    case .holiday: "what happens on a holiday"
    case .id: "a name by which others refer to it"
    case .blockID: "Obsidian's block id"
    case .after: "starts when that is done"
    case .before: "is done when that starts"
    case .endAfter: "ends when that is done"
    case .priority: "A to Z"
    case .assignee: "who does it"
    case .owner: "who answers for it"
    case .label: "a label"
    case .budget: "the limit for all below it: 12000EUR, 40h/mo"
    case .cost: "planned expense"
    case .paid: "actual expense"
    case .rate: "billing rate per hour"
    case .billable: "whether it is billed"
    case .health: "the declared state: green, amber, red"
    case .waiting: "whom or what it waits for"
    case .onCompletion: "what becomes of the line when it is done"
    case .type: "project, or area: ongoing work without an end"
    case .attribute: "a key of this plan"
    }
  }
}
