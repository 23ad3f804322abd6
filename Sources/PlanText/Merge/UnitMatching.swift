import PlanModel

/// Which unit of one version is which of another.
struct UnitMatching {
  /// For each unit of the old version.
  private(set) var newOf: [Int?]
  private(set) var oldOf: [Int?]

  init(_ old: MergeText, _ new: MergeText) {
    newOf = [Int?](repeating: nil, count: old.units.count)
    oldOf = [Int?](repeating: nil, count: new.units.count)
    let plans = PlanMatching(old.plan, new.plan)
    for (position, found) in plans.newOfProject.enumerated() {
      if let found { pair(old.unitOfProject[position], new.unitOfProject[found.position]) }
    }
    for (position, found) in plans.newOf.enumerated() {
      if let found { pair(old.unitOfTask[position], new.unitOfTask[found.position]) }
    }
    // The same text, in the same place where there are several.
    matchEqual(old, new)
    matchNeighbours(old, new)
  }

  private mutating func pair(_ a: Int?, _ b: Int?) {
    guard let a, let b, newOf[a] == nil, oldOf[b] == nil else { return }
    newOf[a] = b
    oldOf[b] = a
  }

  private mutating func matchEqual(_ old: MergeText, _ new: MergeText) {
    var places: [ArraySlice<[UInt8]>: [Int]] = [:]
    for unit in new.units.indices.reversed() where oldOf[unit] == nil && new.units[unit].kind != .frontMatter
    {
      places[new.text(unit), default: []].append(unit)
    }
    for unit in old.units.indices where newOf[unit] == nil && old.units[unit].kind != .frontMatter {
      let text = old.text(unit)
      guard let found = places[text]?.last, old.units[unit].kind == new.units[found].kind else { continue }
      places[text]!.removeLast()
      pair(unit, found)
    }
  }

  /// What is left belongs to what stands before it, or else behind it, where that is the same.
  private mutating func matchNeighbours(_ old: MergeText, _ new: MergeText) {
    func match(_ a: Int, _ b: Int) {
      guard old.units.indices.contains(a), new.units.indices.contains(b), newOf[a] == nil, oldOf[b] == nil
      else {
        return
      }
      let (one, other) = (old.units[a], new.units[b])
      // Tasks and headings are told apart by what they say.
      guard one.kind == other.kind, one.task ?? other.task == nil, one.project ?? other.project == nil else {
        return
      }
      pair(a, b)
    }
    if old.units.first?.kind == .frontMatter, new.units.first?.kind == .frontMatter { pair(0, 0) }
    match(0, 0)
    for unit in old.units.indices {
      if let found = newOf[unit] { match(unit + 1, found + 1) }
    }
    for unit in old.units.indices.reversed() {
      if let found = newOf[unit] { match(unit - 1, found - 1) }
    }
    match(old.units.count - 1, new.units.count - 1)
  }

  /// Units whose order among those of the other version is another: all but a longest run that kept its order
  /// (Fredman 1975).
  var moved: [Bool] {
    // By new position; the old ones must rise.
    let olds = oldOf.enumerated().compactMap { position, old in old.map { (new: position, old: $0) } }
    var tails: [Int] = []
    var before = [Int](repeating: -1, count: olds.count)
    for (place, pair) in olds.enumerated() {
      var (low, high) = (0, tails.count)
      while low < high {
        let middle = (low + high) / 2
        if olds[tails[middle]].old < pair.old { low = middle + 1 } else { high = middle }
      }
      before[place] = low > 0 ? tails[low - 1] : -1
      if low == tails.count { tails.append(place) } else { tails[low] = place }
    }
    var result = oldOf.map { $0 != nil }
    var place = tails.last ?? -1
    while place >= 0 {
      result[olds[place].new] = false
      place = before[place]
    }
    return result
  }
}
