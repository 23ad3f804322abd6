import ArgumentParser
import PlanModel
import PlanQuery
import PlanReport
import PlanWorkspace

struct List: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List tasks, with a handle in front of each.",
    discussion: """
      Terms joined by blanks must all match: list @ann due:..fri not label:web. Without a term about status, only \
      unfinished tasks are shown; `all` shows every one. The query language is in docs/queries.md.
      """)

  @Argument(help: ArgumentHelp("Which tasks to show.", valueName: "query"))
  var words: [String] = []

  @OptionGroup var filter: QueryOption

  // `-due` is a key, not an option.
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Sort by these, the first one first; a `-` in front turns it round.", valueName: "keys"))
  var sort: String?

  @Option(help: "Group by project, person, status, label, due, week, file or any own key.")
  var by: String?

  @Option(
    help: ArgumentHelp(
      "Show these columns: \(TaskColumn.allCases.map(\.rawValue).joined(separator: ", ")).",
      valueName: "names"))
  var columns: String?

  @OptionGroup var tables: TableOptions

  @OptionGroup var common: CommonOptions

  func run() throws {
    let format = try tables.chosen(common)
    let asked = words + [filter.query ?? ""]
    // Who asks for recurring tasks wants to see when they come again.
    let isAboutSeries = asked.contains { $0.split(separator: " ").contains("recurring") }
    let columns = try chosenColumns() ?? (isAboutSeries ? TaskColumn.standard + [.recurrence, .coming] : nil)
    let session = try Session(common)
    session.warnAboutUnread()
    let query = try session.query(words + (filter.query.map { ["(\($0))"] } ?? []))
    let found = try session.tasks(matching: query)
    let lister = Lister(session, columns: columns, isRaw: tables.cells.raw)
    try lister.write(found, format: format, sort: sort, by: by)
  }

  private func chosenColumns() throws -> [TaskColumn]? {
    guard let columns else { return nil }
    return try columns.split(separator: ",").map { part in
      let name = String(part.drop { $0 == " " })
      if let column = TaskColumn(rawValue: name) { return column }
      let nearest = suggestion(for: name, among: TaskColumn.allCases.map(\.rawValue))
      throw WorkspaceError(
        "--columns: there is no column '\(name)'", help: nearest.map { "did you mean \($0)?" })
    }
  }
}

/// Writes tasks in any format: sorted, grouped, with handles.
struct Lister {
  private let session: Session
  private let columns: [TaskColumn]?
  private let isRaw: Bool
  private let handles: HandleTable

  init(_ session: Session, columns: [TaskColumn]? = nil, isRaw: Bool = false) {
    self.session = session
    self.columns = columns
    self.isRaw = isRaw
    handles = HandleTable(session.plan)
  }

  private var plan: Plan { session.plan }

  func write(_ tasks: [TaskIndex], format: String, sort: String?, by: String?) throws {
    let order: SortOrder
    var grouping: GroupingKey?
    do {
      order = try sort.map { try SortOrder(parsing: $0, for: plan) } ?? .standard
      grouping = try by.map { try GroupingKey(parsing: $0, for: plan) }
    } catch let error as QueryError {
      throw WorkspaceError(error.rendered)
    }
    let sorted = order.sorted(tasks, in: plan)
    let maker = TaskTable(plan: plan, today: session.today, handle: handles.handle)
    switch format {
    case "json":
      var json = JSONWriter()
      TaskJSON(plan: plan, today: session.today, handle: handles.handle).write(sorted, to: &json)
      try session.write(json.bytes)
    case "csv":
      let table = maker.table(sorted, columns ?? TaskColumn.allCases.filter { $0 != .blocked })
      try session.write(CSVFormat(units: plan.units, isRaw: isRaw).text(table))
    default:
      let report = report(sorted, grouping, maker)
      try session.write(report, as: format, title: "Tasks")
    }
  }

  private func report(_ tasks: [TaskIndex], _ grouping: GroupingKey?, _ maker: TaskTable) -> Report {
    let shown = columns ?? TaskColumn.standard
    let kept = Set((columns ?? []).map(\.rawValue))
    var report = Report(title: "")
    guard !tasks.isEmpty else {
      report.add(.paragraph("no tasks"))
      return report
    }
    guard let grouping else {
      report.add(.table(maker.table(tasks, trimmed(shown, tasks)).withoutEmptyColumns(keeping: kept)))
      return report
    }
    for group in grouping.groups(of: tasks, in: plan) {
      report.addSection(
        group.value.title(in: plan, grouping: grouping),
        maker.table(group.tasks, trimmed(shown, group.tasks)).withoutEmptyColumns(keeping: kept))
    }
    return report
  }

  /// Without the status column where all are open: it would say nothing.
  private func trimmed(_ columns: [TaskColumn], _ tasks: [TaskIndex]) -> [TaskColumn] {
    guard self.columns == nil, tasks.allSatisfy({ plan[$0].status == .open }) else { return columns }
    return columns.filter { $0 != .status }
  }
}
