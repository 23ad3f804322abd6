package import PlanModel

/// Three versions of a file made one: task by task and tag by tag, not line by line.
///
/// What one side changed is as that side has it; what both added stands there twice only where it is two things. What
/// contradicts itself stands between conflict markers, as little as possible, with a line that says what differs.
package struct PlanMerge: Sendable {
  package struct Conflict: Sendable {
    /// The line of its first marker, from 1.
    package let line: Int
    package let message: String
  }

  package let bytes: [UInt8]
  package let conflicts: [Conflict]

  /// - Parameters:
  ///   - path: The file's path in the plan; only its name matters.
  ///   - markerSize: How many `<` a marker has; git says it.
  package init(
    base: [UInt8], ours: [UInt8], theirs: [UInt8], path: String, configuration: Configuration,
    markerSize: Int = 7
  ) {
    if ours == theirs || theirs == base {
      (bytes, conflicts) = (ours, [])
    } else if ours == base {
      (bytes, conflicts) = (theirs, [])
    } else {
      let texts = [base, ours, theirs].map {
        MergeText($0, path: path, configuration: configuration)
      }
      let options = ReadingOptions(configuration)
      var order = MergeOrder(texts[0], texts[1], texts[2], options: options)
      order.build()
      var writer = MergeWriter(order, options: options)
      writer.write()
      let lines = MarkedLines(writer.segments, texts, markerSize: markerSize)
      if lines.holdsWhatItShould(writer, path: path, configuration: configuration) {
        (bytes, conflicts) = (lines.bytes, lines.conflicts)
      } else {
        // A fence that one side opened and the like: lines are merged as lines.
        let segments = mergeLines(base: texts[0].lines, ours: texts[1].lines, theirs: texts[2].lines).map(
          MergeSegment.init)
        let plain = MarkedLines(segments, texts, markerSize: markerSize)
        (bytes, conflicts) = (plain.bytes, plain.conflicts)
      }
    }
  }

  /// Both sides as a whole between markers: what is written first, so that a stop leaves no side alone.
  package static func unmerged(ours: [UInt8], theirs: [UInt8], markerSize: Int = 7) -> [UInt8] {
    func closed(_ text: [UInt8]) -> [UInt8] { text + (text.isEmpty || text.last == 0x0A ? [] : [0x0A]) }
    let parts = marked(
      [closed(ours)], [closed(theirs)], "planmd did not finish merging", markerSize, lineEnd: [0x0A])
    return parts.flatMap(\.self)
  }
}

/// Both sides between markers, the first with what differs.
private func marked(
  _ ours: [[UInt8]], _ theirs: [[UInt8]], _ label: String, _ size: Int, lineEnd: [UInt8] = []
) -> [[UInt8]] {
  func marker(_ sign: String, _ label: String) -> [UInt8] {
    Array((String(repeating: sign, count: size) + label).utf8) + lineEnd
  }
  return [marker("<", " ours (\(label))")] + ours + [marker("=", "")] + theirs + [marker(">", " theirs")]
}

/// A part of the merged text.
enum MergeSegment {
  case lines([[UInt8]])
  case conflict(ours: [[UInt8]], theirs: [[UInt8]], message: String)

  init(_ part: MergedLines) {
    switch part {
    case .agreed(let lines): self = .lines(lines)
    case .conflict(let ours, let base, let theirs):
      func said(_ lines: [[UInt8]]) -> String {
        lines.isEmpty ? "removed" : lines.count == 1 ? "1 line" : "\(lines.count) lines"
      }
      self = .conflict(
        ours: ours, theirs: theirs,
        message: "text: ours \(said(ours)), theirs \(said(theirs))" + (base.isEmpty ? ", before nothing" : "")
      )
    }
  }
}

/// The segments as a file, with markers, or as one side would have it.
struct MarkedLines {
  let bytes: [UInt8]
  private(set) var conflicts: [PlanMerge.Conflict] = []
  private let segments: [MergeSegment]
  private let lineEnd: [UInt8]
  private let hasMark: Bool

  init(_ segments: [MergeSegment], _ texts: [MergeText], markerSize: Int) {
    self.segments = segments
    func pick<Value: Equatable>(_ value: (MergeText) -> Value) -> Value {
      let (base, ours, theirs) = (value(texts[0]), value(texts[1]), value(texts[2]))
      return ours == base ? theirs : ours
    }
    // A text of one line says nothing of line ends.
    let known = texts.filter(\.hasLineEnds)
    lineEnd = (known.count == 3 ? pick(\.lineEnd) : known.last?.lineEnd) ?? [0x0A]
    hasMark = pick(\.hasMark)
    var lines: [[UInt8]] = []
    for segment in segments {
      switch segment {
      case .lines(let part): lines += part
      case .conflict(let ours, let theirs, let message):
        let label = String(message.map { $0.isNewline ? " " : $0 })
        conflicts.append(PlanMerge.Conflict(line: lines.count + 1, message: label))
        lines += marked(ours, theirs, label, markerSize)
      }
    }
    let isOpen = !pick(\.endsWithLineEnd) && conflicts.isEmpty
    bytes = MarkedLines.joined(lines, lineEnd, hasMark, isOpen: isOpen)
  }

  private static func joined(_ lines: [[UInt8]], _ lineEnd: [UInt8], _ hasMark: Bool, isOpen: Bool) -> [UInt8]
  {
    var bytes: [UInt8] = hasMark ? [0xEF, 0xBB, 0xBF] : []
    for line in lines { bytes += line + lineEnd }
    if isOpen, !lines.isEmpty { bytes.removeLast(lineEnd.count) }
    return bytes
  }

  /// Reads what either side would be: it must have as many tasks as were put into it.
  func holdsWhatItShould(_ writer: MergeWriter, path: String, configuration: Configuration) -> Bool {
    for (isOurs, expected) in [(true, writer.tasksOfOurs), (false, writer.tasksOfTheirs)] {
      let lines = segments.flatMap { segment -> [[UInt8]] in
        switch segment {
        case .lines(let part): part
        case .conflict(let ours, let theirs, _): isOurs ? ours : theirs
        }
      }
      guard let expected else { continue }
      let bytes = MarkedLines.joined(lines, lineEnd, hasMark, isOpen: false)
      let plan = readPlan([SourceFile(path: path, bytes: bytes)], configuration: configuration)
      guard plan.tasks.count == expected else { return false }
      if conflicts.isEmpty { return true }
    }
    return true
  }
}
