package import PlanModel

// What commands and editors do to one task.

extension PlanEditor {
  /// Changes a box, with the tags that say when.
  ///
  /// - Parameter tag: Set along with it.
  /// - Returns: False where the status is that already.
  package mutating func setStatus(_ status: Status, of task: TaskIndex, adding tag: NewTag? = nil)
    throws(EditProblem) -> Bool
  {
    let today = today
    let record = plan[task]
    guard
      record.status != status || tag != nil || record.flags.contains(.unknownStatus)
        || record.flags.contains(.questioned)
    else { return false }
    try change(task, status: status) { paragraph throws(EditProblem) in
      if status != .done { paragraph.remove(.done) }
      if status != .cancelled { paragraph.remove(.cancelled) }
      if status != .waiting { paragraph.remove(.waiting) }
      if status == .cancelled { try paragraph.set(NewTag(.cancelled, today.description)) }
      if let tag { try paragraph.set(tag) }
    }
    return true
  }

  /// Gives a task to others than had it; to nobody where no names are given.
  package mutating func assign(_ task: TaskIndex, _ names: [TagEdit]) throws(EditProblem) {
    try change(task) { paragraph throws(EditProblem) in
      // Names inside a sentence are part of its text.
      paragraph.removeAll { $0.key == .assignee && $0.flags.contains(.hidden) }
      for name in names { try name.apply(to: &paragraph) }
    }
  }

  /// Moves a date of a task; a recurring one notes the first day of its series where that is needed to keep it.
  package mutating func putOff(_ task: TaskIndex, _ key: TagKey, to date: DateValue) throws(EditProblem) {
    let from = plan.fromAfterDeferring(task, key, to: date)
    try change(task) { paragraph throws(EditProblem) in
      try paragraph.set(NewTag(key, date.description))
      if let from, paragraph.tag(.from) == nil { try paragraph.set(NewTag(.from, from.description)) }
    }
  }
}

extension Plan {
  /// The date that moves when a task is put off: `scheduled` where there is one, else `due`, else `start`.
  package func keyToPutOff(_ task: TaskIndex) -> TagKey {
    tag(.scheduled, of: task) != nil ? .scheduled : tag(.due, of: task) != nil ? .due : .start
  }

  /// The date that a task is put off to by words; nil for what is no date.
  ///
  /// `+2w` counts from where the date stands, unless that is past: who puts off means a later day than both.
  package func dateToPutOff(_ task: TaskIndex, _ key: TagKey, _ text: String, today: Day) -> DateValue? {
    if let date = try? DateValue(parsing: text) { return date }
    let old = date(key, of: task)
    let base = text.hasPrefix("+") || text.hasPrefix("-") ? max(old?.last ?? today, today) : today
    guard let day = RelativeDate.resolve(text, today: base, calendar: configuration.calendar) else {
      return nil
    }
    guard let old, old.precision == .time else { return DateValue(day) }
    return DateValue(first: day, precision: .time, minute: old.minute)
  }
}
