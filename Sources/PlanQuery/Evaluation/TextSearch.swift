import PlanModel

/// A text to find in the texts of tasks, case not counting.
///
/// Most tasks are passed over after a look at their bytes; a string is made only where the answer needs one:
/// for text beyond ASCII, and for phrases that may run over a line's end.
struct TextSearch: Sendable {
  /// In lower case.
  private let characters: [Character]
  /// The same if all of it is ASCII, else empty.
  private let bytes: [UInt8]
  /// The longest word of ``bytes``.
  private let longestWord: [UInt8]
  private let isOneWord: Bool
  /// Begins or ends with punctuation that may go with a tag, so that only the whole text tells.
  private let touchesTags: Bool

  /// - Parameter text: Its words have one blank between them.
  init(_ text: String) {
    let lower = text.lowercased()
    characters = Array(lower)
    bytes = lower.utf8.allSatisfy { $0 < 0x80 } ? Array(lower.utf8) : []
    touchesTags = ",.;)".utf8.contains(bytes.first ?? 0) || bytes.last == UInt8(ascii: "(")
    let words = bytes.split(separator: 0x20)
    isOneWord = words.count == 1
    longestWord = words.max { $0.count < $1.count }.map(Array.init) ?? []
  }

  var test: PlanTest {
    PlanTest { plan, task in
      let record = plan.tasks[task.position]
      let text = plan.files[record.file.position].bytes
      let range = Int(record.textStart)..<min(text.count, max(Int(record.textStart), Int(record.end)))
      guard !range.isEmpty else { return false }
      if bytes.isEmpty {
        guard range.contains(where: { text[$0] >= 0x80 }) else { return false }
      } else {
        switch look(at: text, range, plan.tags(of: task)) {
        case .found: return true
        case .absent: return false
        case .unclear: break
        }
      }
      return stands(in: plan.text(of: task))
    }
  }

  private enum Look { case found, absent, unclear }

  /// What the bytes say: a hit outside tags and comments is one; without the longest word there is none.
  private func look(at text: [UInt8], _ range: Range<Int>, _ tags: ArraySlice<Tag>) -> Look {
    var start = range.lowerBound
    while let found = place(of: bytes, in: text, start..<range.upperBound) {
      let end = found + bytes.count
      // An accent that follows makes another letter of the last one; a comment may hide the hit.
      if end < text.count, text[end] >= 0x80 || hasComment(text, range) { return .unclear }
      let isInTag = tags.contains {
        $0.flags.contains(.hidden) && Int($0.start) < end && Int($0.start) + Int($0.length) > found
      }
      if !isInTag { return touchesTags ? .unclear : .found }
      start = found + 1
    }
    if !isOneWord, place(of: longestWord, in: text, range) != nil { return .unclear }
    return hasComment(text, range) || tags.contains { isGlued($0, in: text, range) } ? .unclear : .absent
  }

  /// True for a tag between two letters, which meet where it is left out.
  private func isGlued(_ tag: Tag, in text: [UInt8], _ range: Range<Int>) -> Bool {
    let (start, end) = (Int(tag.start), Int(tag.start) + Int(tag.length))
    guard tag.flags.contains(.hidden), start > range.lowerBound, end < range.upperBound else { return false }
    return !text[start - 1].isSpace && !text[end].isSpace
  }

  private func hasComment(_ text: [UInt8], _ range: Range<Int>) -> Bool {
    let angle = text.withUnsafeBufferPointer { text in range.first { text[$0] == UInt8(ascii: "<") } }
    guard let angle else { return false }
    return (angle..<range.upperBound).contains { text.starts(with: "<!--", at: $0) }
  }

  /// True if the text stands in `other`, in whatever Unicode form either is written.
  func stands(in other: String) -> Bool { isFound(in: other, onlyAtWords: false) }

  /// True if a word of `other` begins with the text.
  func beginsWord(of other: String) -> Bool { isFound(in: other, onlyAtWords: true) }

  private func isFound(in other: String, onlyAtWords: Bool) -> Bool {
    let haystack = Array(other.lowercased())
    guard let first = characters.first, haystack.count >= characters.count else { return false }
    for start in 0...haystack.count - characters.count where haystack[start] == first {
      if onlyAtWords, start > 0, haystack[start - 1].isLetter || haystack[start - 1].isNumber { continue }
      if characters.indices.allSatisfy({ haystack[start + $0] == characters[$0] }) { return true }
    }
    return false
  }

  /// The first place of an ASCII word in lower case, or nil.
  private func place(of word: [UInt8], in text: [UInt8], _ range: Range<Int>) -> Int? {
    let count = word.count
    guard count > 0, range.count >= count else { return nil }
    return text.withUnsafeBufferPointer { text in
      word.withUnsafeBufferPointer { word in
        let first = word[0]
        for start in range.lowerBound...range.upperBound - count where text[start].lowercased == first {
          var index = 1
          while index < count, text[start + index].lowercased == word[index] { index += 1 }
          if index == count { return start }
        }
        return nil
      }
    }
  }
}
