import ArgumentParser
import PlanModel
import PlanReport
import PlanSchedule
import PlanWorkspace

struct WorkloadCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "workload",
    abstract: "Show who has how much to do, week by week.",
    discussion: """
      Hours of each person against what they can work: recurring work, areas, projects, and what is left. Teams with
      --by team; --detail has a row for each kind of work.
      """)

  @Option(help: ArgumentHelp("How many weeks, from this one on.", valueName: "n"))
  var weeks = 8

  @Option(help: "person or team.")
  var by = "person"

  @Flag(help: "A row for each kind of work.")
  var detail = false

  @OptionGroup var tables: TableOptions

  @OptionGroup var common: CommonOptions

  func run() throws {
    let format = try tables.chosen(common)
    guard (1...520).contains(weeks) else { throw WorkspaceError("--weeks: \(weeks) is not from 1 to 520") }
    guard ["person", "team"].contains(by) else {
      throw WorkspaceError("--by: there is no grouping '\(by)' here", help: "write person or team")
    }
    let session = try Session(common)
    session.warnAboutUnplanned()
    let schedule = Scheduler(session.plan, today: session.today).schedule(
      leastDays: weeks * 7 + 7, withReasons: false)
    let teams = session.plan.configuration.people.filter(\.isTeam).map {
      (name: $0.key, people: Set($0.members))
    }
    if by == "team", teams.isEmpty {
      throw WorkspaceError(
        "--by team: planmd.yaml declares no team", help: "write design: {members: [ann, bob]} under people")
    }
    let workload = Workload(session.plan, schedule, weeks: weeks, groups: by == "team" ? teams : nil)
    let report = WorkloadReport(workload, hasDetail: detail || format == "csv")
    switch format {
    case "json":
      var json = JSONWriter()
      report.write(to: &json)
      try session.write(json.bytes)
    case "csv": try session.write(tables.csv(report.table(), session.plan))
    case "markdown", "html": try session.write(report.report(), as: format)
    default: try session.write(report.heatMap(options: session.formatOptions))
    }
  }
}
