import PlanModel

/// A second tag of a key that takes one value.
struct DuplicateTag: LintRule {
  let info = RuleInfo(
    id: "duplicate-tag", family: .syntax, severity: .warning,
    summary: "A tag is given twice.",
    reason: """
      Only the first of two tags counts. Which one was meant cannot be told; most often a date was moved \
      and the old one stayed.
      """,
    fix: "takes the second out where both say the same",
    flags: [
      Example("two due days", "- [ ] Paint due:2026-03-12 ▸due:2026-03-15◂"),
      Example(
        "the same twice", "- [ ] Paint due:2026-03-12 est:2h ▸due:2026-03-12◂",
        fixed: "- [ ] Paint due:2026-03-12 est:2h"),
      Example("an alias", "- [ ] Paint est:2h ▸estimate:3h◂"),
      Example("a priority in front and behind", "- [ ] (A) Paint ▸pri:B◂"),
      Example("on a heading and below it", "# House due:2026-05-01\n\n▸due:2026-06-01◂\n\n- [ ] Paint"),
    ],
    passes: [
      Example("keys that add up", "- [ ] Paint after:a after:b #x #y @ann @bob\n- [ ] a id:a\n- [ ] b id:b"),
      Example("two keys", "- [ ] Paint start:2026-03-12 due:2026-03-15"),
      Example("in two dialects", "- [ ] Paint due:2026-03-12 📅 2026-03-12"),
    ])

  let interest = RuleInterest(plan: true)

  func checkPlan(_ context: LintContext, _ report: inout LintReport) {
    for misfit in context.facts.misfits where misfit.tag.flags.contains(.repeated) {
      check(misfit.tag, misfit.node, context, &report)
    }
  }

  private func check(_ tag: Tag, _ node: NodeIndex, _ context: LintContext, _ report: inout LintReport) {
    let plan = context.plan
    guard let first = plan.tag(tag.key, of: node), first.form.dialect == tag.form.dialect else { return }
    let file = plan.file(of: node)
    let bytes = plan[file].bytes
    let fix =
      sayTheSame(first, tag, bytes) ? TextEdit.removing(tag, from: bytes).map { Fix(.safe, [$0]) } : nil
    report.add(
      file, tag.range,
      "\(quoted(bytes, tag.range.range)) has no effect: \(quoted(bytes, first.range.range)) stands before it",
      help: "take one of the two out", fix: fix,
      related: [RelatedPlace(file: file, range: first.range, message: "the first one")])
  }
}
