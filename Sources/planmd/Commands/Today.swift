import ArgumentParser
import PlanModel
import PlanQuery
import PlanReport
import PlanSchedule
import PlanWorkspace

struct Today: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show what is overdue, due, scheduled and in progress today.",
    discussion: "Where `me:` is configured, only my own tasks are shown; --all shows everybody's.")

  @Flag(help: "Everybody's tasks.")
  var all = false

  @OptionGroup var filter: QueryOption

  @OptionGroup var tables: TableOptions

  @OptionGroup var common: CommonOptions

  func run() throws { try DayView(common, filter.query, all, days: 1, from: nil).write(tables) }
}

struct Agenda: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show what is due, scheduled and recurring, day by day.",
    discussion: "Where `me:` is configured, only my own tasks are shown; --all shows everybody's.")

  @Option(help: ArgumentHelp("How many days, from today on.", valueName: "n"))
  var days: Int?

  @Option(help: ArgumentHelp("The days of a week, such as 2026-W12.", valueName: "week"))
  var week: String?

  @Flag(help: "Everybody's tasks.")
  var all = false

  @OptionGroup var filter: QueryOption

  @OptionGroup var tables: TableOptions

  @OptionGroup var common: CommonOptions

  func run() throws {
    if let days, !(1...366).contains(days) {
      throw WorkspaceError("--days: \(days) is not from 1 to 366")
    }
    var start: Day?
    if let week {
      guard let date = try? DateValue(parsing: week), date.precision == .week else {
        throw WorkspaceError("--week: '\(week)' is not a week", help: "write it as 2026-W12")
      }
      start = date.first
    }
    try DayView(common, filter.query, all, days: days ?? 7, from: start).write(tables)
  }
}

/// Days with what falls on them. What is overdue and in progress stands in front of the first.
struct DayView {
  private let session: Session
  private let tasks: [TaskIndex]
  private let first: Day
  private let days: Int
  private let handles: HandleTable
  private let planned: PlannedDates?

  /// One line of a day: a task, why it is there, and whether it is only a coming occurrence.
  private struct Entry {
    let day: Day
    let task: TaskIndex
    let reason: String
    let isOccurrence: Bool
  }

  init(_ common: CommonOptions, _ query: String?, _ all: Bool, days: Int, from start: Day?) throws {
    session = try Session(common)
    session.warnAboutUnread()
    var words = query.map { ["(\($0))"] } ?? []
    if !all, session.plan.configuration.me != nil { words.append("@me") }
    tasks = try session.tasks(matching: try session.query(words))
    first = start ?? session.today
    self.days = days
    handles = HandleTable(session.plan)
    planned = PlannedDates(session.plan, today: session.today)
  }

  private var plan: Plan { session.plan }
  private var today: Day { session.today }

  func write(_ tables: TableOptions) throws {
    let format = try tables.chosen(session.options)
    let entries = self.entries()
    if format == "json" {
      var json = JSONWriter()
      writeJSON(entries, &json)
      return try session.write(json.bytes)
    }
    if format == "csv" {
      return try session.write(tables.csv(table(entries, withDay: true), session.plan))
    }
    let report = report(entries)
    try session.write(report, as: format, title: days > 1 ? "Agenda from \(first)" : "Agenda of \(first)")
  }

  // MARK: Entries

