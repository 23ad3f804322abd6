/// Looks for a better schedule of an even problem: two populations that feed each other, one of schedules pushed to the
/// left, one pushed to the right.
///
/// The scheme is the bi-population genetic algorithm of Debels and Vanhoucke (Operations Research 55, 2007), which makes
/// the justification of Valls, Ballestín and Quintanilla (EJOR 165, 2005) part of every generation; the start is sampled
/// with regrets (Drexl 1991). A child has its father's order, but for a window of time in which the father's schedule works
/// little: what is at its peaks stays (the idea of the peak crossover of Valls, Ballestín and Quintanilla, EJOR 185, 2008).
/// Schedules that are there already are not taken in again.
package struct EvenSearch: Sendable {
  /// A schedule and what it is worth.
  struct Individual: Sendable {
    /// For the left population starts, for the right one ends counted from the end.
    var keys: [Int32]
    var value: Value
    var hash: UInt64
  }

  /// The parts of the objective that can differ here.
  struct Value: Comparable, Hashable, Sendable {
    var lateness: Int
    var length: Int
    var sum: Int

    /// Better in what counts before all ends are added up.
    func isShorter(than other: Value) -> Bool {
      lateness != other.lateness ? lateness < other.lateness : length < other.length
    }

    static func < (a: Value, b: Value) -> Bool {
      if a.lateness != b.lateness { return a.lateness < b.lateness }
      if a.length != b.length { return a.length < b.length }
      return a.sum < b.sum
    }
  }

  private let problem: EvenProblem
  private let forward: EvenDecoder
  private let backward: EvenDecoder
  private var dice: Dice
  private var left: [Individual] = []
  private var right: [Individual] = []
  private let size: Int
  private var seen: Set<UInt64> = []
  private(set) var best: Individual?
  private(set) var schedules = 0
  private let isOneProject: Bool
  private let bound: Int32

  /// Few schedules want a small population, many a large one.
  package static func population(for schedules: Int) -> Int {
    max(6, min(largestPopulation, Int((Double(schedules) / schedulesPerSquare).squareRoot())))
  }

  package static let largestPopulation = 200

  init(_ problem: EvenProblem, seed: UInt64, population: Int) {
    self.problem = problem
    forward = EvenDecoder(problem)
    backward = EvenDecoder(problem.reversed)
    dice = Dice(seed &* 0x2545_F491_4F6C_DD1D &+ 1)
    size = max(2, population)
    isOneProject =
      problem.projectWeights.count == 1 && problem.deadlines.isEmpty && problem.dues.allSatisfy { $0 == .max }
    bound = problem.lengthBound
    var tails = [Int32](repeating: 0, count: problem.count)
    for node in (0..<problem.count).reversed() {
      for arc in problem.successors[node] { tails[node] = max(tails[node], tails[Int(arc.node)] + arc.lag) }
      tails[node] += problem.durations[node]
    }
    self.tails = tails
    shares = (0..<problem.count).map { node in
      (0..<8).reduce(0.0) { sum, lane in
        problem.capacity[lane] > 0
          ? sum + Double(problem.demands[node][lane]) / Double(problem.capacity[lane]) : sum
      }
    }
  }

  /// Tuned on PSPLIB's sets of 30 and 60 tasks with 5,000 and 50,000 schedules.
  private static let schedulesPerSquare = 3.0
  /// The share of keys that are drawn anew in a child.
  private static let mutation = 0.01
  /// The chance of a child that is worse than what it would replace.
  private static let chanceOfWorse = 0.6
  /// Generations without a shorter schedule before a restart, and the share of new schedules in one around the best.
  private static let patience = 30
  private static let shareOfFresh = 0.6
  /// Windows that are looked at for the one with the least work.
  private static let windows = 6

  private var stalled = 0
  /// Restarts since there was a shorter schedule.
  private var restarts = 0
  /// What each activity takes of all resources together, as shares of them.
  private let shares: [Double]
  /// The length of the chain from each activity to the end.
  private let tails: [Int32]

  var placements: Int { forward.placements + backward.placements }

  /// Nothing shorter exists.
  var isAtBound: Bool {
    guard isOneProject, let best else { return false }
    return best.value.length <= dayCeiling(bound) * Int(problem.projectWeights[0])
  }

  private func dayCeiling(_ minutes: Int32) -> Int {
    Int((minutes + problem.dayLength - 1) / problem.dayLength)
  }

  // MARK: Values

  private func value(_ starts: UnsafePointer<Int32>) -> Value {
    var value = Value(lateness: 0, length: 0, sum: 0)
    var ends = [Int32](repeating: 0, count: problem.projectWeights.count)
    ends.withUnsafeMutableBufferPointer { ends in
      for node in 0..<problem.count {
        let finish = starts[node] + problem.durations[node]
        if problem.dues[node] < finish {
          value.lateness += Int(problem.weights[node]) * dayCeiling(finish - problem.dues[node])
        }
        let project = Int(problem.projects[node])
        if project >= 0 { ends[project] = max(ends[project], finish) }
        value.sum += Int(problem.weights[node]) * Int(finish)
      }
      for (project, end) in ends.enumerated() {
        value.length += Int(problem.projectWeights[project]) * dayCeiling(end)
      }
    }
    for deadline in problem.deadlines {
      let end = deadline.members.reduce(Int32(0)) { max($0, starts[Int($1)] + problem.durations[Int($1)]) }
      if end > deadline.due { value.lateness += Int(deadline.weight) * dayCeiling(end - deadline.due) }
    }
    return value
  }

  private func hash(_ starts: UnsafePointer<Int32>) -> UInt64 {
    var hash: UInt64 = 0x9E37_79B9_7F4A_7C15
    for node in 0..<problem.count {
      hash = (hash ^ UInt64(UInt32(bitPattern: starts[node]))) &* 0x100_0000_01B3
      hash ^= hash >> 29
    }
    return hash
  }

  // MARK: Evaluating

  /// Schedules forwards by keys; starts become the keys of the result.
  private mutating func leftward(_ keys: [Int32]) -> Individual {
    schedules += 1
    keys.withUnsafeBufferPointer { _ = forward.run($0.baseAddress!) }
    let individual = Individual(
      keys: Array(UnsafeBufferPointer(start: forward.starts, count: problem.count)),
      value: value(forward.starts),
      hash: hash(forward.starts))
    if best.map({ individual.value < $0.value }) ?? true { best = individual }
    return individual
  }

  /// Schedules backwards by keys that fall with time; the result's keys are distances of ends from the end.
  private mutating func rightward(_ keys: [Int32]) -> Individual {
    schedules += 1
    let length = keys.withUnsafeBufferPointer { backward.run($0.baseAddress!) }
    // A value that selection can compare: the length, and how early things are if moved to the left as a whole.
    var sum = 0
    for node in 0..<problem.count { sum += Int(problem.weights[node]) * Int(length - backward.starts[node]) }
    let value = Value(lateness: 0, length: Int(length), sum: sum)
    return Individual(
      keys: Array(UnsafeBufferPointer(start: backward.starts, count: problem.count)), value: value,
      hash: hash(backward.starts))
  }

  /// Keys for a backward pass from starts: who ends last comes first.
  private func backwardKeys(_ individual: Individual) -> [Int32] {
    (0..<problem.count).map { -(individual.keys[$0] + problem.durations[$0]) }
  }

  /// Keys for a forward pass from a backward schedule: who is farthest from the end comes first.
  private func forwardKeys(_ individual: Individual) -> [Int32] {
    (0..<problem.count).map { -(individual.keys[$0] + problem.durations[$0]) }
  }

  // MARK: The start

  /// Takes in the order of the fast pass, and samples others by regret: who would lose most by waiting is likelier to be next.
  mutating func begin(_ first: [Int32], until budget: Int) {
    let one = leftward(first)
    seen.insert(one.hash)
    left.append(one)
    var tries = 0
    while left.count < size, tries < size * 3, schedules < budget {
      tries += 1
      let individual = leftward(sampledKeys())
      guard seen.insert(individual.hash).inserted else { continue }
      left.append(individual)
    }
  }

  /// A random topological order as keys.
  private mutating func sampledKeys() -> [Int32] {
    let tail = tails
    var keys = [Int32](repeating: 0, count: problem.count)
    var waiting = problem.predecessors.map(\.count)
    var free = (0..<problem.count).filter { waiting[$0] == 0 }
    var next: Int32 = 0
    var weights: [Double] = []
    while !free.isEmpty {
      let least = free.map { tail[$0] }.min() ?? 0
      weights.removeAll(keepingCapacity: true)
      var total = 0.0
      for node in free {
        let regret = Double(tail[node] - least) / Double(max(1, problem.dayLength)) + 1
        total += regret * regret
        weights.append(total)
      }
      let point = dice.share() * total
      let chosen = weights.firstIndex { $0 > point } ?? free.count - 1
      let node = free.remove(at: chosen)
      keys[node] = next
      next += 1
      for arc in problem.successors[node] {
        waiting[Int(arc.node)] -= 1
        if waiting[Int(arc.node)] == 0 { free.append(Int(arc.node)) }
      }
    }
    return keys
  }

  // MARK: Generations

  /// Runs until so many schedules are made, nothing better can exist, or somebody says no between two generations.
  mutating func run(until budget: Int, _ goesOn: () -> Bool) {
    guard problem.count > 1, !left.isEmpty else { return }
    fillRight(budget)
    guard !right.isEmpty else { return }
    while schedules < budget, !isAtBound, goesOn() {
      let before = best?.value
      // Children of schedules pushed to the right are pushed to the left, and the other way round.
      left = generation(from: right, into: left, budget, isLeft: true)
      guard schedules < budget, !isAtBound else { return }
      right = generation(from: left, into: right, budget, isLeft: false)
      if best.map({ one in before.map { one.value.isShorter(than: $0) } ?? true }) ?? false {
        (stalled, restarts) = (0, 0)
      } else {
        stalled += 1
      }
      if stalled > EvenSearch.patience { restart(budget) }
    }
  }

  /// Takes in the best of another search instead of its own worst.
  mutating func welcome(_ guest: Individual) {
    if best.map({ guest.value < $0.value }) ?? true { best = guest }
    guard !left.contains(where: { $0.hash == guest.hash }),
      let worst = left.indices.max(by: { left[$0].value < left[$1].value })
    else { return }
    left[worst] = guest
  }

  private mutating func fillRight(_ budget: Int) {
    right.removeAll()
    for individual in left where schedules < budget { right.append(rightward(backwardKeys(individual))) }
  }

  /// Begins anew around the best: some of it shaken, some sampled; the second time in vain, without it.
  private mutating func restart(_ budget: Int) {
    stalled = 0
    restarts += 1
    guard let best else { return }
    let isWhole = restarts % 2 == 0
    var hashes: Set<UInt64> = isWhole ? [] : [best.hash]
    left = isWhole ? [] : [best]
    let reach = max(1, Int(best.keys.max() ?? 1) / 7)
    var tries = 0
    while left.count < size, schedules < budget, tries < size * 3 {
      tries += 1
      let isFresh = isWhole || dice.share() < EvenSearch.shareOfFresh
      var keys = isFresh ? sampledKeys() : best.keys
      if !isFresh { for node in keys.indices { keys[node] += Int32(dice.below(2 * reach + 1) - reach) } }
      let one = leftward(keys)
      if hashes.insert(one.hash).inserted { left.append(one) }
    }
    fillRight(budget)
    if right.isEmpty { right = left }
  }

  private mutating func generation(
    from parents: [Individual], into old: [Individual], _ budget: Int, isLeft: Bool
  ) -> [Individual] {
    var population = old
    var taken = Set(population.map(\.hash))
    let bestIndex = population.indices.min { population[$0].value < population[$1].value } ?? 0
    for number in 0..<max(parents.count, population.count) where schedules < budget {
      let father = parents[number % parents.count]
      var other = dice.below(parents.count)
      let rival = dice.below(parents.count)
      if parents[rival].value < parents[other].value { other = rival }
      let keys = children(father, parents[other])
      let child = isLeft ? leftward(keys) : rightward(keys)
      guard !taken.contains(child.hash) else { continue }
      taken.insert(child.hash)
      guard number < population.count else {
        population.append(child)
        continue
      }
      // The best stays; others give way to a child that is no longer than they are, and now and then to a longer one.
      // What comes last in the objective would only make all alike.
      let isWorse = population[number].value.isShorter(than: child.value)
      if isWorse, number == bestIndex || dice.share() >= EvenSearch.chanceOfWorse { continue }
      population[number] = child
      if isAtBound { break }
    }
    return population
  }

  /// What a schedule works in a window of backward keys.
  private func work(_ one: Individual, _ from: Int32, _ to: Int32) -> Double {
    var sum = 0.0
    for node in 0..<problem.count {
      let key = -one.keys[node]
      let overlap = min(key, to) - max(key - problem.durations[node], from)
      if overlap > 0 { sum += Double(overlap) * shares[node] }
    }
    return sum
  }

  /// The father's order, but for a window of time with little work that is ordered as the mother has it.
  private mutating func children(_ father: Individual, _ mother: Individual) -> [Int32] {
    let (a, b) = (backwardKeys(father), backwardKeys(mother))
    let (least, most) = (a.min() ?? 0, a.max() ?? 0)
    let span = max(1, Int(most - least))
    let length = span / 4 + dice.below(span / 2 + 1)
    var (from, lightest) = (least, Double.infinity)
    for _ in 0..<EvenSearch.windows {
      let trial = least + Int32(dice.below(span - length + 1))
      let work = work(father, trial, trial + Int32(length))
      if work < lightest { (from, lightest) = (trial, work) }
    }
    let to = from + Int32(length)
    let far = Int32(span) * 4
    var keys = [Int32](repeating: 0, count: problem.count)
    for node in 0..<problem.count {
      if a[node] < from {
        keys[node] = a[node] - far
      } else if a[node] > to {
        keys[node] = a[node] + far
      } else {
        keys[node] = b[node]
      }
    }
    for node in 0..<problem.count where dice.share() < EvenSearch.mutation {
      keys[node] = keys[dice.below(problem.count)]
    }
    return keys
  }
}
