import CCMark
package import PlanModel

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Gives the tasks of a file canonical spacing, tag order and dialect; every other byte stays.
///
/// What it changes: an `X` that means done; the blanks behind a box; blanks at the end of a task's paragraph; and in
/// the run of tags at the end of a task's first line their order, the blanks between them, spellings other than
/// planmd's own, and the dialect, where a line mixes several.
package struct Formatter {
  private let plan: Plan
  private let options: ReadingOptions

  package init(_ plan: Plan) {
    self.plan = plan
    options = ReadingOptions(plan.configuration)
  }

  /// The formatted text of a file, or nil where nothing changes.
  ///
  /// A task whose formatted line would show or mean something else, as the text around it can bring about, is left as
  /// it is.
  package func text(of file: FileIndex) -> [UInt8]? {
    let edits = edits(of: file)
    return edits.isEmpty ? nil : plan[file].bytes.applying(edits)
  }

  /// The edits that format a file, in order.
  package func edits(of file: FileIndex) -> [TextEdit] {
    let source = plan[file]
    let unsafe: [Remark.Kind] = [.conflictMarker, .nestingTooDeep, .lineTooLong]
    guard source.kind == .plan,
      !plan.remarks.contains(where: { $0.file == file && unsafe.contains($0.kind) }),
      let top = plan.projects.firstIndex(where: { $0.file == file && $0.parent.isNone })
    else { return [] }
    let tasks = plan.tasks(of: ProjectIndex(top))
    let edits = tasks.map { self.edits(of: TaskIndex($0)) }.filter { !$0.isEmpty }
    return edits.isEmpty ? [] : kept(edits[...], tasks, source) ?? []
  }

  /// As many of the tasks' edits as keep what the file shows and means; found by halves, since nearly always all do.
  private func kept(_ edits: ArraySlice<[TextEdit]>, _ tasks: Range<Int>, _ source: SourceFile) -> [TextEdit]?
  {
    let all = edits.flatMap(\.self)
    if isSame(tasks, source, with: all) { return all }
    guard edits.count > 1 else { return [] }
    let middle = edits.startIndex + edits.count / 2
    let parts = (kept(edits[..<middle], tasks, source) ?? []) + (kept(edits[middle...], tasks, source) ?? [])
    return isSame(tasks, source, with: parts) ? parts : nil
  }

  // MARK: A task

  private func edits(of task: TaskIndex) -> [TextEdit] {
    let record = plan[task]
    let bytes = plan[record.file].bytes
    var edits: [TextEdit] = []
    func replace(_ range: Range<Int>, _ text: [UInt8]) {
      if Array(bytes[range]) != text { edits.append(TextEdit(range, bytes: text)) }
    }
    let box = record.boxRange.range
    if bytes[box].elementsEqual("[X]".utf8), plan.configuration.statuses["x"] == record.status {
      edits.append(TextEdit(box.lowerBound + 1..<box.upperBound - 1, "x"))
    }
    var textStart = Int(record.textStart)
    while textStart < Int(record.firstLineEnd), bytes[textStart].isBlank { textStart += 1 }
    replace(box.upperBound..<textStart, [0x20])
    if let run = run(of: task, from: textStart) { replace(run.range, run.text) }
    // On the last line blanks mean nothing; before it two of them break the line.
    let end = Int(record.end)
    replace(end..<bytes.endOfLine(end), [])
    return edits
  }

  /// The run of tags at the end of a task's first line, with how it should be written.
  private func run(of task: TaskIndex, from textStart: Int) -> (range: Range<Int>, text: [UInt8])? {
    let record = plan[task]
    let bytes = plan[record.file].bytes
    let line = plan.tags(of: task).filter { $0.range.upperBound <= Int(record.firstLineEnd) }
    guard let last = line.last else { return nil }
    // Behind it may only stand comments that silence rules.
    var rest = last.range.upperBound
    while rest < Int(record.firstLineEnd) {
      if bytes[rest].isBlank {
        rest += 1
      } else if bytes.starts(with: "<!--", at: rest),
        let end = endOfComment(bytes, rest, Int(record.firstLineEnd))
      {
        rest = end
      } else {
        return nil
      }
    }
    var tags: [Tag] = []
    var start = last.range.upperBound
    for tag in line.reversed() where tag.flags.contains(.hidden) {
      guard tag.range.upperBound <= start, bytes[tag.range.upperBound..<start].allSatisfy(\.isBlank),
        tag.range.lowerBound == textStart || bytes[tag.range.lowerBound - 1].isBlank
      else { break }
      start = tag.range.lowerBound
      tags.insert(tag, at: 0)
    }
    // `(A)` and a name in front of everything are where people look for them.
    while let first = tags.first, first.range.lowerBound == textStart {
      tags.removeFirst()
      guard let next = tags.first else { return nil }
      start = next.range.lowerBound
    }
    guard !tags.isEmpty else { return nil }
    let dialect = Dialect.ofMost(tags) ?? .keyValue
    // Before more text some of Obsidian's fields would mean nothing.
    let converts = tags.allSatisfy { $0.flags.contains(.inTail) }
    let spelt = tags.map { tag in
      (
        tag: tag,
        text: spelling(of: tag, in: converts ? dialect : Dialect(tag.form) ?? dialect, file: record.file)
      )
    }
    let sorted = spelt.enumerated().sorted { a, b in
      let (one, other) = (
        rank(a.element.tag, a.element.text.isField, dialect),
        rank(b.element.tag, b.element.text.isField, dialect)
      )
      return one != other ? one < other : a.offset < b.offset
    }
    let text = sorted.map(\.element.text.bytes).joined(separator: [0x20])
    var lower = start
    while lower > textStart, bytes[lower - 1].isBlank { lower -= 1 }
    return (lower..<last.range.upperBound, (lower < start ? [0x20] : []) + text)
  }

  private func endOfComment(_ bytes: [UInt8], _ start: Int, _ end: Int) -> Int? {
    var comments = CommentEnds()
    return comments.find(bytes, from: start, before: end)
  }

  /// A tag as planmd writes it, and whether it is one of Obsidian's fields.
  private func spelling(of tag: Tag, in dialect: Dialect, file: FileIndex) -> (bytes: [UInt8], isField: Bool)
  {
    let bytes = plan[file].bytes
    let own = Dialect(tag.form)
    var raw = Array(bytes[tag.range.range])
    guard let own, tag.flags.isDisjoint(with: .unreadable) else { return (raw, false) }
    let value = plan.text(of: tag, in: file)
    let isPlain = tag.key != .attribute && tag.key != .assignee && tag.key != .label
    if own != dialect, isPlain, tag.key.obsidianRank != nil {
      let new = NewTag(
        tag.key, tag.key == .priority ? String(UnicodeScalar(UInt8(truncatingIfNeeded: tag.simple))) : value)
      if dialect == .keyValue || new.isField(in: dialect) {
        return (Array(new.text(in: dialect).utf8), dialect != .keyValue)
      }
    }
    switch tag.form {
    case .keyValue, .quoted:
      // The value as it is written, behind planmd's own spelling of the key.
      guard let colon = raw.firstIndex(of: UInt8(ascii: ":")) else { break }
      if tag.key == .assignee {
        let names = raw[(colon + 1)...].drop { $0 == UInt8(ascii: "@") }
        if tag.form == .keyValue { raw = [UInt8(ascii: "@")] + names }
      } else if tag.key != .attribute {
        raw = Array(tag.key.name.utf8) + raw[colon...]
      }
    case .emoji:
      // One blank between sign and value.
      let gap = tag.value.lowerBound - tag.range.lowerBound
      if tag.value.lowerBound > tag.range.lowerBound, tag.value != tag.range.range {
        var sign = Array(raw[..<gap])
        while sign.last?.isBlank == true { sign.removeLast() }
        raw = sign + [0x20] + raw[gap...]
      }
    case .bracketField, .parenthesisField, .sign, .frontMatter: break
    }
    return (raw, own == dialect && dialect != .keyValue && tag.key.obsidianRank != nil)
  }

  private func rank(_ tag: Tag, _ isField: Bool, _ dialect: Dialect) -> Int {
    if tag.key == .blockID { return 1000 }
    guard dialect != .keyValue else { return tag.key.rank }
    // The plugin reads backwards from the line's end: its fields come last, in its own order.
    if isField { return 500 + (tag.key.obsidianRank ?? 0) }
    return tag.key == .label ? 400 : tag.key.rank
  }

  // MARK: The check

  /// True if the edited text holds the same tasks with the same tags, and shows the same but for tags and runs of
  /// blanks.
  private func isSame(_ tasks: Range<Int>, _ source: SourceFile, with edits: [TextEdit]) -> Bool {
    let text = source.bytes.applying(edits)
    let new = readPlan(
      [SourceFile(path: source.path, bytes: text, kind: source.kind)], configuration: plan.configuration)
    guard tasks.count == new.tasks.count else { return false }
    for (old, position) in zip(tasks, new.tasks.indices) {
      let (one, other) = (TaskIndex(old), TaskIndex(position))
      guard plan.text(of: one) == new.text(of: other), plan[one].status == new[other].status,
        meanings(plan, one) == meanings(new, other)
      else { return false }
    }
    return shown(plan, tasks, source.bytes) == shown(new, new.tasks.indices, text)
  }

  private func meanings(_ plan: Plan, _ task: TaskIndex) -> [String] {
    plan.tags(of: task).map { tag in
      let name = tag.key == .attribute ? plan.attributeKey(tag, in: plan[task].file) : tag.key.name
      let value = tag.simple != 0 ? String(tag.simple) : plan.text(of: tag, in: plan[task].file)
      return "\(name):\(value):\(tag.isEffective)"
    }.sorted()
  }

  /// The rendered HTML without the tags of tasks, runs of blanks taken as one.
  private func shown(_ plan: Plan, _ tasks: Range<Int>, _ bytes: [UInt8]) -> [UInt8] {
    var edits: [TextEdit] = []
    for position in tasks {
      let task = TaskIndex(position)
      var end = 0
      for tag in plan.tags(of: task) where tag.flags.contains(.hidden) {
        // With the blanks before it: left alone at a line's end, they would break the line.
        var start = tag.range.lowerBound
        while start > end, bytes[start - 1].isBlank { start -= 1 }
        end = tag.range.upperBound
        edits.append(TextEdit(start..<end, ""))
      }
      if plan[task].status == .done { edits.append(TextEdit(plan[task].boxRange.range, "[x]")) }
    }
    let html = renderHTML(bytes.applying(edits))
    var result: [UInt8] = []
    result.reserveCapacity(html.count)
    for byte in html {
      // Before the end of a block blanks show nothing.
      if byte == UInt8(ascii: "<"), result.last == 0x20 { result.removeLast() }
      if byte.isBlank || byte.isLineEnd {
        if result.last != 0x20, result.last != UInt8(ascii: ">") { result.append(0x20) }
      } else {
        result.append(byte)
      }
    }
    return result
  }
}

