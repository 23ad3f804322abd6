import PlanModel

// How findings name tasks, projects and numbers.
extension Plan {
  /// A node's name in backticks, cut to what fits into a message.
  func quotedName(_ node: NodeIndex) -> String { "`\(shortText(node, 40))`" }

  /// A node in a path: its id, else the beginning of its text.
  func pathName(_ node: NodeIndex) -> String {
    for key in [TagKey.id, .blockID] {
      if let tag = tag(key, of: node) { return shortened(text(of: tag, in: file(of: node)), 30) }
    }
    return shortText(node, 30)
  }

  /// `where` a node is: `plan.md:12`, or the line alone within one file.
  func place(_ file: FileIndex, line: Int, seenFrom other: FileIndex) -> String {
    file == other ? "line \(line)" : "\(self[file].path):\(line)"
  }

  private func shortText(_ node: NodeIndex, _ limit: Int) -> String {
    switch node {
    case .project(let project): return shortened(self[project].name, limit)
    case .task(let task):
      // A task's text may be very long, and very many findings may name it: only its beginning is read.
      let record = self[task]
      let end = min(Int(record.end), Int(record.textStart) + 240)
      let text = readableText(
        in: self[record.file].bytes, Int(record.textStart)..<end, tags: tags(of: task),
        quoteDepth: Int(record.quoteDepth))
      return shortened(text, limit)
    }
  }

  private func shortened(_ text: String, _ limit: Int) -> String {
    let head = text.prefix(limit + 1)
    return head.count <= limit ? String(head) : head.dropLast(2) + "…"
  }
}

/// `1 day`, `3 days`.
func counted(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }

extension Task {
  /// Someone is still to work on it: not finished, and held neither by itself nor by a parent.
  var isToBeDone: Bool { isUnfinished && status != .held && !flags.contains(.heldByParent) }
}

extension Plan {
  /// The tag of a key whose day is flagged, with its value in `message`.
  func dateText(_ tag: Tag) -> String { DateValue(packed: tag.simple).description }
}

extension LogEntry {
  /// The date at the entry's beginning.
  var dateRange: ByteRange { ByteRange(range.lowerBound, min(range.upperBound, range.lowerBound + 10)) }

  /// The effort, clock range or amount behind the date.
  func amountRange(in bytes: [UInt8]) -> ByteRange {
    var lower = dateRange.upperBound
    while lower < range.upperBound, bytes[lower].isBlank { lower += 1 }
    var upper = lower
    while upper < range.upperBound, !bytes[upper].isBlank { upper += 1 }
    return ByteRange(lower, upper)
  }
}
