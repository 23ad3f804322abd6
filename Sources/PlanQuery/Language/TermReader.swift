import PlanModel

/// Reads one word of a query as a term.
struct TermReader {
  enum Sign: String {
    case colon = ":"
    case atMost = "<="
    case atLeast = ">="
    case below = "<"
    case above = ">"
    case equal = "="
  }

  let query: String
  let context: QueryContext

  func term(_ word: QueryWord) throws(QueryError) -> Expression {
    if word.startsQuoted { return .term(.text(try phrase(word)), word.range) }
    // A sign in front negates what can only be a term; before plain words it belongs to the text.
    if word[plain: 0] == UInt8(ascii: "-"), word.bytes.count > 1, word[plain: 1] != UInt8(ascii: "-") {
      let rest = word.part(1..<word.bytes.count)
      let inner = try self.term(try TermReader.word(rest, of: word, in: query))
      if case .term(.text, _) = inner, word[plain: 1] != nil {
        return .term(.text(word.whole.text), word.range)
      }
      return .negated(inner)
    }
    return .term(try plainTerm(word), word.range)
  }

  /// The word without its first byte.
  private static func word(_ rest: QueryWord.Part, of word: QueryWord, in query: String) throws(QueryError)
    -> QueryWord
  {
    var result = QueryWord(at: rest.range.lowerBound)
    if word.bytes[1].isQuoted { result.open(quoteAt: rest.range.lowerBound - 1) }
    for byte in word.bytes.dropFirst() { result.append(byte.value, at: byte.offset, isQuoted: byte.isQuoted) }
    result.close(at: word.range.upperBound)
    return result
  }

  private func plainTerm(_ word: QueryWord) throws(QueryError) -> Term {
    switch word[plain: 0] {
    case UInt8(ascii: "@"): return .people(try names(word, from: 0, key: "@"))
    case UInt8(ascii: "#")
    where word.bytes.contains { !$0.value.isASCIIDigit && $0.value != UInt8(ascii: "#") }:
      return .labels(try items(word, from: 0, key: "#", wanted: .label).map { withoutSign($0.text, "#") })
    default: break
    }
    if let term = try keyTerm(word) { return term }
    let text = word.whole.text
    if ["<=", ">=", "<", ">", "=", "!="].contains(text) {
      throw QueryError(.looseOperator(text), in: query, at: word.range)
    }
    if let flag = QueryFlag(rawValue: text.lowercased()), word.bytes.allSatisfy({ !$0.isQuoted }) {
      return .flag(flag)
    }
    return .text(try phrase(word))
  }

  /// The words to search for, one blank between them.
  private func phrase(_ word: QueryWord) throws(QueryError) -> String {
    let words = word.whole.text.split(whereSeparator: \.isWhitespace)
    guard !words.isEmpty else { throw QueryError(.emptyPhrase, in: query, at: word.range) }
    return words.joined(separator: " ")
  }

  // MARK: key:value

  private func keyTerm(_ word: QueryWord) throws(QueryError) -> Term? {
    var end = 0
    while let byte = word[plain: end],
      byte.isASCIILetter || end > 0 && (byte.isASCIIDigit || byte == UInt8(ascii: "-"))
    {
      end += 1
    }
    guard end >= 2 || end == 1 && word[plain: 0].map({ $0 | 0x20 }) == UInt8(ascii: "t") else { return nil }
    let key = word.part(0..<end)
    let name = key.text.lowercased()
    let known = TermKey(name)
    if word.hasPlain("!=", at: end) {
      guard known != nil else { return nil }
      throw QueryError(.notEqual(key: name), in: query, at: place(word, end..<end + 2))
    }
    guard let (sign, start) = sign(word, at: end) else { return nil }
    if sign == .colon {
      if start < word.bytes.count, isText(word, at: start) { return nil }
      if start >= word.bytes.count, known == nil { return nil }
    } else if known == nil {
      guard let slip = Spelling.slip(of: name, among: TermKey.names) else { return nil }
      throw QueryError(.unknownKey(name), in: query, at: key.range, suggestion: slip + sign.rawValue)
    }
    let reader = ValueReader(
      query: query, context: context, key: name, sign: sign, signRange: place(word, end..<start))
    guard let known else {
      return .attribute(name, try items(word, from: start, key: name + ":", wanted: .text).map(\.text))
    }
    return try value(of: known, word, from: start, name, reader)
  }

  /// Values that begin so are no values in a plan's files either (format, section 3).
  private func isText(_ word: QueryWord, at start: Int) -> Bool {
    switch word[plain: start] {
    case UInt8(ascii: ":"), UInt8(ascii: "\\"): true
    case UInt8(ascii: "/"): word[plain: start + 1] == UInt8(ascii: "/")
    default: false
    }
  }

  private func sign(_ word: QueryWord, at position: Int) -> (Sign, Int)? {
    switch word[plain: position] {
    case UInt8(ascii: ":"): (.colon, position + 1)
    case UInt8(ascii: "="): (.equal, position + 1)
    case UInt8(ascii: "<"):
      word[plain: position + 1] == UInt8(ascii: "=") ? (.atMost, position + 2) : (.below, position + 1)
    case UInt8(ascii: ">"):
      word[plain: position + 1] == UInt8(ascii: "=") ? (.atLeast, position + 2) : (.above, position + 1)
    default: nil
    }
  }

