import PlanModel

/// Front matter that is no YAML as planmd takes it.
struct FrontMatterUnreadable: LintRule {
  let info = RuleInfo(
    id: "front-matter-unreadable", family: .syntax, severity: .warning,
    summary: "The front matter of a file cannot be read.",
    reason: """
      It is read as Markdown instead: the file has no title and no attributes from it, and a `planmd: off` \
      in it does not count. Anchors, aliases and tags of YAML are not read, since a few lines of them can \
      stand for gigabytes.
      """,
    flags: [
      Example(
        "a colon too many", "---\ntitle: House▸:◂ ground floor\nplan: {due: 2026-05-01}\n---\n\n- [ ] Paint"),
      Example("an anchor", "---\ntitle: ▸&◂t House\n---\n\n- [ ] Paint"),
    ],
    passes: [
      Example("front matter", "---\ntitle: \"House: ground floor\"\ntags: [home]\n---\n\n- [ ] Paint"),
      Example("a rule on the first line", "---\n\nA rule: above.\n\n- [ ] Paint"),
      Example("none", "# House\n\n- [ ] Paint"),
    ])

  let interest = RuleInterest(remarks: [.frontMatterUnreadable])

  func check(_ remark: Remark, _ context: LintContext, _ report: inout LintReport) {
    // Other programs have keys of that name too.
    let isOtherProgramsPlan = remark.detail.hasPrefix("plan:")
    report.add(
      remark.file, remark.range, "the front matter cannot be read: \(remark.detail)",
      help: isOtherProgramsPlan
        ? "write a mapping below plan:, such as `plan: {due: 2026-05-01}`"
        : "write YAML without anchors; put texts with a colon and a blank in quotes",
      severity: isOtherProgramsPlan ? .info : nil)
  }
}
