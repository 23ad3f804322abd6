package import PlanModel

// Items as a whole: taking them out, putting them elsewhere, writing below them.

extension PlanEditor {
  /// The lines of a task with everything below it, without the marker of the first and without what stands before
  /// the marker on the others.
  struct ItemText {
    /// Without line ends.
    var lines: [[UInt8]]
    /// Columns from the marker to the content.
    let width: Int
    let isOrdered: Bool
  }

  /// Takes a task out with everything below it.
  package mutating func remove(_ task: TaskIndex) throws(EditProblem) {
    let file = plan[task].file
    append(TextEdit(try lines(of: task), ""), to: file)
    expect(in: file, removed: 1 + plan.subtree(of: task).count)
  }

  /// The bytes that go when a task goes: its lines, and of two blank lines that would meet one.
  mutating func lines(of task: TaskIndex) throws(EditProblem) -> Range<Int> {
    let bytes = plan.bytes(of: task)
    let item = try item(of: task)
    let start = bytes.startOfLine(item.start)
    let leadsLine = bytes[start..<item.start].allSatisfy { $0.isBlank || $0 == UInt8(ascii: ">") }
    guard leadsLine else { return item.start..<item.end }
    let lower = start == 0 && bytes.starts(with: "\u{FEFF}", at: 0) ? min(3, item.start) : start
    var upper = bytes.pastLineEnd(item.end)
    let isBlankBefore = lower == 0 || isBlankLine(endingAt: lower, bytes)
    let next = bytes.endOfLine(upper)
    if isBlankBefore, upper < bytes.count, bytes[upper..<next].allSatisfy(\.isBlank) {
      upper = bytes.pastLineEnd(next)
    }
    return lower..<upper
  }

  private func isBlankLine(endingAt end: Int, _ bytes: [UInt8]) -> Bool {
    var offset = end
    if offset > 0, bytes[offset - 1] == 0x0A { offset -= 1 }
    if offset > 0, bytes[offset - 1] == 0x0D { offset -= 1 }
    guard offset < end else { return false }
    return bytes[bytes.startOfLine(offset)..<offset].allSatisfy(\.isBlank)
  }

  /// Moves a task with everything below it to the end of a project's tasks.
  package mutating func move(_ task: TaskIndex, to project: ProjectIndex) throws(EditProblem) {
    let source = plan[task].file
    let target = plan[project].file
    let text = try text(of: task)
    let place = placement(in: project)
    put(text, at: place, in: target)
    append(TextEdit(try lines(of: task), ""), to: source)
    let count = 1 + plan.subtree(of: task).count
    expect(in: target, added: count)
    expect(in: source, removed: count)
  }

  /// Puts an item in; its lines keep their distance from its content.
  mutating func put(_ text: ItemText, at place: Placement, in file: FileIndex) {
    append(
      TextEdit(
        place.offset..<place.offset, bytes: place.text(PlanEditor.fitted(text, to: place.marker.count))),
      to: file)
  }

  /// The lines with their indentation made that of a marker of another width.
  static func fitted(_ text: ItemText, to width: Int) -> [[UInt8]] {
    let difference = width - text.width
    guard difference != 0 else { return text.lines }
    return text.lines.enumerated().map { number, line in
      guard number > 0, !line.isEmpty else { return line }
      if difference > 0 {
        // A lazy line stands without indentation; it stays lazy.
        return line[0].isBlank ? [UInt8](repeating: 0x20, count: difference) + line : line
      }
      let blanks = line.prefix { $0 == 0x20 }.count
      return Array(line.dropFirst(min(-difference, blanks)))
    }
  }

  mutating func text(of task: TaskIndex) throws(EditProblem) -> ItemText {
    let bytes = plan.bytes(of: task)
    let item = try item(of: task)
    let prefix = bytes.linePrefix(before: item.start)
    var lines: [[UInt8]] = []
    var start = item.content
    while true {
      let end = min(bytes.endOfLine(start), item.end)
      lines.append(Array(bytes[start..<end]))
      let next = bytes.pastLineEnd(end)
      guard next > end, next < item.end else { break }
      start = next
    }
    for position in lines.indices.dropFirst() {
      lines[position] = PlanEditor.without(prefix, lines[position])
    }
    return ItemText(lines: lines, width: item.content - item.start, isOrdered: item.number != nil)
  }

  /// A line without what its item has before the marker; of a line that has less, as much as it has.
  static func without(_ prefix: [UInt8], _ line: [UInt8]) -> [UInt8] {
    var (offset, position) = (0, 0)
    while position < prefix.count, offset < line.count {
      if prefix[position] == line[offset] {
        offset += 1
        position += 1
      } else if prefix[position] == 0x20, line[offset] == UInt8(ascii: ">") {
        break
      } else if prefix[position].isBlank, line[offset].isBlank {
        // A tab for blanks, or the other way round.
        offset += 1
        position += 1
      } else if prefix[position].isBlank {
        position += 1
      } else {
        break
      }
    }
    return Array(line[offset...])
  }

  // MARK: New lines

  /// Adds a task at the end of a project's own ones.
  ///
  /// - Parameter line: What stands behind the marker: box, text and tags.
  package mutating func add(_ line: [UInt8], to project: ProjectIndex) {
    let place = placement(in: project)
    let file = plan[project].file
    append(TextEdit(place.offset..<place.offset, bytes: place.text([line])), to: file)
    expect(in: file, added: 1)
  }

  /// Adds a subtask.
  package mutating func add(_ line: [UInt8], below task: TaskIndex) throws(EditProblem) {
    let place = try placement(below: task)
    let file = plan[task].file
    append(TextEdit(place.offset..<place.offset, bytes: place.text([line])), to: file)
    expect(in: file, added: 1)
  }

  /// Writes a log entry below a task: behind the last one, else directly below its text.
  package mutating func log(_ entry: [UInt8], below task: TaskIndex) throws(EditProblem) {
    let file = plan[task].file
    let item = try item(of: task)
    let outline = outline(of: file)
    var place = firstPlacement(below: task, item)
    if let last = plan.logs(of: .task(task)).last,
      let found = outline.items.last(where: { $0.content == last.range.lowerBound })
    {
      place = placement(after: found, in: file)
    }
    append(TextEdit(place.offset..<place.offset, bytes: place.text([entry])), to: file)
  }

  /// Writes a dated note below a project's heading: behind its last one, else behind heading and tags.
  package mutating func log(_ entry: [UInt8], below project: ProjectIndex) throws(EditProblem) {
    let record = plan[project]
    let outline = outline(of: record.file)
    let bytes = plan[record.file].bytes
    if let last = plan.logs(of: .project(project)).last,
      let found = outline.items.last(where: { $0.content == last.range.lowerBound })
    {
      let place = placement(after: found, in: record.file)
      return append(TextEdit(place.offset..<place.offset, bytes: place.text([entry])), to: record.file)
    }
    guard hasHeading(project) else { throw .noHeading(record.name) }
    let lastTag = plan.tags(of: project).filter { $0.form != .frontMatter }.map(\.range.upperBound).max() ?? 0
    let offset = bytes.endOfLine(max(record.range.upperBound, lastTag))
    let end = lineEnd(near: offset, in: record.file)
    let next = bytes.pastLineEnd(offset)
    let follows = next < bytes.count && !bytes[next..<bytes.endOfLine(next)].allSatisfy(\.isBlank)
    append(
      TextEdit(offset..<offset, bytes: end + end + Array("- ".utf8) + entry + (follows ? end : [])),
      to: record.file)
  }
}
