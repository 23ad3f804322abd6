package import PlanModel
import PlanParallel

/// Findings for people: place, message, the line with the range underlined, and what to write instead.
package struct FindingText: Sendable {
  private let plan: Plan
  private let palette: Palette
  private let width: Int

  package init(plan: Plan, options: FormatOptions) {
    self.plan = plan
    palette = Palette(isOn: options.usesColor)
    width = max(40, options.width ?? 100)
  }

  /// All findings, one below the other.
  package func text(_ findings: [Finding]) -> [UInt8] {
    let places = FindingPlaces(plan, for: findings)
    let chunk = 2048
    let chunks = (findings.count + chunk - 1) / chunk
    let parts = inParallel(chunks, isWorthIt: chunks > 1) { number in
      var result: [UInt8] = []
      for finding in findings[number * chunk..<min(findings.count, (number + 1) * chunk)] {
        append(places.place(finding), to: &result)
      }
      return result
    }
    return parts.count == 1 ? parts[0] : joined(parts)
  }

  private func append(_ placed: PlacedFinding, to result: inout [UInt8]) {
    let finding = placed.finding
    let place = palette.paint("\(TerminalText.visible(placed.path)):\(placed.line):\(placed.column)", .strong)
    let severity = palette.paint(finding.severity.name, emphasis(finding.severity))
    result += "\(place): \(severity): \(TerminalText.visible(finding.message)) [\(finding.rule)]\n".utf8
    appendExcerpt(placed, to: &result)
    if let help = finding.help { result += "  help: \(TerminalText.visible(help))\n".utf8 }
  }

  private func emphasis(_ severity: Severity) -> Emphasis {
    switch severity {
    case .info: .dim
    case .warning: .warning
    case .error: .bad
    }
  }

  /// The line, cut around the range where it is too long, and a caret line below it.
  private func appendExcerpt(_ placed: PlacedFinding, to result: inout [UInt8]) {
    let bytes = plan[placed.finding.file].bytes
    let line = placed.lineRange
    guard !line.isEmpty else { return }
    let number = String(placed.line)
    let start = line.lowerBound + placed.column - 1
    let end =
      placed.endLine > placed.line
      ? line.upperBound : min(line.upperBound, line.lowerBound + placed.endColumn - 1)
    let room = width - number.utf8.count - 5
    // A long line is cut to a window around the range.
    let shownFrom =
      line.count <= room
      ? line.lowerBound : max(line.lowerBound, min(start - room / 3, line.upperBound - room))
    let from = characterStart(bytes, shownFrom, line)
    let to = characterStart(bytes, min(line.upperBound, from + room), line)
    let (markStart, markEnd) = (max(from, min(start, to)), max(from, min(max(start, end), to)))
    result += "  \(number) | ".utf8
    if from > line.lowerBound { result += "…".utf8 }
    let indent = (from > line.lowerBound ? 1 : 0) + appendShown(bytes, from..<markStart, to: &result)
    let carets = max(1, appendShown(bytes, markStart..<markEnd, to: &result))
    _ = appendShown(bytes, markEnd..<to, to: &result)
    if to < line.upperBound { result += "…".utf8 }
    result.append(0x0A)
    for _ in 0..<number.utf8.count + 2 { result.append(0x20) }
    result += " | ".utf8
    for _ in 0..<indent { result.append(0x20) }
    let (on, off) = palette.codes(emphasis(placed.finding.severity))
    result += on.utf8
    for _ in 0..<carets { result.append(UInt8(ascii: "^")) }
    result += off.utf8
    result.append(0x0A)
  }

  /// Appends bytes of a file, made safe, and gives the columns they take.
  private func appendShown(_ bytes: [UInt8], _ range: Range<Int>, to result: inout [UInt8]) -> Int {
    if let width = widthOfPlainLetters(bytes, range) {
      result += bytes[range]
      return width
    }
    let text = String(decoding: bytes[range].map { $0 == 0x09 ? 0x20 : $0 }, as: UTF8.self)
    let visible = TerminalText.visible(text)
    result += visible.utf8
    return TerminalText.width(visible)
  }

  /// The columns of text in ASCII and Latin letters up to U+02BF, which need no look at their properties; nil for all
  /// other text.
  private func widthOfPlainLetters(_ bytes: [UInt8], _ range: Range<Int>) -> Int? {
    var (width, offset) = (0, range.lowerBound)
    while offset < range.upperBound {
      switch bytes[offset] {
      case 0x20..<0x7F: offset += 1
      case 0xC3...0xCA:
        guard offset + 1 < range.upperBound, bytes[offset + 1] & 0xC0 == 0x80 else { return nil }
        offset += 2
      default: return nil
      }
      width += 1
    }
    return width
  }

  /// The nearest offset at or before `offset` that does not cut a UTF-8 sequence.
  private func characterStart(_ bytes: [UInt8], _ offset: Int, _ line: Range<Int>) -> Int {
    var offset = max(line.lowerBound, min(offset, line.upperBound))
    while offset > line.lowerBound, offset < line.upperBound, bytes[offset] & 0xC0 == 0x80 { offset -= 1 }
    return offset
  }
}
