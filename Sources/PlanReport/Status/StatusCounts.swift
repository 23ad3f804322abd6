/// How much there is, is done and is late: of a project, a group, or the plan. Efforts are minutes of work.
///
/// Counts are of leaf tasks, and what is cancelled belongs to no total. A parent's own effort (its estimate less
/// those below it) counts as effort, done when the parent is.
package struct StatusCounts: Hashable, Sendable {
  package var done = 0
  /// Unfinished, whatever the status.
  package var open = 0
  package var started = 0
  package var waiting = 0
  package var held = 0
  package var blocked = 0
  /// Nobody is assigned, here or around it.
  package var unassigned = 0
  /// Without an estimate of its own or around it; milestones, what waits and what has a `span:` need none.
  package var unestimated = 0
  /// Open tasks and parents that were due before today.
  package var overdue = 0
  package var dueThisWeek = 0
  package var dueNextWeek = 0
  package var missedMilestones = 0
  /// Tasks and parents that were finished in the period, the archive's included.
  package var finished = 0

  package var effortDone = 0
  package var effortTotal = 0
  /// What is left of the open ones: `left`, else `progress`, else the estimate less what was spent.
  package var remaining = 0
  /// Logged in the period.
  package var logged = 0
  /// Logged ever, and `spent:`.
  package var spent = 0

  package init() {}

  package var total: Int { done + open }

  /// What a share of progress is a share of.
  package enum Measure: String, Sendable { case count, effort }

  /// Effort says more than a count as soon as every task has an estimate.
  package var measure: Measure { unestimated == 0 && effortTotal > 0 ? .effort : .count }

  /// How much is done, in thousandths, rounded down so that only what is finished shows as finished; nil where
  /// there is nothing to do.
  package var progress: Int? {
    guard total > 0 else { return nil }
    if open == 0 { return 1000 }
    let share = measure == .effort ? effortDone * 1000 / effortTotal : done * 1000 / total
    return min(share, 999)
  }

  package static func += (a: inout StatusCounts, b: StatusCounts) {
    a.done += b.done
    a.open += b.open
    a.started += b.started
    a.waiting += b.waiting
    a.held += b.held
    a.blocked += b.blocked
    a.unassigned += b.unassigned
    a.unestimated += b.unestimated
    a.overdue += b.overdue
    a.dueThisWeek += b.dueThisWeek
    a.dueNextWeek += b.dueNextWeek
    a.missedMilestones += b.missedMilestones
    a.finished += b.finished
    a.effortDone += b.effortDone
    a.effortTotal += b.effortTotal
    a.remaining += b.remaining
    a.logged += b.logged
    a.spent += b.spent
  }

  /// The same counts with the `number`-th of `parts` equal parts of the efforts; the first parts take the odd
  /// minutes, so that all parts add up.
  func sharingEffort(_ number: Int, of parts: Int) -> StatusCounts {
    guard parts > 1 else { return self }
    func part(_ minutes: Int) -> Int {
      let odd = (minutes % parts + parts) % parts
      return (minutes - odd) / parts + (number < odd ? 1 : 0)
    }
    var result = self
    (result.effortDone, result.effortTotal) = (part(effortDone), part(effortTotal))
    (result.remaining, result.logged, result.spent) = (part(remaining), part(logged), part(spent))
    return result
  }
}
