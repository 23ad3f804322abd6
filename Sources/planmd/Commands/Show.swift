import ArgumentParser
import PlanModel
import PlanQuery
import PlanReport
import PlanWorkspace

struct Show: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show everything known about one task or project.",
    discussion:
      "REF is an id, a handle, file.md:12, or words of the text; a project is named by its title, too.")

  @Argument(help: ArgumentHelp("The task or project.", valueName: "ref"))
  var reference: String

  @Option(name: [.short, .long], help: "text, markdown or json.")
  var format: String?

  @OptionGroup var common: CommonOptions

  func run() throws {
    let format = try chosenFormat(self.format, output: common.output, among: ["text", "markdown", "json"])
    let session = try Session(common)
    session.warnAboutUnread()
    var resolver = ReferenceResolver(session.plan)
    let node: NodeIndex
    do {
      node = try resolver.resolve(reference)
    } catch {
      throw WorkspaceError(error.rendered)
    }
    let page = NodePage(plan: session.plan, today: session.today, handle: resolver.handles.handle)
    switch (format, node) {
    case ("json", .task(let task)):
      var json = JSONWriter()
      TaskJSON(plan: session.plan, today: session.today, handle: resolver.handles.handle).write(
        [task], to: &json)
      try session.write(json.bytes)
    case ("json", .project(let project)):
      var json = JSONWriter()
      page.write(project, &json)
      try session.write(json.bytes)
    case (_, .task(let task)): try write(page.report(task), format, session)
    case (_, .project(let project)): try write(page.report(project), format, session)
    }
  }

  private func write(_ report: Report, _ format: String, _ session: Session) throws {
    let units = session.plan.units
    try session.write(
      format == "markdown"
        ? MarkdownFormat(units: units).text(report)
        : TextFormat(units: units, options: session.formatOptions).text(report))
  }
}
