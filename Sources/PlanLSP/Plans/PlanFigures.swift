import PlanModel
import PlanReport
import PlanSchedule

/// What is counted and computed for views of projects and people; each once for a state of the plan.
final class PlanFigures {
  private let plan: Plan
  private let today: Day
  private let schedule: Schedule?

  init(_ plan: Plan, today: Day, schedule: Schedule?) {
    self.plan = plan
    self.today = today
    self.schedule = schedule
  }

  lazy var planned: PlannedDates? = schedule.map { PlannedDates(plan, $0) }

  lazy var statuses: [ProjectIndex: ProjectStatus] = Dictionary(
    StatusReport(plan: plan, today: today, all: true, planned: planned).projects.map { ($0.project, $0) },
    uniquingKeysWith: { first, _ in first })

  lazy var budgetLines: [BudgetLine] = {
    guard plan.projects.contains(where: { $0.keys.contains(.budget) }) else { return [] }
    return BudgetStatement(BudgetBook(plan, today: today, planned: planned)).lines
  }()

  /// Of this and the next three weeks.
  lazy var workload: Workload? = schedule.map { Workload(plan, $0, weeks: 4) }
}

extension PlanSnapshot {
  private var current: PlanFigures {
    // Figures with dates replace those that were made before the plan was levelled.
    if let figures, figuresHaveSchedule == (schedule != nil) { return figures }
    let new = PlanFigures(plan, today: today, schedule: schedule)
    figures = new
    figuresHaveSchedule = schedule != nil
    return new
  }

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
