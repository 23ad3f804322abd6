/// Runs `body` for the ranges of at most `size` that 0..<count is cut into, on all cores where there is more than one;
/// results in order.
@inlinable
public func inChunks<Result: Sendable>(
  _ count: Int, of size: Int = 4096, _ body: @Sendable (Range<Int>) -> Result
) -> [Result] {
  let chunks = (count + size - 1) / size
  return inParallel(chunks, isWorthIt: chunks > 1) { number in
    body(number * size..<min((number + 1) * size, count))
  }
}

/// What `body` gives for each of 0..<count, on all cores where there are many.
@inlinable
public func mapInParallel<Element: Sendable>(_ count: Int, _ body: @Sendable (Int) -> Element) -> [Element] {
  guard count > 4096 else { return (0..<count).map(body) }
  return joined(inChunks(count) { $0.map(body) })
}

/// The parts one behind the other. (`Array(parts.joined())` goes element by element.)
@inlinable
public func joined<Element>(_ parts: [[Element]]) -> [Element] {
  var result: [Element] = []
  result.reserveCapacity(parts.reduce(0) { $0 + $1.count })
  for part in parts { result.append(contentsOf: part) }
  return result
}

extension Array where Element: Sendable {
  /// Sorts the halves at the same time; then the library's sort, which looks for runs (Timsort), merges the two.
  @inlinable
  public mutating func sortInParallel(by areInOrder: @Sendable (Element, Element) -> Bool) {
    guard count > 8192 else { return sort(by: areInOrder) }
    let elements = self
    self = PlanParallel.joined(
      inChunks(count, of: (count + 1) / 2) { elements[$0].sorted(by: areInOrder) })
    sort(by: areInOrder)
  }
}
