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
      Every task is placed as early as its people, its dependencies and its dates allow; recurring work takes its time \
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

  @Option(help: ArgumentHelp("Look for a better schedule, for so long.", valueName: "seconds"))
  var optimize: Double?

  @Option(help: ArgumentHelp("Look for a better schedule, trying so many.", valueName: "n"))
  var maxSchedules: Int?

  @Option(
    help: ArgumentHelp(
      "Schedules bred at a time, 6 to 200 (default: by their number); 200 come twice, side by side.",
      valueName: "n"))
  var population: Int?

  @Option(help: ArgumentHelp("The same seed finds the same schedule.", valueName: "n"))
  var seed: UInt64 = 1

  @Option(
    help: ArgumentHelp(
      "Change as little as possible against this schedule, as schedule -f json wrote it.", valueName: "file"),
    completion: .file())
  var stableFrom: String?

  @Flag(help: "With the intervals of work and all occurrences of recurring tasks (json).")
  var detail = false

  @OptionGroup var comparison: BaselineOption

  @OptionGroup var cells: RawOption

  @OptionGroup var common: CommonOptions

  func run() throws {
    let format = try chosenFormat(
      self.format ?? (gantt ? "gantt" : nil), output: common.output,
      among: ["text", "gantt", "markdown", "json", "csv", "svg", "html"])
    let session = try Session(common)
    session.warnAboutUnplanned()
    let query = try session.query(words + (filter.query.map { ["(\($0))"] } ?? []))
    let tasks = try session.tasks(matching: query)
    let schedule = try computed(session)
    if let explain { return try explainStart(explain, schedule, session) }
    try write(tasks, schedule, format, session)
  }

  private func computed(_ session: Session) throws -> Schedule {
    let scheduler = Scheduler(session.plan, today: session.today)
    guard optimize != nil || maxSchedules != nil || stableFrom != nil else { return scheduler.schedule() }
    if let optimize, !(optimize > 0 && optimize <= 86_400) {
      throw WorkspaceError("--optimize: \(optimize) is not from 0 to 86400 seconds")
    }
    if let maxSchedules, maxSchedules < 1 {
      throw WorkspaceError("--max-schedules: \(maxSchedules) is less than 1")
    }
    if let population, !(6...EvenSearch.largestPopulation ~= population) {
      throw WorkspaceError("--population: \(population) is not from 6 to \(EvenSearch.largestPopulation)")
    }
    let stable = try stableFrom.map { try StableSchedule.read($0, session.world) } ?? []
    let clock = session.world.stopwatch()
    let seconds = optimize
    let limits = SearchLimits(
      schedules: maxSchedules ?? (seconds == nil ? 1000 : 100_000_000), seed: seed, population: population
    ) {
      seconds.map { clock() < $0 } ?? true
    }
    let schedule = scheduler.optimized(limits, stable: stable)
    if let search = schedule.search, !common.quiet { session.world.errors.write(SearchWords.line(search)) }
    return schedule
  }

  private func write(_ tasks: [TaskIndex], _ schedule: Schedule, _ format: String, _ session: Session) throws
  {
    let words = ScheduleWords(plan: session.plan, schedule: schedule)
    let baseline = try comparison.read(session)
    let gantt = { Gantt(words, tasks: tasks, baseline: baseline) }
    let units = session.plan.units
    let title = "Schedule from \(schedule.today)"
    switch format {
    case "json":
      var json = JSONWriter()
      ScheduleJSON(plan: session.plan, schedule: schedule, detail: detail, baseline: baseline).write(
        tasks, to: &json)
      return try session.write(json.bytes)
    case "gantt":
      return try session.write(GanttText(gantt(), options: session.formatOptions).text())
    case "svg":
      return try session.write(GanttSVG(gantt(), title: title).text())
    default: break
    }
    let table = ScheduleTable(words, baseline: baseline, handle: HandleTable(session.plan).handle)
    switch format {
    case "csv": try session.write(cells.csv(table.table(tasks), session.plan))
    case "html":
      let svg = GanttSVG(gantt(), title: title, isEmbedded: true).text()
      try session.write(
        HTMLFormat(units: units).page(table.report(tasks), title: title, chart: (svg, "Gantt chart")))
    case "markdown":
      let chart = ScheduleMermaid(gantt()).text()
      try session.write(chart + "\n" + MarkdownFormat(units: units).text(table.report(tasks)))
    default:
      try session.write(TextFormat(units: units, options: session.formatOptions).text(table.report(tasks)))
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
