import PlanModel

/// Tags with a line of `---` or `===` directly below, which makes a heading of them.
struct SetextHeadingOfTags: LintRule {
  let info = RuleInfo(
    id: "setext-heading-of-tags", family: .syntax, severity: .warning,
    summary: "A line of tags is read as a heading.",
    reason: """
      Markdown makes a heading of any text with a line of `---` or `===` directly below it. The tags then \
      belong to a project without a name instead of to the heading above.
      """,
    fix: "puts a blank line between the two",
    flags: [
      Example(
        "a rule below the tags", "# House\n\n▸due:2026-05-01 @ann◂\n---\n\n- [ ] Paint",
        fixed: "# House\n\ndue:2026-05-01 @ann\n\n---\n\n- [ ] Paint"),
      Example("equals signs", "▸#home◂\n=====\n\n- [ ] Paint", fixed: "#home\n\n=====\n\n- [ ] Paint"),
    ],
    passes: [
      Example("a blank line between", "# House\n\ndue:2026-05-01 @ann\n\n---\n\n- [ ] Paint"),
      Example("a heading with a name", "House due:2026-05-01\n---\n\n- [ ] Paint"),
    ])

  let interest = RuleInterest(remarks: [.tagOnlySetextHeading])

  func check(_ remark: Remark, _ context: LintContext, _ report: inout LintReport) {
    let bytes = context.plan[remark.file].bytes
    let end = remark.range.upperBound
    var lineEnd = end
    while lineEnd < bytes.count, !bytes[lineEnd].isLineEnd { lineEnd += 1 }
    let isCRLF = lineEnd + 1 < bytes.count && bytes[lineEnd] == 0x0D && bytes[lineEnd + 1] == 0x0A
    let newline = isCRLF ? "\r\n" : lineEnd < bytes.count && bytes[lineEnd] == 0x0D ? "\r" : "\n"
    report.add(
      remark.file, remark.range, "the line below makes a heading of these tags",
      help: "leave a blank line between the two",
      fix: Fix(.unsafe, [TextEdit(end..<end, newline)]))
  }
}
