import PlanModel

/// A text to find in the texts of tasks, case not counting.
///
/// Most tasks are passed over after a look at their bytes; a string is made only where the answer needs one: for text
/// beyond ASCII, and for phrases that may run over a line's end.
struct TextSearch: Sendable {
  /// Lower case, one blank between words.
  private let text: String
  private let characters: [Character]
  /// The longest word of the text, if all of it is ASCII.
  private let longestWord: [UInt8]
  private let isASCII: Bool
  private let isOneWord: Bool

  init(_ text: String) {
    self.text = text.lowercased()
    characters = Array(self.text)
    let bytes = Array(self.text.utf8)
    isASCII = bytes.allSatisfy { $0 < 0x80 }
    let words = bytes.split(separator: 0x20)
    isOneWord = words.count == 1
    longestWord = isASCII ? words.max { $0.count < $1.count }.map(Array.init) ?? [] : []
  }

  var test: QueryMatcher.Test {
    { plan, task in
      let record = plan.tasks[task.position]
      let bytes = plan.files[record.file.position].bytes
      let range = Int(record.textStart)..<min(bytes.count, Int(record.end))
      guard !range.isEmpty else { return false }
      if isASCII {
        guard var found = firstPlace(in: bytes, range) else { return false }
        if isOneWord {
          // A hit in the words themselves is the answer; one in a tag says nothing.
          let tags = plan.tags(of: task)
          let hasComment = bytes.containsComment(range)
          while !hasComment {
            let end = found + longestWord.count
            let isInTag = tags.contains {
              $0.flags.contains(.hidden) && Int($0.start) < end && $0.range.upperBound > found
            }
            let isSplit = end < bytes.count && bytes[end] >= 0x80
            if !isInTag, !isSplit { return true }
            guard found + 1 < range.upperBound,
              let next = firstPlace(in: bytes, found + 1..<range.upperBound)
            else { break }
            found = next
          }
        }
      } else if !range.contains(where: { bytes[$0] >= 0x80 }) {
        return false
      }
      return stands(in: plan.text(of: task))
    }
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

  /// The first place of the longest word, or nil.
  private func firstPlace(in bytes: [UInt8], _ range: Range<Int>) -> Int? {
    let count = longestWord.count
    guard count > 0, range.count >= count else { return nil }
    return bytes.withUnsafeBufferPointer { bytes in
      longestWord.withUnsafeBufferPointer { word in
        let first = word[0]
        for start in range.lowerBound...range.upperBound - count where bytes[start].lowercased == first {
          var index = 1
          while index < count, bytes[start + index].lowercased == word[index] { index += 1 }
          if index == count { return start }
        }
        return nil
      }
    }
  }
}

extension [UInt8] {
  fileprivate func containsComment(_ range: Range<Int>) -> Bool {
    range.contains { self[$0] == UInt8(ascii: "<") && starts(with: "<!--", at: $0) }
  }
}
