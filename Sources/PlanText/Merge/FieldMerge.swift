import PlanModel

/// A task's first paragraph or a heading in the parts that are merged one by one: what stands before the text, the status,
/// the text, and each tag.
struct FieldLine {
  /// Indentation, quote markers, list marker and `[`; or the `##` of a heading.
  var prefix: [UInt8]
  /// What stands in the box; empty for a heading.
  var status: [UInt8]
  /// `] `; empty for a heading.
  var middle: [UInt8]
  var paragraph: EditableParagraph
  /// Blanks, or the closing `##`.
  var suffix: [UInt8]

  /// A key, and for own keys their name.
  struct Field: Hashable, Comparable {
    let key: TagKey
    let name: String

    static func < (a: Field, b: Field) -> Bool { (a.key.rawValue, a.name) < (b.key.rawValue, b.name) }
  }

  /// - Parameter offset: Gives for a byte of the file its place in `head`.
  init(
    task: TaskIndex, of plan: Plan, head: [UInt8], options: ReadingOptions, at offset: (Int) -> Int
  ) {
    let record = plan[task]
    let (box, start) = (offset(Int(record.box)), offset(Int(record.textStart)))
    let end = offset(Int(record.end))
    let close = head[..<start].lastIndex(of: UInt8(ascii: "]")) ?? start
    prefix = Array(head[...box])
    status = Array(head[(box + 1)..<close])
    middle = Array(head[close..<start])
    paragraph = EditableParagraph(
      head, start..<end, firstLineEnd: offset(Int(record.firstLineEnd)),
      quoteDepth: Int(record.quoteDepth), dialect: .keyValue, options: options, subject: .task)
    suffix = Array(head[end...])
  }

  /// An ATX heading; nil for one with an underline.
  init?(heading head: [UInt8], options: ReadingOptions) {
    guard !head.contains(0x0A), head.first(where: { !$0.isBlank }) == UInt8(ascii: "#") else { return nil }
    let range = textRange(ofHeading: 0..<head.count, head)
    prefix = Array(head[..<range.lowerBound])
    (status, middle) = ([], [])
    paragraph = EditableParagraph(
      head, range, firstLineEnd: range.upperBound, quoteDepth: 0, dialect: .keyValue, options: options,
      subject: .project)
    suffix = Array(head[range.upperBound...])
  }

  /// A line that holds nothing but tags; nil for any other.
  init?(tags line: [UInt8], options: ReadingOptions) {
    (prefix, status, middle, suffix) = ([], [], [], [])
    paragraph = EditableParagraph(
      line, 0..<line.count, firstLineEnd: line.count, quoteDepth: 0, dialect: .keyValue, options: options,
      subject: .tagParagraph)
    guard !paragraph.tags.isEmpty, text.isEmpty else { return nil }
  }

  var bytes: [UInt8] { prefix + status + middle + paragraph.bytes + suffix }

  func field(of tag: Tag) -> Field {
    Field(key: tag.key, name: tag.key == .attribute ? paragraph.attributeName(tag) : tag.key.name)
  }

  /// What each key says, in order of the text.
  var values: [Field: [String]] {
    var result: [Field: [String]] = [:]
    for tag in paragraph.tags where tag.flags.contains(.hidden) {
      let text = value(of: tag)
      let items =
        tag.key.valueKind == .references
        ? text.split(separator: ",").map { String($0.filter { $0 != " " }) } : [text]
      result[field(of: tag), default: []] += items
    }
    return result
  }

  func value(of tag: Tag) -> String {
    if tag.key == .priority, tag.simple != 0 {
      return String(UnicodeScalar(UInt8(truncatingIfNeeded: tag.simple)))
    }
    let text = paragraph.text(of: tag)
    guard tag.form == .quoted else { return text }
    return text.split(separator: "\\\"", omittingEmptySubsequences: false).joined(separator: "\"")
  }

