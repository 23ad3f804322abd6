import PlanModel

/// What the log says: one walk over its entries.
struct StatusLog: Sendable {
  /// Minutes logged ever on each task.
  private(set) var spent: [Int]
  /// Minutes logged in the period on each task.
  private(set) var logged: [Int]
  /// The day of each task's first entry of time; ``Day/max`` where there is none.
  private(set) var firstDay: [Day]
  /// Minutes logged on projects themselves: ever, and in the period.
  private(set) var onProjects: [(project: ProjectIndex, spent: Int, logged: Int)] = []
  private(set) var byPerson: [String?: Int] = [:]
  private(set) var notes: [StatusNote] = []
  private(set) var bookings = Bookings()

  /// How many days before the period a risk is still told.
  static let riskDays = 28

  private let plan: Plan
  private let period: StatusPeriod
  private let states: TaskStates
  private var includedBefore: [Int32]?

  init(_ plan: Plan, states: TaskStates, period: StatusPeriod, includes: [Bool]?) {
    self.plan = plan
    self.period = period
    self.states = states
    spent = [Int](repeating: 0, count: plan.tasks.count)
    logged = spent
    firstDay = [Day](repeating: .max, count: plan.tasks.count)
    if includes != nil {
      var (sum, sums): (Int32, [Int32]) = (0, [0])
      for position in plan.tasks.indices {
        sum += states[position].contains(.included) ? 1 : 0
        sums.append(sum)
      }
      includedBefore = sums
    }
    for entry in plan.logs where isIncluded(entry.owner) { read(entry) }
    notes.sort(by: StatusNote.isBefore)
  }

  /// The time of the period by person; what adds up to nothing is left out.
  var times: [LoggedTime] {
    byPerson.compactMap { $1 == 0 ? nil : LoggedTime(person: $0, minutes: $1) }.sorted(
      by: LoggedTime.isBefore)
  }

  /// A project's own entries count as soon as one task below it does.
  private func isIncluded(_ node: NodeIndex) -> Bool {
    switch node {
    case .task(let task): return states[task.position].contains(.included)
    case .project(let project):
      guard let includedBefore else { return true }
      let tasks = plan.tasks(of: project)
      return includedBefore[tasks.upperBound] > includedBefore[tasks.lowerBound]
    }
  }

  private mutating func read(_ entry: LogEntry) {
    if let minutes = entry.minutes { book(minutes, entry) }
    if case .expense(let money) = entry.kind { bookings.add(entry.owner, day: entry.day, money: money) }
    note(entry)
  }

  private mutating func book(_ minutes: Int, _ entry: LogEntry) {
    let isInPeriod = period.contains(entry.day)
    bookings.add(entry.owner, day: entry.day, minutes: minutes)
    switch entry.owner {
    case .task(let task):
      spent[task.position] += minutes
      if isInPeriod { logged[task.position] += minutes }
      if minutes > 0 { firstDay[task.position] = min(firstDay[task.position], entry.day) }
    case .project(let project): onProjects.append((project, minutes, isInPeriod ? minutes : 0))
    }
    if isInPeriod { byPerson[plan.person(of: entry), default: 0] += minutes }
  }

  private mutating func note(_ entry: LogEntry) {
    let isNote = if case .note = entry.kind { true } else { false }
    guard isNote || !entry.note.isEmpty else { return }
    let isInPeriod = period.contains(entry.day)
    let isRecent = entry.day < period.first && period.first - entry.day <= StatusLog.riskDays
    guard isInPeriod || isRecent else { return }
    let isRisk = NoteText.isRisk(plan[entry.file].bytes, entry.note.range)
    guard isInPeriod ? isNote || isRisk : isRisk && isUnfinished(entry.owner) else { return }
    notes.append(
      StatusNote(
        node: entry.owner, file: entry.file, line: Int(entry.line), day: entry.day, range: entry.note,
        isRisk: isRisk, isEarlier: !isInPeriod))
  }

  private func isUnfinished(_ node: NodeIndex) -> Bool {
    guard !plan[plan.file(of: node)].isArchive else { return false }
    switch node {
    case .task(let task): return states.isUnfinished(task.position)
    case .project(let project): return states.isUnfinished(plan.tasks(of: project))
    }
  }

  /// Adds what tags say about spent time and money, which name no day of their own.
  mutating func addTags(of index: TaskIndex, _ task: Task) {
    guard task.keys.contains(.spent) || task.keys.contains(.paid) else { return }
    let day = task.status == .done ? plan.date(.done, of: index)?.last : nil
    if let minutes = plan.effort(.spent, of: index)?.minutes {
      spent[index.position] += minutes
      bookings.add(.task(index), day: day, minutes: minutes)
    }
    if let money = plan.money(.paid, of: .task(index)) { bookings.add(.task(index), day: day, money: money) }
  }

  mutating func finish() { bookings.sort() }
}

/// A note's text and the label that makes it a risk.
enum NoteText {
  /// True if `#risk` stands in the range as a label of its own.
  static func isRisk(_ bytes: [UInt8], _ range: Range<Int>) -> Bool { risk(bytes, range) != nil }

  private static func risk(_ bytes: [UInt8], _ range: Range<Int>) -> Range<Int>? {
    var offset = range.lowerBound
    while offset + 5 <= range.upperBound {
      let label = offset..<offset + 5
      if bytes[offset] == UInt8(ascii: "#"), bytes.equalsIgnoringCase(label, "#risk"),
        offset == range.lowerBound || bytes[offset - 1].isBlank || bytes[offset - 1] == UInt8(ascii: "("),
        label.upperBound == range.upperBound || isEnd(bytes[label.upperBound])
      {
        return label
      }
      offset += 1
    }
    return nil
  }

  private static func isEnd(_ byte: UInt8) -> Bool { byte.isSpace || ",.;:)!".utf8.contains(byte) }

  /// The note without `#risk`, runs of blanks as one.
  static func text(_ note: StatusNote, _ plan: Plan) -> String {
    let file = plan[note.file]
    var range = note.range.range
    var text = ""
    if let label = risk(file.bytes, range) {
      text = file.text(range.lowerBound..<label.lowerBound) + " "
      range = label.upperBound..<range.upperBound
    }
    text += file.text(range)
    return text.split { $0 == " " || $0 == "\t" }.joined(separator: " ")
  }
}
