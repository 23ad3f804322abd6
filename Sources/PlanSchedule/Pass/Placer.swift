import PlanModel

/// Where a node stands.
struct Slot: Sendable, Equatable {
  var start: Minute
  var finish: Minute
  /// Position in ``Network/staffings``; -1: nobody.
  var staffing: Int32
}

/// Puts nodes into the time that the fixed layer leaves, one after the other, each as early as it can be.
///
/// A class, since its profiles are changed in place. Source: scheduling, sections 2 and 5.
final class Placer {
  let network: Network
  let axes: [WorkAxis]
  let planAxis: WorkAxis
  private(set) var profiles: [Profile]
  private let units: [Int32]
  /// Working minutes of the plan between a time before today and today.
  private let pastMinutes: (Minute) -> Int
  /// The least that a resource's axis gives anywhere: tasks of this rate or less never pause.
  private let leastLevels: [Int32]

  init(
    _ network: Network, _ staff: Staff, axes: [WorkAxis], planAxis: WorkAxis,
    pastMinutes: @escaping (Minute) -> Int
  ) {
    self.pastMinutes = pastMinutes
    self.network = network
    self.axes = axes
    self.planAxis = planAxis
    units = staff.resources.map(\.units)
    leastLevels = axes.map { $0.levels.min() ?? 0 }
    profiles = zip(units, axes).map { Profile(capacity: $0, length: $1.count) }
    seed()
  }

  /// What the fixed layer takes of minutes that are not wholly gone.
  private func seed() {
    for (resource, axis) in axes.enumerated() {
      for position in axis.starts.indices where axis.levels[position] < units[resource] {
        let first = axis.prefix[position]
        profiles[resource].add(
          units[resource] - axis.levels[position],
          first..<first + (axis.ends[position] - axis.starts[position]))
      }
    }
  }

  func reset() {
    for profile in profiles { profile.removeAll() }
    seed()
  }

  // MARK: Lags

  /// A time some working minutes of the plan's calendar later (or earlier), or so much elapsed time.
  func time(_ time: Minute, plus lag: Lag) -> Minute {
    // What binds nothing stays so.
    guard lag.minutes != 0, time > -1_000_000_000 else { return time }
    if lag.isElapsed { return Minute(clamping: Int(time) + Int(lag.minutes)) }
    if time < 0 {
      // Of the lag, what is over by today.
      let rest = Int(lag.minutes) - pastMinutes(time)
      return rest > 0 ? self.time(0, plus: Lag(minutes: Int32(clamping: rest), isElapsed: false)) : 0
    }
    let index = planAxis.index(at: time) + lag.minutes
    // Before today: it binds nothing.
    if index < 0 { return -1 }
    if lag.minutes > 0 {
      return planAxis.time(of: index - 1).map { $0 + 1 } ?? Minute(planAxis.days) * dayLength
    }
    return planAxis.time(of: index) ?? 0
  }

  // MARK: Placing

  /// The earliest slot of a node that starts at `start` or later and ends at `end` or later; nil where the time that is
  /// looked at does not hold it.
  func earliest(_ node: Node, from start: Minute, endingFrom end: Minute) -> Slot? {
    guard !node.takesNobody, !node.staffings.isEmpty else { return withoutCapacity(node, start, end) }
    var best: Slot?
    for staffing in node.staffings {
      guard let slot = earliest(node, staffing, start, end) else { continue }
      if best.map({ slot.finish < $0.finish }) ?? true { best = slot }
    }
    return best
  }

  private func earliest(_ node: Node, _ position: Int32, _ start: Minute, _ end: Minute) -> Slot? {
    let staffing = network.staffings[Int(position)]
    if node.isSplit || node.layer == .running { return interrupted(node, staffing, position, start, end) }
    if staffing.parts.count == 1, staffing.parts[0].rate <= leastLevels[Int(staffing.parts[0].resource)] {
      return unbroken(node, staffing.parts[0], position, start, end)
    }
    return general(node, staffing, position, start, end)
  }

  /// Minutes of an axis that the work of one part takes.
  private func length(_ node: Node, _ rate: Int32) -> Minute {
    node.isLength ? node.minutes : Minute(clamping: (Int(node.minutes) * 1000 + Int(rate) - 1) / Int(rate))
  }

  /// One resource whose axis never makes the task pause: an interval of the axis.
  private func unbroken(
    _ node: Node, _ part: Staffing.Part, _ position: Int32, _ start: Minute, _ end: Minute
  ) -> Slot? {
    let axis = axes[Int(part.resource)]
    let rate = part.rate
    let length = length(node, rate)
    var from = axis.index(at: start)
    if end > start { from = max(from, axis.firstEnd(by: end) - length + 1) }
    guard let found = profiles[Int(part.resource)].room(for: rate, length, from: max(0, from)),
      let begin = axis.time(of: found), let last = axis.time(of: found + length - 1)
    else { return nil }
    return Slot(start: begin, finish: last + 1, staffing: position)
  }

