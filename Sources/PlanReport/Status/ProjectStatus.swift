package import PlanModel

/// One project or area of a status report: what is declared about it, and what was counted below it.
package struct ProjectStatus: Hashable, Sendable {
  package let project: ProjectIndex
  /// How many listed projects are around it.
  package let depth: Int
  package let counts: StatusCounts
  package let health: Health
  package let budget: BudgetStatus?
  /// When its last open task ends by the schedule.
  package let plannedEnd: Day?
}

/// The rows of people, labels or values, with ``StatusGrouping`` other than projects.
package struct GroupStatus: Hashable, Sendable {
  /// Empty for tasks without any; always the last one.
  package let name: String
  package let counts: StatusCounts
}

extension Plan {
  /// Keys of the format that make a heading a project by itself. Labels, names and own keys do not: they are
  /// written on headings to be inherited.
  private static let projectKeys = KeySet(
    .id, .due, .start, .after, .before, .endAfter, .priority, .owner, .budget, .rate, .billable, .health,
    .type)

  /// The projects that overviews list: files with tasks, and files and headings with an id or an attribute of
  /// their own; with `all` every heading. The archive's are never listed.
  func listedProjects(all: Bool) -> [Bool] {
    projects.map { project in
      if files[project.file.position].isArchive { return false }
      if all || !project.keys.isDisjoint(with: Plan.projectKeys) { return true }
      return project.level == 0 && project.taskEnd > project.firstTask
    }
  }
}
