package import PlanModel

extension Ground {
  /// Says for each task what it is that one minute earlier would break. Source: scheduling, section 5.
  func addReasons(_ pass: SerialPass, to schedule: inout Schedule) {
    let finder = ReasonFinder(self, pass, schedule)
    for position in schedule.entries.indices {
      guard let entry = schedule.entries[position] else { continue }
      schedule.entries[position]?.reason = entry.layer == .summary ? nil : finder.reason(TaskIndex(position))
    }
    // A parent starts for the reason of its first subtask.
    for position in plan.tasks.indices.reversed() {
      guard let entry = schedule.entries[position], entry.layer == .summary else { continue }
      let first = plan.subtree(of: TaskIndex(position)).first { schedule.entries[$0]?.start == entry.start }
      let reason = first.flatMap { schedule.entries[$0]?.reason } ?? finder.reason(TaskIndex(position))
      schedule.entries[position]?.reason = reason
    }
  }
}

extension SerialPass {
  /// The task that an event's time comes from.
  func cause(of node: Int) -> TaskIndex? {
    var node = node
    for _ in 0..<1000 {
      let record = network.nodes[node]
      guard record.kind != .work, record.kind != .milestone, let slot = slots[node] else {
        return record.task.orNil
      }
      let edges = network.incoming(of: node)
      guard !edges.isEmpty else { return record.task.orNil }
      let binding = edges.first { edge in
        guard let from = slots[Int(edge.from)] else { return false }
        return placer.time(edge.fromEnd ? from.finish : from.start, plus: edge.lag) == slot.start
      }
      guard let next = binding ?? edges.first else { return record.task.orNil }
      node = Int(next.from)
    }
    return nil
  }
}

/// Finds why tasks start when they do, in a finished schedule.
struct ReasonFinder {
  private let ground: Ground
  private let pass: SerialPass
  private let occupants: [Occupants]
  private let planOrdinary: WorkAxis
  private let ordinary: [WorkAxis]

  private var plan: Plan { ground.plan }
  private var network: Network { ground.network }

  init(_ ground: Ground, _ pass: SerialPass, _ schedule: Schedule) {
    self.ground = ground
    self.pass = pass
    planOrdinary = ground.capacity.ordinaryAxis(of: nil)
    let capacity = ground.capacity
    let staff = ground.staff
    ordinary = staff.resources.indices.map { capacity.ordinaryAxis(of: staff.person(Int32($0))) }
    var pieces = [[Occupants.Piece]](repeating: [], count: staff.resources.count)
    for entry in schedule.entries.lazy.compactMap({ $0 }) {
      for work in entry.work {
        pieces[Int(work.resource)].append(
          Occupants.Piece(
            from: work.from, to: work.to, task: entry.task, rate: work.rate, isFixed: entry.layer == .fixed))
      }
    }
    for occurrence in schedule.occurrences where !occurrence.isLine {
      for work in occurrence.work {
        pieces[Int(work.resource)].append(
          Occupants.Piece(from: work.from, to: work.to, task: occurrence.task, rate: work.rate, isFixed: true)
        )
      }
    }
    occupants = pieces.map { Occupants($0) }
  }

  func reason(_ task: TaskIndex) -> Reason? {
    let node = Int(network.nodeOfTask[task.position])
    guard node >= 0, let slot = pass.slots[node] else { return nil }
    let record = network.nodes[node]
    if record.pin != nil { return Reason(kind: .pin, what: "fixed", until: slot.start) }
    if record.layer == .running { return Reason(kind: .continues, until: slot.start) }
    if record.layer == .fixed { return Reason(kind: .recurring, task: task, until: slot.start) }
    let bound = bound(node)
    if record.kind == .milestone { return milestone(record, slot, bound) }
    // The minute before, in the hours that its people usually have: they are free then, or it says what they have instead.
    guard let usual = lastMinute(before: slot.start, record, slot, ordinary, planOrdinary),
      usual >= bound.start
    else { return bound.reason }
    let before = lastMinute(before: slot.start, record, slot, ground.fixed.axes, ground.planAxis)
    if let before, before >= bound.start, let end = bound.endReason,
      endsTooEarly(record, slot, from: before, end.until)
    {
      // Taken by something else, and even a minute like the first would not bring the end forward.
      guard let taken = taken(at: before, slot, task), taken.kind == .busy,
        !minuteMovesEnd(record, slot, task, end.until)
      else { return end }
      return taken
    }
    var found = before == usual ? busy(record, slot, from: usual, task) : nil
    found = found ?? away(at: usual, slot, task) ?? before.flatMap { busy(record, slot, from: $0, task) }
    guard let found else { return bound.reason }
    guard found.until > slot.start else { return found }
    // Of several, one may be away for longer, and the others begin.
    var reason = Reason(
      kind: found.kind, task: found.task, who: found.who, what: found.what, until: slot.start)
    reason.outlastsStart = true
    return reason
  }

