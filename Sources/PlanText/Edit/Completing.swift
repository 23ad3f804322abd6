package import PlanModel

/// What completing a task did, for a command to say.
package struct Completion: Sendable {
  package let task: TaskIndex
  /// Subtasks that were completed with it.
  package var subtasks: [TaskIndex] = []
  /// For a recurring task: what comes next.
  package var succession: Succession?
  /// The next line was there already: it was completed before, here or on another branch.
  package var successorExists = false
  /// `onCompletion:delete`: the task was taken out.
  package var isRemoved = false
}

extension PlanEditor {
  /// Completes a task: its box, the day, and for a recurring one the line that follows.
  ///
  /// - Parameter withSubtasks: Completes what is open below it, too. The caller has asked.
  package mutating func complete(_ task: TaskIndex, withSubtasks: Bool) throws(EditProblem) -> Completion {
    var completion = Completion(task: task)
    let succession = plan.succession(of: task, done: today)
    completion.succession = succession
    if let succession, let day = succession.next {
      if try hasSuccessor(task, on: day) {
        completion.successorExists = true
      } else {
        try writeSuccessor(of: task, succession, on: day)
      }
    }
    if withSubtasks {
      completion.subtasks = plan.subtree(of: task).map { TaskIndex($0) }.filter { plan[$0].isUnfinished }
    }
    if plan.text(.onCompletion, of: .task(task))?.lowercased() == "delete" {
      try remove(task)
      completion.isRemoved = true
      return completion
    }
    for each in [task] + completion.subtasks { try finish(each) }
    return completion
  }

  private mutating func finish(_ task: TaskIndex) throws(EditProblem) {
    let day = today.description
    try change(task, status: .done) { paragraph throws(EditProblem) in
      paragraph.remove(.cancelled)
      try paragraph.set(NewTag(.done, day))
    }
  }

  // MARK: The next line

  /// True if the next line of a series is there: an unfinished task with the same text and rule among its siblings,
  /// on the day of the next line or later.
  private func hasSuccessor(_ task: TaskIndex, on day: Day) throws(EditProblem) -> Bool {
    let record = plan[task]
    let rule = plan.text(.recurrence, of: .task(task))
    let text = plan.text(of: task)
    let range = record.parent.orNil.map { plan.subtree(of: $0) } ?? plan.tasks(of: record.project)
    return range.contains { position in
      let other = TaskIndex(position)
      guard other != task, plan[other].parent == record.parent, plan[other].isUnfinished,
        plan[other].keys.contains(.recurrence), let seriesDay = plan.seriesDay(of: other), seriesDay >= day
      else { return false }
      return plan.text(.recurrence, of: .task(other)) == rule && plan.text(of: other) == text
    }
  }

  private mutating func writeSuccessor(of task: TaskIndex, _ succession: Succession, on day: Day)
    throws(EditProblem)
  {
    let file = plan[task].file
    let bytes = plan[file].bytes
    let item = try item(of: task)
    var changes: [TextEdit] = []
    let names = newNames(below: task)
    for each in [task] + plan.subtree(of: task).map({ TaskIndex($0) }) {
      changes.append(boxEdit(each, .open))
      var paragraph = EditableParagraph(each, in: plan, dialect: dialect(of: file), options: options)
      try renew(&paragraph, each, root: task, succession, on: day, names)
      if let edit = paragraph.edit { changes.append(edit) }
    }
    changes += logRemovals(below: task, in: item)
    let lower = item.start
    var text = Array(bytes[lower..<item.end]).applying(
      changes.map {
        TextEdit($0.range.lowerBound - lower..<$0.range.upperBound - lower, bytes: $0.replacement)
      })
    while let last = text.last, last.isLineEnd { text.removeLast() }
    text += lineEnd(near: item.start, in: file) + bytes.linePrefix(before: item.start)
    append(TextEdit(lower..<lower, bytes: text), to: file)
    expect(in: file, added: 1 + plan.subtree(of: task).count)
  }

