import PlanModel

/// A day for a test; days that do not exist become the last one there is, which no test expects.
func day(_ year: Int, _ month: Int, _ dayOfMonth: Int) -> Day { Day(year, month, dayOfMonth) ?? .max }

/// `2026-01-31`, as tests write days.
func day(_ text: String) -> Day {
  let parts = text.split(separator: "-").compactMap { Int($0) }
  return parts.count == 3 ? day(parts[0], parts[1], parts[2]) : .max
}

/// The first days of a series, with blanks between.
func days(_ rule: String, from first: String, _ count: Int) throws -> String {
  let recurrence = try Recurrence(parsing: rule)
  return recurrence.occurrences(first: day(first)).prefix(count).map(\.description).joined(separator: " ")
}

/// A small generator with a seed, so that every run tries the same rules (S. Vigna, "splitmix64", 2015).
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &self) < percent }
  mutating func pick<T>(_ values: [T]) -> T { values[Int.random(in: 0..<values.count, using: &self)] }
}
