import ArgumentParser
import PlanModel
import PlanQuery
import PlanReport
import PlanSchedule
import PlanWorkspace

struct SiteCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "site",
    abstract: "Write a static status site: an overview, a page for each project, person and week.",
    discussion: """
      The pages open from disk, load nothing from anywhere and need no script. -o names the folder; without it, the one of \
      hooks: site: in planmd.yaml is taken. A page that did not change is not written; what planmd did not write itself is \
      never overwritten.
      """)

  @Option(
    help: ArgumentHelp(
      "A folder with templates that take the place of planmd's own, file by file.", valueName: "dir"),
    completion: .directory)
  var templates: String?

  @Flag(
    name: .customLong("list-templates"),
    help: "List planmd's own templates, or write them to the folder of -o.")
  var listsTemplates = false

  @Option(help: "What the site is called; without, the plan's folder.")
  var title: String?

  @Option(help: ArgumentHelp("How many week pages at most.", valueName: "n"))
  var weeks = 52

  @Option(help: ArgumentHelp("Where the site will be found, for the feed's links.", valueName: "address"))
  var url: String?

  @OptionGroup var comparison: BaselineOption

  @Flag(help: "Overwrite files that planmd did not write.")
  var force = false

  @OptionGroup var common: CommonOptions

  func run() throws {
    guard (1...5200).contains(weeks) else { throw WorkspaceError("--weeks: \(weeks) is not from 1 to 5200") }
    if let url, !(url.hasPrefix("https://") || url.hasPrefix("http://")) {
      throw WorkspaceError("--url: '\(url)' is not an address", help: "write https://…")
    }
    if listsTemplates { return try listTemplates() }
    let session = try Session(common)
    session.warnAboutUnread()
    let plan = session.plan
    let configured = plan.configuration.hookSite.map { session.workspace.root + "/" + $0 }
    guard let target = common.output.map(session.world.absolute) ?? configured else {
      throw WorkspaceError(
        "no folder to write to", help: "write -o DIR, or hooks: {site: DIR} in planmd.yaml")
    }
    let templates = try siteTemplates(session.world)
    let schedule = Scheduler(plan, today: session.today).schedule(leastDays: Site.loadWeeks * 7 + 7)
    let handles = HandleTable(plan)
    let site = Site(
      plan, today: session.today, schedule: schedule,
      baseline: try comparison.read(session),
      options: Site.Options(
        title: title ?? folderName(session.workspace.root), version: Planmd.version, weeks: weeks,
        address: url),
      steps: HistoryReading.steps(session), handle: { handles.handle($0, in: plan) })
    let files = site.files(templates).map { (path: $0.path, bytes: $0.bytes) }
    let result = try OutputFolder(target, isForced: force).write(files)
    guard !common.quiet else { return }
    session.world.errors.write(
      TerminalText.visibleLines(
        "\(target): \(result.written) written, \(result.kept) unchanged, \(result.removed) removed\n"))
  }

  private func listTemplates() throws {
    let world = Runtime.world
    let names = SiteTemplates.builtIn.keys.sorted()
    guard let folder = common.output.map(world.absolute) else {
      return world.output.write(Array(names.map { $0 + "\n" }.joined().utf8))
    }
    for name in names where OutputFolder.exists(folder + "/" + name) && !force {
      throw WorkspaceError(
        "'\(name)' is in \(folder) already", help: "choose another folder, or write --force", exitCode: 3)
    }
    try OutputFolder.make(folder)
    for name in names { try OutputFile.write(SiteTemplates.builtIn[name] ?? [], to: folder + "/" + name) }
  }

  /// planmd's templates, and those of the folder that take their place.
  private func siteTemplates(_ world: World) throws -> SiteTemplates {
    var overrides: [String: [UInt8]] = [:]
    if let folder = templates.map(world.absolute) {
      let names = try OutputFolder.names(in: folder).filter { !$0.hasPrefix(".") }
      for name in names { overrides[name] = try Workspace.read(folder + "/" + name) }
    }
    do throws(SiteTemplates.Problem) {
      return try SiteTemplates(overrides: overrides)
    } catch let problem {
      throw WorkspaceError(
        "template \(problem.file): \(problem.message)", help: "planmd site --list-templates lists the names")
    }
  }

  private func folderName(_ path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? "Plan"
  }
}
