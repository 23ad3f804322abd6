package import PlanModel

/// Why a change cannot be written; nothing was changed.
package enum EditProblem: Error, Hashable, Sendable {
  /// What was written would be read as something else on this line.
  case unreadableThere(tag: String)
  /// A text that is empty or would not stay the first paragraph of a task.
  case notATaskText(String)
  /// The task does not stand where the plan says.
  case moved
  /// A project that begins with neither heading nor front matter has nowhere to keep tags.
  case noHeading(String)
  /// A task is to be completed while something below it is open.
  case openSubtasks(String)
  /// A task that cannot become a project, and why.
  case notAProject(String)
  /// The changed file would hold other tasks than it should.
  case readOtherwise(String)

  package var message: String {
    switch self {
    case .unreadableThere(let tag): "`\(tag)` would not be read as a tag on that line"
    case .notATaskText(let text):
      text.isEmpty ? "the text is empty" : "`\(text)` would not be read as a task's text"
    case .moved: "the task does not stand any more where it was read"
    case .noHeading(let name): "'\(name)' has no heading and no front matter that could hold a tag"
    case .openSubtasks(let text): "'\(text)' has open subtasks: complete them first, or with it"
    case .notAProject(let why): "the task cannot become a project: \(why)"
    case .readOtherwise(let path):
      "'\(path)' is not written: there the change would be read otherwise than it is meant, since other text around it reaches over it"
    }
  }

  package var help: String? {
    if case .readOtherwise = self {
      return "look for a code block or comment that is not closed, or change the file by hand"
    }
    return nil
  }

  /// The text is to blame, and not what was asked for.
  package var isAboutPlace: Bool {
    switch self {
    case .moved, .readOtherwise: true
    case .unreadableThere, .notATaskText, .noHeading, .notAProject, .openSubtasks:
      false
    }
  }
}

