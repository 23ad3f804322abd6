import PlanModel
import PlanText

/// Finds what may be written at a place: it looks at the line up to there, since what is half written is no tag yet.
struct Completer {
  let snapshot: PlanSnapshot
  let file: FileIndex
  let offset: Int
  let isInvoked: Bool
  let templates: () -> [(name: String, about: String, text: String)]
  let bytes: [UInt8]
  /// Where the line begins.
  let line: Int

  var plan: Plan { snapshot.plan }

  init(
    _ snapshot: PlanSnapshot, _ file: FileIndex, _ offset: Int, isInvoked: Bool,
    templates: @escaping () -> [(name: String, about: String, text: String)]
  ) {
    (self.snapshot, self.file, self.offset, self.isInvoked) = (snapshot, file, offset, isInvoked)
    self.templates = templates
    bytes = snapshot.plan[file].bytes
    line = bytes.startOfLine(offset)
  }

  /// What kind of line it is, as far as what may be written there goes.
  private enum Line {
    /// Behind a box; from where the text begins.
    case task(Int)
    case heading(Int)
    /// A dated bullet.
    case log
    /// Nothing but tags, below a heading.
    case tags
    case blank
    case other
  }

  func candidates() -> Candidates {
    let nothing = Candidates(range: offset..<offset, candidates: [])
    guard plan[file].kind == .plan, !isInCode, !isInComment else { return nothing }
    if let block = blockCommand() { return block }
    if let box = status() { return box }
    let kind = lineKind()
    let word = wordRange()
    switch kind {
    case .other: return nothing
    case .blank: return template(word) ?? nothing
    case .task(let start), .heading(let start):
      guard word.lowerBound >= start else { return nothing }
    case .log, .tags: break
    }
    if let first = word.first {
      switch bytes[first] {
      case UInt8(ascii: "@"): return people(from: word.lowerBound)
      case UInt8(ascii: "#"): return labels(from: word.lowerBound)
      default: break
      }
      if let colon = word.first(where: { bytes[$0] == UInt8(ascii: ":") }), colon > first {
        return values(key: first..<colon, value: colon + 1..<offset)
      }
    }
    if case .log = kind { return nothing }
    let isHeading: Bool =
      switch kind {
      case .heading, .tags: true
      case .task, .log, .blank, .other: false
      }
    return keys(word, isForProject: isHeading) ?? nothing
  }

  func typed(_ range: Range<Int>) -> String { plan[file].text(range) }

  // MARK: The line

  /// Within a fence or an indented code block nothing is a task; there the plan has no task and no heading nearby.
  private var isInCode: Bool {
    var (fence, start): (UInt8?, Int) = (nil, 0)
    // Fences are lines of their own: it is enough to look at the beginnings of lines.
    while start < line {
      let end = bytes.endOfLine(start)
      var first = start
      while first < end, bytes[first].isBlank || bytes[first] == UInt8(ascii: ">") { first += 1 }
      if first + 2 < end {
        let sign = bytes[first]
        let isFence =
          (sign == UInt8(ascii: "`") || sign == UInt8(ascii: "~")) && bytes[first + 1] == sign
          && bytes[first + 2] == sign
        if isFence { fence = fence == nil ? sign : fence == sign ? nil : fence }
      }
      start = max(start + 1, bytes.pastLineEnd(end))
    }
    return fence != nil
  }

  /// In a comment that began on a line before: HTML's, or Obsidian's `%%`. What is never closed hides nothing there.
  private var isInComment: Bool {
    bytes.withUnsafeBufferPointer { bytes in
      func isSign(_ sign: StaticString, _ offset: Int) -> Bool {
        let count = sign.utf8CodeUnitCount
        guard offset + count <= bytes.count else { return false }
        return (0..<count).allSatisfy { bytes[offset + $0] == sign.utf8Start[$0] }
      }
      var (isHTML, isPercent, offset) = (false, false, 0)
      while offset < line {
        switch bytes[offset] {
        case UInt8(ascii: "<") where isSign("<!--", offset): isHTML = true
        case UInt8(ascii: "-") where isHTML && isSign("-->", offset): isHTML = false
        case UInt8(ascii: "%") where !isHTML && isSign("%%", offset):
          isPercent.toggle()
          offset += 1
        default: break
        }
        offset += 1
      }
      return isHTML || isPercent && (line..<bytes.count).contains { isSign("%%", $0) }
    }
  }

