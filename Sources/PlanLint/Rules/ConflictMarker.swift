import PlanModel

/// Markers of an unfinished merge.
struct ConflictMarker: LintRule {
  let info = RuleInfo(
    id: "conflict-marker", family: .text, severity: .error,
    summary: "A file holds the markers of an unfinished merge.",
    reason: """
      Tasks between the markers count twice or in two versions. planmd writes nothing into such a file \
      until the merge is settled.
      """,
    flags: [
      Example("two versions", "- [ ] a\n▸<<<<<<< HEAD◂\n- [ ] b\n=======\n- [ ] c\n>>>>>>> other\n"),
      Example("an end that was left behind", "- [ ] a\n▸>>>>>>> other◂\n"),
    ],
    passes: [
      Example("in code", "```\n<<<<<<< HEAD\n```\n\n- [ ] Explain `<<<<<<<`"),
      Example("eight signs", "<<<<<<<< and more\n\n- [ ] Paint"),
      Example("quotes in quotes", "> > > > > > > deep\n\n- [ ] Paint"),
    ])

  let interest = RuleInterest(plan: true)

  func checkPlan(_ context: LintContext, _ report: inout LintReport) {
    // One finding for a conflict, not for each of its lines.
    var openIn: FileIndex?
    for remark in context.plan.remarks where remark.kind == .conflictMarker {
      let isStart = context.plan[remark.file].bytes[remark.range.lowerBound] == UInt8(ascii: "<")
      let endsOpenOne = !isStart && openIn == remark.file
      openIn = isStart ? remark.file : nil
      guard !endsOpenOne else { continue }
      report.add(
        remark.file, remark.range, "a merge is not settled here",
        help: "keep what is right, and take out the lines with <<<<<<<, ======= and >>>>>>>")
    }
  }
}