  /// The paragraph without its tags, with one blank for each run of them.
  var text: [UInt8] {
    var result: [UInt8] = []
    var offset = 0
    func append(_ end: Int) {
      for byte in paragraph.bytes[offset..<max(offset, end)] {
        if !byte.isSpace {
          result.append(byte)
        } else if let last = result.last, last != 0x20 {
          result.append(0x20)
        }
      }
    }
    for tag in paragraph.tags where tag.flags.contains(.hidden) && tag.range.lowerBound >= offset {
      append(tag.range.lowerBound)
      offset = tag.range.upperBound
    }
    append(paragraph.bytes.count)
    while result.last == 0x20 { result.removeLast() }
    return result
  }
}

/// The result of merging one line: whole, or one for each side that differ in what is in conflict only.
struct MergedFields {
  var ours: [UInt8]
  var theirs: [UInt8]
  /// What differs, for a person; empty where nothing is in conflict.
  var differences: [String] = []
}

/// Merges the parts of a line.
///
/// - Parameter base: nil where both sides added it.
/// - Returns: nil where the parts cannot be told apart safely; then the line as a whole is in conflict.
func mergeFields(base: FieldLine?, ours: FieldLine, theirs: FieldLine) -> MergedFields? {
  var merge = FieldMerge(base: base, ours: ours, theirs: theirs)
  return merge.run()
}

private struct FieldMerge {
  typealias Field = FieldLine.Field

  let base: FieldLine?
  let ours: FieldLine
  let theirs: FieldLine
  var target: [Field: [String]] = [:]
  var conflicts: Set<Field> = []
  var differences: [String] = []

  private static let status = [Field(key: .done, name: "done"), Field(key: .cancelled, name: "cancelled")]

  init(base: FieldLine?, ours: FieldLine, theirs: FieldLine) {
    (self.base, self.ours, self.theirs) = (base, ours, theirs)
  }

  mutating func run() -> MergedFields? {
    let status = pick(base?.status, ours.status, theirs.status)
    if status == nil {
      differences.append(
        difference("status", base?.status.boxed, ours.status.boxed, theirs.status.boxed))
      conflicts.formUnion(FieldMerge.status)
    }
    let texts = (base?.text, ours.text, theirs.text)
    let text = pick(texts.0, texts.1, texts.2)
    if text == nil {
      differences.append(difference("text", texts.0?.quoted, texts.1.quoted, texts.2.quoted))
    }
    guard mergeValues() else { return nil }
    let prefix = mergePrefix()
    // The side that changed the text, or else the form, is written on.
    let isOurs = text == texts.1 && (texts.1 != texts.2 || ours.paragraph.bytes != base?.paragraph.bytes)
    let start = isOurs ? ours : theirs
    func side(_ own: FieldLine) -> [UInt8]? {
      var line = text == nil ? own : start
      let values = own.values
      let clashing = conflicts.map { ($0, values[$0] ?? []) }
      guard apply(target.merging(clashing) { $1 }, to: &line) else { return nil }
      line.prefix = prefix
      line.status = status ?? own.status
      return line.bytes
    }
    guard let one = side(ours), let other = side(theirs) else { return nil }
    return MergedFields(ours: one, theirs: other, differences: differences)
  }

  /// The value that three-way merging gives; nil: a conflict.
  private func pick<Value: Equatable>(_ base: Value?, _ ours: Value, _ theirs: Value) -> Value? {
    if ours == theirs { return ours }
    guard let base else { return nil }
    if ours == base { return theirs }
    return theirs == base ? ours : nil
  }

  /// Numbers of lists say nothing, and depth follows the place: neither is ever a conflict.
  private func mergePrefix() -> [UInt8] {
    if let prefix = pick(base?.prefix, ours.prefix, theirs.prefix) { return prefix }
    let (one, other) = (ours.prefix, theirs.prefix)
    guard one.count == other.count else { return one.count > other.count ? one : other }
    return one.lexicographicallyPrecedes(other) ? other : one
  }