  // MARK: Bounds

  private struct Bound {
    var start: Minute
    var reason: Reason
    /// The bound on the end, where there is one.
    var endReason: Reason?
  }

  private func bound(_ node: Int) -> Bound {
    let record = network.nodes[node]
    var bound = Bound(start: ground.from, reason: Reason(kind: .today, until: ground.from))
    if record.notBefore > bound.start {
      let kind: Reason.Kind
      switch record.notBeforeReason {
      case .today: kind = .today
      case .start: kind = .start
      case .projectStart: kind = .projectStart
      case .scheduled: kind = .pin
      }
      let what = kind == .pin ? "scheduled" : nil
      bound = Bound(start: record.notBefore, reason: Reason(kind: kind, what: what, until: record.notBefore))
    }
    for edge in network.incoming(of: node) {
      guard let slot = pass.slots[Int(edge.from)] else { continue }
      let time = pass.placer.time(edge.fromEnd ? slot.finish : slot.start, plus: edge.lag)
      let reason = Reason(kind: .dependency, task: pass.cause(of: Int(edge.from)), until: time)
      if edge.toEnd {
        if bound.endReason.map({ time > $0.until }) ?? true { bound.endReason = reason }
      } else if time > bound.start || time == bound.start && bound.reason.kind == .today && time > ground.from
      {
        bound.start = time
        bound.reason = reason
      }
    }
    return bound
  }

  private func milestone(_ record: Node, _ slot: Slot, _ bound: Bound) -> Reason {
    let hasPredecessors = bound.reason.kind == .dependency || bound.endReason != nil
    if let end = bound.endReason, end.until >= bound.start { return end }
    if !hasPredecessors, record.fallback != nil {
      return Reason(kind: .pin, what: "its day", until: slot.start)
    }
    return bound.reason
  }

  // MARK: The minute before

  /// The last minute before a time in which some of a task's people (all, for a length) work on the axes.
  private func lastMinute(
    before time: Minute, _ record: Node, _ slot: Slot, _ axes: [WorkAxis], _ planAxis: WorkAxis
  ) -> Minute? {
    let parts: [Staffing.Part]
    if slot.staffing >= 0 {
      parts = network.staffings[Int(slot.staffing)].parts
    } else {
      // Nobody's time: the plan's hours.
      let index = planAxis.index(at: time)
      return index > 0 ? planAxis.time(of: index - 1) : nil
    }
    guard record.isLength, parts.count > 1 else {
      return parts.compactMap { lastMinute(of: $0, before: time, axes) }.max()
    }
    var limit = time
    for _ in 0..<10_000 {
      let minutes = parts.map { lastMinute(of: $0, before: limit, axes) }
      guard let least = minutes.compactMap({ $0 }).min(), !minutes.contains(where: { $0 == nil }) else {
        return nil
      }
      if minutes.allSatisfy({ $0 == least }) { return least }
      limit = least + 1
    }
    return nil
  }

  /// The last minute before a time in which one works on the axes.
  private func lastMinute(of part: Staffing.Part, before time: Minute, _ axes: [WorkAxis]) -> Minute? {
    let axis = axes[Int(part.resource)]
    var index = axis.index(at: time)
    while index > 0, let minute = axis.time(of: index - 1) {
      if axis.level(at: minute) >= part.rate { return minute }
      // Too little of it: before that interval.
      index = axis.prefix[axis.interval(holding: index - 1)]
    }
    return nil
  }

