import PlanModel

/// A no-break space where CommonMark wants a blank.
struct NbspInCheckbox: LintRule {
  let info = RuleInfo(
    id: "nbsp-in-checkbox", family: .syntax, severity: .warning,
    summary: "A no-break space stands where a checkbox needs a blank.",
    reason: """
      It looks like a blank and is none: for CommonMark the line is no checklist item, or its box holds an \
      unknown character. Some keyboards write it when a modifier is held a moment too long.
      """,
    fix: "writes a blank instead",
    flags: [
      Example("behind the bullet", "-▸\u{A0}◂[ ] Paint", fixed: "- [ ] Paint"),
      Example("behind the box", "- [ ]▸\u{A0}◂Paint", fixed: "- [ ] Paint"),
      Example("in the box", "- [▸\u{A0}◂] Paint", fixed: "- [ ] Paint"),
    ],
    passes: [
      Example("in the text", "- [ ] Paint 3\u{A0}walls"),
      Example("before a bracket in a sentence", "see\u{A0}[ ] there"),
    ])

  let interest = RuleInterest(remarks: [.nbspInBox])

  func check(_ remark: Remark, _ context: LintContext, _ report: inout LintReport) {
    report.add(
      remark.file, remark.range, "a no-break space (U+00A0) stands where the checkbox needs a blank",
      help: "write a blank", fix: Fix(.safe, [TextEdit(remark.range.range, remark.replacement ?? " ")]))
  }
}
