import ArgumentParser
import PlanModel
import PlanReport
import PlanWorkspace

struct DiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Show what changed in the plan between two commits, in planning terms.",
    discussion: """
      Added, removed, finished, reopened, renamed and moved tasks and projects; dates with how far they moved; effort, people, \
      budgets, dependencies; and which projects end on another day, and why. Without a commit: from the last one to the files \
      as they are; with one: from it to the files. A task is found again by its id, else by text and place.
      """)

  @Argument(help: ArgumentHelp("A commit: a tag, a branch, HEAD~3.", valueName: "from"))
  var from: String?

  @Argument(
    help: ArgumentHelp(
      "The commit to compare it with; the files as they are where it is not given.", valueName: "to"))
  var to: String?

  @Flag(help: "Compare with what is staged instead of the files.")
  var staged = false

  @Flag(inversion: .prefixedNo, help: "Level both plans to tell which projects end on another day.")
  var schedule = true

  @Option(name: [.short, .long], help: "text, markdown, html or json.")
  var format: String?

  @OptionGroup var common: CommonOptions

  func run() throws {
    let format = try chosenFormat(
      self.format, output: common.output, among: ["text", "markdown", "html", "json"])
    guard !staged || to == nil else {
      throw WorkspaceError(
        "--staged and a second commit both say what to compare with", help: "give one of them")
    }
    let session = try Session(common)
    let root = session.workspace.root
    let base = from ?? "HEAD"
    let old = try GitSnapshot(.revision(base), root: root).workspace.plan
    let new: Plan
    if let to {
      new = try GitSnapshot(.revision(to), root: root).workspace.plan
    } else if staged {
      new = try GitSnapshot(.index, root: root).workspace.plan
    } else {
      session.warnAboutUnread()
      new = session.plan
    }
    let diff = PlanDiff(old, new, today: schedule ? session.today : nil)
    let report = DiffReport(diff, from: base, to: to ?? (staged ? "what is staged" : "the files as they are"))
    guard format == "json" else { return try session.write(report.report(), as: format) }
    var json = JSONWriter()
    report.write(to: &json)
    try session.write(json.bytes)
  }
}