  /// True if a task that began at a time would end before its bound.
  private func endsTooEarly(_ record: Node, _ slot: Slot, from start: Minute, _ end: Minute) -> Bool {
    guard slot.staffing >= 0 else {
      let last = ground.planAxis.index(at: start) + max(1, PriorityOrder.length(record, network)) - 1
      return ground.planAxis.time(of: last).map { $0 + 1 < end } ?? false
    }
    let staffing = network.staffings[Int(slot.staffing)]
    guard record.isSplit else {
      return pass.placer.walk(record, staffing, from: start).map { $0.finish < end } ?? false
    }
    let own = pass.work(Int(network.nodeOfTask[record.task.position]))
    for work in own { pass.placer.add(work, -1) }
    defer { for work in own { pass.placer.add(work, 1) } }
    return pass.placer.interruptedWork(record, staffing, from: start)?.map(\.to).max().map { $0 < end }
      ?? false
  }

  /// True if one more minute like its first would end a task before a time.
  private func minuteMovesEnd(_ record: Node, _ slot: Slot, _ task: TaskIndex, _ end: Minute) -> Bool {
    let work = pass.work(Int(network.nodeOfTask[task.position]))
    guard !record.isLength, let last = work.map(\.to).max(), last == end else { return true }
    let first = work.reduce(0) { $1.from <= slot.start && slot.start < $1.to ? $0 + Int($1.rate) : $0 }
    let ending = work.reduce(0) { $1.from < last && last <= $1.to ? $0 + Int($1.rate) : $0 }
    let done = work.reduce(0) { $0 + Int($1.to - $1.from) * Int($1.rate) }
    return first >= ending - (done - Int(record.minutes) * 1000)
  }

  /// Who has something else planned in a minute.
  private func taken(at minute: Minute, _ slot: Slot, _ task: TaskIndex) -> Reason? {
    guard slot.staffing >= 0 else { return nil }
    let placer = pass.placer
    let own = pass.work(Int(network.nodeOfTask[task.position]))
    for work in own { placer.add(work, -1) }
    defer { for work in own { placer.add(work, 1) } }
    return network.staffings[Int(slot.staffing)].parts.compactMap { part in
      let index = placer.axes[Int(part.resource)].index(at: minute)
      let conflict = placer.profiles[Int(part.resource)].firstConflict(index..<index + 1, rate: part.rate)
      return conflict == nil ? nil : occupant(part, minute, task)
    }.min { $0.until < $1.until }
  }

  /// Who has something else planned, if the task began at a time.
  private func busy(_ record: Node, _ slot: Slot, from start: Minute, _ task: TaskIndex) -> Reason? {
    guard slot.staffing >= 0 else { return nil }
    // The minute before would have been taken, but for somebody: whoever gives the time back first.
    if record.isSplit { return taken(at: start, slot, task) }
    let staffing = network.staffings[Int(slot.staffing)]
    let placer = pass.placer
    let own = pass.work(Int(network.nodeOfTask[task.position]))
    for work in own { placer.add(work, -1) }
    defer { for work in own { placer.add(work, 1) } }
    guard let walk = placer.walk(record, staffing, from: start) else { return nil }
    var best: Reason?
    for (number, part) in staffing.parts.enumerated() {
      let axis = placer.axes[Int(part.resource)]
      let rate = part.rate
      for range in walk.ranges(of: number) {
        let indices = axis.index(at: range.lowerBound)..<axis.index(at: range.upperBound)
        guard let conflict = placer.profiles[Int(part.resource)].firstConflict(indices, rate: rate),
          let time = axis.time(of: conflict)
        else { continue }
        if let found = occupant(part, time, task), best.map({ found.until > $0.until }) ?? true {
          best = found
        }
        break
      }
    }
    return best
  }