/// A task's first paragraph while its tags and text are changed; every change is read again at once.
///
/// Only bytes that a change names move: everything between two changes stays as it is.
package struct EditableParagraph {
  /// From the first byte behind the box and its blank to the paragraph's end.
  package private(set) var bytes: [UInt8]
  /// The tags as they are read from ``bytes``.
  package private(set) var tags: [Tag] = []
  package private(set) var firstLineEnd: Int

  private let original: [UInt8]
  /// Where ``bytes`` stood in the file.
  private let range: Range<Int>
  private let quoteDepth: Int
  private let options: ReadingOptions
  private let subject: InlineScanner.Subject
  private let fallback: Dialect

  /// - Parameter dialect: What most of the file's tags are written in, for lines that have none.
  package init(_ task: TaskIndex, in plan: Plan, dialect: Dialect, options: ReadingOptions) {
    let record = plan[task]
    self.init(
      plan.bytes(of: task), Int(record.textStart)..<Int(record.end), firstLineEnd: Int(record.firstLineEnd),
      quoteDepth: Int(record.quoteDepth), dialect: dialect, options: options, subject: .task)
  }

  init(
    _ file: [UInt8], _ range: Range<Int>, firstLineEnd: Int, quoteDepth: Int, dialect: Dialect,
    options: ReadingOptions, subject: InlineScanner.Subject
  ) {
    self.range = range
    original = Array(file[range])
    bytes = original
    self.firstLineEnd = firstLineEnd - range.lowerBound
    self.quoteDepth = quoteDepth
    self.options = options
    self.subject = subject
    fallback = dialect
    scan()
  }

  private mutating func scan() {
    // The line may have grown or shrunk: its text ends at the first line end, without trailing blanks.
    var end = bytes.endOfLine(0)
    while end > 0, bytes[end - 1].isBlank { end -= 1 }
    firstLineEnd = end
    var scanner = InlineScanner(bytes: bytes, file: FileIndex(0), options: options)
    _ = scanner.scan(0..<bytes.count, firstLineEnd: firstLineEnd, quoteDepth: quoteDepth, subject: subject)
    tags = scanner.tags
  }

  /// The one edit that makes the file's bytes what ``bytes`` are; nil where nothing changed.
  package var edit: TextEdit? {
    guard bytes != original else { return nil }
    var (front, back) = (0, 0)
    let shorter = min(bytes.count, original.count)
    while front < shorter, bytes[front] == original[front] { front += 1 }
    while back < shorter - front, bytes[bytes.count - 1 - back] == original[original.count - 1 - back] {
      back += 1
    }
    return TextEdit(
      range.lowerBound + front..<range.upperBound - back, bytes: Array(bytes[front..<bytes.count - back]))
  }

  /// The dialect of the paragraph's own tags, else of the file's.
  package var dialect: Dialect { Dialect.ofMost(tags) ?? fallback }

  package func text(of tag: Tag) -> String { String(decoding: bytes[tag.value], as: UTF8.self) }

  /// The effective tag of a key that takes one value.
  package func tag(_ key: TagKey) -> Tag? { tags.first { $0.key == key && $0.isEffective } }

  // MARK: Changes

  /// Gives a key that takes one value this one, where the key stands, else behind the other tags.
  package mutating func set(_ tag: NewTag) throws(EditProblem) {
    guard
      let old = tags.first(where: { isSame($0, tag) && $0.isEffective })
        ?? tags.first(where: { isSame($0, tag) })
    else { return try insertReadably(tag) }
    guard let text = replacement(of: old, by: tag) else {
      remove(old)
      return try insertReadably(tag)
    }
    replace(old.range.range, with: text)
    guard isThere(tag) else { throw .unreadableThere(tag: tag.text(in: dialect)) }
  }

  /// Adds a name, a label or another value of a key that takes several; one that is there already stays.
  package mutating func add(_ tag: NewTag) throws(EditProblem) {
    if tags.contains(where: {
      isSame($0, tag) && $0.isEffective && bytes[$0.value].elementsEqual(tag.value.utf8)
    }) {
      return
    }
    try insertReadably(tag)
  }

  /// Puts a tag in on the first line, or where it would be text there, as a name before more text is, at the paragraph's end.
  private mutating func insertReadably(_ tag: NewTag) throws(EditProblem) {
    let before = bytes
    let dialect = dialect
    insert(tag, at: place(for: tag, dialect), dialect)
    if isThere(tag) { return }
    bytes = before
    scan()
    var end = bytes.count
    while end > 0, bytes[end - 1].isSpace { end -= 1 }
    if end > firstLineEnd {
      insert(tag, at: end, dialect)
      if isThere(tag) { return }
      bytes = before
      scan()
    }
    throw .unreadableThere(tag: tag.text(in: dialect))
  }

  /// Takes out all tags of a key.
  package mutating func remove(_ key: TagKey) { removeAll { $0.key == key } }

  package mutating func removeAll(where isWanted: (Tag) -> Bool) {
    while let found = tags.last(where: isWanted) { remove(found) }
  }

  /// Takes out an own key.
  package mutating func removeAttribute(_ name: String) {
    let wanted = name.lowercased()
    while let found = tags.last(where: { $0.key == .attribute && attributeName($0) == wanted }) {
      remove(found)
    }
  }

  /// Replaces the value of a tag, which stays where and how it is.
  package mutating func replaceValue(of tag: Tag, with value: String) {
    replace(tag.value, with: value)
  }

  /// Replaces what a person reads; tags that are no part of the sentence stay, in their order, behind it.
  package mutating func setText(_ text: String) throws(EditProblem) {
    let kept = tags.filter { $0.flags.contains(.hidden) }
    var line: [UInt8] = []
    if let lead = kept.first, lead.key == .priority, lead.form == .sign,
      lead.range.lowerBound == leadingBlanks
    {
      line += bytes[lead.range.range] + [0x20]
    }
    line += Array(text.utf8)
    for tag in kept
    where !(tag.key == .priority && tag.form == .sign && tag.range.lowerBound == leadingBlanks) {
      line += [0x20] + bytes[tag.range.range]
    }
    for comment in comments { line += [0x20] + bytes[comment] }
    bytes = line
    scan()
    let now = readableText(in: bytes, 0..<bytes.count, tags: tags[...], quoteDepth: 0)
    guard !text.isEmpty, !now.isEmpty else { throw .notATaskText(text) }
  }

  private var leadingBlanks: Int { bytes.firstIndex { !$0.isBlank } ?? 0 }

  /// Comments that silence rules.
  private var comments: [Range<Int>] {
    var scanner = InlineScanner(bytes: bytes, file: FileIndex(0), options: options)
    _ = scanner.scan(0..<bytes.count, firstLineEnd: firstLineEnd, quoteDepth: quoteDepth, subject: subject)
    return scanner.comments
  }

  // MARK: Places

  private func isSame(_ tag: Tag, _ new: NewTag) -> Bool {
    tag.key == new.key && (tag.key != .attribute || attributeName(tag) == new.name.lowercased())
  }

  func attributeName(_ tag: Tag) -> String {
    let isField = tag.form == .bracketField || tag.form == .parenthesisField
    let start = tag.range.lowerBound + (isField ? 1 : 0)
    let end = bytes[start..<tag.range.upperBound].firstIndex(of: UInt8(ascii: ":")) ?? start
    return String(decoding: bytes[start..<end].filter { !$0.isBlank }, as: UTF8.self).lowercased()
  }

  /// The new tag in the form that the old one has; nil where that form cannot hold it.
  private func replacement(of old: Tag, by new: NewTag) -> String? {
    switch old.form {
    case .sign:
      switch old.key {
      case .priority:
        let letter = new.value.uppercased().utf8.first ?? 0
        let fits =
          new.value.utf8.count == 1 && (UInt8(ascii: "A")...options.lastParenthesesPriority).contains(letter)
        return fits ? "(\(new.value.uppercased()))" : nil
      case .estimate: return "~" + new.value
      default: return new.text(in: .keyValue)
      }
    case .frontMatter: return nil
    case .keyValue, .quoted, .emoji, .bracketField, .parenthesisField:
      guard let dialect = Dialect(old.form) else { return nil }
      if dialect == .keyValue { return new.text(in: .keyValue) }
      // A field that the plugin cannot read must not stay among its fields.
      guard
        dialect == .emoji
          ? new.isField(in: dialect) : new.text(in: dialect).hasSuffix(dialect == .bracket ? "]" : ")")
      else { return nil }
      return new.text(in: dialect)
    }
  }

  private mutating func replace(_ range: Range<Int>, with text: String) {
    bytes.replaceSubrange(range, with: text.utf8)
    scan()
  }

  private mutating func insert(_ tag: NewTag, at place: Int, _ dialect: Dialect) {
    let text = tag.text(in: dialect)
    var inserted = Array(text.utf8)
    if place > 0, !bytes[place - 1].isBlank { inserted.insert(0x20, at: 0) }
    if place < bytes.count, !bytes[place].isSpace { inserted.append(0x20) }
    bytes.insert(contentsOf: inserted, at: place)
    scan()
  }

  /// Where a tag goes: behind everything else on the first line, but before a block id; in an Obsidian line, in the
  /// plugin's order, or before the first of its fields.
  private func place(for tag: NewTag, _ dialect: Dialect) -> Int {
    var end = endOfTags
    let onLine = tags.filter { $0.range.lowerBound < firstLineEnd }
    if let block = onLine.last, block.key == .blockID, block.range.upperBound == end, tag.key != .blockID {
      end = withoutBlanks(block.range.lowerBound)
    }
    guard dialect.isObsidian, tag.key != .blockID, tag.key != .label else { return end }
    let isField = tag.isField(in: dialect)
    var (place, cursor) = (end, end)
    for field in onLine.reversed() where field.range.upperBound <= cursor {
      guard field.range.upperBound == cursor else { break }
      let rank = Dialect(field.form) == dialect ? field.key.obsidianRank : nil
      guard rank != nil || field.key == .label else { break }
      if isField, let rank, let own = tag.key.obsidianRank, rank <= own { break }
      cursor = withoutBlanks(field.range.lowerBound)
      // A label between fields belongs to the field before it.
      if rank != nil || !isField { place = field.range.lowerBound }
    }
    return place
  }

  /// The end of the first line's text, without comments that silence rules and without a hard line break's backslash.
  private var endOfTags: Int {
    var end = firstLineEnd
    for comment in comments.reversed() where comment.upperBound == end {
      end = withoutBlanks(comment.lowerBound)
    }
    if firstLineEnd < bytes.count {
      var slashes = 0
      while slashes < end, bytes[end - 1 - slashes] == UInt8(ascii: "\\") { slashes += 1 }
      if slashes % 2 == 1 { end -= 1 }
    }
    return end
  }

  private func withoutBlanks(_ offset: Int) -> Int {
    var end = offset
    while end > 0, bytes[end - 1].isBlank { end -= 1 }
    return end
  }

  /// Takes a tag out, with the blank before it and what only it needed: parentheses of its own, a comma.
  mutating func remove(_ tag: Tag) {
    var (lower, upper) = (tag.range.lowerBound, tag.range.upperBound)
    let before = withoutBlanks(lower)
    if before > 0, bytes[before - 1] == UInt8(ascii: "("), upper < bytes.count {
      if bytes[upper] == UInt8(ascii: ")") {
        (lower, upper) = (before - 1, upper + 1)
      } else if bytes[upper] == UInt8(ascii: ",") {
        upper += 1
        while upper < bytes.count, bytes[upper].isBlank { upper += 1 }
        bytes.removeSubrange(lower..<upper)
        return scan()
      }
    } else if before > 0, bytes[before - 1] == UInt8(ascii: ","), upper < bytes.count,
      bytes[upper] == UInt8(ascii: ")")
    {
      lower = before - 1
    }
    let next = upper < bytes.count ? bytes[upper] : 0x0A
    if lower > 0, next.isSpace || ",.;)".utf8.contains(next) {
      lower = withoutBlanks(lower)
    } else if lower == 0 {
      while upper < bytes.count, bytes[upper].isBlank { upper += 1 }
    }
    bytes.removeSubrange(lower..<upper)
    scan()
  }

  /// Reads again what was written: it must be there, and have its effect.
  private func isThere(_ new: NewTag) -> Bool {
    tags.contains { tag in
      guard isSame(tag, new), tag.flags.isDisjoint(with: .unreadable | .repeated),
        new.key != .assignee || !options.people.isEmpty || !tag.flags.contains(.mention)
      else { return false }
      let text = text(of: tag)
      switch new.key.valueKind {
      case .priority: return UInt8(truncatingIfNeeded: tag.simple) == new.value.uppercased().utf8.first
      case .text, .recurrence: return text == new.value || text.contains("\\\"")
      case .names: return new.value.hasPrefix(text)
      default: return text == new.value
      }
    }
  }
}
