import PlanModel

/// Finds known names that look like a misspelt one: one or two letters changed, added, left out or swapped.
///
/// The work is bounded for the whole run: where very many names are unknown among very many known ones, the
/// later ones get no suggestion.
struct NearestNames {
  struct Match {
    let name: String
    let distance: Int
  }

  private var bytes: [UInt8] = []
  private var starts: [Int] = [0]
  private var budget = 20_000_000
  private var known: [[UInt8]: [Match]] = [:]

  mutating func add(_ name: some Collection<UInt8>) {
    bytes += name
    starts.append(bytes.count)
  }

  /// The names nearest to `name`, at most three that are equally near; none where nothing looks like it.
  mutating func find(_ name: [UInt8]) -> [Match] {
    if let found = known[name] { return found }
    let found = search(name)
    known[name] = found
    return found
  }

  private mutating func search(_ name: [UInt8]) -> [Match] {
    guard (2...64).contains(name.count), budget > 0 else { return [] }
    let wanted = name.map(\.lowercased)
    var best = name.count < 3 ? 0 : name.count < 6 ? 1 : 2
    var found: [Int] = []
    budget -= starts.count
    for position in 0..<starts.count - 1 {
      let range = starts[position]..<starts[position + 1]
      guard abs(range.count - wanted.count) <= best, let first = range.first,
        bytes[first].lowercased == wanted[0]
      else { continue }
      budget -= 600
      guard budget > 0 else { break }
      let distance = Spelling.distance(wanted, bytes[range].map(\.lowercased))
      guard distance <= best else { continue }
      if distance < best { found = [] }
      best = distance
      if found.count < 3 { found.append(position) }
    }
    return found.map { position in
      Match(
        name: String(decoding: bytes[starts[position]..<starts[position + 1]], as: UTF8.self), distance: best)
    }
  }
}

extension [NearestNames.Match] {
  /// `did you mean `a` or `b`?`, or nil where nothing looks like it.
  var question: String? {
    isEmpty ? nil : "did you mean \(map { "`\($0.name)`" }.joined(separator: " or "))?"
  }

  /// The one name that is a single slip away, for a fix.
  var single: String? { count == 1 && self[0].distance <= 1 ? self[0].name : nil }
}