  /// Several resources, or pauses for the fixed layer: from one conflict to the next.
  private func general(_ node: Node, _ staffing: Staffing, _ position: Int32, _ start: Minute, _ end: Minute)
    -> Slot?
  {
    var from = start
    if end > start { from = earliestStart(node, staffing, from: start, endingFrom: end) ?? start }
    while true {
      guard let walk = walk(node, staffing, from: from) else { return nil }
      var next: Minute?
      for (number, part) in staffing.parts.enumerated() {
        let axis = axes[Int(part.resource)]
        let rate = part.rate
        for range in walk.ranges(of: number).reversed() {
          let indices = axis.index(at: range.lowerBound)..<axis.index(at: range.upperBound)
          guard let conflict = profiles[Int(part.resource)].lastConflict(indices, rate: rate) else {
            continue
          }
          guard let time = endOfConflict(conflict, of: staffing, in: indices, axis) else { return nil }
          next = max(next ?? .min, time)
          break
        }
      }
      guard let next else { return Slot(start: walk.start, finish: walk.finish, staffing: position) }
      from = max(next, from + 1)
    }
  }

  /// The time up to which no start helps against a conflict that ends before an index of the axis.
  private func endOfConflict(
    _ conflict: Minute, of staffing: Staffing, in walked: Range<Minute>, _ axis: WorkAxis
  )
    -> Minute?
  {
    // One alone works in every minute of the axis. Where several share the work, the others may end it while this one
    // is off duty: up to the end of the working interval, whose every minute this one would work.
    guard staffing.parts.count > 1 else { return axis.time(of: conflict) }
    let last = axis.interval(holding: min(conflict, walked.upperBound) - 1)
    return min(axis.ends[last], axis.starts[last] + (conflict - axis.prefix[last]))
  }

  /// The least start whose walk ends at `end` or later: the walk's end never falls as its start rises.
  private func earliestStart(_ node: Node, _ staffing: Staffing, from start: Minute, endingFrom end: Minute)
    -> Minute?
  {
    guard let first = walk(node, staffing, from: start), first.finish < end else { return start }
    var (low, high) = (start, end)
    while high - low > 1 {
      let middle = low + (high - low) / 2
      guard let walk = walk(node, staffing, from: middle) else { return nil }
      if walk.finish >= end { high = middle } else { low = middle }
    }
    return high
  }

  // MARK: Walks

  /// When the parts of a staffing work from a time on, until the work is done.
  struct Walk {
    var start: Minute = 0
    var finish: Minute = 0
    fileprivate var pieces: [(part: Int, range: Range<Minute>)] = []

    /// The times of one part, joined where they touch.
    func ranges(of part: Int) -> [Range<Minute>] {
      var result: [Range<Minute>] = []
      for piece in pieces where piece.part == part {
        if let last = result.last, last.upperBound == piece.range.lowerBound {
          result[result.count - 1] = last.lowerBound..<piece.range.upperBound
        } else {
          result.append(piece.range)
        }
      }
      return result
    }
  }

  /// - Parameter axes: Other axes than those of the pass, for what takes nobody's capacity.
  func walk(_ node: Node, _ staffing: Staffing, from start: Minute) -> Walk? {
    let parts = staffing.parts
    var positions = parts.map { axes[Int($0.resource)].interval(after: start) }
    var now = start
    var left = node.isLength ? Int(node.minutes) : Int(node.minutes) * 1000
    var walk = Walk()
    walk.start = .min
    while true {
      // Who works now, and until when that is so.
      var (rate, until, active) = (Int32(0), Minute.max, 0)
      for (number, part) in parts.enumerated() {
        let axis = axes[Int(part.resource)]
        while positions[number] < axis.starts.count,
          axis.ends[positions[number]] <= now || axis.levels[positions[number]] < part.rate
        {
          positions[number] += 1
        }
        guard positions[number] < axis.starts.count else {
          if node.isLength { return nil }
          continue
        }
        if axis.starts[positions[number]] <= now {
          rate += part.rate
          active += 1
          until = min(until, axis.ends[positions[number]])
        } else {
          until = min(until, axis.starts[positions[number]])
        }
      }
      guard until < .max else { return nil }
      let works = node.isLength ? active == parts.count : active > 0
      guard works else {
        now = until
        continue
      }
      if walk.start == .min { walk.start = now }
      let speed = node.isLength ? 1 : Int(rate)
      let needed = Minute(clamping: (left + speed - 1) / speed)
      let end = min(until, now + needed)
      for (number, part) in parts.enumerated() {
        let axis = axes[Int(part.resource)]
        if positions[number] < axis.starts.count, axis.starts[positions[number]] <= now {
          walk.pieces.append((number, now..<end))
        }
      }
      left -= Int(end - now) * speed
      now = end
      if left <= 0 {
        walk.finish = end
        return walk
      }
    }
  }

