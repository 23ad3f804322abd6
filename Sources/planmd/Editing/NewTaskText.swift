import PlanModel
import PlanText
import PlanWorkspace

/// The text of a new task as it is typed: dates in words are written out, tags take the dialect of the file.
struct NewTaskText {
  /// What stands behind the box.
  private(set) var text: String
  private let session: Session

  init(_ words: [String], _ session: Session) throws {
    self.session = session
    let joined = words.joined(separator: " ")
    // One line: a line break in it would begin something else.
    let line = joined.unicodeScalars.map { $0.properties.isWhitespace || $0.value < 0x20 ? " " : String($0) }
      .joined()
    text = writingOutDays(
      line.trimmed, today: session.today, calendar: session.plan.configuration.calendar)
    guard !text.isEmpty else { throw WorkspaceError("the task has no text") }
    try TagEdit.refuseUnreadable(text, session)
    let plan = read(text)
    guard plan.tasks.count == 1, !plan.text(of: TaskIndex(0)).isEmpty else {
      throw WorkspaceError(
        "'\(text)' is not the text of a task", help: "write what is to be done, then its tags")
    }
  }

  private func read(_ text: String) -> Plan {
    readPlan(
      [SourceFile(path: "-", bytes: Array("- [ ] \(text)\n".utf8))], configuration: session.plan.configuration
    )
  }

  /// What a person reads of it, and its tags.
  func parts() -> (text: String, tags: [NewTag]) {
    let plan = read(text)
    let tags = plan.tags(of: TaskIndex(0)).filter { $0.flags.contains(.hidden) && $0.isEffective }
    return (plan.text(of: TaskIndex(0)), tags.map { NewTaskText.new($0, plan) })
  }

  private static func new(_ tag: Tag, _ plan: Plan) -> NewTag {
    let value = plan.text(of: tag, in: FileIndex(0))
    if tag.key == .attribute { return NewTag(attribute: plan.attributeKey(tag, in: FileIndex(0)), value) }
    // Units belong to a name, and lie behind its value; the letter of a sign is its own spelling.
    if tag.key == .assignee, tag.form == .sign {
      return NewTag(.assignee, plan.files[0].text(tag.range.lowerBound + 1..<tag.range.upperBound))
    }
    if tag.key == .priority {
      return NewTag(.priority, String(UnicodeScalar(UInt8(truncatingIfNeeded: tag.simple))))
    }
    return NewTag(tag.key, value)
  }

  /// Box and text for a file whose tags are written in a dialect.
  func line(_ editor: PlanEditor, in dialect: Dialect) throws -> [UInt8] {
    let plan = read(text)
    let task = TaskIndex(0)
    let tags = plan.tags(of: task)
    let isPlain = Dialect.ofMost(tags) ?? .keyValue == .keyValue
    guard dialect != .keyValue, isPlain, tags.contains(where: { $0.form == .keyValue || $0.form == .quoted })
    else {
      return Array("[ ] \(text)".utf8)
    }
    var single = PlanEditor(plan, today: session.today)
    // What was typed as key:value is taken out and written again.
    let moved = tags.filter {
      ($0.form == .keyValue || $0.form == .quoted) && $0.flags.contains(.hidden) && $0.isEffective
    }
    let news = moved.map { NewTaskText.new($0, plan) }
    try single.change(task) { paragraph throws(EditProblem) in
      paragraph.removeAll { tag in moved.contains { $0.key == tag.key && ($0.form == tag.form) } }
    }
    let bare = try single.texts().first?.text ?? Array("- [ ] \(text)\n".utf8)
    let rest = readPlan([SourceFile(path: "-", bytes: bare)], configuration: session.plan.configuration)
    guard !rest.tasks.isEmpty else { return Array("[ ] \(text)".utf8) }
    var writer = PlanEditor(rest, today: session.today)
    writer.assumedDialect = dialect
    try writer.change(task) { paragraph throws(EditProblem) in
      for tag in news { try paragraph.add(tag) }
    }
    let written = try writer.texts().first?.text ?? bare
    return Array(written.dropFirst(2).prefix { !$0.isLineEnd })
  }
}