  private func entries() -> [Entry] {
    let last = first + (days - 1)
    var result: [Entry] = []
    for task in tasks {
      let record = plan[task]
      guard !record.flags.contains(.heldByParent), record.status != .held else { continue }
      func add(_ day: Day, _ reason: String, isOccurrence: Bool = false) {
        result.append(Entry(day: day, task: task, reason: reason, isOccurrence: isOccurrence))
      }
      let due = plan.due(task)
      let wanted = plan.date(.fixed, of: task)?.first ?? plan.date(.scheduled, of: task)?.first
      if let due, due < today, first <= today {
        add(today, "overdue since \(due)")
      } else if let due, first <= due, due <= last {
        add(due, "due")
      } else if record.status == .started, first <= today, today <= last {
        add(today, "in progress")
      } else if let wanted, first <= max(wanted, today), max(wanted, today) <= last {
        add(max(wanted, today), wanted < today ? "scheduled \(wanted)" : "scheduled")
      } else if let days = planned?.days(of: task), first <= days.lowerBound, days.lowerBound <= last {
        add(days.lowerBound, days.lowerBound < days.upperBound ? "planned to \(days.upperBound)" : "planned")
      } else if let start = plan.start(task), first <= start, start <= last {
        add(start, "starts")
      }
      for day in occurrences(of: task, through: last) { add(day, "recurs", isOccurrence: true) }
    }
    return result.sorted { ($0.day, rank($0), $0.task) < ($1.day, rank($1), $1.task) }
  }

  private func rank(_ entry: Entry) -> Int {
    if entry.reason.hasPrefix("overdue") { return 0 }
    return entry.isOccurrence ? 3 : entry.reason == "due" ? 1 : 2
  }

  /// The days after the task's own date on which it comes again, within the days shown.
  private func occurrences(of task: TaskIndex, through last: Day) -> [Day] {
    plan.comingDays(of: task, from: max(first, today), through: last)
  }

  // MARK: Output

  private func table(_ entries: [Entry], withDay: Bool) -> Table {
    let maker = TaskTable(plan: plan, today: today, handle: handles.handle)
    var columns = [Column("handle", "Handle"), Column("why", "Why")]
    if withDay { columns.insert(Column("day", "Day"), at: 0) }
    columns += [
      Column("estimate", "Est", isNumeric: true), Column("who", "Who"),
      Column("text", "Task", isFlexible: true), Column("project", "Project", isFlexible: true),
    ]
    let rows = entries.map { entry in
      let emphasis: Emphasis = entry.reason.hasPrefix("overdue") ? .bad : entry.isOccurrence ? .dim : .plain
      var cells: [Cell] = [.handle(handles.handle(of: entry.task)), .text(entry.reason)]
      if withDay { cells.insert(.date(DateValue(entry.day)), at: 0) }
      return Row(
        cells + [.estimate, .who, .text, .project].map { maker.cell($0, entry.task) }, emphasis: emphasis)
    }
    return Table(columns, rows).withoutEmptyColumns()
  }

  private func report(_ entries: [Entry]) -> Report {
    var report = Report(title: "")
    for offset in 0..<days {
      let day = first + offset
      let those = entries.filter { $0.day == day }
      guard !those.isEmpty else { continue }
      report.addSection(title(day), table(those, withDay: false))
    }
    if report.blocks.isEmpty {
      report.add(
        .paragraph(
          days == 1
            ? "nothing is due, scheduled or in progress on \(first)"
            : "nothing from \(first) to \(first + (days - 1))"))
    }
    return report
  }

  private func title(_ day: Day) -> String {
    let name = day.weekday.name
    let word = day == today ? "Today, " : day == today + 1 ? "Tomorrow, " : ""
    let holiday = plan.configuration.calendar.holiday(on: day).map { " (\($0.name ?? "holiday"))" } ?? ""
    return "\(word)\(name.prefix(1).uppercased())\(name.dropFirst()) \(day)\(holiday)"
  }

  private func writeJSON(_ entries: [Entry], _ json: inout JSONWriter) {
    let tasks = TaskJSON(plan: plan, today: today, handle: handles.handle)
    json.object { json in
      json.field("schema", "planmd.agenda/1")
      json.field("from", first.description)
      json.field("to", (first + (days - 1)).description)
      json.key("entries")
      json.array { json in
        for entry in entries {
          json.object { json in
            json.field("day", entry.day.description)
            json.field("reason", entry.reason)
            json.field("occurrence", entry.isOccurrence)
            json.key("task")
            tasks.write(entry.task, &json)
          }
        }
      }
    }
  }
}
