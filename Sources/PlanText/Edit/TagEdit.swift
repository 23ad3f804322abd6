package import PlanModel

/// A change of the tags of a task or project.
package enum TagEdit: Hashable, Sendable {
  /// Gives a key that takes one value this one.
  case set(NewTag)
  /// Adds a name, a label, another value of a key that takes several.
  case add(NewTag)
  case remove(TagKey)
  /// Takes an own key such as `client` out.
  case removeAttribute(String)

  package func apply(to paragraph: inout EditableParagraph) throws(EditProblem) {
    switch self {
    case .set(let tag): try paragraph.set(tag)
    case .add(let tag): try paragraph.add(tag)
    case .remove(let key): paragraph.remove(key)
    case .removeAttribute(let name): paragraph.removeAttribute(name)
    }
  }

  /// True for a tag that the change replaces or takes out.
  fileprivate func concerns(_ tag: Tag, of project: ProjectIndex, in plan: Plan) -> Bool {
    func isAttribute(_ name: String) -> Bool {
      tag.key == .attribute && plan.attributeKey(tag, in: plan[project].file) == name.lowercased()
    }
    switch self {
    case .set(let new): return new.key == .attribute ? isAttribute(new.name) : tag.key == new.key
    case .add: return false
    case .remove(let key): return tag.key == key
    case .removeAttribute(let name): return isAttribute(name)
    }
  }

  fileprivate var tag: NewTag? {
    switch self {
    case .set(let tag), .add(let tag): tag
    case .remove, .removeAttribute: nil
    }
  }
}

extension PlanEditor {
  /// Changes the attributes of a project where they stand; new ones go into the tag paragraph below its heading, or
  /// into the front matter of a file without one. Source: format, section 2, "Attributes of a project".
  package mutating func change(_ project: ProjectIndex, _ changes: [TagEdit]) throws(EditProblem) {
    let record = plan[project]
    let outline = outline(of: record.file)
    let tags = plan.tags(of: project).filter { $0.form != .frontMatter }
    var rest: [TagEdit] = []
    var matter = FrontMatterEditor(plan[record.file], body: outline.bodyStart)
    for change in changes {
      let own = plan.tags(of: project).first {
        $0.form == .frontMatter && change.concerns($0, of: project, in: plan)
      }
      if let own { matter.change(own, to: change.tag?.value) } else { rest.append(change) }
    }
    if hasHeading(project) {
      try changeHeading(project, tags, rest, outline)
    } else {
      for change in rest { if let tag = change.tag { try matter.add(tag, project: record.name) } }
    }
    for edit in matter.edits { append(edit, to: record.file) }
  }

  private mutating func changeHeading(
    _ project: ProjectIndex, _ tags: [Tag], _ changes: [TagEdit], _ outline: FileOutline
  ) throws(EditProblem) {
    let record = plan[project]
    let bytes = plan[record.file].bytes
    let heading = textRange(ofHeading: record.range.range, bytes)
    let below = tags.first { $0.range.lowerBound >= record.range.upperBound }.flatMap { first in
      outline.blocks.last { $0.start <= first.range.lowerBound && $0.end > first.range.lowerBound }
    }
    let dialect = Dialect.keyValue
    var line = EditableParagraph(
      bytes, heading, firstLineEnd: heading.upperBound, quoteDepth: 0, dialect: dialect, options: options,
      subject: .project)
    var paragraph = below.map {
      EditableParagraph(
        bytes, $0.start..<$0.end, firstLineEnd: bytes.endOfLine($0.start), quoteDepth: 0, dialect: dialect,
        options: options, subject: .tagParagraph)
    }
    var new: [String] = []
    for change in changes {
      let isInHeading = tags.contains {
        $0.range.lowerBound < record.range.upperBound && change.concerns($0, of: project, in: plan)
      }
      if isInHeading {
        try change.apply(to: &line)
      } else if paragraph != nil {
        try change.apply(to: &paragraph!)
      } else if let tag = change.tag {
        new.append(tag.text(in: .keyValue))
      }
    }
    if let edit = line.edit { append(edit, to: record.file) }
    if let below, let paragraph, let edit = paragraph.edit {
      // Of a paragraph without a tag no empty line is left.
      let isEmpty = paragraph.bytes.allSatisfy(\.isSpace)
      append(
        isEmpty ? TextEdit(below.start..<bytes.pastLineEnd(bytes.endOfLine(below.end)), "") : edit,
        to: record.file)
    }
    guard !new.isEmpty else { return }
    let end = bytes.endOfLine(record.range.upperBound)
    let lineEnd = lineEnd(near: end, in: record.file)
    let next = bytes.pastLineEnd(end)
    let follows = next < bytes.count && !bytes[next..<bytes.endOfLine(next)].allSatisfy(\.isBlank)
    let text = lineEnd + lineEnd + Array(new.joined(separator: " ").utf8) + (follows ? lineEnd : [])
    append(TextEdit(end..<end, bytes: text), to: record.file)
  }
}