  private func value(
    of key: TermKey, _ word: QueryWord, from start: Int, _ name: String, _ reader: ValueReader
  ) throws(QueryError) -> Term {
    switch key {
    case .known(let key): return try value(of: key, word, from: start, name, reader)
    case .has, .no:
      try reader.refuseOrder()
      let keys = try items(word, from: start, key: name + ":", wanted: .key).map { QueryKey($0.text) }
      return name == "no" ? .lacks(keys) : .has(keys)
    case .label:
      try reader.refuseOrder()
      return .labels(
        try items(word, from: start, key: name + ":", wanted: .label).map { withoutSign($0.text, "#") })
    case .project:
      try reader.refuseOrder()
      return .projects(try items(word, from: start, key: name + ":", wanted: .project).map(\.text))
    case .file:
      try reader.refuseOrder()
      return .files(try items(word, from: start, key: name + ":", wanted: .file).map(\.text))
    case .status:
      try reader.refuseOrder()
      var set = StatusSet()
      for item in try items(word, from: start, key: name + ":", wanted: .status) {
        set.formUnion(try reader.status(item))
      }
      return .status(set)
    }
  }

  private func value(
    of key: TagKey, _ word: QueryWord, from start: Int, _ name: String, _ reader: ValueReader
  ) throws(QueryError) -> Term {
    func ranges(_ wanted: QueryError.Wanted) throws(QueryError) -> [ClosedRange<Int>] {
      var result: [ClosedRange<Int>] = []
      for item in try positions(word, from: start, key: name + ":", wanted: wanted) {
        result.append(try reader.range(word, item, wanted))
      }
      return result
    }
    switch key.valueKind {
    case .date: return .date(key, try ranges(.date))
    case .effort, .estimate: return .effort(key, try ranges(.effort))
    case .percent: return .progress(try ranges(.percentage))
    case .priority: return .priority(try ranges(.priority))
    case .money, .budget:
      var spans: [MoneySpan] = []
      for item in try positions(word, from: start, key: name + ":", wanted: .amount) {
        spans.append(try reader.money(word, item))
      }
      return .money(key, spans)
    case .names, .name:
      try reader.refuseOrder()
      let found = try names(word, from: start, key: name + ":")
      return key == .owner ? .owner(found) : .people(found)
    case .identifier:
      try reader.refuseOrder()
      return .ids(try items(word, from: start, key: name + ":", wanted: .id).map(\.text))
    case .recurrence, .references, .word, .text, .count:
      try reader.refuseOrder()
      return .value(key, try items(word, from: start, key: name + ":", wanted: .text).map(\.text))
    }
  }

  // MARK: Lists

  /// Where the items of a list stand, none of them empty.
  private func positions(
    _ word: QueryWord, from start: Int, key: String, wanted: QueryError.Wanted
  ) throws(QueryError) -> [Range<Int>] {
    let found = word.split(from: start, at: UInt8(ascii: ","))
    if let empty = found.first(where: \.isEmpty) {
      throw QueryError(.missingValue(key: key, wanted: wanted), in: query, at: word.part(empty).range)
    }
    return found
  }

  private func items(
    _ word: QueryWord, from start: Int, key: String, wanted: QueryError.Wanted
  ) throws(QueryError) -> [QueryWord.Part] {
    try positions(word, from: start, key: key, wanted: wanted).map { word.part($0) }
  }

  /// Names with or without `@`, separated by `,` or `|`.
  private func names(_ word: QueryWord, from start: Int, key: String) throws(QueryError) -> [String] {
    var result: [String] = []
    for item in word.split(from: start, at: UInt8(ascii: ","), UInt8(ascii: "|")) {
      let part = word.part(item)
      let name = withoutSign(part.text, "@")
      guard !name.isEmpty else {
        throw QueryError(.missingValue(key: key, wanted: .name), in: query, at: afterSign(part))
      }
      if name.lowercased() == "me", part.text.hasPrefix("@") || key == "@" {
        guard let me = context.me else { throw QueryError(.meIsNobody, in: query, at: part.range) }
        result.append(me)
      } else {
        result.append(name)
      }
    }
    return result
  }

  private func afterSign(_ part: QueryWord.Part) -> ByteRange {
    ByteRange(part.range.upperBound, part.range.upperBound)
  }

  private func withoutSign(_ text: String, _ sign: Character) -> String {
    text.first == sign ? String(text.dropFirst()) : text
  }

  private func place(_ word: QueryWord, _ positions: Range<Int>) -> ByteRange { word.part(positions).range }
}

/// Keys that a query knows: those of the format, and its own.
enum TermKey {
  case known(TagKey)
  case label, project, status, file, has, no

  init?(_ name: String) {
    switch name {
    case "label": self = .label
    case "project": self = .project
    case "status": self = .status
    case "file": self = .file
    case "has": self = .has
    case "no": self = .no
    default:
      guard let key = TagKey(spelling: name) else { return nil }
      self = .known(key)
    }
  }

  /// In the order in which they are suggested.
  static let names = ["label", "project", "status", "file", "has"] + TagKey.spellings.keys.sorted()
}

extension QueryKey {
  init(_ name: String) {
    let name = name.lowercased()
    switch name {
    case "label", "labels", "#": self = .known(.label)
    case "@", "assignees": self = .known(.assignee)
    default: self = TagKey(spelling: name).map(QueryKey.known) ?? .own(name)
    }
  }
}
