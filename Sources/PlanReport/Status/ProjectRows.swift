import PlanModel

/// The table of projects, as reports and `projects` show it to people.
struct ProjectRows: Sendable {
  private let plan: Plan
  private let shown: [ProjectStatus]
  private let folded: Int
  private let baseline: Baseline?

  /// A longer table loses the parts that need no attention.
  static let limit = 16

  init(_ plan: Plan, _ projects: [ProjectStatus], folds: Bool, baseline: Baseline? = nil) {
    (self.plan, self.baseline) = (plan, baseline)
    guard folds, projects.count > ProjectRows.limit else {
      (shown, folded) = (projects, 0)
      return
    }
    let outer = ProjectRows.outerDepth(projects)
    shown = projects.filter { $0.depth <= outer || ($0.health.worse ?? .green) > .green }
    folded = projects.count - shown.count
  }

  /// The outermost depth with more than one project: where one file is the whole plan, it says nothing.
  static func outerDepth(_ projects: [ProjectStatus]) -> Int { projects.count { $0.depth == 0 } > 1 ? 0 : 1 }

  var table: Table {
    let columns = [
      Column("name", "Project", isFlexible: true), Column("progress", "Progress"), Column("due", "Due"),
      Column("ends", "Ends"), Column("was", "Was"), Column("moved", "Moved", isNumeric: true),
      Column("health", "Health"), Column("open", "Open", isNumeric: true),
      Column("overdue", "Late", isNumeric: true),
    ]
    return Table(columns, shown.map(row)).withoutEmptyColumns()
  }

  /// What is not in the table; nil where all of it is.
  var foldedSentence: String? {
    guard folded > 0 else { return nil }
    return
      "\(StatusWords.count(folded, "more part is", "more parts are")) on track; planmd projects shows all."
  }

  /// Why a project is not green, where the table does not show it.
  var reasons: [String] {
    shown.compactMap { project in
      let reasons = project.health.reasons.compactMap { reason -> String? in
        switch reason {
        case .overdue, .redParts: nil
        case .missedMilestones, .duePassed, .endsLate, .behind: reason.text
        }
      }
      return reasons.isEmpty ? nil : "\(plan[project.project].name): \(reasons.joined(separator: "; "))"
    }
  }

  private func row(_ project: ProjectStatus) -> Row {
    let (record, counts) = (plan[project.project], project.counts)
    let isArea = record.kind == .area
    let was = isArea ? nil : baseline?.end(of: project.project, plan)
    return Row(
      [
        .text(record.name),
        .text(isArea && counts.open > 0 ? "ongoing" : StatusWords.progress(counts.progress)),
        isArea ? .empty : .optional(plan.date(.due, of: project.project)),
        project.plannedEnd.map { .date(DateValue($0)) } ?? .empty, was.map { .date(DateValue($0)) } ?? .empty,
        .optional(was.flatMap { was in project.plannedEnd.map { Baseline.moved(was, to: $0) } }),
        .optional(ProjectRows.health(project.health)),
        .number(counts.open), counts.overdue == 0 ? .empty : .number(counts.overdue),
      ], emphasis: ProjectRows.emphasis(project), depth: project.depth)
  }

  /// The computed health, and the declared one where it says otherwise.
  private static func health(_ health: Health) -> String? {
    guard let declared = health.declared, declared != health.computed else { return health.computed?.name }
    guard let computed = health.computed else { return declared.name }
    return "\(computed.name), declared \(declared.name)"
  }

  static func emphasis(_ project: ProjectStatus) -> Emphasis {
    switch project.health.worse {
    case .red: .bad
    case .amber: .warning
    case .green: project.counts.open == 0 ? .dim : .plain
    case nil: .dim
    }
  }
}
