package import PlanModel
import PlanParallel

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// When work will be done, with chances. Source: scheduling, section 7.
package struct Forecast: Sendable {
  package enum Method: String, Sendable { case estimates, throughput }

  /// A project, milestone or task with a due day, and the ends it had in all samples.
  package struct Target: Sendable {
    package let node: NodeIndex
    package let isMilestone: Bool
    /// The end in the schedule.
    package let planned: Minute
    /// Rising.
    package let ends: [Minute]
    /// The end of the due day.
    package let due: Minute?

    /// The least end that at least so many of a hundred samples meet.
    package func end(percent: Double) -> Minute {
      let position = Int((Double(ends.count) * percent / 100).rounded(.up)) - 1
      return ends[min(max(0, position), ends.count - 1)]
    }

    /// The share of samples that end by the due day.
    package var chance: Double? {
      due.map { due in
        var (low, high) = (0, ends.count)
        while low < high {
          let middle = (low + high) / 2
          if ends[middle] <= due { low = middle + 1 } else { high = middle }
        }
        return Double(low) / Double(ends.count)
      }
    }
  }

  /// What a task does to the end of its project.
  package struct Threat: Sendable {
    package let task: TaskIndex
    /// The share of samples in which the project's end hangs on it.
    package let criticality: Double
    /// The mean end where it takes longest (a fifth of the samples) less that where it takes shortest: minutes of the clock.
    package let swing: Double
  }

  package let method: Method
  package let samples: Int
  package let seed: UInt64
  package let calibration: Calibration
  package let correlation: Double
  package internal(set) var targets: [Target] = []
  package internal(set) var threats: [Threat] = []
  /// Finished tasks in each of the last twelve weeks, the latest last.
  package internal(set) var weeks: [Int] = []
  package let schedule: Schedule
}

/// Draws that an edit elsewhere leaves alone: hashes of seed, sample and task.
enum Draw {
  @inline(__always)
  static func hash(_ a: UInt64, _ b: UInt64, _ c: UInt64) -> UInt64 {
    var mixed = a &+ 0x9E37_79B9_7F4A_7C15 &* (b &+ 1)
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed ^= c &* 0xD6E8_FEB8_6659_FD93
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    mixed = (mixed ^ (mixed >> 31)) &* 0xBF58_476D_1CE4_E5B9
    return mixed ^ (mixed >> 29)
  }

  /// A standard normal value.
  @inline(__always)
  static func normal(_ a: UInt64, _ b: UInt64, _ c: UInt64) -> Double {
    Normal.quantile((Double(hash(a, b, c) >> 11) + 0.5) * 0x1p-53)
  }

  /// A number for a task that stays while its text and id do.
  static func key(_ task: TaskIndex, _ plan: Plan) -> UInt64 {
    var hash: UInt64 = 14_695_981_039_346_656_037
    for byte in (plan.id(of: .task(task)) ?? plan.text(of: task)).utf8 {
      hash = (hash ^ UInt64(byte)) &* 1_099_511_628_211
    }
    return hash
  }
}

