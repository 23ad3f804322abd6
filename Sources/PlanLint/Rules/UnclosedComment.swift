import PlanModel

/// An Obsidian comment that is opened and not closed.
struct UnclosedComment: LintRule {
  let info = RuleInfo(
    id: "unclosed-comment", family: .syntax, severity: .info,
    summary: "A comment is opened with %% and not closed.",
    reason: """
      Obsidian hides everything from such a `%%` to the end of the file. planmd hides nothing that has no \
      end, so the two show different plans.
      """,
    flags: [
      Example("no end", "- [ ] Paint\n\n▸%%◂\n- [ ] hidden in Obsidian only"),
      Example("the third of three", "- [ ] Paint %%later%%\n\n▸%%◂ more"),
    ],
    passes: [
      Example("both ends", "- [ ] Paint\n\n%%\n- [ ] hidden\n%%\n"),
      Example("in code", "```sh\ndate +%%Y\n```\n\n- [ ] Paint `%%`"),
    ])

  let interest = RuleInterest(remarks: [.unclosedComment])

  func check(_ remark: Remark, _ context: LintContext, _ report: inout LintReport) {
    report.add(
      remark.file, remark.range, "this comment is not closed; what follows counts",
      help: "write `%%` where it ends, or put it in backticks if it is text")
  }
}
