import PlanModel

/// The same field in two dialects on one line.
struct BothForms: LintRule {
  let info = RuleInfo(
    id: "both-forms", family: .obsidian, severity: .warning,
    summary: "A field stands twice on a line, in two dialects.",
    reason: """
      Programs that read only one of the dialects see only one of the two. As long as both say the same \
      that is only mentioned; once one is changed, each program has its own date.
      """,
    fix: "takes one out where both say the same; the sign of Obsidian's Tasks stays",
    flags: [
      Example("two due days", "- [ ] Paint due:2026-03-12 ▸📅 2026-03-15◂"),
      Example("the same day", "- [ ] Paint ▸due:2026-03-12◂ 📅 2026-03-12", fixed: "- [ ] Paint 📅 2026-03-12"),
      Example(
        "the same day, the sign first", "- [ ] Paint 📅 2026-03-12 ▸due:2026-03-12◂",
        fixed: "- [ ] Paint 📅 2026-03-12"),
      Example(
        "a Dataview field", "- [ ] Paint due:2026-03-12 ▸[due:: 2026-03-12]◂",
        fixed: "- [ ] Paint due:2026-03-12"),
      Example("two priorities", "- [ ] Paint pri:A ▸🔼◂"),
    ],
    passes: [
      Example("two fields in two dialects", "- [ ] Paint start:2026-03-12 📅 2026-03-15"),
      Example("twice in one dialect", "- [ ] Paint due:2026-03-12 due:2026-03-15"),
    ])

  let interest = RuleInterest(plan: true)

  func checkPlan(_ context: LintContext, _ report: inout LintReport) {
    for misfit in context.facts.misfits where misfit.tag.flags.contains(.repeated) {
      check(misfit.tag, misfit.node, context, &report)
    }
  }

  private func check(_ tag: Tag, _ node: NodeIndex, _ context: LintContext, _ report: inout LintReport) {
    let plan = context.plan
    guard let first = plan.tag(tag.key, of: node), first.form.dialect != tag.form.dialect else { return }
    let file = plan.file(of: node)
    let bytes = plan[file].bytes
    guard sayTheSame(first, tag, bytes) else {
      let (second, first) = (quoted(bytes, tag.range.range), quoted(bytes, first.range.range))
      report.add(
        file, tag.range, "\(second) has no effect: \(first) stands before it and says otherwise",
        help: "take one of the two out")
      return
    }
    let (kept, removed) = tag.form == .emoji ? (tag, first) : (first, tag)
    report.add(
      file, removed.range,
      "\(quoted(bytes, removed.range.range)) says the same as \(quoted(bytes, kept.range.range))",
      help: "take it out", fix: TextEdit.removing(removed, from: bytes).map { Fix(.safe, [$0]) },
      severity: .info)
  }
}
