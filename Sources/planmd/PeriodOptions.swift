import ArgumentParser
import PlanModel
import PlanReport
import PlanWorkspace

/// Which days a command looks back on.
struct PeriodOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Look back on this week, such as 2026-W10; or a month, 2026-03.", valueName: "week"))
  var week: String?

  // `-1w` is a day, not an option.
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Look back on the days since this one, or since a commit.", valueName: "date|rev"))
  var since: String?

  /// nil where neither option is given.
  func period(_ session: Session) throws -> StatusPeriod? {
    if week != nil, since != nil {
      throw WorkspaceError("--week and --since both say the period", help: "give one of them")
    }
    if let week {
      guard let date = try? DateValue(parsing: week), date.isPeriod else {
        throw WorkspaceError("--week: '\(week)' is not a week", help: "write it as 2026-W10")
      }
      return StatusPeriod(date)
    }
    return try PeriodOptions.day(of: since, session).map { StatusPeriod(first: $0, last: session.today) }
  }

  /// The day that `--since` names; nil where it is not given.
  static func day(of since: String?, _ session: Session) throws -> Day? {
    guard let since else { return nil }
    let calendar = session.plan.configuration.calendar
    let isInRepository = session.workspace.isInRepository
    guard
      let day = (try? DateValue(parsing: since))?.first
        ?? RelativeDate.resolve(since, today: session.today, calendar: calendar)
        ?? (isInRepository ? GitSnapshot.day(of: since, root: session.workspace.root) : nil)
    else {
      throw WorkspaceError(
        "--since: '\(since)' is not a day, and no commit either",
        help: "write it as 2026-03-02 or -1w, or name a tag")
    }
    guard day <= session.today else {
      throw WorkspaceError("--since: \(day) is after today, \(session.today)")
    }
    return day
  }
}
