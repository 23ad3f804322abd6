/// The cheapest one-to-one assignment of rows to columns: the Hungarian method with shortest augmenting paths (Kuhn 1955; in
/// the form of Jonker and Volgenant 1987), O(rows² · columns).
///
/// - Parameter costs: A row of costs for each left item; every row as long. A cost of ``unassigned`` or more is no pair.
/// - Returns: For each row its column, or nil.
func cheapestAssignment(_ costs: [[Int]]) -> [Int?] {
  guard let width = costs.first?.count, width > 0 else { return costs.map { _ in nil } }
  let rows = costs.count
  // Each row may stay alone at the price of `unassigned`: as many columns more.
  let columns = width + rows
  func cost(_ row: Int, _ column: Int) -> Int {
    column < width ? min(costs[row][column], unassigned) : unassigned
  }
  var (u, v) = ([Int](repeating: 0, count: rows + 1), [Int](repeating: 0, count: columns + 1))
  var rowOf = [Int](repeating: 0, count: columns + 1)
  var before = [Int](repeating: 0, count: columns + 1)
  for row in 1...rows {
    rowOf[0] = row
    var column = 0
    var least = [Int](repeating: .max, count: columns + 1)
    var isUsed = [Bool](repeating: false, count: columns + 1)
    repeat {
      isUsed[column] = true
      let current = rowOf[column]
      var (delta, next) = (Int.max, 0)
      for other in 1...columns where !isUsed[other] {
        let reduced = cost(current - 1, other - 1) - u[current] - v[other]
        if reduced < least[other] { (least[other], before[other]) = (reduced, column) }
        if least[other] < delta { (delta, next) = (least[other], other) }
      }
      for other in 0...columns {
        if isUsed[other] {
          u[rowOf[other]] += delta
          v[other] -= delta
        } else if least[other] != .max {
          least[other] -= delta
        }
      }
      column = next
    } while rowOf[column] != 0
    while column != 0 {
      rowOf[column] = rowOf[before[column]]
      column = before[column]
    }
  }
  var result = [Int?](repeating: nil, count: rows)
  for column in 1...width where rowOf[column] != 0 && costs[rowOf[column] - 1][column - 1] < unassigned {
    result[rowOf[column] - 1] = column - 1
  }
  return result
}

/// The cost from which on two items are no pair.
let unassigned = 1000