  // MARK: Other ways to take time

  /// Work that may be interrupted: the free minutes of its people, as they come.
  private func interrupted(
    _ node: Node, _ staffing: Staffing, _ position: Int32, _ start: Minute, _ end: Minute
  ) -> Slot? {
    guard let work = interruptedWork(node, staffing, from: start), let first = work.map(\.from).min(),
      let last = work.map(\.to).max()
    else { return nil }
    guard last < end else { return Slot(start: first, finish: last, staffing: position) }
    // A later end: from the latest start that reaches it.
    var (low, high) = (start, end)
    while high - low > 1 {
      let middle = low + (high - low) / 2
      let finish = interruptedWork(node, staffing, from: middle)?.map(\.to).max() ?? .max
      if finish >= end { high = middle } else { low = middle }
    }
    guard let late = interruptedWork(node, staffing, from: high), let begin = late.map(\.from).min(),
      let finish = late.map(\.to).max()
    else { return nil }
    return Slot(start: begin, finish: finish, staffing: position)
  }

  /// The work of a task that may be interrupted.
  func interruptedWork(_ node: Node, _ staffing: Staffing, from start: Minute) -> [Work]? {
    let needed = node.isLength ? Int(node.minutes) * Int(staffing.total) : Int(node.minutes) * 1000
    var free: [(time: Range<Minute>, part: Staffing.Part)] = []
    for part in staffing.parts {
      let axis = axes[Int(part.resource)]
      let rate = part.rate
      // Of several it is not known beforehand when they are free together.
      let isShared = node.isLength && staffing.parts.count > 1
      var enough =
        isShared ? Int.max : node.isLength ? Int(node.minutes) : needed / Int(max(1, part.rate)) + 1
      profiles[Int(part.resource)].free(axis.index(at: start)..<axis.count, rate: rate) { piece in
        for time in axis.intervals(piece) where axis.level(at: time.lowerBound) >= rate {
          free.append((time, part))
          enough -= time.count
        }
        return enough > 0
      }
    }
    free.sort { ($0.time.lowerBound, $0.part.resource) < ($1.time.lowerBound, $1.part.resource) }
    if node.isLength { return together(free, staffing, node) }
    let end = FixedLayer.finish(free.map { ($0.time, $0.part.rate) }, thousandths: needed)
    guard end < .max else { return nil }
    return free.filter { $0.time.lowerBound < end }.map {
      Work(
        resource: $0.part.resource, from: $0.time.lowerBound, to: min($0.time.upperBound, end),
        rate: $0.part.rate)
    }
  }

  /// The minutes in which all parts are free, until the length is full.
  private func together(
    _ free: [(time: Range<Minute>, part: Staffing.Part)], _ staffing: Staffing, _ node: Node
  ) -> [Work]? {
    var common: [Range<Minute>]?
    for part in staffing.parts {
      let own = free.filter { $0.part == part }.map(\.time)
      guard let known = common else {
        common = own
        continue
      }
      var (both, i, j): ([Range<Minute>], Int, Int) = ([], 0, 0)
      while i < known.count, j < own.count {
        let range =
          max(
            known[i].lowerBound, own[j].lowerBound)..<max(
            max(known[i].lowerBound, own[j].lowerBound), min(known[i].upperBound, own[j].upperBound))
        if !range.isEmpty { both.append(range) }
        if known[i].upperBound < own[j].upperBound { i += 1 } else { j += 1 }
      }
      common = both
    }
    var left = node.minutes
    var work: [Work] = []
    for range in common ?? [] where left > 0 {
      let end = min(range.upperBound, range.lowerBound + left)
      left -= end - range.lowerBound
      for part in staffing.parts {
        work.append(
          Work(
            resource: part.resource, from: range.lowerBound, to: end,
            rate: part.rate))
      }
    }
    return left > 0 ? nil : work
  }

  /// What takes its length and nobody's time: in the plan's hours.
  private func withoutCapacity(_ node: Node, _ start: Minute, _ end: Minute) -> Slot? {
    let length = max(1, PriorityOrder.length(node, network))
    var from = planAxis.index(at: start)
    if end > start { from = max(from, planAxis.firstEnd(by: end) - length + 1) }
    guard let begin = planAxis.time(of: max(0, from)), let last = planAxis.time(of: max(0, from) + length - 1)
    else { return nil }
    return Slot(start: begin, finish: last + 1, staffing: -1)
  }

  // MARK: The other way round

