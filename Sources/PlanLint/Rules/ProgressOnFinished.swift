import PlanModel

/// A done task that says some of it is left.
struct ProgressOnFinished: LintRule {
  let info = RuleInfo(
    id: "progress-on-finished", family: .effort, severity: .info,
    summary: "A done task says that something is left.",
    reason: """
      Nothing of a done task is left, whatever its tags say; they were most likely forgotten when it was \
      checked.
      """,
    fix: "takes the tag out",
    flags: [
      Example("not all", "- [x] Paint ▸progress:40%◂ est:2d", fixed: "- [x] Paint est:2d"),
      Example("work left", "- [x] Paint est:2d ▸left:4h◂", fixed: "- [x] Paint est:2d"),
    ],
    passes: [
      Example("all of it", "- [x] Paint progress:100% left:0h"),
      Example("not done", "- [/] Paint progress:40% left:4h"),
      Example("cancelled in the middle", "- [-] Paint progress:40%"),
    ])

  let interest = RuleInterest(tasks: .having(KeySet(.progress, .left)), isOfOneTask: true)

  func check(_ task: TaskIndex, _ context: LintContext, _ report: inout LintReport) {
    let plan = context.plan
    let record = plan.tasks[task.position]
    guard record.status == .done else { return }
    for key in [TagKey.progress, .left] {
      guard let tag = plan.tag(key, of: task), key == .progress ? tag.simple < 100 : tag.simple > 0 else {
        continue
      }
      let bytes = plan[record.file].bytes
      report.add(
        record.file, tag.range, "the task is done, and has \(quoted(bytes, tag.range.range))",
        help: "take the tag out, or open the task again",
        fix: TextEdit.removing(tag, from: bytes).map { Fix(.unsafe, [$0]) })
    }
  }
}
