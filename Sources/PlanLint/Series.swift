import PlanModel

/// A recurring task: its rule, and the day from which its series counts.
package struct Series: Sendable {
  let task: TaskIndex
  let rule: Recurrence
  let tag: Tag
  /// `from:`, else the line's own due, scheduled or start day.
  let anchor: (tag: Tag, day: Day)?
}

/// Reads the series of a plan's tasks, each text of a rule once: ten thousand tasks may say `rec:"every 2
/// weeks"`.
struct SeriesReader {
  private let plan: Plan
  private var rules: [ArraySlice<UInt8>: Recurrence] = [:]
  /// Tasks with a short form such as `+1w`, which cannot be at odds with itself, are left out unless they have one
  /// of these keys.
  private let keys: KeySet

  init(_ plan: Plan, unlessShortOr keys: KeySet) {
    self.plan = plan
    self.keys = keys
  }

  /// The series of an unfinished task.
  mutating func series(of task: TaskIndex) -> (series: Series, isShort: Bool)? {
    guard plan.tasks[task.position].isUnfinished, let tag = plan.tag(.recurrence, of: task),
      !tag.value.isEmpty
    else { return nil }
    let text = plan.files[plan.tasks[task.position].file.position].bytes[tag.value]
    let isShort = text[text.startIndex].isASCIIDigit || text[text.startIndex] == UInt8(ascii: "+")
    if isShort, plan.tasks[task.position].keys.isDisjoint(with: keys) { return nil }
    guard let rule = rule(text) else { return nil }
    return (Series(task: task, rule: rule, tag: tag, anchor: anchor(of: task)), isShort)
  }

  private func anchor(of task: TaskIndex) -> (tag: Tag, day: Day)? {
    for key in [TagKey.from, .due, .scheduled, .start] {
      guard let tag = plan.tag(key, of: task) else { continue }
      let date = DateValue(packed: tag.simple)
      return (tag, key == .due ? date.last : date.first)
    }
    return nil
  }

  private mutating func rule(_ text: ArraySlice<UInt8>) -> Recurrence? {
    if let known = rules[text] { return known }
    guard let rule = try? Recurrence(parsing: text) else { return nil }
    if rules.count < 10_000 { rules[text] = rule }
    return rule
  }
}

extension Tag {
  /// Where the value stands, for findings about what it says.
  var valueRange: ByteRange { ByteRange(value) }
}