  private func occupant(_ part: Staffing.Part, _ time: Minute, _ task: TaskIndex) -> Reason? {
    // What is planned could make way; recurring and pinned work stays where it is.
    let all = occupants[Int(part.resource)]
    guard
      let piece = all.first(at: time, besides: task, isFixed: false) ?? all.first(at: time, besides: task)
    else { return nil }
    let node = network.nodeOfTask[piece.task.position]
    let isSeries = node >= 0 && network.nodes[Int(node)].isSeries
    return Reason(
      kind: isSeries ? .recurring : .busy, task: piece.task,
      who: ground.staff.resources[Int(part.resource)].key, until: piece.to)
  }

  // MARK: What people have instead

  private func away(at time: Minute, _ slot: Slot, _ task: TaskIndex) -> Reason? {
    let day = plan.configuration.calendar.holiday(on: ground.today + Int(time / dayLength))
    func holiday() -> Reason? {
      guard let day else { return nil }
      return Reason(
        kind: .holiday, what: day.name,
        until: Minute(clamping: (day.last + 1 - ground.today) * Int(dayLength)))
    }
    guard slot.staffing >= 0 else { return holiday() }
    for part in network.staffings[Int(slot.staffing)].parts {
      guard ordinary[Int(part.resource)].level(at: time) > 0,
        ground.fixed.axes[Int(part.resource)].level(at: time) < part.rate
      else { continue }
      let key = ground.staff.resources[Int(part.resource)].key
      if let leave = ground.staff.person(part.resource)?.leave(on: ground.today + Int(time / dayLength)) {
        return Reason(
          kind: .leave, who: key, what: leave.name,
          until: Minute(clamping: (leave.last + 1 - ground.today) * Int(dayLength)))
      }
      if let found = holiday() { return found }
      let taken =
        ground.staff.resources[Int(part.resource)].units
        - ground.fixed.axes[Int(part.resource)].level(at: time)
      guard let piece = occupants[Int(part.resource)].first(at: time, besides: task, isFixed: true),
        occupants[Int(part.resource)].fixedLoad(at: time, besides: task) >= taken
      else {
        // Logged today: the minutes are over.
        return Reason(kind: .today, who: key, what: "logged today", until: slot.start)
      }
      let isPinned = plan.tag(.fixed, of: piece.task) != nil
      return Reason(kind: isPinned ? .busy : .recurring, task: piece.task, who: key, until: piece.to)
    }
    return nil
  }
}

/// Who has a resource when: pieces of work in the order of their starts.
struct Occupants: Sendable {
  struct Piece: Sendable {
    let from: Minute
    let to: Minute
    let task: TaskIndex
    let rate: Int32
    /// An occurrence or a pinned task, before which planned ones make way.
    let isFixed: Bool
  }

  private let pieces: [Piece]
  /// The latest end of all pieces up to each.
  private let latest: [Minute]

  init(_ pieces: [Piece]) {
    self.pieces = pieces.sorted { ($0.from, $0.task) < ($1.from, $1.task) }
    var most = Minute.min
    latest = self.pieces.map {
      most = max(most, $0.to)
      return most
    }
  }

  /// A piece that holds a minute; of several the one that ends first, since with its end there is room.
  func first(at time: Minute, besides task: TaskIndex, isFixed: Bool? = nil) -> Piece? {
    var found: Piece?
    forEach(at: time, besides: task) { piece in
      guard isFixed == nil || piece.isFixed == isFixed else { return }
      if found.map({ piece.to < $0.to }) ?? true { found = piece }
    }
    return found
  }

  /// What the fixed pieces that hold a minute take together, in thousandths.
  func fixedLoad(at time: Minute, besides task: TaskIndex) -> Int32 {
    var load: Int32 = 0
    forEach(at: time, besides: task) { if $0.isFixed { load += $0.rate } }
    return load
  }

  private func forEach(at time: Minute, besides task: TaskIndex, _ body: (Piece) -> Void) {
    var (low, high) = (0, pieces.count)
    while low < high {
      let middle = (low + high) / 2
      if pieces[middle].from <= time { low = middle + 1 } else { high = middle }
    }
    var position = low - 1
    while position >= 0, latest[position] > time {
      let piece = pieces[position]
      if piece.to > time, piece.task != task { body(piece) }
      position -= 1
    }
  }
}
