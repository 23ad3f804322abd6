package import PlanModel
package import PlanWorkspace

/// What may be written at a place of a text, for editors without a language client.
package struct Completions {
  package struct Item {
    package let text: String
    package let menu: String
  }

  /// Where the word begins that is completed: a byte of its line, from 1.
  package let column: Int
  package let items: [Item]

  /// - Parameters:
  ///   - path: The text's path below the root of `files`.
  ///   - line: From 1.
  ///   - column: The byte of the line before which the cursor stands, from 1.
  /// - Returns: nil for a text that is no part of the plan.
  package init?(_ files: PlanFiles, path: String, text: [UInt8], line: Int, column: Int, today: Day) {
    var live = LivePlan(files)
    let mirror = TextMirror(text, version: nil, encoding: .utf8)
    let workspace = live.read(with: [path: text])
    let snapshot = PlanSnapshot(
      workspace, generation: 0, today: today, encoding: .utf8, open: [path: mirror])
    guard let file = snapshot.files[path] else { return nil }
    let offset = mirror.offset(of: Position(line: line - 1, character: column - 1))
    let found = Completer(snapshot, file, offset, isInvoked: true, templates: { [] }).candidates()
    let start = mirror.position(of: found.range.lowerBound).character
    self.column = start + 1
    let typed = String(decoding: text[found.range.lowerBound..<offset], as: UTF8.self).lowercased()
    // A client compares letters by itself; here nobody else does. What needs another edit cannot be told in a line.
    items = found.candidates.filter { candidate in
      candidate.otherEdits.isEmpty && !candidate.text.contains("\n")
        && Completions.matches(typed, candidate.filter.lowercased())
    }.map { candidate in
      let menu = [candidate.label == candidate.text ? "" : candidate.label, candidate.detail]
      return Item(text: candidate.text, menu: menu.filter { !$0.isEmpty }.joined(separator: ": "))
    }
  }

  private static func matches(_ typed: String, _ filter: String) -> Bool {
    typed.isEmpty || filter.hasPrefix(typed) || filter.split(separator: " ").contains { $0.hasPrefix(typed) }
  }
}
