import PlanModel

/// Units that both sides added and that are one: of the same id, the same in the same place, or the next of a series that
/// both completed.
struct MergeTwins {
  /// For units of ours, those of theirs.
  private(set) var pairs: [Int: Int] = [:]
  private var taken: [Int: Int] = [:]
  private let options: ReadingOptions
  private let ours: Version
  private let theirs: Version

  fileprivate struct Version {
    let text: MergeText
    let matching: UnitMatching
    let isOurs: Bool

    var added: [Int] { text.units.indices.filter { matching.oldOf[$0] == nil } }
  }

  private typealias Key = [[UInt8]]

  init(
    ours: MergeText, _ toOurs: UnitMatching, theirs: MergeText, _ toTheirs: UnitMatching,
    options: ReadingOptions
  ) {
    self.options = options
    self.ours = Version(text: ours, matching: toOurs, isOurs: true)
    self.theirs = Version(text: theirs, matching: toTheirs, isOurs: false)
    let (left, right) = (self.ours.added, self.theirs.added)
    guard !left.isEmpty, !right.isEmpty else { return }
    pair(left, right) { $0.id($1) }
    // Parents first: what is below the same is in the same place.
    for level in Set(left.map { ours.units[$0].rank }).sorted() {
      let one = left.filter { ours.units[$0].rank == level }
      let other = right.filter { theirs.units[$0].rank == level }
      pair(one, other) { twins, version, unit in
        twins.place(version, unit).map { [$0] + version.text.text(unit) }
      }
      pair(one, other) { $0.heading($1, $2) }
      pair(one, other) { $0.tags($1, $2) }
      pair(one, other) { $0.series($1, $2, byDay: true) }
      pair(one, other) { $0.series($1, $2, byDay: false) }
    }
  }

  private mutating func pair(_ left: [Int], _ right: [Int], _ key: (Version, Int) -> Key?) {
    pair(left, right) { _, version, unit in key(version, unit) }
  }

  private mutating func pair(_ left: [Int], _ right: [Int], _ key: (MergeTwins, Version, Int) -> Key?) {
    var places: [Key: [Int]] = [:]
    for unit in right.reversed() where taken[unit] == nil {
      if let name = key(self, theirs, unit) { places[name, default: []].append(unit) }
    }
    for unit in left where pairs[unit] == nil {
      guard let name = key(self, ours, unit), let found = places[name]?.last,
        ours.text.units[unit].kind == theirs.text.units[found].kind
      else { continue }
      places[name]!.removeLast()
      pairs[unit] = found
      taken[found] = unit
    }
  }

  // MARK: Keys

  /// What is around a unit, as something that both sides have; nil where only one side has it.
  private func place(_ version: Version, _ unit: Int) -> [UInt8]? {
    guard let parent = version.text.units[unit].parent else { return [] }
    if let old = version.matching.oldOf[parent] { return Array("base \(old)".utf8) }
    let own = version.isOurs ? parent : taken[parent]
    return own.flatMap { pairs[$0] == nil ? nil : Array("both \($0)".utf8) }
  }

  private func heading(_ version: Version, _ unit: Int) -> Key? {
    guard let project = version.text.units[unit].project, let place = place(version, unit) else { return nil }
    return [place, Array(version.text.plan[project].name.utf8)]
  }

  /// A line of tags directly below a heading.
  private func tags(_ version: Version, _ unit: Int) -> Key? {
    let units = version.text.units
    guard units[unit].kind == .text, units[unit].head.count == 1, let parent = units[unit].parent,
      parent == unit - 1, units[parent].kind == .heading, let place = place(version, unit),
      FieldLine(tags: version.text.lines[units[unit].head.lowerBound], options: options) != nil
    else { return nil }
    return [place]
  }

  /// The text and rule of a recurring task, with its day or else for the open one of the series.
  private func series(_ version: Version, _ unit: Int, byDay: Bool) -> Key? {
    let plan = version.text.plan
    guard let task = version.text.units[unit].task, plan[task].keys.contains(.recurrence),
      let place = place(version, unit)
    else { return nil }
    var key = [place, Array(plan.text(of: task).utf8)]
    key += plan.rawValues(.recurrence, of: .task(task)).map { Array($0.utf8) }
    if byDay {
      guard let day = plan.seriesDay(of: task) else { return nil }
      key.append(Array(day.description.utf8))
    } else if !plan[task].isUnfinished {
      return nil
    }
    return key
  }
}

extension MergeTwins.Version {
  fileprivate func id(_ unit: Int) -> [[UInt8]]? {
    guard let task = text.units[unit].task else { return nil }
    return text.plan.id(of: .task(task)).map { [Array($0.utf8)] }
  }
}