  /// - Returns: False where a key that takes one value has several.
  private mutating func mergeValues() -> Bool {
    let (old, one, other) = (base?.values ?? [:], ours.values, theirs.values)
    let fields = Set(old.keys).union(one.keys).union(other.keys)
    for field in fields.sorted() {
      let (before, left, right) = (old[field] ?? [], one[field] ?? [], other[field] ?? [])
      if let value = pick(before, left, right) {
        target[field] = value
      } else if field.key.isList, field.key != .attribute {
        target[field] =
          left.filter { right.contains($0) || !before.contains($0) }
          + right.filter { !left.contains($0) && !before.contains($0) }
        if field.key == .assignee, hasTwoShares(target[field]!) { clash(field, before, left, right) }
      } else {
        guard left.count <= 1, right.count <= 1, before.count <= 1 else { return false }
        if [.done, .cancelled, .created].contains(field.key), !conflicts.contains(field),
          let first = left.first,
          let second = right.first
        {
          // Both finished it: it was finished when the first did.
          target[field] = [min(first, second)]
        } else {
          clash(field, before, left, right)
        }
      }
    }
    for field in FieldMerge.status where conflicts.contains(field) { target[field] = nil }
    return true
  }

  private func hasTwoShares(_ people: [String]) -> Bool {
    let names = people.map { $0.prefix { $0 != "(" } }
    return Set(names).count < names.count
  }

  private mutating func clash(_ field: Field, _ before: [String], _ left: [String], _ right: [String]) {
    conflicts.insert(field)
    target[field] = nil
    func said(_ values: [String]) -> String { values.isEmpty ? "none" : values.joined(separator: ", ") }
    differences.append(difference(field.name, base == nil ? nil : said(before), said(left), said(right)))
  }

  private func difference(_ what: String, _ before: String?, _ left: String, _ right: String) -> String {
    "\(what): ours \(left), theirs \(right)" + (before.map { ", before \($0)" } ?? "")
  }

  /// Gives a line these values, and reads it again.
  private func apply(_ values: [Field: [String]], to line: inout FieldLine) -> Bool {
    let (own, text) = (line.values, line.text)
    for (field, items) in values.sorted(by: { $0.key < $1.key }) where items != own[field] ?? [] {
      do throws(EditProblem) {
        try write(field, items, to: &line)
      } catch {
        return false
      }
    }
    let now = line.values
    return line.text == text && now.keys.allSatisfy { values[$0] != nil }
      && values.allSatisfy { field, items in (now[field] ?? []).sorted() == items.sorted() }
  }

  private func write(_ field: Field, _ values: [String], to line: inout FieldLine) throws(EditProblem) {
    func tag(_ value: String) -> NewTag {
      field.key == .attribute ? NewTag(attribute: field.name, value) : NewTag(field.key, value)
    }
    if field.key.valueKind == .references {
      if values.isEmpty { return line.paragraph.remove(field.key) }
      return try line.paragraph.set(tag(values.joined(separator: ",")))
    }
    guard field.key.isList, field.key != .attribute else {
      if let value = values.first { return try line.paragraph.set(tag(value)) }
      if field.key == .attribute { return line.paragraph.removeAttribute(field.name) }
      return line.paragraph.remove(field.key)
    }
    let gone = line.values[field, default: []].filter { !values.contains($0) }
    while let old = line.paragraph.tags.last(where: {
      $0.key == field.key && $0.flags.contains(.hidden) && gone.contains(line.paragraph.text(of: $0))
    }) {
      line.paragraph.remove(old)
    }
    for value in values { try line.paragraph.add(tag(value)) }
  }
}

extension [UInt8] {
  fileprivate var boxed: String { "[\(String(decoding: self, as: UTF8.self))]" }
  fileprivate var quoted: String { "\"\(String(decoding: self, as: UTF8.self))\"" }
}