  /// Dates move, facts and ids go, links among the subtasks stay.
  private func renew(
    _ paragraph: inout EditableParagraph, _ task: TaskIndex, root: TaskIndex, _ succession: Succession,
    on day: Day,
    _ names: [TaskIndex: String]
  ) throws(EditProblem) {
    relink(&paragraph, task, names)
    let distance = day - succession.lineDay
    for key in [TagKey.due, .scheduled, .start, .fixed] {
      guard let tag = paragraph.tag(key) else { continue }
      let old = DateValue(packed: tag.simple)
      paragraph.replaceValue(of: tag, with: old.moved(by: distance).description)
    }
    if task != root, let tag = paragraph.tag(.from) {
      paragraph.replaceValue(of: tag, with: DateValue(packed: tag.simple).moved(by: distance).description)
    }
    let isWaiting = plan[task].status == .waiting
    paragraph.removeAll { tag in
      switch tag.key {
      case .done, .cancelled, .spent, .left, .progress, .paid: true
      case .waiting: isWaiting
      case .id, .blockID: names[task] == nil
      default: false
      }
    }
    if let tag = paragraph.tag(.created) { paragraph.replaceValue(of: tag, with: today.description) }
    if let name = names[task], let tag = paragraph.tags.first(where: { $0.key == .id || $0.key == .blockID })
    {
      paragraph.replaceValue(of: tag, with: name)
    }
    guard task == root else { return }
    if let from = succession.from, paragraph.tag(.from) == nil {
      try paragraph.set(NewTag(.from, from.description))
    }
    if let times = succession.timesLeft { try paragraph.set(NewTag(.times, String(times))) }
  }

  /// Keeps of `after`, `end-after` and `before` what names a task that is renewed with it, under its new name; of
  /// `before`, what lies outside as well. The paragraph is still as it was read.
  private func relink(_ paragraph: inout EditableParagraph, _ task: TaskIndex, _ names: [TaskIndex: String]) {
    let bytes = plan.bytes(of: task)
    let base = Int(plan[task].textStart)
    // From the end, so that what stands before keeps its place.
    for tag in plan.tags(of: task).reversed()
    where [.after, .endAfter, .before].contains(tag.key) && tag.isEffective {
      guard let written = paragraph.tags.first(where: { $0.range == tag.range.shifted(by: -base) }) else {
        continue
      }
      var items: [String] = []
      for edge in plan.dependencies(of: task) where tag.value.contains(edge.reference.lowerBound) {
        let name = edge.reference.range
        let end =
          bytes[name.upperBound..<tag.value.upperBound].firstIndex(of: UInt8(ascii: ","))
          ?? tag.value.upperBound
        let endAndLag = String(decoding: bytes[name.upperBound..<end], as: UTF8.self)
        if case .task(let target) = edge.target, let new = names[target] {
          items.append(new + endAndLag)
        } else if tag.key == .before {
          items.append(String(decoding: bytes[name.lowerBound..<end], as: UTF8.self))
        }
      }
      let value = items.joined(separator: ",")
      if value.isEmpty {
        paragraph.remove(written)
      } else if value != paragraph.text(of: written) {
        paragraph.replaceValue(of: written, with: value)
      }
    }
  }

  /// New names for the tasks at and below one that others below it wait for.
  private func newNames(below root: TaskIndex) -> [TaskIndex: String] {
    let all = root.position..<plan.subtree(of: root).upperBound
    var wanted: Set<TaskIndex> = []
    for position in all {
      for edge in plan.dependencies(of: TaskIndex(position)) {
        if case .task(let target) = edge.target, all.contains(target.position) { wanted.insert(target) }
      }
    }
    var names = FreshNames(plan)
    var result: [TaskIndex: String] = [:]
    for task in wanted.sorted() {
      guard let tag = plan.tag(.id, of: task) ?? plan.tag(.blockID, of: task) else { continue }
      result[task] = names.next(like: plan.text(of: tag, in: plan[task].file), in: plan[task].file)
    }
    return result
  }