  private func lineKind() -> Line {
    var start = line
    while start < offset, bytes[start].isBlank || bytes[start] == UInt8(ascii: ">") { start += 1 }
    if let marker = TaskMarker(bytes, start, offset) {
      guard let text = marker.textStart else {
        return Completer.isDate(bytes, marker.end, offset) ? .log : .other
      }
      return .task(text)
    }
    var hashes = start
    while hashes < offset, bytes[hashes] == UInt8(ascii: "#"), hashes - start < 7 { hashes += 1 }
    if (1...6).contains(hashes - start), hashes < offset, bytes[hashes].isBlank {
      return .heading(hashes + 1)
    }
    if start == offset || bytes[start..<offset].allSatisfy(\.isASCIILetter) {
      // A paragraph of tags may begin below a heading; elsewhere templates may be put in.
      return isBelowHeading && start < offset ? .tags : .blank
    }
    if let task = snapshot.task(at: offset, in: file), Int(plan[task].textStart) <= offset {
      // Another line of its paragraph.
      return .task(Int(plan[task].textStart))
    }
    let word = bytes[start..<offset].prefix { !$0.isSpace }
    return word.contains(UInt8(ascii: ":")) || "@#".utf8.contains(bytes[start]) ? .tags : .other
  }

  private var isBelowHeading: Bool {
    var end = line
    while end > 0, bytes[end - 1].isSpace { end -= 1 }
    return end > 0 && snapshot.heading(at: bytes.startOfLine(end), in: file) != nil
  }

  private static func isDate(_ bytes: [UInt8], _ start: Int, _ end: Int) -> Bool {
    start + 10 < end && bytes[start..<start + 4].allSatisfy(\.isASCIIDigit)
      && bytes[start + 4] == UInt8(ascii: "-")
  }

  /// From the last blank, or from the key of a value that is still in quotes, to the cursor.
  private func wordRange() -> Range<Int> {
    var start = offset
    while start > line, !bytes[start - 1].isSpace, bytes[start - 1] != UInt8(ascii: "(") { start -= 1 }
    var quote: Int?
    for position in line..<offset where bytes[position] == UInt8(ascii: "\"") {
      quote = quote == nil && position > line && bytes[position - 1] == UInt8(ascii: ":") ? position : nil
    }
    if let quote {
      start = quote
      while start > line, !bytes[start - 1].isSpace { start -= 1 }
    }
    return start..<offset
  }

  // MARK: Boxes

  private func status() -> Candidates? {
    var start = line
    while start < offset, bytes[start].isBlank || bytes[start] == UInt8(ascii: ">") { start += 1 }
    guard let marker = TaskMarker(bytes, start, offset), marker.end < offset,
      bytes[marker.end] == UInt8(ascii: "["), offset - marker.end <= 5, marker.textStart == nil
    else { return nil }
    // What stands behind the cursor of the same box goes with it.
    var end = offset
    let lineEnd = bytes.endOfLine(offset)
    if let close = bytes[end..<lineEnd].firstIndex(of: UInt8(ascii: "]")), close - end <= 4 {
      end = close + 1
    }
    while end < lineEnd, bytes[end].isBlank { end += 1 }
    let order: [Status] = [.open, .done, .started, .waiting, .held, .cancelled]
    let candidates = order.map { status in
      let sign = plan.configuration.sign(of: status)
      return Candidate(
        "[\(sign)] \(status.name)", text: "[\(sign)] ", filter: "[\(sign)] \(status.name)", .status)
    }
    return Candidates(range: marker.end..<end, candidates: candidates)
  }

  // MARK: Blocks

  private static let blockCommands = [
    "list", "today", "agenda", "next", "projects", "show", "report", "schedule", "workload", "forecast",
  ]

  private func blockCommand() -> Candidates? {
    let opening = Array("<!-- planmd: ".utf8)
    guard
      let start = (line..<max(line, offset - opening.count + 1)).last(where: { position in
        bytes[position..<min(bytes.count, position + opening.count)].elementsEqual(opening)
      })
    else { return nil }
    let word = start + opening.count..<offset
    guard !bytes[word].contains(where: { $0.isSpace }) else { return nil }
    let isClosed = bytes[offset..<bytes.endOfLine(offset)].contains(UInt8(ascii: ">"))
    let candidates = Completer.blockCommands.map { name in
      Candidate(
        name, text: isClosed ? name : "\(name) -->\n<!-- /planmd -->", filter: name, .word,
        "regenerated block")
    }
    return Candidates(range: word, candidates: candidates)
  }

  // MARK: Templates

  private func template(_ word: Range<Int>) -> Candidates? {
    guard isInvoked || word.count >= 2 else { return nil }
    let letters = typed(word).lowercased()
    let found = templates().filter { $0.name.hasPrefix(letters) || "template".hasPrefix(letters) }
    guard !found.isEmpty else { return nil }
    return Candidates(
      range: word,
      candidates: found.map {
        Candidate(
          "template \($0.name)", text: $0.text,
          filter: $0.name.hasPrefix(letters) ? $0.name : "template \($0.name)",
          .template, $0.about)
      })
  }
}
