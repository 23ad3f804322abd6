import PlanModel

/// Taking one tag out of a line, with the blanks before it.
extension TextEdit {
  /// nil for a tag in parentheses or with a comma behind it, which belong to the sentence around it.
  static func removing(_ tag: Tag, from bytes: [UInt8]) -> TextEdit? {
    guard tag.form != .frontMatter, tag.length > 0 else { return nil }
    var (lower, upper) = (tag.range.lowerBound, tag.range.upperBound)
    let next = upper < bytes.count ? bytes[upper] : 0x0A
    guard next.isSpace, lower > 0, bytes[lower - 1].isSpace else { return nil }
    while lower > 0, bytes[lower - 1].isBlank { lower -= 1 }
    // A tag that begins its line leaves the line's beginning as it is.
    if lower == 0 || bytes[lower - 1].isLineEnd || bytes[lower - 1] == UInt8(ascii: "]") {
      lower = tag.range.lowerBound
      guard next.isBlank else { return nil }
      while upper < bytes.count, bytes[upper].isBlank { upper += 1 }
    }
    return TextEdit(lower..<upper, "")
  }
}

extension Tag.Form {
  /// Forms of the same way of writing fields.
  enum Dialect { case plain, emoji, dataview }

  var dialect: Dialect {
    switch self {
    case .keyValue, .quoted, .sign, .frontMatter: .plain
    case .emoji: .emoji
    case .bracketField, .parenthesisField: .dataview
    }
  }
}

/// True if two tags of a key say the same.
func sayTheSame(_ a: Tag, _ b: Tag, _ bytes: [UInt8]) -> Bool {
  switch a.key.valueKind {
  case .date, .effort, .percent, .count, .priority: a.simple == b.simple
  case .estimate, .money, .budget, .recurrence, .name, .names, .identifier, .references, .word, .text:
    bytes[a.value].elementsEqual(bytes[b.value])
  }
}
