/// Text of a plan made safe and measurable for a terminal.
package enum TerminalText {
  /// The text with control characters, C1 codes and bidi controls shown as `\u{…}`: nothing of a file reaches the
  /// terminal as a command (reliability: no control character of a file reaches the terminal).
  package static func visible(_ text: String) -> String {
    // Most text is plain ASCII, which a look at its bytes tells.
    guard text.utf8.contains(where: { $0 < 0x20 || $0 >= 0x7F }),
      text.unicodeScalars.contains(where: isUnsafe)
    else { return text }
    var result = ""
    for scalar in text.unicodeScalars {
      if isUnsafe(scalar) {
        result += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// Text of several lines made safe: its line ends and tabs stay, the `\r` of a `\r\n` goes.
  package static func visibleLines(_ text: String) -> String {
    let lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
    return lines.map { line in
      let line = line.last == "\r" ? line.dropLast() : line
      return line.split(separator: "\t", omittingEmptySubsequences: false).map { visible(String($0)) }
        .joined(separator: "\t")
    }.joined(separator: "\n")
  }

  static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0x061C, 0x200E, 0x200F, 0x2028, 0x2029, 0x202A...0x202E, 0x2066...0x2069,
      0xFEFF:
      true
    default: false
    }
  }

  /// Columns that a text takes: 0 for combining marks, 2 for wide characters and emoji (UAX #11, East Asian Width).
  package static func width(_ text: String) -> Int {
    if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.utf8.count }
    return text.reduce(0) { $0 + width($1) }
  }

  private static func width(_ character: Character) -> Int {
    guard let first = character.unicodeScalars.first else { return 0 }
    if first.isASCII { return character.unicodeScalars.contains { $0.value == 0xFE0F } ? 2 : 1 }
    switch first.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: break
    }
    if character.unicodeScalars.contains(where: { $0.value == 0xFE0F })
      || first.properties.isEmojiPresentation
    {
      return 2
    }
    switch first.value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
      0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6,
      0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
      return 2
    default: return 1
    }
  }

  /// The text cut to `width` columns, with `…` where something is left out.
  package static func truncated(_ text: String, to limit: Int) -> String {
    guard width(text) > limit else { return text }
    guard limit > 1 else { return limit == 1 ? "…" : "" }
    var (result, used) = ("", 0)
    for character in text {
      let next = width(character)
      if used + next > limit - 1 { break }
      result.append(character)
      used += next
    }
    return result + "…"
  }

  /// A word cut into pieces: the first of at most `first` columns, the others of at most `limit`; a character that
  /// is wider than that is a piece of its own.
  static func pieces(_ word: String, first: Int, _ limit: Int) -> [String] {
    guard width(word) > first else { return [word] }
    var (result, piece, used): ([String], String, Int) = ([], "", 0)
    for character in word {
      let next = width(character)
      if used + next > (result.isEmpty ? first : limit), !piece.isEmpty {
        result.append(piece)
        (piece, used) = ("", 0)
      }
      piece.append(character)
      used += next
    }
    return result + [piece]
  }

  /// The text with blanks behind it (or before it) up to `width` columns.
  package static func padded(_ text: String, to limit: Int, isRight: Bool = false) -> String {
    let blanks = String(repeating: " ", count: max(0, limit - width(text)))
    return isRight ? blanks + text : text + blanks
  }
}

/// Select Graphic Rendition codes (ECMA-48), for terminals that want them.
package struct Palette: Sendable {
  package let isOn: Bool

  package init(isOn: Bool) { self.isOn = isOn }

  package func paint(_ text: String, _ emphasis: Emphasis) -> String {
    guard !text.isEmpty else { return text }
    let (on, off) = codes(emphasis)
    return on + text + off
  }

  /// What turns an emphasis on and off; nothing without colour.
  func codes(_ emphasis: Emphasis) -> (on: String, off: String) {
    guard isOn else { return ("", "") }
    switch emphasis {
    case .plain: return ("", "")
    case .strong: return ("\u{1B}[1m", "\u{1B}[0m")
    case .dim: return ("\u{1B}[2m", "\u{1B}[0m")
    case .good: return ("\u{1B}[32m", "\u{1B}[0m")
    case .warning: return ("\u{1B}[33m", "\u{1B}[0m")
    case .bad: return ("\u{1B}[31m", "\u{1B}[0m")
    }
  }
}
