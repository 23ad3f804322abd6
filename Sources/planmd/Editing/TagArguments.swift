import PlanLint
import PlanModel
import PlanText
import PlanWorkspace

extension TagEdit {
  /// Reads one argument of the command line: `due:fri`, `due:`, `@ann`, `#web`, `client:acme`. Dates in words become the days they mean, and values are read as strictly as in a file.
  init(_ argument: String, _ session: Session) throws {
    let word = argument.trimmed
    if word.hasPrefix("@") {
      self = .add(
        NewTag(.assignee, try TagEdit.checked(String(word.dropFirst()), "\(word)", .assignee, session)))
      return
    }
    if word.hasPrefix("#") {
      self = .add(NewTag(.label, try TagEdit.checked(String(word.dropFirst()), "\(word)", .label, session)))
      return
    }
    guard let colon = word.firstIndex(of: ":"), TagEdit.isKey(word[..<colon]) else {
      throw WorkspaceError(
        "'\(argument)' is not key:value, @name or #label",
        help: "write it as due:2026-03-31, or due: to take a tag out")
    }
    let name = String(word[..<colon])
    var value = String(word[word.index(after: colon)...]).trimmed
    if value.count >= 2, value.hasPrefix("\""), value.hasSuffix("\"") {
      value = String(value.dropFirst().dropLast())
    }
    let key = TagKey(spelling: name)
    guard !value.isEmpty else {
      self = key.map { .remove($0) } ?? .removeAttribute(name)
      return
    }
    if key?.valueKind == .date,
      let day = RelativeDate.resolve(
        value, today: session.today, calendar: session.plan.configuration.calendar)
    {
      value = day.description
    }
    if key == .owner || key == .assignee, value.hasPrefix("@") { value = String(value.dropFirst()) }
    let tag = key.map { NewTag($0, value) } ?? NewTag(attribute: name, value)
    _ = try TagEdit.checked(value, tag.text(in: .keyValue), tag.key, session)
    self = key == .label || key == .assignee ? .add(tag) : .set(tag)
  }

  private static func isKey(_ text: Substring) -> Bool {
    guard let first = text.utf8.first, first.isASCIILetter else { return false }
    return text.utf8.allSatisfy { $0.isASCIILetter || $0.isASCIIDigit || $0 == UInt8(ascii: "-") }
      && (text.utf8.count > 1 || text.lowercased() == "t")
  }

  /// The value, if a file with this tag would be read without an error; the error is worded as lint words it.
  private static func checked(_ value: String, _ tag: String, _ key: TagKey, _ session: Session) throws
    -> String
  {
    try refuseUnreadable("x \(tag)", session)
    let plan = readPlan(
      [SourceFile(path: "-", bytes: Array("- [ ] x \(tag)\n".utf8))],
      configuration: session.plan.configuration)
    let isTag = plan.tasks.first.map { _ in plan.tags(of: TaskIndex(0)).contains { $0.key == key } } ?? false
    guard isTag else { throw WorkspaceError("'\(tag)' cannot be written as a tag") }
    return value
  }

  /// Fails where the text of a task holds a tag that cannot be read.
  static func refuseUnreadable(_ text: String, _ session: Session) throws {
    let file = SourceFile(path: "-", bytes: Array("- [ ] \(text)\n".utf8))
    let plan = readPlan([file], configuration: session.plan.configuration)
    let bad = plan.tags.filter { $0.flags.contains(.unreadable) }
    guard !bad.isEmpty else { return }
    let findings = lint(plan, today: session.today, includesClock: false)
    for tag in bad {
      let finding = findings.first {
        $0.range.upperBound > tag.range.lowerBound && $0.range.lowerBound < tag.range.upperBound
      }
      throw WorkspaceError(
        "\(file.text(tag.range.range)): \(finding?.message ?? "it cannot be read")", help: finding?.help)
    }
  }
}

extension String {
  var trimmed: String {
    var text = self[...]
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}

/// A day that the command line gives: a date of the format, or words that count from today.
func readDay(_ text: String, _ session: Session, option: String) throws -> DateValue {
  if let date = try? DateValue(parsing: text.trimmed) { return date }
  if let day = RelativeDate.resolve(
    text.trimmed, today: session.today, calendar: session.plan.configuration.calendar)
  {
    return DateValue(day)
  }
  throw WorkspaceError(
    "\(option): '\(text)' is no date",
    help: "write it as 2026-03-31, fri, tomorrow, +2w, eom or \"next tue\"")
}