  /// Takes out the log entries of a task and its subtasks, each with its whole item.
  private mutating func logRemovals(below root: TaskIndex, in item: FileOutline.Item) -> [TextEdit] {
    let file = plan[root].file
    let bytes = plan[file].bytes
    let outline = outline(of: file)
    var result: [TextEdit] = []
    var end = item.start
    for position in root.position..<plan.subtree(of: root).upperBound
    where plan.tasks[position].flags.contains(.hasLog) {
      for entry in plan.logs(of: .task(TaskIndex(position))) {
        guard
          let log = outline.items.last(where: {
            $0.start < entry.range.lowerBound && $0.content == entry.range.lowerBound
          }),
          bytes.startOfLine(log.start) > item.start
        else { continue }
        let range = bytes.startOfLine(log.start)..<min(bytes.pastLineEnd(log.end), item.end)
        // An entry may stand below another one.
        guard range.lowerBound >= end, !range.isEmpty else { continue }
        result.append(TextEdit(range, ""))
        end = range.upperBound
      }
    }
    return result
  }
}

/// Ids that nothing in the plan has, the archive included.
package struct FreshNames {
  private let plan: Plan
  private var taken: Set<String> = []

  package init(_ plan: Plan) { self.plan = plan }

  package func isFree(_ name: String, in file: FileIndex?) -> Bool {
    if taken.contains(name) || plan.ids.find(name, files: plan.files) != nil { return false }
    guard let file else { return true }
    let bytes = Array(name.utf8)
    return plan.ids.find(bytes, 0..<bytes.count, space: file.value + 1, files: plan.files) == nil
  }

  /// A free name made of the first words of a text: `set-up-repository`.
  package mutating func name(for text: String) -> String {
    var words: [String] = []
    for word in text.lowercased().split(whereSeparator: { !$0.isLetter && !($0.isASCII && $0.isNumber) }) {
      guard words.count < 3, words.reduce(word.count, { $0 + $1.count }) <= 30 else { break }
      words.append(String(word))
    }
    return claim(words.isEmpty ? "task" : words.joined(separator: "-"))
  }

  /// The name itself where it is free, else with the next free number.
  package mutating func claim(_ name: String) -> String {
    if isFree(name, in: nil) {
      taken.insert(name)
      return name
    }
    return next(like: name, in: nil)
  }

  /// `name-2` for `name`, `name-3` for `name-2`, up to the first that is free.
  package mutating func next(like name: String, in file: FileIndex?) -> String {
    var (stem, number) = (name, 1)
    if let dash = name.lastIndex(of: "-"), let last = Int(name[name.index(after: dash)...]), last >= 0,
      last < 1_000_000,
      dash > name.startIndex
    {
      (stem, number) = (String(name[..<dash]), last)
    }
    repeat { number += 1 } while !isFree("\(stem)-\(number)", in: file)
    taken.insert("\(stem)-\(number)")
    return "\(stem)-\(number)"
  }
}

extension DateValue {
  /// So many days later, in the same precision; a period moves to the one in which its middle then lies.
  package func moved(by days: Int) -> DateValue {
    switch precision {
    case .day, .time: return DateValue(first: first + days, precision: precision, minute: minute)
    case .week:
      let middle = first + 3 + days
      return DateValue(first: middle - Int(middle.weekday.rawValue), precision: .week, minute: 0)
    case .month: return DateValue(first: (first + 14 + days).firstOfMonth, precision: .month, minute: 0)
    case .quarter:
      let middle = first + 45 + days
      let month = (middle.month - 1) / 3 * 3 + 1
      return DateValue(first: Day(middle.year, month, 1) ?? middle, precision: .quarter, minute: 0)
    }
  }
}
