import PlanModel

/// Each task's own effort in minutes: a leaf's estimate, a parent's less what is stated below it.
///
/// Source: format, section 2, "Parents". A parent below counts with the larger of its estimate and what is
/// stated below it, so that nothing counts twice.
struct TaskEfforts: Sendable {
  /// Keys with which a task needs no estimate.
  static let keys = KeySet(.estimate, .span)

  private var owns: [Int32]

  init(_ plan: Plan) {
    var below = [Int](repeating: 0, count: plan.tasks.count)
    owns = [Int32](repeating: 0, count: plan.tasks.count)
    for position in plan.tasks.indices.reversed() {
      let task = plan.tasks[position]
      let estimate = task.keys.contains(.estimate) ? plan.likelyMinutes(TaskIndex(position)) ?? 0 : 0
      owns[position] = Int32(clamping: max(0, estimate - below[position]))
      if !task.parent.isNone { below[task.parent.position] += max(estimate, below[position]) }
    }
  }

  @inline(__always) func own(_ position: Int) -> Int { Int(owns[position]) }

  /// What is left of an unfinished task: `left`, else what `progress` leaves, else the effort less what was spent.
  /// A leaf whose estimate is used up but which is not done is taken for a quarter of it, half an hour at least,
  /// as in schedules (format, section 3).
  func remaining(_ index: TaskIndex, _ task: Task, isLeaf: Bool, spent: Int, _ plan: Plan) -> Int {
    let own = own(index.position)
    guard isLeaf else { return max(0, own - max(0, spent)) }
    var rest = own - max(0, spent)
    if task.keys.contains(.left), let left = plan.effort(.left, of: index)?.minutes {
      rest = left
    } else if task.keys.contains(.progress), let progress = plan.progress(index) {
      rest = own * max(0, 100 - progress) / 100
    }
    if rest <= 0, own > 0 { return max(30, own / 4) }
    return max(0, rest)
  }
}
