import PlanModel

extension Plan {
  /// Minutes of work on a task and everything below it so far, by `spent:` and logs.
  func minutesSpentWithin(_ task: TaskIndex) -> Int {
    var sum = 0
    for position in task.position..<subtree(of: task).upperBound
    where tasks[position].keys.contains(.spent) || tasks[position].flags.contains(.hasLog) {
      sum += spentMinutes(of: TaskIndex(position)) ?? 0
    }
    return sum
  }
}
