import PlanModel

/// A key that is one slip away from one of the format's, with a value that is right for that one.
struct MisspeltKey: LintRule {
  let info = RuleInfo(
    id: "misspelt-key", family: .syntax, severity: .warning,
    summary: "A key looks like a misspelt one of the format.",
    reason: """
      Unknown keys are kept as attributes, so a misspelt one says nothing to planmd and nobody notices. A \
      key counts as misspelt if it has four letters or more, begins with the same letter, is one letter or \
      one swap away, has a value that is right for the other key, and occurs at most twice in the plan. \
      Three letters must be swapped ones.
      """,
    fix: "writes the key that was most likely meant",
    flags: [
      Example(
        "a missing letter", "# House ▸budgt◂:500EUR\n\n- [ ] Paint",
        fixed: "# House budget:500EUR\n\n- [ ] Paint"),
      Example("a wrong letter", "- [x] Paint ▸spend◂:2h", fixed: "- [x] Paint spent:2h"),
      Example("two swapped", "- [ ] Paint ▸strat◂:2026-03-12", fixed: "- [ ] Paint start:2026-03-12"),
      Example(
        "three letters, two swapped", "- [ ] Paint ▸deu◂:2026-03-12", fixed: "- [ ] Paint due:2026-03-12"),
      Example("a letter too many", "- [ ] Paint ▸duee◂:2026-03-12", fixed: "- [ ] Paint due:2026-03-12"),
      Example("one l", "- [-] Paint ▸canceled◂:2026-03-02", fixed: "- [-] Paint cancelled:2026-03-02"),
      Example(
        "a Dataview field", "- [ ] Paint [▸strat◂:: 2026-03-12]", fixed: "- [ ] Paint [start:: 2026-03-12]"),
    ],
    passes: [
      Example("a value of another kind", "- [ ] Paint spend:little"),
      Example("used three times", "- [ ] a spend:2h\n- [ ] b spend:1h\n- [ ] c spend:3h"),
      Example("three letters, one wrong", "- [ ] Paint dub:2026-03-12"),
      Example("another first letter", "- [ ] Paint date:2026-03-12 host:50EUR"),
      Example("a word of its own", "- [ ] Run 400 m time:55"),
      Example("no meaning there", "- [ ] Paint heath:green"),
    ])

  let interest = RuleInterest(tasks: .having(KeySet(.attribute)), projects: true)

  func check(_ task: TaskIndex, _ context: LintContext, _ report: inout LintReport) {
    check(.task(task), context, &report)
  }

  func check(_ project: ProjectIndex, _ context: LintContext, _ report: inout LintReport) {
    guard context.plan[project].keys.contains(.attribute) else { return }
    check(.project(project), context, &report)
  }

  private func check(_ node: NodeIndex, _ context: LintContext, _ report: inout LintReport) {
    let plan = context.plan
    let file = plan.file(of: node)
    let bytes = plan[file].bytes
    for tag in plan.tags(of: node) where tag.key == .attribute && tag.isEffective {
      let range = keyRange(of: tag, bytes)
      guard let meant = nearest(to: range, bytes, tag, node, context) else { continue }
      guard context.facts.ownKeyCounts[plan.attributeKey(tag, in: file), default: 0] <= 2 else { continue }
      let found = String(decoding: bytes[range], as: UTF8.self)
      let isFree = meant.key.isList || plan.tag(meant.key, of: node) == nil
      report.add(
        file, ByteRange(range), "`\(found)` is no key of the format; it looks like `\(meant.spelling)`",
        help: "write \(meant.spelling)", fix: isFree ? Fix(.unsafe, [TextEdit(range, meant.spelling)]) : nil)
    }
  }

  /// Where the key is spelt, without brackets and colons.
  private func keyRange(of tag: Tag, _ bytes: [UInt8]) -> Range<Int> {
    var lower = tag.range.lowerBound
    if tag.form.dialect == .dataview { lower += 1 }
    while lower < tag.value.lowerBound, bytes[lower].isBlank { lower += 1 }
    var upper = lower
    while upper < tag.value.lowerBound,
      bytes[upper].isASCIILetter || bytes[upper].isASCIIDigit || bytes[upper] == UInt8(ascii: "-")
    {
      upper += 1
    }
    return lower..<upper
  }

  private struct Known: Sendable {
    let spelling: String
    let bytes: [UInt8]
    let key: TagKey
  }

  /// In order of their spellings, so that the first near one is always the same.
  private static let known = TagKey.spellings.sorted { $0.key < $1.key }
    .map { Known(spelling: $0.key, bytes: Array($0.key.utf8), key: $0.value) }

  private func nearest(
    to range: Range<Int>, _ bytes: [UInt8], _ tag: Tag, _ node: NodeIndex, _ context: LintContext
  ) -> (spelling: String, key: TagKey)? {
    guard range.count >= 3, range.count <= 13 else { return nil }
    let first = bytes[range.lowerBound].lowercased
    for known in MisspeltKey.known where known.bytes[0] == first && abs(known.bytes.count - range.count) <= 1
    {
      guard isOneSlip(bytes[range].map(\.lowercased), known.bytes), hasMeaning(known.key, on: node) else {
        continue
      }
      let value = TagValue(bytes: bytes, range: tag.value, key: known.key, form: tag.form, context: context)
      if value.fault == nil { return (known.spelling, known.key) }
    }
    return nil
  }

  private func hasMeaning(_ key: TagKey, on node: NodeIndex) -> Bool {
    switch node {
    case .task: key.isForTasks
    case .project: key.isForProjects
    }
  }

  /// One substitution, transposition, or letter too many or too few; with three letters a transposition only.
  ///
  /// A plural `s` that is left out makes a word of its own (`time:`), which is no slip.
  private func isOneSlip(_ found: [UInt8], _ known: [UInt8]) -> Bool {
    let differing = zip(found, known).enumerated().filter { $0.element.0 != $0.element.1 }.map(\.offset)
    switch found.count - known.count {
    case 0:
      if differing.count == 1 { return found.count >= 4 }
      guard differing.count == 2, differing[1] == differing[0] + 1 else { return false }
      return found[differing[0]] == known[differing[1]] && found[differing[1]] == known[differing[0]]
    case 1:
      let offset = differing.first ?? known.count
      return found.count >= 4 && found[(offset + 1)...].elementsEqual(known[offset...])
    case -1:
      guard let offset = differing.first else { return found.count >= 4 && known.last != UInt8(ascii: "s") }
      return found.count >= 4 && found[offset...].elementsEqual(known[(offset + 1)...])
    default: return false
    }
  }
}
