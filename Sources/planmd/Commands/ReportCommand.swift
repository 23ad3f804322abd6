import ArgumentParser
import PlanModel
import PlanQuery
import PlanReport
import PlanSchedule
import PlanWorkspace

// `Report` is the value that formats write; the command has its verb's name all the same.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Show the status of all projects and areas, or run a report of the configuration.",
    discussion:
      "Progress, what is overdue, due, blocked, waiting, finished and noted in the week of today, or in the period asked for."
  )

  @Argument(help: ArgumentHelp("A report of planmd.yaml.", valueName: "name"))
  var name: String?

  @OptionGroup var time: PeriodOptions

  @Option(help: "Group by project, person, label or any key.")
  var by: String?

  @Flag(help: "Count every heading as a project.")
  var all = false

  @OptionGroup var comparison: BaselineOption

  @OptionGroup var filter: QueryOption

  @OptionGroup var tables: TableOptions

  @OptionGroup var common: CommonOptions

  func run() throws {
    if let name { return try runNamed(name) }
    let format = try tables.chosen(common)
    let session = try Session(common)
    session.warnAboutUnread()
    let plan = session.plan
    var report = StatusReport(
      plan: plan, today: session.today, period: try time.period(session),
      by: try grouping(plan),
      includes: try session.inclusion(filter.query), all: all,
      planned: PlannedDates(plan, today: session.today), baseline: try comparison.read(session))
    // A history is that of all of the plan.
    if time.since != nil, filter.query == nil {
      report.history = HistoryReading.history(session, since: report.period.first, until: report.period.last)
    }
    switch format {
    case "json":
      var json = JSONWriter()
      let handles = HandleTable(plan)
      report.write(to: &json, handle: { handles.handle($0, in: plan) })
      try session.write(json.bytes)
    case "csv": try session.write(tables.csv(report.table, session.plan))
    default: try session.write(report.report, as: format)
    }
  }

  /// A key that nothing in the plan has is a slip, not a table with one row.
  private func grouping(_ plan: Plan) throws -> StatusGrouping {
    let grouping = StatusGrouping(name: by ?? "project")
    guard case .key(let key) = grouping, TagKey(spelling: key) == nil, !plan.hasAttribute(key) else {
      return grouping
    }
    let nearest = suggestion(
      for: key, among: ["project", "person", "label"] + TagKey.spellings.keys.sorted())
    throw WorkspaceError(
      "--by: no task and no project has the key '\(key)'",
      help: nearest.map { "did you mean \($0)?" } ?? "write project, person, label or a key of the plan")
  }

  /// A report of the configuration: a command with its options written down.
  private func runNamed(_ name: String) throws {
    let session = try Session(common)
    guard let report = session.plan.configuration.reports[name] else {
      let names = session.plan.configuration.reports.keys.sorted()
      let nearest = suggestion(for: name, among: names)
      let known =
        names.isEmpty
        ? "declare it under reports: in planmd.yaml" : "write one of \(names.joined(separator: ", "))"
      throw WorkspaceError(
        "there is no report '\(name)'", help: nearest.map { "did you mean \($0)?" } ?? known)
    }
    var arguments = [report.command]
    if !report.query.isEmpty { arguments += ["--where", report.query] }
    if let by = report.by { arguments += ["--by", by] }
    if let sort = report.sort { arguments += ["--sort", sort] }
    if !report.columns.isEmpty { arguments += ["--columns", report.columns.joined(separator: ",")] }
    if let format = tables.format { arguments += ["--format", format] }
    arguments += common.arguments
    guard report.command != "report" || arguments.count > 1 else {
      throw WorkspaceError("the report '\(name)' names itself")
    }
    var command = try Planmd.parseAsRoot(arguments)
    try command.run()
  }
}
