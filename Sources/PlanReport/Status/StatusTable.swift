import PlanModel

extension StatusReport {
  /// One row for each project or group, for spreadsheets: numbers bare, efforts in minutes, dates as written.
  package var table: Table {
    grouping == .project ? projectTable : groupTable
  }

  private static let countColumns: [(name: String, value: @Sendable (StatusCounts) -> Int)] = [
    ("done", \.done), ("total", \.total), ("open", \.open), ("started", \.started),
    ("waiting", \.waiting), ("held", \.held), ("blocked", \.blocked), ("unassigned", \.unassigned),
    ("unestimated", \.unestimated), ("overdue", \.overdue), ("dueThisWeek", \.dueThisWeek),
    ("dueNextWeek", \.dueNextWeek), ("finished", \.finished), ("effortDone", \.effortDone),
    ("effortTotal", \.effortTotal), ("remaining", \.remaining), ("logged", \.logged), ("spent", \.spent),
  ]

  private static func columns(_ first: [Column]) -> [Column] {
    first + [Column("progress", "progress", isNumeric: true)]
      + countColumns.map { Column($0.name, $0.name, isNumeric: true) }
  }

  private static func cells(_ counts: StatusCounts) -> [Cell] {
    [counts.progress.map { .share($0) } ?? .empty] + countColumns.map { .number($0.value(counts)) }
  }

  private var projectTable: Table {
    let columns = [
      Column("name", "name", isFlexible: true), Column("id", "id"), Column("kind", "kind"),
      Column("depth", "depth", isNumeric: true), Column("file", "file"),
      Column("line", "line", isNumeric: true),
      Column("owner", "owner"), Column("start", "start"), Column("due", "due"), Column("health", "health"),
      Column("declared", "declared"),
    ]
    let rows = projects.map { project in
      let (index, record) = (project.project, plan[project.project])
      let own: [Cell] = [
        .text(record.name), .optional(plan.id(of: .project(index))), .text(record.kind.name),
        .number(project.depth), .text(plan[record.file].path), .number(Int(record.line)),
        .optional(plan.text(.owner, of: .project(index))), .optional(plan.date(.start, of: index)),
        .optional(plan.date(.due, of: index)), .optional(project.health.computed?.name),
        .optional(project.health.declared?.name),
      ]
      return Row(own + StatusReport.cells(project.counts), depth: project.depth)
    }
    return Table(StatusReport.columns(columns), rows)
  }

  private var groupTable: Table {
    let rows = groups.map { Row([.text($0.name)] + StatusReport.cells($0.counts)) }
    return Table(StatusReport.columns([Column(grouping.name, grouping.name, isFlexible: true)]), rows)
  }
}
