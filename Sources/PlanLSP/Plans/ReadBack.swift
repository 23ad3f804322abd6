import PlanModel
import PlanText

extension PlanSnapshot {
  /// The value of a key as a task with this text would have it; nil where it would have none.
  func readBack(_ text: String, _ key: TagKey) -> String? {
    let plan = readPlan(
      [SourceFile(path: "-", bytes: Array("- [ ] x \(text)\n".utf8))], configuration: plan.configuration)
    guard !plan.tasks.isEmpty, let tag = plan.tag(key, of: TaskIndex(0)),
      plan.tags(of: TaskIndex(0)).count == 1
    else { return nil }
    return plan.text(of: tag, in: FileIndex(0))
  }
}
