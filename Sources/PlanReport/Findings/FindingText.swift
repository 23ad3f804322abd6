package import PlanModel

/// Findings for people: place, message, the line with the range underlined, and what to write instead.
package struct FindingText {
  private let plan: Plan
  private let palette: Palette
  private let width: Int
  private var places: FindingPlaces

  package init(plan: Plan, options: FormatOptions) {
    self.plan = plan
    palette = Palette(isOn: options.usesColor)
    width = max(40, options.width ?? 100)
    places = FindingPlaces(plan)
  }

  package mutating func text(_ finding: Finding) -> String {
    let placed = places.place(finding)
    let severity = palette.paint(finding.severity.name, emphasis(finding.severity))
    let place = palette.paint("\(TerminalText.visible(placed.path)):\(placed.line):\(placed.column)", .strong)
    var result = "\(place): \(severity): \(TerminalText.visible(finding.message)) [\(finding.rule)]\n"
    result += excerpt(placed)
    if let help = finding.help { result += "  help: \(TerminalText.visible(help))\n" }
    return result
  }

  private func emphasis(_ severity: Severity) -> Emphasis {
    switch severity {
    case .info: .dim
    case .warning: .warning
    case .error: .bad
    }
  }

  /// The line, cut around the range where it is too long, and a caret line below it.
  private func excerpt(_ placed: PlacedFinding) -> String {
    let bytes = plan[placed.finding.file].bytes
    let line = placed.lineRange
    guard !line.isEmpty else { return "" }
    let number = String(placed.line)
    let gutter = String(repeating: " ", count: number.utf8.count)
    let start = line.lowerBound + placed.column - 1
    let end = placed.endLine > placed.line ? line.upperBound : min(line.upperBound, line.lowerBound + placed.endColumn - 1)
    let room = width - number.utf8.count - 5
    // Bytes before and behind the range that may be shown; a long line is cut to a window around it.
    let shownFrom = line.count <= room ? line.lowerBound : max(line.lowerBound, min(start - room / 3, line.upperBound - room))
    let from = characterStart(bytes, shownFrom, line)
    let to = characterStart(bytes, min(line.upperBound, from + room), line)
    let before = shown(bytes, from..<max(from, min(start, to)))
    let marked = shown(bytes, max(from, min(start, to))..<max(from, min(max(start, end), to)))
    let after = shown(bytes, max(from, min(max(start, end), to))..<to)
    let lead = from > line.lowerBound ? "…" : ""
    let carets = String(repeating: "^", count: max(1, TerminalText.width(marked)))
    let indent = String(repeating: " ", count: TerminalText.width(lead + before))
    let tail = to < line.upperBound ? "…" : ""
    return "  \(number) | \(lead)\(before)\(marked)\(after)\(tail)\n"
      + "  \(gutter) | \(indent)\(palette.paint(carets, emphasis(placed.finding.severity)))\n"
  }

  private func shown(_ bytes: [UInt8], _ range: Range<Int>) -> String {
    let text = String(decoding: bytes[range], as: UTF8.self)
    return TerminalText.visible(text.split(separator: "\t", omittingEmptySubsequences: false).joined(separator: " "))
  }

  /// The nearest offset at or before `offset` that does not cut a UTF-8 sequence.
  private func characterStart(_ bytes: [UInt8], _ offset: Int, _ line: Range<Int>) -> Int {
    var offset = max(line.lowerBound, min(offset, line.upperBound))
    while offset > line.lowerBound, offset < line.upperBound, bytes[offset] & 0xC0 == 0x80 { offset -= 1 }
    return offset
  }
}
