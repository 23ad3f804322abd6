import PlanParallel

/// Searches side by side, each with its own seed, which now and then send their best to the next one.
///
/// They meet after fixed numbers of generations and in the order of their numbers, so that the result does not depend on
/// how many cores work on it.
struct Islands {
  private var searches: [EvenSearch]
  private let problem: EvenProblem
  private let population: Int

  var schedules: Int { searches.reduce(0) { $0 + $1.schedules } }
  var placements: Int { searches.reduce(0) { $0 + $1.placements } }

  /// The best of all, of equals the first.
  var best: EvenSearch.Individual? {
    searches.compactMap(\.best).enumerated().min { ($0.1.value, $0.0) < ($1.1.value, $1.0) }?.element
  }

  /// Only the largest population comes twice: with few schedules one search finds more than two halves.
  init(_ problem: EvenProblem, seed: UInt64, population: Int) {
    self.problem = problem
    self.population = population
    let count = population >= EvenSearch.largestPopulation ? 2 : 1
    searches = (0..<count).map {
      EvenSearch(problem, seed: seed &+ UInt64($0) &* 0x9E37_79B9_7F4A_7C15, population: population)
    }
  }

  /// Runs until so many schedules are made, nothing better can exist, or somebody says no between two rounds.
  mutating func run(from first: [Int32], until budget: Int, _ goesOn: () -> Bool) {
    guard searches.count > 1 else {
      searches[0].begin(first, until: budget)
      return searches[0].run(until: budget, goesOn)
    }
    // About half a million placements between two meetings.
    let round = max(1, 500_000 / max(1, problem.count * population * 2)) * population * 2
    var isFirst = true
    while schedules < budget, !searches.contains(where: \.isAtBound), isFirst || goesOn() {
      let share = (budget - schedules + searches.count - 1) / searches.count
      let (current, begins) = (searches, isFirst)
      searches = inParallel(searches.count, isWorthIt: true) { number in
        var search = current[number]
        let end = search.schedules + min(share, round)
        if begins { search.begin(first, until: end) }
        search.run(until: end) { true }
        return search
      }
      isFirst = false
      let guests = searches.map(\.best)
      for number in searches.indices {
        if let guest = guests[(number + 1) % guests.count] { searches[number].welcome(guest) }
      }
    }
  }
}
