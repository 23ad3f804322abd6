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

  @Option(name: [.short, .long], help: "text, gantt, markdown, json, csv, svg or html.")
  var format: String?

  @Flag(help: "A Gantt chart; in the terminal the same as -f gantt.")
  var gantt = false

  @Option(help: ArgumentHelp("Why a task starts when it does, back to today.", valueName: "ref"))
  var explain: String?

  @Flag(help: "With the intervals of work and all occurrences of recurring tasks (json).")
  var detail = false

  @OptionGroup var common: CommonOptions

  func run() throws {
    let format = try chosenFormat(
      self.format ?? (gantt ? "gantt" : nil), output: common.output,
      among: ["text", "gantt", "markdown", "json", "csv", "svg", "html"])
    let session = try Session(common)
    session.warnAboutUnread()
    let query = try session.query(words + (filter.query.map { ["(\($0))"] } ?? []))
    let tasks = try session.tasks(matching: query)
    let schedule = try computed(session)
    if let explain { return try explainStart(explain, schedule, session) }
    try write(tasks, schedule, format, session)
  }

  private func computed(_ session: Session) throws -> Schedule {
    Scheduler(session.plan, today: session.today).schedule()
  }

  private func write(_ tasks: [TaskIndex], _ schedule: Schedule, _ format: String, _ session: Session) throws {
    let words = ScheduleWords(plan: session.plan, schedule: schedule)
    let units = session.plan.units
    let title = "Schedule from \(schedule.today)"
    switch format {
    case "json":
      var json = JSONWriter()
      ScheduleJSON(plan: session.plan, schedule: schedule, detail: detail).write(tasks, to: &json)
      return try session.write(json.bytes)
    case "gantt":
      return try session.write(GanttText(Gantt(words, tasks: tasks), options: session.formatOptions).text())
    case "svg":
      return try session.write(GanttSVG(Gantt(words, tasks: tasks), title: title).text())
    default: break
    }
    let table = ScheduleTable(words, handle: HandleTable(session.plan).handle)
    switch format {
    case "csv": try session.write(CSVFormat(units: units, isRaw: false).text(table.table(tasks)))
    case "html":
      let svg = GanttSVG(Gantt(words, tasks: tasks), title: title).text()
      try session.write(SchedulePage(title: title, svg: svg, report: table.report(tasks), units: units).text())
    case "markdown":
      let chart = ScheduleMermaid(Gantt(words, tasks: tasks)).text()
      try session.write(chart + "\n" + MarkdownFormat(units: units).text(table.report(tasks)))
    default: try session.write(TextFormat(units: units, options: session.formatOptions).text(table.report(tasks)))
    }
  }

  // MARK: Why

  /// The chain of reasons from a task back to today, and what would let it start earlier.
  private func explainStart(_ reference: String, _ schedule: Schedule, _ session: Session) throws {
    var resolver = ReferenceResolver(session.plan)
    let node: NodeIndex
    do {
      node = try resolver.resolve(reference, as: .task)
    } catch {
      throw WorkspaceError(error.rendered)
    }
    guard case .task(let task) = node else { return }
    let lines = ScheduleExplanation(session.plan, schedule).lines(for: task)
    let counterfactual = Counterfactuals(session.plan, today: session.today, schedule).best(for: task)
    var report = Report(title: session.plan.text(of: task))
    report.add(.list(lines + (counterfactual.map { [$0] } ?? [])))
    try session.write(TextFormat(units: session.plan.units, options: session.formatOptions).text(report))
  }
}
