package import PlanModel

/// How tags are spelt on a line. Source: format, section 3, "The other dialects".
package enum Dialect: String, Sendable, CaseIterable {
  /// `due:2026-01-12`
  case keyValue = "key-value"
  /// `📅 2026-01-12`, Obsidian Tasks.
  case emoji
  /// `[due:: 2026-01-12]`, Dataview.
  case bracket = "dataview"
  /// `(due:: 2026-01-12)`
  case parenthesis = "dataview-parentheses"

  /// The form a tag of this dialect has.
  var form: Tag.Form {
    switch self {
    case .keyValue: .keyValue
    case .emoji: .emoji
    case .bracket: .bracketField
    case .parenthesis: .parenthesisField
    }
  }

  init?(_ form: Tag.Form) {
    switch form {
    case .keyValue, .quoted: self = .keyValue
    case .emoji: self = .emoji
    case .bracketField: self = .bracket
    case .parenthesisField: self = .parenthesis
    case .sign, .frontMatter: return nil
    }
  }

  /// True where Obsidian Tasks reads the line backwards from its end, and stops at the first thing it does not know.
  var isObsidian: Bool { self != .keyValue }

  /// The dialect of most of these tags, or nil where none tells. Only keys that every dialect has are counted; of as
  /// many of each, the plugin's own forms win, since the plugin is the stricter reader.
  package static func ofMost(_ tags: some Sequence<Tag>) -> Dialect? {
    var counts = [Int](repeating: 0, count: allCases.count)
    for tag in tags where tag.key.obsidianRank != nil {
      guard let dialect = Dialect(tag.form), let position = allCases.firstIndex(of: dialect) else { continue }
      counts[position] += 1
    }
    let order: [Dialect] = [.emoji, .bracket, .parenthesis, .keyValue]
    guard counts.contains(where: { $0 > 0 }) else { return nil }
    func count(_ dialect: Dialect) -> Int { counts[allCases.firstIndex(of: dialect) ?? 0] }
    return order.max { count($0) < count($1) }.flatMap { best in order.first { count($0) == count(best) } }
  }
}

extension TagKey {
  /// The place of a field in the order that Obsidian Tasks keeps; nil for what the plugin does not know.
  var obsidianRank: Int? {
    switch self {
    case .id: 0
    case .after: 1
    case .priority: 2
    case .recurrence: 3
    case .onCompletion: 4
    case .created: 5
    case .start: 6
    case .scheduled: 7
    case .due: 8
    case .cancelled: 9
    case .done: 10
    default: nil
    }
  }

  /// The plugin's name of the field in Dataview's form.
  var dataviewName: String {
    switch self {
    case .recurrence: "repeat"
    case .after: "dependsOn"
    case .done: "completion"
    case .priority: "priority"
    default: name
    }
  }

  var emoji: String? {
    switch self {
    case .due: "📅"
    case .scheduled: "⏳"
    case .start: "🛫"
    case .created: "➕"
    case .done: "✅"
    case .cancelled: "❌"
    case .recurrence: "🔁"
    case .id: "🆔"
    case .after: "⛔"
    case .onCompletion: "🏁"
    default: nil
    }
  }
}

/// What the letters `A` to `F` are for Obsidian Tasks; nil for the others.
func obsidianPriority(_ letter: UInt8) -> (emoji: String, word: String)? {
  switch letter {
  case UInt8(ascii: "A"): ("🔺", "highest")
  case UInt8(ascii: "B"): ("⏫", "high")
  case UInt8(ascii: "C"): ("🔼", "medium")
  case UInt8(ascii: "E"): ("🔽", "low")
  case UInt8(ascii: "F"): ("⏬", "lowest")
  default: nil
  }
}

