import PlanModel

/// What would be a tag in another spelling: `due: 2026-01-12`, `due=2026-01-12`, `@due(2026-01-12)`.
struct AlmostATag: LintRule {
  let info = RuleInfo(
    id: "almost-a-tag", family: .syntax, severity: .warning,
    summary: "A word would be a tag without its blank, sign or parentheses.",
    reason: """
      Between key, colon and value of a tag stands nothing. Other programs write `@due(2026-01-12)` or \
      `due: 2026-01-12`; planmd reads these as text. For words that sentences use as well, such as `cost: \
      40EUR`, this is only mentioned.
      """,
    fix: "writes it as a tag",
    flags: [
      Example("a blank", "- [ ] Paint ▸due: 2026-03-12◂", fixed: "- [ ] Paint due:2026-03-12"),
      Example(
        "an equals sign", "- [ ] Paint ▸due=2026-03-12◂ @ann", fixed: "- [ ] Paint due:2026-03-12 @ann"),
      Example("parentheses", "- [ ] Paint ▸@due(2026-03-12)◂", fixed: "- [ ] Paint due:2026-03-12"),
      Example("an estimate", "- [ ] Paint ▸est: 2h◂", fixed: "- [ ] Paint est:2h"),
      Example("a cost", "- [ ] Paint, ▸cost: 40EUR◂", fixed: "- [ ] Paint, cost:40EUR"),
    ],
    passes: [
      Example("a tag", "- [ ] Paint due:2026-03-12"),
      Example("a sentence", "- [ ] Paint, start: after the rain"),
      Example("outside tasks and headings", "The book is due: 2026-03-12 at the latest."),
      Example("in code", "- [ ] Explain `due: 2026-03-12`"),
    ])

  let interest = RuleInterest(remarks: [.almostATag])

  func check(_ remark: Remark, _ context: LintContext, _ report: inout LintReport) {
    let replacement = remark.replacement ?? remark.detail
    let bytes = context.plan[remark.file].bytes
    report.add(
      remark.file, remark.range, "\(quoted(bytes, remark.range.range)) is text, not a tag",
      help: "write \(replacement)",
      fix: Fix(.unsafe, [TextEdit(remark.range.range, replacement)]),
      severity: isMeant(remark, bytes) ? nil : .info)
  }

  /// Only a key with a colon and a blank may be an ordinary word of a sentence.
  private func isMeant(_ remark: Remark, _ bytes: [UInt8]) -> Bool {
    let text = bytes[remark.range.range]
    guard text.first != UInt8(ascii: "@"),
      let end = text.firstIndex(where: { !$0.isASCIILetter && !$0.isASCIIDigit }),
      bytes[end] == UInt8(ascii: ":")
    else { return true }
    switch TagKey.find(bytes, remark.range.lowerBound..<end)?.valueKind {
    case .date: return true
    case .effort, .estimate: return bytes[remark.range.lowerBound] == UInt8(ascii: "e")
    default: return false
    }
  }
}
