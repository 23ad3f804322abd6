package import PlanModel

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What finished tasks teach about estimates: how far off they are, and how widely. Source: scheduling, section 7.
package struct Calibration: Sendable {
  /// Finished tasks with an estimate and time spent, the last fifty.
  package let count: Int
  /// The mean of ln(actual/median), drawn to nothing by ten tasks: 0.2 means that work takes e^0.2 times the estimate.
  package let bias: Double
  /// σ for single values.
  package let spread: Double
  /// What stated ranges are widened by.
  package let rangeScale: Double
  package let biasOfPerson: [String: Double]
  /// How many of the tasks ended within the date that had an 80 % chance, by what was known before each.
  package let backTest: (met: Int, of: Int)?

  /// Fewer than these say nothing.
  package static let least = 10
  private static let most = 50
  /// How many tasks the prior is worth.
  private static let prior = 10.0

  private struct Sample {
    let x: Double
    let sigma: Double?
    let people: [String]
  }

  package init(_ plan: Plan) {
    let all = Calibration.samples(plan)
    let spread = plan.configuration.forecastSpread
    guard all.count >= Calibration.least else {
      (count, bias, self.spread, rangeScale, biasOfPerson, backTest) = (all.count, 0, spread, 1, [:], nil)
      return
    }
    let used = Array(all.suffix(Calibration.most))
    count = used.count
    let (bias, sigma, scale) = Calibration.fit(used, spread)
    self.bias = bias
    self.spread = sigma
    rangeScale = scale
    biasOfPerson = Calibration.people(used, bias)
    backTest = Calibration.test(all, spread)
  }

  private static func fit(_ samples: [Sample], _ spread: Double) -> (
    bias: Double, spread: Double, scale: Double
  ) {
    let n = Double(samples.count)
    let mean = samples.reduce(0) { $0 + $1.x } / n
    let squares = samples.reduce(0) { $0 + ($1.x - mean) * ($1.x - mean) }
    let sigma = ((prior * spread * spread + squares) / (n + prior)).squareRoot()
    let ranged = samples.filter { $0.sigma.map { $0 > 0 } ?? false }
    let ratios = ranged.reduce(0.0) { sum, sample in
      let ratio = (sample.x - mean) / (sample.sigma ?? 1)
      return sum + ratio * ratio
    }
    let scale = ((prior + ratios) / (Double(ranged.count) + prior)).squareRoot()
    return (n * mean / (n + prior), sigma, min(3, max(0.5, scale)))
  }

  private static func people(_ samples: [Sample], _ bias: Double) -> [String: Double] {
    var sums: [String: (n: Double, sum: Double)] = [:]
    for sample in samples {
      for person in sample.people {
        let known = sums[person] ?? (0, 0)
        sums[person] = (known.n + 1, known.sum + sample.x)
      }
    }
    return sums.mapValues { ($0.sum + prior * bias) / ($0.n + prior) }
  }

  /// Finished tasks in the order of their days.
  private static func samples(_ plan: Plan) -> [Sample] {
    var found: [(day: Day, sample: Sample)] = []
    for task in plan.taskIndices where plan[task].status == .done {
      guard let day = plan.date(.done, of: task)?.last, let actual = plan.spentMinutes(of: task), actual > 0,
        let estimate = plan.estimate(task), estimate.likely.minutes > 0
      else { continue }
      let isRange = estimate.low != nil
      let distribution = EffortDistribution(
        estimate, plan: plan, of: task, spread: plan.configuration.forecastSpread)
      let sample = Sample(
        x: log(Double(actual) / distribution.median),
        sigma: isRange ? (distribution.sigmaBelow + distribution.sigmaAbove) / 2 : nil,
        people: plan.effectiveAssignments(of: task).filter { $0.anyOf.count == 1 }.map(\.name))
      found.append((day, sample))
    }
    return found.enumerated().sorted { ($0.element.day, $0.offset) < ($1.element.day, $1.offset) }.map(
      \.element.sample)
  }

  /// Each task by what those before it had taught.
  private static func test(_ all: [Sample], _ spread: Double) -> (met: Int, of: Int)? {
    guard all.count > least else { return nil }
    var (met, tried) = (0, 0)
    for position in least..<all.count {
      let known = Array(all[..<position].suffix(most))
      let (bias, sigma, scale) = fit(known, spread)
      let own = all[position].sigma.map { $0 * scale } ?? sigma
      if all[position].x <= bias + own * Normal.quantile(0.8) { met += 1 }
      tried += 1
    }
    return (met, tried)
  }

  /// The bias for a task of these people.
  func bias(of people: [String]) -> Double {
    let known = people.compactMap { biasOfPerson[$0] }
    return known.isEmpty ? bias : known.reduce(0, +) / Double(known.count)
  }
}

extension EffortDistribution {
  /// The distribution that an estimate states.
  init(_ estimate: Estimate, plan: Plan, of task: TaskIndex, spread: Double) {
    let isThreePoint =
      plan.tag(.estimate, of: task).map { plan.bytes(of: task)[$0.value].contains(UInt8(ascii: "/")) }
      ?? false
    self.init(
      low: estimate.low.map { Double($0.minutes) }, likely: Double(estimate.likely.minutes),
      high: estimate.high.map { Double($0.minutes) },
      isThreePoint: isThreePoint, spread: spread)
  }

  /// With what finished tasks teach.
  func calibrated(_ calibration: Calibration, people: [String], isRange: Bool) -> EffortDistribution {
    var result = self
    result.median *= exp(calibration.bias(of: people))
    if isRange {
      result.sigmaBelow *= calibration.rangeScale
      result.sigmaAbove *= calibration.rangeScale
    } else {
      result.sigmaBelow = calibration.spread
      result.sigmaAbove = calibration.spread
    }
    return result
  }
}
