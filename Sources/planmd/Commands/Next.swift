import ArgumentParser
import PlanModel
import PlanQuery
import PlanReport
import PlanSchedule
import PlanWorkspace

struct Next: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show what can be started now, the most urgent first, and why.",
    discussion: """
      Left out is what waits for something, is held, starts later, or has open subtasks. The urgency is a sum of \
      documented parts (docs/queries.md); the column "Why" names those that count most. "Planned" is the day on which \
      the schedule begins it.
      """)

  @Option(
    name: [.customShort("n"), .long], help: ArgumentHelp("Show at most so many; 0: all.", valueName: "n"))
  var limit = 20

  @Flag(help: "Everybody's tasks, also where `me:` is configured.")
  var all = false

  @OptionGroup var filter: QueryOption

  @OptionGroup var tables: TableOptions

  @OptionGroup var common: CommonOptions

  func run() throws {
    let format = try tables.chosen(common)
    let session = try Session(common)
    session.warnAboutUnread()
    let plan = session.plan
    var words = filter.query.map { ["(\($0))"] } ?? []
    if !all, plan.configuration.me != nil { words.append("@me") }
    let waiting = plan.waitingCounts()
    let found = try session.tasks(matching: try session.query(words)).filter {
      plan.isActionable($0, on: session.today)
    }
    let ranked = found.map { ($0, plan.urgency(of: $0, today: session.today, waiting: waiting[$0.position])) }
      .sorted { ($1.1.tenths, $0.0) < ($0.1.tenths, $1.0) }
    let shown = Array(limit > 0 ? ranked.prefix(limit)[...] : ranked[...])
    try write(shown, rest: ranked.count - shown.count, format, session)
  }

  private func write(_ ranked: [(TaskIndex, Urgency)], rest: Int, _ format: String, _ session: Session) throws
  {
    let plan = session.plan
    let handles = HandleTable(plan)
    let planned = PlannedDates(plan, today: session.today)
    if format == "json" {
      var json = JSONWriter()
      let tasks = TaskJSON(plan: plan, today: session.today, handle: handles.handle)
      json.object { json in
        json.field("schema", "planmd.next/1")
        json.key("tasks")
        json.array { json in
          for (task, urgency) in ranked {
            json.object { json in
              json.key("urgency")
              json.value(thousandths: urgency.tenths * 100)
              json.field("reasons", urgency.reasons)
              if let days = planned?.days(of: task) {
                json.field("plannedStart", days.lowerBound.description)
                json.field("plannedFinish", days.upperBound.description)
              }
              json.key("task")
              tasks.write(task, &json)
            }
          }
        }
      }
      return try session.write(json.bytes)
    }
    let maker = TaskTable(plan: plan, today: session.today, handle: handles.handle)
    let columns = [
      Column("handle", "Handle"), Column("urgency", "Urg", isNumeric: true),
      Column("estimate", "Est", isNumeric: true),
      Column("planned", "Planned"), Column("who", "Who"), Column("text", "Task", isFlexible: true),
      Column("why", "Why", isFlexible: true),
    ]
    let rows = ranked.map { task, urgency in
      let sign = urgency.tenths < 0 ? "-" : ""
      let points = "\(sign)\(abs(urgency.tenths) / 10).\(abs(urgency.tenths) % 10)"
      return Row(
        [.handle(handles.handle(of: task)), .text(points)]
          + [maker.cell(.estimate, task)]
          + [planned?.days(of: task).map { .date(DateValue($0.lowerBound)) } ?? .empty]
          + [.who, .text].map { maker.cell($0, task) }
          + [.text(urgency.reasons.joined(separator: ", "))],
        emphasis: plan.isOverdue(task, on: session.today) ? .bad : .plain)
    }
    let table = Table(columns, rows).withoutEmptyColumns(keeping: ["urgency"])
    if format == "csv" { return try session.write(tables.csv(table, session.plan)) }
    var report = Report(
      title: "", blocks: rows.isEmpty ? [.paragraph("nothing can be started now")] : [.table(table)])
    if rest > 0 { report.add(.paragraph("and \(counted(rest, "more task")): planmd next -n 0")) }
    try session.write(report, as: format, title: "Next")
  }
}
