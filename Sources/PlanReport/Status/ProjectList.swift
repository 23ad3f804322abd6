package import PlanModel
package import PlanSchedule

/// The plan's projects and areas on a day: what `planmd projects` shows.
package struct ProjectList: Sendable {
  package let plan: Plan
  package let today: Day
  /// In the order of files and headings.
  package let projects: [ProjectStatus]

  /// - Parameters:
  ///   - includes: For each task, whether it counts; nil: all do.
  ///   - all: Every heading is listed, not only those with an id or attribute.
  package init(
    plan: Plan, today: Day, includes: [Bool]? = nil, all: Bool = false, planned: PlannedDates? = nil
  ) {
    (self.plan, self.today) = (plan, today)
    projects = StatusReport(plan: plan, today: today, includes: includes, all: all, planned: planned).projects
  }

  /// For people and for spreadsheets alike.
  package var table: Table {
    let columns = [
      Column("name", "Project", isFlexible: true), Column("id", "Id"), Column("kind", "Kind"),
      Column("progress", "Done", isNumeric: true), Column("start", "Start"), Column("due", "Due"),
      Column("ends", "Ends"),
      Column("health", "Health"), Column("declared", "Declared"), Column("open", "Open", isNumeric: true),
      Column("overdue", "Overdue", isNumeric: true), Column("owner", "Owner"),
    ]
    return Table(columns, projects.map(row))
  }

  private func row(_ status: ProjectStatus) -> Row {
    let (index, counts) = (status.project, status.counts)
    let isOngoing = plan[index].kind == .area && counts.open > 0
    return Row(
      [
        .text(plan[index].name), .optional(plan.id(of: .project(index))), .text(plan[index].kind.name),
        isOngoing ? .empty : counts.progress.map { .share($0 / 10 * 10) } ?? .empty,
        .optional(plan.date(.start, of: index)), .optional(plan.date(.due, of: index)),
        status.plannedEnd.map { .date(DateValue($0)) } ?? .empty,
        .optional(status.health.computed?.name), .optional(status.health.declared?.name),
        .number(counts.open), .number(counts.overdue),
        plan.text(.owner, of: .project(index)).map { .names([$0]) } ?? .empty,
      ], emphasis: ProjectRows.emphasis(status), depth: status.depth)
  }

  /// The table with a title, for text and Markdown.
  package var report: Report {
    guard !projects.isEmpty else { return Report(title: "", blocks: [.paragraph("No projects.")]) }
    return Report(title: "", blocks: [.table(table.withoutEmptyColumns(keeping: ["open", "overdue"]))])
  }

  /// Writes the list as `planmd.projects/1`.
  package func write(to json: inout JSONWriter, handle: (NodeIndex) -> String? = { _ in nil }) {
    withoutActuallyEscaping(handle) { handle in
      let writer = ProjectJSON(plan: plan, handle: handle)
      json.object { json in
        json.field("schema", "planmd.projects/1")
        json.field("today", today.description)
        json.key("projects")
        json.array { json in for project in projects { writer.write(project, to: &json) } }
      }
    }
  }
}
