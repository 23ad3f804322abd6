package import PlanModel

/// What would let a task start earlier: the plan is levelled again without one thing at a time, and the best is named.
package struct Counterfactuals {
  private let plan: Plan
  private let today: Day
  private let schedule: Schedule

  package init(_ plan: Plan, today: Day, _ schedule: Schedule) {
    self.plan = plan
    self.today = today
    self.schedule = schedule
  }

  /// `without ann's leave: Thu 2026-08-27, 5 days earlier`; nil where nothing that was tried helps.
  package func best(for task: TaskIndex) -> String? {
    guard let entry = schedule[task] else { return nil }
    var best: (words: String, start: Minute)?
    for (words, changed) in candidates(for: task) {
      let other = Scheduler(changed, today: today).schedule(withReasons: false)
      guard let moved = other[task], moved.start < (best?.start ?? entry.start) else { continue }
      best = (words, moved.start)
    }
    guard let best else { return nil }
    let day = schedule.clock(best.start).day
    let days = schedule.clock(entry.start).day - day
    return
      "\(best.words): \(day.weekday.shortName) \(day)\(days > 0 ? ", \(days) day\(days == 1 ? "" : "s") earlier" : ", earlier that day")"
  }

  /// Plans that differ in one thing of the chain of reasons: a leave, a holiday, a person.
  private func candidates(for task: TaskIndex) -> [(String, Plan)] {
    var result: [(String, Plan)] = []
    var seen: Set<TaskIndex> = []
    var next: TaskIndex? = task
    var people: Set<String> = []
    while let current = next, seen.insert(current).inserted, seen.count < 20,
      let reason = schedule[current]?.reason
    {
      if reason.kind == .leave, let who = reason.who, people.insert("leave " + who).inserted {
        var changed = plan
        var configuration = plan.configuration
        configuration.people = configuration.people.map { person in
          var person = person
          if person.key == who { person.leave = [] }
          return person
        }
        changed.configuration = configuration
        result.append(("without @\(who)'s leave", changed))
      }
      if reason.kind == .busy || reason.kind == .recurring, let who = reason.who, !who.isEmpty,
        people.insert("busy " + who).inserted
      {
        // One more of the same, as if somebody helped out.
        var changed = plan
        var configuration = plan.configuration
        guard let position = configuration.people.firstIndex(where: { $0.key == who && !$0.isTeam }) else {
          continue
        }
        configuration.people[position].units += 1
        changed.configuration = configuration
        result.append(("with a second @\(who)", changed))
      }
      if reason.kind == .holiday, people.insert("holidays").inserted {
        var changed = plan
        var configuration = plan.configuration
        var calendar = WorkCalendar()
        calendar.workdayMask = configuration.calendar.workdayMask
        calendar.hours = configuration.calendar.hours
        calendar.daysPerWeek = configuration.calendar.daysPerWeek
        configuration.calendar = calendar
        changed.configuration = configuration
        result.append(("without the holidays", changed))
      }
      next = reason.task
    }
    return result
  }
}