/// A heading's text: without the `#` around it, or without its underline.
func textRange(ofHeading range: Range<Int>, _ bytes: [UInt8]) -> Range<Int> {
  var (lower, upper) = (range.lowerBound, range.upperBound)
  while lower < upper, bytes[lower].isBlank { lower += 1 }
  guard lower < upper, bytes[lower] == UInt8(ascii: "#"), bytes.endOfLine(lower) >= upper else {
    // A setext heading: its last line is the underline.
    var end = bytes.startOfLine(max(lower, upper - 1))
    while end > lower, bytes[end - 1].isSpace { end -= 1 }
    return lower..<max(lower, end)
  }
  while lower < upper, bytes[lower] == UInt8(ascii: "#") { lower += 1 }
  while lower < upper, bytes[lower].isBlank { lower += 1 }
  var end = upper
  while end > lower, bytes[end - 1] == UInt8(ascii: "#") { end -= 1 }
  if end < upper, end == lower || bytes[end - 1].isBlank {
    upper = end
    while upper > lower, bytes[upper - 1].isBlank { upper -= 1 }
  }
  return lower..<upper
}

/// Changes the `plan:` mapping of a file's front matter, or makes one.
private struct FrontMatterEditor {
  private let bytes: [UInt8]
  private let body: Int
  private(set) var edits: [TextEdit] = []
  private var lines: [String] = []

  init(_ file: SourceFile, body: Int) {
    bytes = file.bytes
    self.body = body
  }

  mutating func change(_ tag: Tag, to value: String?) {
    if let value {
      edits.append(TextEdit(tag.value, FrontMatterEditor.scalar(value)))
    } else {
      let start = bytes.startOfLine(tag.range.lowerBound)
      edits.append(TextEdit(start..<bytes.pastLineEnd(bytes.endOfLine(tag.range.upperBound)), ""))
    }
  }

  mutating func add(_ tag: NewTag, project: String) throws(EditProblem) {
    // Lists are left to people: there are many ways to write one in YAML.
    guard !tag.key.isList || tag.key == .attribute else { throw .noHeading(project) }
    let line = "  \(tag.name): \(FrontMatterEditor.scalar(tag.value))"
    let hasFrontMatter = body > 3
    guard hasFrontMatter else {
      let start = bytes.starts(with: "\u{FEFF}", at: 0) ? 3 : 0
      let end = bytes.contains(0x0D) ? "\r\n" : "\n"
      guard edits.isEmpty else {
        edits[0] = TextEdit(
          start..<start, "---\(end)plan:\(end)\((lines + [line]).joined(separator: end))\(end)---\(end)\(end)"
        )
        lines.append(line)
        return
      }
      lines = [line]
      edits.append(TextEdit(start..<start, "---\(end)plan:\(end)\(line)\(end)---\(end)\(end)"))
      return
    }
    let mapping = FrontMatterEditor.mappingEnd(bytes, body)
    let end = bytes[..<body].contains(0x0D) ? "\r\n" : "\n"
    if let mapping {
      edits.append(TextEdit(mapping..<mapping, line + end))
    } else {
      let fence = bytes.startOfLine(
        max(0, body - 1 - (bytes[body - 1] == 0x0A && body > 1 && bytes[body - 2] == 0x0D ? 1 : 0)))
      edits.append(TextEdit(fence..<fence, (lines.isEmpty ? "plan:\(end)" : "") + line + end))
      lines.append(line)
    }
  }

  /// Behind the line `plan:`, where the front matter has one.
  private static func mappingEnd(_ bytes: [UInt8], _ body: Int) -> Int? {
    var start = 0
    while start < body {
      let end = bytes.endOfLine(start)
      if bytes.starts(with: "plan:", at: start), bytes[(start + 5)..<end].allSatisfy(\.isBlank) {
        return bytes.pastLineEnd(end)
      }
      start = bytes.pastLineEnd(end)
      if start == end { break }
    }
    return nil
  }

  /// A value as a YAML scalar.
  private static func scalar(_ value: String) -> String {
    let isPlain = value.utf8.allSatisfy {
      $0.isASCIILetter || $0.isASCIIDigit || $0 >= 0x80 || " .,+/_-|=;".utf8.contains($0)
    }
    let first = value.utf8.first ?? 0x20
    if isPlain, first.isASCIILetter || first.isASCIIDigit || first >= 0x80,
      !["yes", "no", "on", "off", "true", "false", "null"].contains(value.lowercased())
    {
      return value
    }
    let escaped = value.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''")
    return "'\(escaped)'"
  }
}