/// A value to be written, and what it is called.
package struct NewTag: Hashable, Sendable {
  package let key: TagKey
  /// The spelling of an own key; the key's name else.
  package let name: String
  package let value: String

  package init(_ key: TagKey, _ value: String) {
    self.key = key
    name = key.name
    self.value = value
  }

  /// An own key such as `client`.
  package init(attribute name: String, _ value: String) {
    key = TagKey(spelling: name) ?? .attribute
    self.name = key == .attribute ? name : key.name
    self.value = value
  }

  /// The spelling in a dialect; where that one cannot say it, `key:value`.
  package func text(in dialect: Dialect) -> String {
    switch dialect {
    case .keyValue: return keyValueText
    case .emoji: return emojiText ?? keyValueText
    case .bracket, .parenthesis: return fieldText(dialect) ?? keyValueText
    }
  }

  /// True where the plugin reads what `text(in:)` gives.
  func isField(in dialect: Dialect) -> Bool {
    switch dialect {
    case .keyValue: false
    case .emoji: emojiText != nil
    case .bracket, .parenthesis: key.obsidianRank != nil && fieldText(dialect) != nil
    }
  }

  private var keyValueText: String {
    switch key {
    case .assignee: return "@" + value
    case .label: return "#" + value
    case .blockID: return "^" + value
    default: break
    }
    let sign = key == .owner ? "@" : ""
    guard needsQuotes else { return "\(name):\(sign)\(value)" }
    let escaped = value.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\\\"")
    return "\(name):\"\(escaped)\""
  }

  /// A value with blanks, or one that would be read otherwise than it is written.
  private var needsQuotes: Bool {
    guard let first = value.utf8.first, let last = value.utf8.last else { return true }
    return value.utf8.contains { $0.isBlank || $0 == UInt8(ascii: "`") || $0 == UInt8(ascii: "<") }
      || ":\\\"/".utf8.contains(first) || ",.;".utf8.contains(last)
      || last == UInt8(ascii: ")") && !value.contains("(")
  }

  private var isPlainDay: Bool {
    guard let date = try? DateValue(parsing: value) else { return false }
    return date.precision == .day
  }

  private var emojiText: String? {
    switch key {
    case .due, .scheduled, .start, .created, .done, .cancelled:
      guard isPlainDay, let emoji = key.emoji else { return nil }
      return "\(emoji) \(value)"
    case .priority:
      guard value.utf8.count == 1, let letter = value.uppercased().utf8.first else { return nil }
      return obsidianPriority(letter)?.emoji
    case .recurrence:
      guard isObsidianRule, let emoji = key.emoji else { return nil }
      return "\(emoji) \(value)"
    case .id, .after, .onCompletion:
      guard hasPlainNames, let emoji = key.emoji else { return nil }
      return "\(emoji) \(value)"
    default: return nil
    }
  }

  /// `every …` in letters, digits, blanks and commas.
  private var isObsidianRule: Bool {
    value.lowercased().hasPrefix("every ")
      && value.utf8.allSatisfy {
        $0.isASCIILetter || $0.isASCIIDigit || $0 == 0x20 || $0 == UInt8(ascii: ",")
      }
  }

  private var hasPlainNames: Bool {
    value.utf8.allSatisfy {
      $0.isASCIILetter || $0.isASCIIDigit || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-")
        || key == .after && ($0 == UInt8(ascii: ",") || $0 == 0x20)
    }
  }

  private func fieldText(_ dialect: Dialect) -> String? {
    if [.assignee, .label, .blockID].contains(key) { return nil }
    var shown = value
    switch key {
    case .due, .scheduled, .start, .created, .done, .cancelled: guard isPlainDay else { return nil }
    case .priority:
      guard value.utf8.count == 1, let letter = value.uppercased().utf8.first,
        let word = obsidianPriority(letter)?.word
      else { return nil }
      shown = word
    case .recurrence: guard isObsidianRule else { return nil }
    case .id, .after, .onCompletion: guard hasPlainNames else { return nil }
    case .owner: shown = "@" + value
    default: break
    }
    let (open, close) = dialect == .bracket ? ("[", "]") : ("(", ")")
    guard !shown.contains(open), !shown.contains(close) else { return nil }
    let label = key == .attribute ? name : key.dataviewName
    return "\(open)\(label):: \(shown)\(close)"
  }
}
