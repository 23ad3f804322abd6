import PlanModel

/// The rule of a recurring task, and the day from which its series counts.
struct Series {
  let rule: Recurrence
  let tag: Tag
  /// `from:`, else the line's own due, scheduled or start day.
  let anchor: (tag: Tag, day: Day)?

  static func anchor(of task: TaskIndex, _ plan: Plan) -> (tag: Tag, day: Day)? {
    for key in [TagKey.from, .due, .scheduled, .start] {
      guard let tag = plan.tag(key, of: task) else { continue }
      let date = DateValue(packed: tag.simple)
      return (tag, key == .due ? date.last : date.first)
    }
    return nil
  }
}

/// Reads the series of a plan's tasks, each text of a rule once: ten thousand tasks may say `rec:"every 2
/// weeks"`.
struct SeriesReader {
  private let plan: Plan
  private var rules: [ArraySlice<UInt8>: Recurrence] = [:]

  init(_ plan: Plan) { self.plan = plan }

  /// Calls `body` with the series of each unfinished task that has one.
  ///
  /// - Parameter keys: Short forms such as `+1w` cannot be at odds with themselves; their tasks are left out
  /// unless
  ///   they have one of these keys.
  mutating func forEach(unlessShortOr keys: KeySet = .none, _ body: (TaskIndex, Series) -> Void) {
    for position in plan.tasks.indices where plan.tasks[position].keys.contains(.recurrence) {
      guard plan.tasks[position].isUnfinished else { continue }
      let task = TaskIndex(position)
      guard let tag = plan.tag(.recurrence, of: task), !tag.value.isEmpty else { continue }
      let text = plan.files[plan.tasks[position].file.position].bytes[tag.value]
      let isShort = text[text.startIndex].isASCIIDigit || text[text.startIndex] == UInt8(ascii: "+")
      if isShort, plan.tasks[position].keys.isDisjoint(with: keys) { continue }
      guard let rule = rule(text) else { continue }
      body(task, Series(rule: rule, tag: tag, anchor: Series.anchor(of: task, plan)))
    }
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
