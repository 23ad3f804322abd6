import Testing

@testable import PlanModel

@Suite("The cheapest assignment")
struct AssignmentTests {
  @Test("is that of all permutations", arguments: 0..<60)
  func brute(_ seed: Int) {
    var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 &+ 1
    func next(_ limit: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % limit
    }
    let (rows, columns) = (1 + next(4), 1 + next(4))
    let costs = (0..<rows).map { _ in (0..<columns).map { _ in next(8) == 0 ? unassigned : next(999) } }
    func price(_ pairs: [Int?]) -> Int {
      zip(costs, pairs).reduce(0) { sum, pair in sum + (pair.1.map { pair.0[$0] } ?? unassigned) }
    }
    func best(_ row: Int, _ used: Set<Int>) -> Int {
      guard row < rows else { return 0 }
      var least = unassigned + best(row + 1, used)
      for column in 0..<columns where !used.contains(column) {
        least = min(least, min(costs[row][column], unassigned) + best(row + 1, used.union([column])))
      }
      return least
    }
    let found = cheapestAssignment(costs)
    #expect(price(found) == best(0, []))
    #expect(Set(found.compactMap { $0 }).count == found.compactMap { $0 }.count)
  }
}
