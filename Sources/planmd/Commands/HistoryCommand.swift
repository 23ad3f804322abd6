import ArgumentParser
import PlanModel
import PlanQuery
import PlanReport
import PlanWorkspace

struct HistoryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history",
    abstract: "Show how the plan grew and was done over its commits.",
    discussion: """
      From the commits of the current branch: how much there was to do and how much of it was done (burn-up and burn-down), how \
      many tasks were finished a week, what was spent of what was estimated, and which due days of projects and milestones \
      moved. Files of the archive count. What was read once is kept in git's folder by git's name of it.
      """)

  @Argument(
    help: ArgumentHelp(
      "A project or area: its name, id or file:line; all of the plan without it.", valueName: "project"))
  var project: String?

  // `-1w` is a day, not an option.
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Begin on this day, or with this commit.", valueName: "date|rev"))
  var since: String?

  @Option(name: [.short, .long], help: "text, markdown, html, svg, csv or json.")
  var format: String?

  @OptionGroup var cells: RawOption

  @OptionGroup var common: CommonOptions

  func run() throws {
    let format = try chosenFormat(
      self.format, output: common.output, among: ["text", "markdown", "html", "svg", "csv", "json"])
    let session = try Session(common)
    let first = try PeriodOptions.day(of: since, session)
    let steps = try HistoryReading.steps(root: session.workspace.root)
    let chosen = try project.map { try chosenProject($0, session) }
    let history = PlanHistory(steps, project: chosen, since: first)
    let report = HistoryReport(history, today: session.today)
    switch format {
    case "json":
      var json = JSONWriter()
      report.write(to: &json)
      try session.write(json.bytes)
    case "csv": try session.write(cells.csv(report.table(), session.plan))
    case "svg": try session.write(report.svg())
    default: try session.write(report.report(), as: format)
    }
  }

  /// By id and by name, so that it is found in commits in which it had no id yet.
  private func chosenProject(_ reference: String, _ session: Session) throws -> (
    name: String, keys: Set<String>
  ) {
    let plan = session.plan
    var resolver = ReferenceResolver(plan)
    let node: NodeIndex
    do {
      node = try resolver.resolve(reference, as: .project)
    } catch {
      throw WorkspaceError(error.rendered)
    }
    guard case .project(let project) = node else {
      throw WorkspaceError("'\(reference)' is a task; a history is that of a project or area")
    }
    return (plan[project].name, [FileSummary.key(.project(project), plan), FileSummary.place(project, plan)])
  }
}