/// Makes forecasts.
package struct Forecaster {
  private let plan: Plan
  private let today: Day
  private let samples: Int
  private let seed: UInt64
  /// How many tasks the commits of the last so many whole weeks finished, the last week last.
  package var finishedByCommits: (Int) -> [Int] = { [Int](repeating: 0, count: $0) }

  package init(_ plan: Plan, today: Day, samples: Int, seed: UInt64) {
    self.plan = plan
    self.today = today
    self.samples = max(1, samples)
    self.seed = seed
  }

  package func forecast() -> Forecast {
    let ground = Forecaster.ground(plan, today)
    let pass = ground.fastPass()
    let schedule = ScheduleWriter(ground).schedule(pass)
    let calibration = Calibration(plan)
    let isEstimated = ground.network.nodes.contains {
      $0.kind == .work && !$0.isSeries && plan[$0.task].keys.contains(.estimate)
    }
    var forecast = Forecast(
      method: isEstimated ? .estimates : .throughput, samples: samples, seed: seed, calibration: calibration,
      correlation: plan.configuration.forecastCorrelation, schedule: schedule)
    forecast.weeks = isEstimated ? weeks() : zip(weeks(), finishedByCommits(12)).map(max)
    if isEstimated {
      simulate(ground, pass, calibration, &forecast)
    } else if forecast.weeks.contains(where: { $0 > 0 }) {
      byThroughput(ground, &forecast)
    }
    return forecast
  }

  /// Far enough for the longest samples.
  private static func ground(_ plan: Plan, _ today: Day) -> Ground {
    var days = 500
    while true {
      let ground = Ground(plan, today: today, days: min(days, Scheduler.horizon))
      let pass = ground.fastPass()
      let end = pass.slots.lazy.compactMap { $0?.finish }.max() ?? 0
      if days >= Scheduler.horizon || !ground.isCut(pass) && Int(end) * 3 < days * Int(dayLength) {
        return ground
      }
      days *= 2
    }
  }

  // MARK: Sampling

  private func simulate(
    _ ground: Ground, _ pass: SerialPass, _ calibration: Calibration, _ forecast: inout Forecast
  ) {
    let model = SampleModel(ground, pass, calibration, plan, seed)
    let groups = TargetGroups(ground, pass)
    let (samples, correlation) = (samples, forecast.correlation)
    let size = 256
    let chunks = (samples + size - 1) / size
    // Samples know nothing of one another: their order, and so the number of cores, changes nothing.
    let parts = inParallel(chunks, isWorthIt: chunks > 1) { chunk in
      var simulator = Simulator(model, groups)
      var ends: [[Minute]] = []
      for sample in chunk * size..<min(samples, (chunk + 1) * size) {
        simulator.run(sample: UInt64(sample), correlation)
        ends.append(simulator.targetEnds)
      }
      return (ends, simulator.critical)
    }
    let ends = parts.flatMap(\.0)
    forecast.targets = groups.targets.enumerated().map { number, target in
      Forecast.Target(
        node: target.node, isMilestone: target.isMilestone, planned: target.planned,
        ends: ends.map { $0[number] }.sorted(), due: target.due)
    }
    addThreats(model, groups, ends, parts.map(\.1), &forecast)
  }

  /// The tasks on which ends hang most often, and how far they move them.
  private func addThreats(
    _ model: SampleModel, _ groups: TargetGroups, _ ends: [[Minute]], _ counts: [[Int32]],
    _ forecast: inout Forecast
  ) {
    var critical = [Int](repeating: 0, count: model.nodes.count)
    for part in counts { for (node, count) in part.enumerated() { critical[node] += Int(count) } }
    let order = critical.indices.filter {
      critical[$0] > 0 && !model.nodes[$0].task.isNone && model.isRandom[$0]
    }
    .sorted { critical[$0] != critical[$1] ? critical[$0] > critical[$1] : $0 < $1 }.prefix(20)
    for node in order {
      let target = groups.topTarget(of: node)
      var drawn = ends.indices.map { sample in
        (
          length: model.minutes(node, Luck(model, UInt64(sample), forecast.correlation)),
          end: ends[sample][target]
        )
      }
      drawn.sort { $0.length != $1.length ? $0.length < $1.length : $0.end < $1.end }
      let fifth = max(1, drawn.count / 5)
      func mean(_ part: ArraySlice<(length: Double, end: Minute)>) -> Double {
        part.reduce(0) { $0 + Double($1.end) } / Double(part.count)
      }
      forecast.threats.append(
        Forecast.Threat(
          task: model.nodes[node].task, criticality: Double(critical[node]) / Double(ends.count),
          swing: mean(drawn.suffix(fifth)) - mean(drawn.prefix(fifth))))
    }
  }

  // MARK: Throughput

  /// Tasks finished in each of the last twelve whole weeks, by the days that are written with them.
  private func weeks() -> [Int] {
    let monday = today.firstOfWeek()
    var weeks = [Int](repeating: 0, count: 12)
    for task in plan.taskIndices where plan[task].status == .done {
      guard let day = plan.date(.done, of: task)?.last, day < monday, monday - day <= 84 else { continue }
      weeks[11 - (monday - day - 1) / 7] += 1
    }
    return weeks
  }

  /// Weeks drawn from the last twelve, empty ones too, until as many tasks are done as are open.
  private func byThroughput(_ ground: Ground, _ forecast: inout Forecast) {
    let weeks = forecast.weeks
    for position in plan.projects.indices
    where plan.projects[position].parent.isNone && plan.projects[position].kind == .project {
      let project = ProjectIndex(position)
      let open = plan.unfinishedCount(in: plan.tasks(of: project))
      guard open > 0, !plan[plan[project].file].isArchive else { continue }
      // Of all that is done, the project gets its share of what is open.
      let all = plan.taskIndices.count { plan[$0].isUnfinished && !plan.isArchived($0) }
      let ends = (0..<samples).map { sample -> Minute in
        var (left, week) = (Double(open), 0)
        while left > 0, week < 520 {
          let drawn = weeks[Int(Draw.hash(seed, UInt64(sample), UInt64(week)) % 12)]
          left -= Double(drawn) * Double(open) / Double(max(1, all))
          week += 1
        }
        return Minute(week * 7) * dayLength
      }
      let due = plan.date(.due, of: project).map { Minute(clamping: ($0.last + 1 - today) * Int(dayLength)) }
      forecast.targets.append(
        Forecast.Target(
          node: .project(project), isMilestone: false, planned: 0, ends: ends.sorted(), due: due))
    }
  }
}
