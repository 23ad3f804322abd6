import ArgumentParser
import PlanModel
import PlanQuery
import PlanReport
import PlanSchedule
import PlanWorkspace

struct ScheduleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schedule",
    abstract: "Show when each task runs, who does it, and why then.",
    discussion: """
      Every task is placed as early as its people, its dependencies and its dates allow; recurring work takes its time
      first. Nothing is written: dates in the plan stay as they are.
      """)

  @Argument(help: ArgumentHelp("Which tasks to show; all are scheduled.", valueName: "query"))
  var words: [String] = []

  @OptionGroup var filter: QueryOption

  @Option(name: [.short, .long], help: "text, markdown, json or csv.")
  var format: String?

  @Flag(help: "With the intervals of work and all occurrences of recurring tasks (json).")
  var detail = false

  @OptionGroup var common: CommonOptions

  func run() throws {
    let format = try chosenFormat(
      self.format, output: common.output, among: ["text", "markdown", "json", "csv"])
    let session = try Session(common)
    session.warnAboutUnread()
    let query = try session.query(words + (filter.query.map { ["(\($0))"] } ?? []))
    let tasks = try session.tasks(matching: query)
    let schedule = Scheduler(session.plan, today: session.today).schedule()
    let scheduleWords = ScheduleWords(plan: session.plan, schedule: schedule)
    switch format {
    case "json":
      var json = JSONWriter()
      ScheduleJSON(plan: session.plan, schedule: schedule, detail: detail).write(tasks, to: &json)
      try session.write(json.bytes)
    case "csv":
      let handles = HandleTable(session.plan)
      let table = ScheduleTable(scheduleWords, handle: handles.handle).table(tasks)
      try session.write(CSVFormat(units: session.plan.units, isRaw: false).text(table))
    default:
      let handles = HandleTable(session.plan)
      let report = ScheduleTable(scheduleWords, handle: handles.handle).report(tasks)
      try session.write(
        format == "markdown"
          ? MarkdownFormat(units: session.plan.units).text(report)
          : TextFormat(units: session.plan.units, options: session.formatOptions).text(report))
    }
  }
}
