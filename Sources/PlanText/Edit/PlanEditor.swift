package import PlanModel

/// Collects the edits that a command makes, file by file, without touching a disk.
///
/// An edit finds its task by the bytes that the plan was read from; whether the file still holds them is checked when
/// it is written. A task that is edited twice in one command is edited once, with all changes.
package struct PlanEditor {
  package let plan: Plan
  package let today: Day
  /// What is changed so far, in the order in which files must be written: where something goes before where it leaves.
  package private(set) var edits: [(file: FileIndex, edits: [TextEdit])] = []
  /// Tasks that the edits add, take away and change, for the check of the result.
  package var expected: [FileIndex: Balance] = [:]

  /// How many tasks of a file may differ from those it had.
  package struct Balance: Hashable, Sendable {
    package var added = 0
    package var removed = 0
    package init() {}
  }

  let options: ReadingOptions
  private var dialects: [FileIndex: Dialect] = [:]
  private(set) var outlines: [FileIndex: FileOutline] = [:]

  package init(_ plan: Plan, today: Day) {
    self.plan = plan
    self.today = today
    options = ReadingOptions(plan.configuration)
  }

  /// Stands for the dialect of every file, where the text is to go elsewhere.
  package var assumedDialect: Dialect?

  /// The dialect of most of a file's tags.
  package mutating func dialect(of file: FileIndex) -> Dialect {
    if let assumedDialect { return assumedDialect }
    if let known = dialects[file] { return known }
    // The tags of a file lie together.
    let tasks = plan.projects.firstIndex { $0.file == file }.map { plan.tasks(of: ProjectIndex($0)) } ?? 0..<0
    var dialect = Dialect.keyValue
    if let first = tasks.first, let last = tasks.last {
      let lower = Int(plan.tasks[first].firstTag)
      let upper = Int(plan.tasks[last].firstTag) + Int(plan.tasks[last].tagCount)
      dialect = Dialect.ofMost(plan.tags[lower..<max(lower, upper)]) ?? .keyValue
    }
    dialects[file] = dialect
    return dialect
  }

  package mutating func outline(of file: FileIndex) -> FileOutline {
    if let known = outlines[file] { return known }
    let outline = FileOutline(plan[file], configuration: plan.configuration)
    outlines[file] = outline
    return outline
  }

  /// The list item of a task.
  mutating func item(of task: TaskIndex) throws(EditProblem) -> FileOutline.Item {
    guard let item = outline(of: plan[task].file).item(at: Int(plan[task].start)) else { throw .moved }
    return item
  }

  // MARK: Edits

  /// Adds an edit of a file; edits of one file do not overlap.
  package mutating func append(_ edit: TextEdit, to file: FileIndex) {
    if let position = edits.firstIndex(where: { $0.file == file }) {
      edits[position].edits.append(edit)
    } else {
      edits.append((file, [edit]))
    }
  }

  /// No task gets another text, and none comes or goes.
  package var keepsTexts = true

  package mutating func expect(in file: FileIndex, added: Int = 0, removed: Int = 0) {
    if added != removed { keepsTexts = false }
    expected[file, default: Balance()].added += added
    expected[file, default: Balance()].removed += removed
  }

  /// The new bytes of each changed file, in the order in which they are to be written.
  ///
  /// - Throws: ``EditProblem`` where two edits overlap.
  package func texts() throws(EditProblem) -> [(file: FileIndex, text: [UInt8])] {
    var result: [(FileIndex, [UInt8])] = []
    for (file, edits) in edits {
      let sorted = edits.sorted { $0.range < $1.range }
      for (one, next) in zip(sorted, sorted.dropFirst()) where next.range.lowerBound < one.range.upperBound {
        throw .moved
      }
      let text = plan[file].bytes.applying(sorted)
      if text != plan[file].bytes { result.append((file, text)) }
    }
    return result
  }

  // MARK: A task's line

  /// Changes tags or text of a task, and its box where a status is given.
  package mutating func change(
    _ task: TaskIndex, status: Status? = nil, _ body: (inout EditableParagraph) throws(EditProblem) -> Void
  ) throws(EditProblem) {
    let record = plan[task]
    let bytes = plan[record.file].bytes
    guard bytes[safe: Int(record.box)] == UInt8(ascii: "[") else { throw .moved }
    var paragraph = EditableParagraph(task, in: plan, dialect: dialect(of: record.file), options: options)
    try body(&paragraph)
    var isChanged = false
    if let status, plan[task].status != status || record.flags.contains(.unknownStatus) {
      append(boxEdit(task, status), to: record.file)
      isChanged = true
    }
    if let edit = paragraph.edit {
      append(edit, to: record.file)
      isChanged = true
    }
    if isChanged { expect(in: record.file, added: 1, removed: 1) }
  }

  /// The edit that puts a status into a task's box.
  func boxEdit(_ task: TaskIndex, _ status: Status) -> TextEdit {
    let box = plan[task].boxRange
    return TextEdit(box.lowerBound + 1..<box.upperBound - 1, plan.configuration.sign(of: status))
  }
}

extension Configuration {
  /// The character that says a status: the format's own, unless the configuration gives that one another meaning.
  package func sign(of status: Status) -> String {
    let usual: Unicode.Scalar =
      switch status {
      case .open: " "
      case .started: "/"
      case .waiting: ">"
      case .held: "h"
      case .done: "x"
      case .cancelled: "-"
      }
    if statuses[usual] == status { return String(usual) }
    return String(statuses.filter { $0.value == status }.keys.min() ?? usual)
  }
}

extension Plan {
  /// The status that the box of a task holds now, with an open question counted as open.
  package func hasConflictMarkers(_ file: FileIndex) -> Bool {
    remarks.contains { $0.kind == .conflictMarker && $0.file == file }
  }
}
