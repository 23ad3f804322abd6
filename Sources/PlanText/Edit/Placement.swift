package import PlanModel

/// Where a new list item goes, and how it has to look there.
struct Placement {
  /// The offset in the file at which the item is put in.
  let offset: Int
  /// What stands between the text before and the item: line ends, blank lines.
  let before: [UInt8]
  /// `- ` or `3. `.
  let marker: [UInt8]
  /// What stands before the marker and before each further line.
  let prefix: [UInt8]
  let after: [UInt8]
  let lineEnd: [UInt8]

  /// The text to put in: lines without line ends, the first without its marker.
  func text(_ lines: [[UInt8]]) -> [UInt8] {
    var result = before + prefix + marker + (lines.first ?? [])
    for line in lines.dropFirst() {
      result += lineEnd
      if !line.isEmpty { result += prefix + line }
    }
    return result + after
  }
}

extension PlanEditor {
  /// The line end of the line that holds an offset, else of the line before, else LF.
  func lineEnd(near offset: Int, in file: FileIndex) -> [UInt8] {
    let bytes = plan[file].bytes
    var end = bytes.endOfLine(offset)
    if end == bytes.count {
      end = bytes[..<min(offset, bytes.count)].lastIndex { $0.isLineEnd } ?? bytes.count
    }
    guard end < bytes.count else { return [0x0A] }
    if bytes[end] == 0x0A { return end > 0 && bytes[end - 1] == 0x0D ? [0x0D, 0x0A] : [0x0A] }
    return end + 1 < bytes.count && bytes[end + 1] == 0x0A ? [0x0D, 0x0A] : [0x0D]
  }

  /// Directly behind an item, on its level.
  func placement(after item: FileOutline.Item, in file: FileIndex) -> Placement {
    let bytes = plan[file].bytes
    let end = lineEnd(near: item.end, in: file)
    let prefix = bytes.linePrefix(before: item.start)
    return Placement(
      offset: item.end, before: end, marker: marker(following: item, in: bytes), prefix: prefix, after: [],
      lineEnd: end)
  }

  /// The marker of the item after this one, with as many blanks behind it.
  private func marker(following item: FileOutline.Item, in bytes: [UInt8]) -> [UInt8] {
    var offset = item.start
    while offset < bytes.count, bytes[offset].isASCIIDigit { offset += 1 }
    offset += 1
    let gap = bytes[min(offset, item.content)..<max(offset, item.content)]
    let blanks = gap.allSatisfy(\.isBlank) && (1...4).contains(gap.count) ? Array(gap) : [0x20]
    let number = item.number.map { Array(String($0 + 1).utf8) } ?? []
    return number + [item.sign] + blanks
  }

  /// Below a task: behind its last list item, else behind its first paragraph.
  mutating func placement(below task: TaskIndex) throws(EditProblem) -> Placement {
    let item = try item(of: task)
    let file = plan[task].file
    let outline = outline(of: file)
    guard let position = outline.position(at: item.start) else { throw .moved }
    if let last = outline.items.lastIndex(where: { $0.parent == position }) {
      return placement(after: outline.items[last], in: file)
    }
    return firstPlacement(below: task, item)
  }

  /// Directly behind a task's first paragraph.
  mutating func firstPlacement(below task: TaskIndex, _ item: FileOutline.Item) -> Placement {
    let file = plan[task].file
    let offset = Int(plan[task].end)
    let end = lineEnd(near: offset, in: file)
    return Placement(
      offset: endOfLineText(offset, in: file), before: end, marker: Array("- ".utf8),
      prefix: childPrefix(of: item, in: file), after: [], lineEnd: end)
  }

  /// Behind trailing blanks: they belong to the line.
  func endOfLineText(_ offset: Int, in file: FileIndex) -> Int { plan[file].bytes.endOfLine(offset) }

  /// What stands before the marker of an item's children: as its first child has it, else a tab where the file
  /// indents with tabs, else blanks up to its content.
  mutating func childPrefix(of item: FileOutline.Item, in file: FileIndex) -> [UInt8] {
    let bytes = plan[file].bytes
    let outline = outline(of: file)
    if let child = item.firstChild {
      let start = outline.items[child].start
      if bytes.startOfLine(start) > item.start { return bytes.linePrefix(before: start) }
    }
    let prefix = bytes.linePrefix(before: item.start)
    let usesTabs = outline.items.contains { $0.parent != nil && $0.start > 0 && bytes[$0.start - 1] == 0x09 }
    let width = item.content - item.start
    if usesTabs, width <= 4, prefix.allSatisfy({ $0 == 0x09 }) { return prefix + [0x09] }
    return prefix + [UInt8](repeating: 0x20, count: max(2, width))
  }

  /// At the end of a project's own tasks, else at the end of its section.
  mutating func placement(in project: ProjectIndex) -> Placement {
    let record = plan[project]
    let outline = outline(of: record.file)
    let own = plan.tasks(of: project).reversed().first {
      plan.tasks[$0].project == project && plan.tasks[$0].parent.isNone
    }
    if let own, let item = outline.item(at: Int(plan.tasks[own].start)) {
      return placement(after: item, in: record.file)
    }
    let bytes = plan[record.file].bytes
    let isHeading = record.level > 0 || hasHeading(project)
    let start = isHeading ? record.range.upperBound : outline.bodyStart
    let next = plan.projects[(project.position + 1)...].first
    let limit = next?.file == record.file ? next?.range.lowerBound ?? bytes.count : bytes.count
    let inside = outline.blocks.filter { $0.start >= start && $0.start < limit }
    if let last = inside.last, last.kind == .list,
      let item = outline.items.last(where: {
        $0.start >= last.start && $0.start < last.end && $0.parent == nil
      })
    {
      return placement(after: item, in: record.file)
    }
    let offset = inside.last?.end ?? start
    let lineEnd = lineEnd(near: offset, in: record.file)
    let isAtStart = offset == 0 || offset == outline.bodyStart && !isHeading && inside.isEmpty
    let follows = offset < bytes.count && !bytes[offset].isLineEnd || nextLineHoldsText(offset, bytes)
    return Placement(
      offset: offset, before: isAtStart ? [] : lineEnd + lineEnd, marker: Array("- ".utf8), prefix: [],
      after: isAtStart ? (follows ? lineEnd + lineEnd : lineEnd) : follows ? lineEnd : [], lineEnd: lineEnd)
  }

  /// True if a project stands in a heading: every one but a file's top, and that one where it is its only level-1
  /// heading.
  mutating func hasHeading(_ project: ProjectIndex) -> Bool {
    let record = plan[project]
    guard record.level == 0 else { return true }
    // A title of the front matter stands before the body.
    return !record.range.isEmpty && record.range.lowerBound >= outline(of: record.file).bodyStart
  }

  private func nextLineHoldsText(_ offset: Int, _ bytes: [UInt8]) -> Bool {
    let end = bytes.endOfLine(offset)
    let next = bytes.pastLineEnd(end)
    guard next < bytes.count else { return false }
    return bytes[next..<bytes.endOfLine(next)].contains { !$0.isBlank }
  }
}