/// The HTML of a Markdown text, raw HTML included.
func renderHTML(_ bytes: [UInt8]) -> [UInt8] {
  let html = bytes.withUnsafeBytes { buffer in
    cmark_markdown_to_html(
      buffer.baseAddress?.assumingMemoryBound(to: CChar.self), buffer.count, CMARK_OPT_UNSAFE)
  }
  guard let html else { return [] }
  defer { free(html) }
  return Array(UnsafeRawBufferPointer(start: html, count: strlen(html)))
}

extension TagKey {
  /// The place of a key in planmd's own order: who, what kind, how much, when, what it hangs on, what it is called,
  /// what became of it.
  fileprivate var rank: Int {
    switch self {
    case .assignee: 0
    case .label: 1
    case .priority: 2
    case .estimate: 3
    case .span: 4
    case .split: 5
    case .spent: 6
    case .left: 7
    case .progress: 8
    case .budget: 9
    case .cost: 10
    case .paid: 11
    case .rate: 12
    case .billable: 13
    case .start: 14
    case .scheduled: 15
    case .fixed: 16
    case .due: 17
    case .recurrence: 18
    case .from: 19
    case .until: 20
    case .times: 21
    case .holiday: 22
    case .after: 23
    case .endAfter: 24
    case .before: 25
    case .waiting: 26
    case .owner: 27
    case .type: 28
    case .health: 29
    case .attribute: 30
    case .onCompletion: 31
    case .id: 32
    case .created: 33
    case .cancelled: 34
    case .done: 35
    case .blockID: 36
    }
  }
}
