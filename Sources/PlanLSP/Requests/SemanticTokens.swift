import PlanText
import PlanModel

/// What a part of a task is for an editor's colours. The types are the protocol's own, so that themes know them.
enum SemanticTokenKind: Int, CaseIterable {
  case status, text, key, value, date, number, person, label, reference, priority, comment

  var type: String {
    switch self {
    case .status: "keyword"
    case .text: "string"
    case .key: "property"
    case .value: "enumMember"
    case .date: "event"
    case .number: "number"
    case .person: "variable"
    case .label: "decorator"
    case .reference: "function"
    case .priority: "type"
    case .comment: "comment"
    }
  }

  enum Modifier: Int, CaseIterable {
    /// Done or cancelled.
    case deprecated
    /// An id where it is given.
    case definition
    /// A value that cannot be read.
    case modification
  }

  static let legend: JSONValue = [
    "tokenTypes": .array(allCases.map { .string($0.type) }),
    "tokenModifiers": .array(Modifier.allCases.map { .string("\($0)") }),
  ]
}

extension LanguageServer {
  private struct Token {
    let range: Range<Int>
    let kind: SemanticTokenKind
    var modifiers = 0
  }

  /// textDocument/semanticTokens/full and range
  func semanticTokens(_ place: Place, in wanted: Range<Int>?) -> JSONValue {
    let (plan, snapshot) = (place.plan, place.snapshot)
    let range = wanted ?? 0..<place.bytes.count
    var tokens: [Token] = []
    let tasks =
      wanted == nil
      ? snapshot.tasks(in: place.file).map { TaskIndex($0) } : snapshot.tasks(in: place.file, touching: range)
    for task in tasks { add(task, plan, to: &tokens) }
    for project in snapshot.projects(in: place.file) {
      add(plan.tags(of: ProjectIndex(project)), plan[place.file].bytes, to: &tokens)
    }
    for block in plan.blocks where block.file == place.file {
      tokens.append(Token(range: block.opening.range, kind: .comment))
      tokens.append(Token(range: block.closing.range, kind: .comment))
    }
    for comment in plan.suppressions where comment.file == place.file {
      tokens.append(Token(range: comment.range.range, kind: .comment))
    }
    tokens = tokens.filter {
      $0.range.upperBound > range.lowerBound && $0.range.lowerBound < range.upperBound
    }
    tokens.sort { $0.range.lowerBound < $1.range.lowerBound }
    var json = Array("[".utf8)
    for (position, number) in LanguageServer.encoded(tokens, place).enumerated() {
      if position > 0 { json.append(UInt8(ascii: ",")) }
      json += String(number).utf8
    }
    return ["data": .written(json + "]".utf8)]
  }

  private func add(_ task: TaskIndex, _ plan: Plan, to tokens: inout [Token]) {
    let record = plan[task]
    let isOver = !record.isUnfinished
    tokens.append(Token(range: record.boxRange.range, kind: .status))
    let tags = plan.tags(of: task)
    let start = tokens.count
    add(tags, plan[record.file].bytes, to: &tokens)
    // The text of what is over stands back; that of the rest is for the editor's own highlighting.
    guard isOver else { return }
    var offset = Int(record.textStart)
    for tag in tags where tag.range.lowerBound >= offset {
      if tag.range.lowerBound > offset {
        tokens.append(Token(range: offset..<tag.range.lowerBound, kind: .text, modifiers: 1))
      }
      offset = tag.range.upperBound
    }
    if offset < Int(record.end) {
      tokens.append(Token(range: offset..<Int(record.end), kind: .text, modifiers: 1))
    }
    for position in start..<tokens.count { tokens[position].modifiers |= 1 }
  }

  private func add(_ tags: ArraySlice<Tag>, _ bytes: [UInt8], to tokens: inout [Token]) {
    for tag in tags where tag.form != .frontMatter {
      var modifiers = 0
      if tag.flags.contains(.unreadable) {
        modifiers |= 1 << SemanticTokenKind.Modifier.modification.rawValue
      }
      if tag.key == .id || tag.key == .blockID {
        modifiers |= 1 << SemanticTokenKind.Modifier.definition.rawValue
      }
      let kind = LanguageServer.kind(tag.key)
      guard tag.form != .sign else {
        tokens.append(Token(range: tag.range.range, kind: kind, modifiers: modifiers))
        continue
      }
      let key = tag.range.lowerBound..<tag.value.lowerBound
      if !key.isEmpty { tokens.append(Token(range: key, kind: .key)) }
      if !tag.value.isEmpty { tokens.append(Token(range: tag.value, kind: kind, modifiers: modifiers)) }
      if tag.value.upperBound < tag.range.upperBound {
        tokens.append(Token(range: tag.value.upperBound..<tag.range.upperBound, kind: .key))
      }
    }
  }

  private static func kind(_ key: TagKey) -> SemanticTokenKind {
    switch key.valueKind {
    case .date: .date
    case .effort, .estimate, .money, .budget, .percent, .count: .number
    case .recurrence, .word: .value
    case .name, .names: .person
    case .identifier, .references: .reference
    case .priority: .priority
    case .text: key == .label ? .label : key == .blockID ? .reference : .value
    }
  }

  /// The protocol's form: five numbers a token, each from the one before; a token stays on one line.
  private static func encoded(_ tokens: [Token], _ place: Place) -> [Int] {
    var data: [Int] = []
    var last = Position(line: 0, character: 0)
    var end = 0
    for token in tokens where token.range.lowerBound >= end {
      end = token.range.upperBound
      var start = token.range.lowerBound
      while start < end {
        var (lower, upper) = (start, min(end, place.bytes.endOfLine(start)))
        start = max(place.bytes.pastLineEnd(upper), start + 1)
        // Blanks before and behind have no colour.
        while lower < upper, place.bytes[lower].isBlank { lower += 1 }
        while upper > lower, place.bytes[upper - 1].isBlank { upper -= 1 }
        guard lower < upper else { continue }
        let (from, to) = (place.mirror.position(of: lower), place.mirror.position(of: upper))
        data += [
          from.line - last.line, from.line == last.line ? from.character - last.character : from.character,
          to.character - from.character, token.kind.rawValue, token.modifiers,
        ]
        last = from
      }
    }
    return data
  }
}