  /// The latest slot of a node, staffed as it is, that ends at `end` or before; nil where there is none.
  func latest(_ node: Node, staffing position: Int32, endingBy end: Minute) -> Slot? {
    guard !node.isSplit, node.layer == .planned else { return nil }
    guard position >= 0, !node.takesNobody else { return latestWithoutCapacity(node, end) }
    let staffing = network.staffings[Int(position)]
    if staffing.parts.count == 1, staffing.parts[0].rate <= leastLevels[Int(staffing.parts[0].resource)] {
      let part = staffing.parts[0]
      let axis = axes[Int(part.resource)]
      let rate = part.rate
      let length = length(node, rate)
      guard
        let found = profiles[Int(part.resource)].lastRoom(for: rate, length, endingBy: axis.index(at: end)),
        let begin = axis.time(of: found), let last = axis.time(of: found + length - 1)
      else { return nil }
      return Slot(start: begin, finish: last + 1, staffing: position)
    }
    return latestGeneral(node, staffing, position, end)
  }

  private func latestGeneral(_ node: Node, _ staffing: Staffing, _ position: Int32, _ end: Minute) -> Slot? {
    var limit = end
    while let walk = lastWalk(node, staffing, endingBy: limit) {
      var conflict: Minute?
      for (number, part) in staffing.parts.enumerated() {
        let axis = axes[Int(part.resource)]
        let rate = part.rate
        for range in walk.ranges(of: number) {
          let indices = axis.index(at: range.lowerBound)..<axis.index(at: range.upperBound)
          guard let first = profiles[Int(part.resource)].firstConflict(indices, rate: rate),
            let time = axis.time(of: first)
          else { continue }
          conflict = min(conflict ?? .max, time)
          break
        }
      }
      guard let conflict else { return Slot(start: walk.start, finish: walk.finish, staffing: position) }
      limit = min(conflict, walk.finish - 1)
    }
    return nil
  }

  /// The walk of the latest start that ends by a time.
  private func lastWalk(_ node: Node, _ staffing: Staffing, endingBy end: Minute) -> Walk? {
    guard var best = walk(node, staffing, from: 0), best.finish <= end else { return nil }
    var (low, high) = (Minute(0), end)
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if let walk = walk(node, staffing, from: middle), walk.finish <= end {
        best = walk
        low = middle
      } else {
        high = middle
      }
    }
    return best
  }

  private func latestWithoutCapacity(_ node: Node, _ end: Minute) -> Slot? {
    let length = max(1, PriorityOrder.length(node, network))
    let last = planAxis.index(at: end) - 1
    guard last - length + 1 >= 0, let begin = planAxis.time(of: last - length + 1),
      let finish = planAxis.time(of: last)
    else { return nil }
    return Slot(start: begin, finish: finish + 1, staffing: -1)
  }

  // MARK: Taking and giving back

  /// The work of a node in a slot that was found with the profiles as they are.
  func work(of node: Node, _ slot: Slot) -> [Work] {
    guard slot.staffing >= 0, !node.takesNobody else { return [] }
    let staffing = network.staffings[Int(slot.staffing)]
    if node.isSplit || node.layer == .running {
      return interruptedWork(node, staffing, from: slot.start) ?? []
    }
    guard let walk = walk(node, staffing, from: slot.start) else { return [] }
    return staffing.parts.enumerated().flatMap { number, part in
      walk.ranges(of: number).map {
        Work(resource: part.resource, from: $0.lowerBound, to: $0.upperBound, rate: part.rate)
      }
    }
  }

  /// Takes a node's slot; the profiles then are without it.
  func take(_ node: Node, _ slot: Slot) {
    guard slot.staffing >= 0, !node.takesNobody else { return }
    let staffing = network.staffings[Int(slot.staffing)]
    if staffing.parts.count == 1, !node.isSplit, node.layer != .running,
      staffing.parts[0].rate <= leastLevels[Int(staffing.parts[0].resource)]
    {
      let part = staffing.parts[0]
      let axis = axes[Int(part.resource)]
      profiles[Int(part.resource)].add(
        part.rate, axis.index(at: slot.start)..<axis.index(at: slot.finish))
      return
    }
    for part in work(of: node, slot) { add(part, 1) }
  }

  func add(_ work: Work, _ sign: Int32) {
    let axis = axes[Int(work.resource)]
    profiles[Int(work.resource)].add(sign * work.rate, axis.index(at: work.from)..<axis.index(at: work.to))
  }
}

extension WorkAxis {
  /// The least index whose minute ends at a time or later.
  func firstEnd(by time: Minute) -> Minute {
    let index = index(at: time)
    // The minute before ends at the time itself, or in the pause before it.
    if index > 0, let last = self.time(of: index - 1), last + 1 >= time { return index - 1 }
    return index
  }
}
