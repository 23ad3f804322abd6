package import PlanModel
package import PlanSchedule

/// How a schedule is put into words, in every format the same.
package struct ScheduleWords: Sendable {
  package let plan: Plan
  package let schedule: Schedule

  package init(plan: Plan, schedule: Schedule) {
    self.plan = plan
    self.schedule = schedule
  }

  /// `2026-03-09T09:00`; a day's end is `T24:00` of no day, so midnight is that of the next.
  package func time(_ minute: Minute) -> String {
    let (day, clock) = schedule.clock(minute)
    return "\(day)T\(StatusWords.clock(clock))"
  }

  package func name(_ resource: Int32) -> String { schedule.resources[Int(resource)].key }

  /// `waits for Design signed off until Wed 2026-04-15`.
  package func reason(_ reason: Reason) -> String {
    let until = day(reason.until)
    let ending = reason.outlastsStart ? "; others begin" : " until \(until)"
    let from = firstDay(reason.until)
    let task = reason.task.map { "'\(plan.text(of: $0))'" } ?? "what it waits for"
    let who = reason.who.map { $0.isEmpty ? "the time" : "@\($0)" } ?? "someone"
    switch reason.kind {
    case .today: return reason.who == nil ? "starts today" : "\(who) has worked today"
    case .start: return "not before \(from)"
    case .projectStart: return "its project begins \(from)"
    case .pin:
      return reason.what == "fixed"
        ? "fixed" : reason.what == "scheduled" ? "scheduled for \(from)" : "on \(until)"
    case .dependency: return "waits for \(task) until \(until)"
    case .busy: return "\(who) is busy with \(task)\(ending)"
    case .leave: return "\(who) is on leave\(reason.what.map { " (\($0))" } ?? "")\(ending)"
    case .holiday: return "\(reason.what ?? "a holiday")\(ending)"
    case .recurring: return "recurring work: \(task)\(ending)"
    case .continues: return "in progress"
    }
  }

  private func firstDay(_ minute: Minute) -> String {
    let day = schedule.clock(minute).day
    return "\(day.weekday.shortName) \(day)"
  }

  private func day(_ minute: Minute) -> String {
    let day = schedule.lastDay(minute)
    return "\(day.weekday.shortName) \(day)"
  }
}
