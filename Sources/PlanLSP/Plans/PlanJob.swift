package import PlanLint
package import PlanModel
package import PlanSchedule

/// Work that takes longer than a key stroke may: levelling a plan, and what follows from it. It runs beside the server.
package struct PlanJob: Sendable {
  package let root: String
  /// Which state of the plan it is about.
  package let generation: Int
  let plan: Plan
  let today: Day
  /// Whether lint runs with the schedule, too.
  let lints: Bool
  let forecasts: Bool

  /// Enough for chances in steps of some percent.
  private static let samples = 400

  /// - Parameter found: Gets the dates as soon as they are there, then everything.
  package func run(_ found: (PlanJobResult) -> Void) {
    var figures: PlanFigures?
    let schedule = Scheduler(plan, today: today).schedule { schedule in
      let dated = PlanFigures(plan, today: today, schedule: schedule)
      figures = dated
      found(
        PlanJobResult(
          root: root, generation: generation, plan: plan, schedule: schedule, figures: dated, findings: nil,
          forecast: nil, isLast: false))
    }
    let findings = lints ? lint(plan, today: today, schedule: schedule) : nil
    let forecast =
      forecasts ? Forecaster(plan, today: today, samples: PlanJob.samples, seed: 1).forecast() : nil
    found(
      PlanJobResult(
        root: root, generation: generation, plan: plan, schedule: schedule,
        figures: figures ?? PlanFigures(plan, today: today, schedule: schedule), findings: findings,
        forecast: forecast, isLast: true))
  }
}

/// What a job found, for the state of the plan that it was about.
package struct PlanJobResult: Sendable {
  package let root: String
  package let generation: Int
  let plan: Plan
  package let schedule: Schedule
  let figures: PlanFigures
  /// What lint says with the schedule.
  package let findings: [Finding]?
  let forecast: Forecast?
  /// Nothing more comes of the job.
  let isLast: Bool
}
