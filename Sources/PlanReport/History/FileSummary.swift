package import PlanModel

/// What the history needs of one text of one file.
package struct FileSummary: Sendable, Equatable {
  /// A file, heading or milestone.
  package struct Part: Sendable, Equatable {
    /// `#ID`, or the names down to it, each closed by U+001F; empty for the file.
    package var key = ""
    package var name = ""
    /// The names down to the project that it is or is in, as in ``key``.
    package var place = ""
    package var isMilestone = false
    /// Tasks without subtasks that are not cancelled; of a milestone, 1.
    package var tasks = 0
    package var done = 0
    /// Minutes that are estimated, of all and of what is done.
    package var minutes = 0
    package var doneMinutes = 0
    /// Of tasks that are done, have an estimate and know what was spent: both, in minutes.
    package var estimated = 0
    package var spent = 0
    package var due: Day?
  }

  /// The file first, then its headings and milestones in their order.
  package var parts: [Part] = []

  /// - Parameter plan: Of one file.
  package init(_ plan: Plan) {
    let efforts = TaskEfforts(plan)
    guard !plan.projects.isEmpty else { return }
    for project in plan.projectIndices {
      var part = Part()
      part.name = plan[project].name
      part.key = FileSummary.key(.project(project), plan)
      part.place = FileSummary.place(project, plan)
      part.due = plan.date(.due, of: project)?.last
      for position in plan.tasks(of: project) { FileSummary.count(position, plan, efforts, &part) }
      parts.append(part)
    }
    for task in plan.taskIndices where plan.isMilestone(task) && plan[task].status != .cancelled {
      var part = Part()
      part.isMilestone = true
      part.name = plan.text(of: task)
      part.key = FileSummary.key(.task(task), plan)
      part.place = FileSummary.place(plan[task].project, plan)
      part.due = plan.date(.due, of: task)?.last
      part.tasks = 1
      part.done = plan[task].status == .done ? 1 : 0
      parts.append(part)
    }
  }

  package init(parts: [Part]) { self.parts = parts }

  func has(_ key: String) -> Bool { parts.contains { $0.key == key } }

  private static func count(_ position: Int, _ plan: Plan, _ efforts: TaskEfforts, _ part: inout Part) {
    let (task, index) = (plan.tasks[position], TaskIndex(position))
    guard task.status != .cancelled else { return }
    let (own, isDone) = (efforts.own(position), task.status == .done)
    part.minutes += own
    if isDone { part.doneMinutes += own }
    if !plan.hasChildren(index) {
      part.tasks += 1
      if isDone { part.done += 1 }
    }
    if isDone, own > 0, let spent = plan.spentMinutes(of: index), spent > 0 {
      part.estimated += own
      part.spent += spent
    }
  }

  /// By what a project or milestone is found again in another commit.
  package static func key(_ node: NodeIndex, _ plan: Plan) -> String {
    if let id = plan.id(of: node) { return "#" + id }
    switch node {
    case .project(let project): return place(project, plan)
    case .task(let task): return place(plan[task].project, plan) + "\u{1E}" + plan.text(of: task)
    }
  }

  /// The names of the projects down to one, each closed by U+001F.
  package static func place(_ project: ProjectIndex, _ plan: Plan) -> String {
    plan.path(of: project).map { $0 + "\u{1F}" }.joined()
  }
}

/// Summaries by the version they are of, as bytes: numbers as LEB128, each text once.
package struct SummaryStore: Sendable {
  /// Changes with what is counted.
  private static let mark = Array("planmd history 1\n".utf8)

  package private(set) var summaries: [String: FileSummary] = [:]

  package init() {}

  package subscript(key: String) -> FileSummary? {
    get { summaries[key] }
    set { summaries[key] = newValue }
  }

  /// Nothing of bytes that are not a store's.
  package init(_ bytes: [UInt8]) {
    var reader = Reader(bytes: bytes)
    guard bytes.starts(with: SummaryStore.mark) else { return }
    reader.offset = SummaryStore.mark.count
    var texts: [String] = []
    for _ in 0..<max(0, min(bytes.count, reader.number())) { texts.append(reader.text()) }
    func text() -> String {
      let position = reader.number()
      return texts.indices.contains(position) ? texts[position] : ""
    }
    var found: [String: FileSummary] = [:]
    let count = max(0, min(bytes.count, reader.number()))
    for _ in 0..<count where !reader.isBroken {
      let key = text()
      var parts: [FileSummary.Part] = []
      for _ in 0..<max(0, min(bytes.count, reader.number())) where !reader.isBroken {
        var part = FileSummary.Part()
        part.key = text()
        part.name = text()
        part.place = text()
        part.isMilestone = reader.number() == 1
        part.tasks = reader.number()
        part.done = reader.number()
        part.minutes = reader.number()
        part.doneMinutes = reader.number()
        part.estimated = reader.number()
        part.spent = reader.number()
        let due = reader.number()
        part.due = due == 0 ? nil : Day(number: due - 1_000_000)
        parts.append(part)
      }
      found[key] = FileSummary(parts: parts)
    }
    if !reader.isBroken, reader.offset == bytes.count { summaries = found }
  }

  package var bytes: [UInt8] {
    var (texts, positions): ([String], [String: Int]) = ([], [:])
    var body: [UInt8] = []
    func put(_ text: String) {
      if positions[text] == nil {
        positions[text] = texts.count
        texts.append(text)
      }
      put(positions[text]!)
    }
    func put(_ number: Int) { SummaryStore.append(number, to: &body) }
    put(summaries.count)
    for (key, summary) in summaries.sorted(by: { $0.key < $1.key }) {
      put(key)
      put(summary.parts.count)
      for part in summary.parts {
        put(part.key)
        put(part.name)
        put(part.place)
        for number in [
          part.isMilestone ? 1 : 0, part.tasks, part.done, part.minutes, part.doneMinutes, part.estimated,
          part.spent,
          part.due.map { Int($0.number) + 1_000_000 } ?? 0,
        ] { put(number) }
      }
    }
    var head = SummaryStore.mark
    SummaryStore.append(texts.count, to: &head)
    for text in texts {
      SummaryStore.append(text.utf8.count, to: &head)
      head += text.utf8
    }
    return head + body
  }

  private static func append(_ number: Int, to bytes: inout [UInt8]) {
    var rest = UInt64(max(0, number))
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  private struct Reader {
    let bytes: [UInt8]
    var offset = 0
    var isBroken = false

    mutating func number() -> Int {
      var (value, shift): (UInt64, UInt64) = (0, 0)
      while offset < bytes.count, shift < 63 {
        let byte = bytes[offset]
        offset += 1
        value |= UInt64(byte & 0x7F) << shift
        if byte < 0x80 { return Int(truncatingIfNeeded: value & UInt64(Int.max)) }
        shift += 7
      }
      isBroken = true
      return 0
    }

    mutating func text() -> String {
      let count = number()
      guard !isBroken, count <= bytes.count - offset else {
        isBroken = true
        return ""
      }
      defer { offset += count }
      return String(decoding: bytes[offset..<offset + count], as: UTF8.self)
    }
  }
}
