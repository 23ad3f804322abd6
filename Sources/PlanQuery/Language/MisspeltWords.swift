import PlanModel

// What people write, and what they mean by it.

extension Spelling {
  /// The known word that this one is a slip of, by the narrow rule of the format, section 9: four letters or
  /// more with the same first letter and one slip, three letters swapped.
  static func slip(of word: String, among known: some Sequence<String>) -> String? {
    known.first { candidate in
      guard candidate != word, candidate.utf8.first == word.utf8.first, isOneSlip(word, candidate)
      else { return false }
      if word.utf8.count >= 4 { return true }
      return word.utf8.count == 3 && candidate.utf8.count == 3
        && candidate.utf8.sorted() == word.utf8.sorted()
    }
  }

  private static func isOneSlip(_ a: String, _ b: String) -> Bool {
    let (a, b) = (Array(a.utf8), Array(b.utf8))
    return abs(a.count - b.count) <= 1 && distance(a, b) == 1
  }

  /// True if a word of `text` is a slip of a word of `reference`.
  static func isNear(_ reference: String, words text: String) -> Bool {
    let words = text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
    return reference.lowercased().split(separator: " ").contains { slip(of: String($0), among: words) != nil }
  }

  /// What people write for keys of queries.
  static let keySynonyms: [String: String] = [
    "tag": "label:", "tags": "label:", "labels": "label:", "prio": "pri:", "path": "file:", "folder": "file:",
    "person": "@", "people": "@", "assigned": "@", "assignees": "@", "who": "@", "user": "@",
    "state": "status:",
    "title": "project:", "deadline": "due:", "recurrence": "rec:", "recurring": "rec:",
  ]

  /// What people write for statuses.
  static let statusSynonyms: [String: String] = [
    "todo": "open", "new": "open", "doing": "started", "active": "started", "progress": "started",
    "inprogress": "started", "in-progress": "started", "canceled": "cancelled", "dropped": "cancelled",
    "hold": "held", "onhold": "held", "on-hold": "held", "paused": "held", "complete": "done",
    "completed": "done",
    "closed": "done", "finished": "done", "delegated": "waiting", "wait": "waiting",
  ]
}
