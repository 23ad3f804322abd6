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
    // Of thousands few are shown: texts are made of those alone.
    var found: [(rank: Int, entry: Int)] = []
    for (position, entry) in plan.ids.entries.enumerated() {
      guard !plan.files[entry.file.position].isArchive, !isOwn(entry.node, own),
        let rank = rank(entry, Array(letters.utf8), home)
      else { continue }
      found.append((rank, position))
    }
    let order = found.indices.sorted { (found[$0].rank, $0) < (found[$1].rank, $1) }
    var candidates = order.prefix(Completer.referenceLimit).map {
      candidate(plan.ids.entries[found[$0].entry])
    }
    if let home { candidates += withoutID(home, own, letters) }
    return Candidates(range: first..<offset, candidates: candidates, isIncomplete: true)
  }

  private func candidate(_ entry: NameTable.Entry) -> Candidate {
    let (name, text) = (plan[entry.file].text(entry.range.range), plan.name(of: entry.node))
    var candidate = Candidate(name, filter: "\(name) \(text)", .reference, text)
    candidate.documentation = path(of: entry.node)
    return candidate
  }

  /// What is nearer and still to be done comes first; nil where the letters stand in neither id nor text.
  private func rank(_ entry: NameTable.Entry, _ letters: [UInt8], _ home: ProjectIndex?) -> Int? {
    let (isHere, isOver, hasBlockID): (Bool, Bool, Bool) =
      switch entry.node {
      case .task(let task):
        (plan[task].project == home, !plan[task].isUnfinished, plan[task].keys.contains(.blockID))
      case .project: (false, false, false)
      }
    // A block id is one in its own file only.
    if hasBlockID, entry.file != file, plan.tag(.blockID, of: entry.node)?.value == entry.range.range {
      return nil
    }
    let late = isOver ? 4 : 0
    if letters.isEmpty { return late + (isHere ? 0 : 2) }
    let text = plan.files[entry.file.position].bytes
    if text.hasPrefix(letters, in: entry.range.range) { return late + (isHere ? 0 : 1) }
    switch entry.node {
    case .task(let task):
      let own = Int(plan[task].textStart)..<Int(plan[task].end)
      guard text.contains(letters, in: own) else { return nil }
    case .project: break
    }
    let words = plan.name(of: entry.node).lowercased()
    let wanted = String(decoding: letters, as: UTF8.self)
    return words.hasPrefix(wanted) ? late + 2 : words.contains(wanted) ? late + 3 : nil
  }

  private func isOwn(_ node: NodeIndex, _ own: TaskIndex?) -> Bool {
    guard let own else { return false }
    return node == .task(own)
  }

  private func withoutID(_ home: ProjectIndex, _ own: TaskIndex?, _ letters: String) -> [Candidate] {
    var found: [Candidate] = []
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
      found.append(candidate)
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

extension [UInt8] {
  /// True if a range begins with these lower-case letters, whatever its own case; other than ASCII must be the same.
  fileprivate func hasPrefix(_ letters: [UInt8], in range: Range<Int>) -> Bool {
    guard letters.count <= range.count else { return false }
    return (0..<letters.count).allSatisfy { self[range.lowerBound + $0].lowercased == letters[$0] }
  }

  /// The same anywhere in a range. Letters beyond ASCII may differ by case: of those only the first that are ASCII count.
  fileprivate func contains(_ letters: [UInt8], in range: Range<Int>) -> Bool {
    let plain = Array(letters.prefix { $0 < 0x80 })
    guard let first = plain.first else { return true }
    return withUnsafeBufferPointer { bytes in
      var offset = range.lowerBound
      while offset + plain.count <= range.upperBound {
        if bytes[offset].lowercased == first,
          (1..<plain.count).allSatisfy({ bytes[offset + $0].lowercased == plain[$0] })
        {
          return true
        }
        offset += 1
      }
      return false
    }
  }
}
