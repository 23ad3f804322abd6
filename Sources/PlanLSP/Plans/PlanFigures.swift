import PlanModel
import PlanReport
import PlanSchedule

/// What is counted and computed for views of projects and people, once for a state of the plan.
struct PlanFigures: Sendable {
  let statuses: [ProjectIndex: ProjectStatus]
  let budgetLines: [BudgetLine]
  /// Of this and the next three weeks; nil without a schedule.
  let workload: Workload?

  init(_ plan: Plan, today: Day, schedule: Schedule?) {
    let planned = schedule.map { PlannedDates(plan, $0) }
    statuses = Dictionary(
      StatusReport(plan: plan, today: today, all: true, planned: planned).projects.map { ($0.project, $0) },
      uniquingKeysWith: { first, _ in first })
    budgetLines =
      plan.projects.contains { $0.keys.contains(.budget) }
      ? BudgetStatement(BudgetBook(plan, today: today, planned: planned)).lines.filter { $0.limit != nil }
      : []
    workload = schedule.map { Workload(plan, $0, weeks: 4) }
  }
}

extension PlanSnapshot {
  /// Those with dates where the plan is levelled.
  private var current: PlanFigures { computed?.figures ?? figuresWithoutDates }

  var statuses: [ProjectIndex: ProjectStatus] { current.statuses }
  var budgetLines: [BudgetLine] { current.budgetLines }
  var workload: Workload? { current.workload }

  /// The day on which the schedule ends a project.
  func plannedEnd(_ project: ProjectIndex) -> Day? { statuses[project]?.plannedEnd }

  /// `40 %`, of effort where everything is estimated, else of tasks.
  func progress(_ counts: StatusCounts) -> String {
    counts.progress.map { "\($0 / 10) %" } ?? "nothing to do"
  }
}
