package import PlanModel
package import PlanSchedule

/// Why a task starts when it does: reason after reason, back to today. Source: scheduling, section 5.
package struct ScheduleExplanation {
  private let plan: Plan
  private let schedule: Schedule
  private let words: ScheduleWords

  package init(_ plan: Plan, _ schedule: Schedule) {
    self.plan = plan
    self.schedule = schedule
    words = ScheduleWords(plan: plan, schedule: schedule)
  }

  package func lines(for task: TaskIndex) -> [String] {
    guard schedule[task] != nil else {
      let why = schedule.unscheduled.first { $0.task == task }.map { ScheduleTable.words(for: $0.why) }
      return ["has no dates: \(why ?? "it is finished")"]
    }
    var result: [String] = []
    var seen: Set<TaskIndex> = []
    var next: TaskIndex? = task
    while let task = next, seen.insert(task).inserted, result.count < 50, let entry = schedule[task] {
      let start = schedule.clock(entry.start)
      let clock =
        "\(start.day.weekday.shortName) \(start.day) \(padded(start.minute / 60, 2)):\(padded(start.minute % 60, 2))"
      result.append(
        "\(plan.text(of: task)) starts \(clock): \(entry.reason.map { words.reason($0) } ?? "first of its subtasks")"
      )
      next = entry.reason?.task
    }
    return result
  }
}
