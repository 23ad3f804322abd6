import ArgumentParser
import PlanModel
import PlanQuery
import PlanReport
import PlanWorkspace

struct TimesheetCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "timesheet",
    abstract: "Show who has worked how long on what.",
    discussion: """
      Logged time, and spent: of finished tasks on the day they were done, in this week or the period asked for. By \
      person it stands beside what they could work. --by takes several names: --by person,project.
      """)

  @OptionGroup var time: PeriodOptions

  @Option(
    help: ArgumentHelp(
      "person, project, label, task, day, week or any key such as client; several with commas.",
      valueName: "what"))
  var by = "person"

  @Option(help: ArgumentHelp("Only this person's time.", valueName: "name"))
  var person: String?

  @OptionGroup var filter: QueryOption

  @Option(name: [.short, .long], help: "text, markdown, html, json, csv or klog.")
  var format: String?

  @OptionGroup var cells: RawOption

  @OptionGroup var common: CommonOptions

  func run() throws {
    let format = try chosenFormat(
      self.format, output: common.output, among: ["text", "markdown", "html", "json", "csv", "klog"])
    let session = try Session(common)
    session.warnAboutUnread()
    let plan = session.plan
    let sheet = Timesheet(
      plan,
      period: try time.period(session)
        ?? .week(of: session.today, calendar: plan.configuration.calendar),
      by: try groupings(plan), person: try chosenPerson(plan), includes: try session.inclusion(filter.query))
    let report = TimesheetReport(sheet)
    switch format {
    case "json":
      var json = JSONWriter()
      report.write(to: &json)
      try session.write(json.bytes)
    case "csv": try session.write(cells.csv(report.table(), session.plan))
    case "klog": try session.write(report.klog())
    default: try session.write(report.report(), as: format)
    }
  }

  private func groupings(_ plan: Plan) throws -> [Timesheet.Grouping] {
    let names = by.split(separator: ",").map(String.init)
    guard !names.isEmpty, names.count <= 3 else {
      throw WorkspaceError("--by: '\(by)' is not one to three names", help: "write --by person,project")
    }
    for name in names {
      guard case .key(let key) = Timesheet.Grouping(name: name), !plan.hasAttribute(key) else { continue }
      let nearest = suggestion(
        for: key, among: ["person", "project", "label", "task", "day", "week"])
      throw WorkspaceError(
        "--by: no task and no project has the key '\(key)'",
        help: nearest.map { "did you mean \($0)?" }
          ?? "write person, project, label, task, day, week or a key of the plan")
    }
    return names.map { Timesheet.Grouping(name: $0) }
  }

  private func chosenPerson(_ plan: Plan) throws -> String? {
    guard let person else { return nil }
    let name = person.hasPrefix("@") ? String(person.dropFirst()) : person
    guard name == "me" else { return name }
    guard let me = plan.configuration.me else {
      throw WorkspaceError("--person me: planmd.yaml does not say who that is", help: "write me: ann there")
    }
    return me
  }
}
