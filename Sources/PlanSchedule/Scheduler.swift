package import PlanModel

/// Computes schedules of a plan. Source: scheduling.
package struct Scheduler {
  package let plan: Plan
  package let today: Day
  /// Days of work that are looked at, at most: ten years.
  static let horizon = 3653

  package init(_ plan: Plan, today: Day) {
    self.plan = plan
    self.today = today
  }

  /// The fast pass: what plain `schedule` prints.
  ///
  /// - Parameters:
  ///   - leastDays: Views that show recurring work up to a day ask for at least so many.
  ///   - onDates: Gets the dates with their reasons before the findings, which can take many times as long.
  package func schedule(
    leastDays: Int = 0, withReasons: Bool = true, onDates: (Schedule) -> Void = { _ in }
  ) -> Schedule {
    // Most plans end within a few years; who looks ten years ahead looks at every recurring task ten years long.
    var days = max(leastDays + 1, 500)
    while true {
      days = min(days, Scheduler.horizon)
      let ground = Ground(plan, today: today, days: days)
      let pass = ground.fastPass()
      let isCut =
        days < Scheduler.horizon
        && ground.network.order.contains { node in
          pass.slots[Int(node)] == nil && !ground.network.nodes[Int(node)].isHeld
            && ground.network.nodes[Int(node)].kind == .work && !pass.waitsForUndated(Int(node))
        }
      if isCut {
        days *= 3
        continue
      }
      var schedule = ScheduleWriter(ground).schedule(pass)
      ground.addSlacks(pass, to: &schedule)
      if withReasons {
        ground.addReasons(pass, to: &schedule)
        onDates(schedule)
        schedule.findings = ground.findings(pass, schedule)
      }
      return schedule
    }
  }
}

/// What all schedules of a plan stand on: the network, who works when, and what is fixed.
struct Ground {
  let plan: Plan
  let today: Day
  let days: Int
  let from: Minute
  let capacity: Capacity
  let staff: Staff
  let planAxis: WorkAxis
  let network: Network
  let fixed: FixedLayer
  let unestimated: [TaskIndex]
  let unassigned: [TaskIndex]
  let usedUp: [TaskIndex]
  let exceedsSpan: [TaskIndex]
  /// Slots of recurring and pinned tasks.
  let preset: [Int32: Slot]

  init(_ plan: Plan, today: Day, days: Int) {
    self.plan = plan
    self.today = today
    self.days = days
    capacity = Capacity(calendar: plan.configuration.calendar, today: today, days: days)
    staff = Staff(plan, capacity)
    planAxis = capacity.planAxis()
    // The beginning of today's working time; on a day off, midnight.
    let hours = plan.configuration.calendar.hours.first?.lowerBound ?? 0
    from = plan.configuration.calendar.isWorkday(today) ? Minute(hours) : 0
    let builder = NetworkBuilder(plan, today: today, staff: staff, from: from)
    network = builder.network
    fixed = FixedLayer(
      plan, today: today, staff: staff, network: network, recurring: builder.recurring, days: days,
      from: from,
      planAxis: planAxis)
    unestimated = builder.unestimated
    unassigned = builder.unassigned
    usedUp = builder.usedUp
    exceedsSpan = builder.exceedsSpan
    preset = Ground.preset(network, fixed, planAxis, from, today)
  }

  private static func preset(
    _ network: Network, _ fixed: FixedLayer, _ planAxis: WorkAxis, _ from: Minute, _ today: Day
  ) -> [Int32: Slot] {
    var result: [Int32: Slot] = [:]
    for occurrence in fixed.occurrences where occurrence.isLine {
      let node = network.nodeOfTask[occurrence.task.position]
      guard node >= 0 else { continue }
      let day = Minute(clamping: (occurrence.day - today) * Int(dayLength))
      // One that takes nothing happens when its day's work begins.
      let begin = planAxis.time(of: planAxis.index(at: day)) ?? day
      let idle = begin / dayLength == day / dayLength ? begin : day
      let start = occurrence.work.map(\.from).min() ?? idle
      result[node] = Slot(start: start, finish: occurrence.work.map(\.to).max() ?? start, staffing: -1)
    }
    for pinned in fixed.pinned { result[pinned.node] = pinned.slot }
    return result
  }

  func placer() -> Placer { placer(of: network) }

  /// A placer of another network on the same time.
  func placer(of network: Network) -> Placer {
    Placer(network, staff, axes: fixed.axes, planAxis: planAxis, pastMinutes: pastMinutes)
  }

  /// Minutes of the plan's calendar between two times, of which the first may lie before today.
  func workingMinutes(from first: Minute, to last: Minute) -> Int {
    (first < 0 ? pastMinutes(first) : -Int(planAxis.index(at: first))) + Int(planAxis.index(at: last))
  }

  /// Minutes of the plan's calendar from a time before today up to today.
  private func pastMinutes(_ time: Minute) -> Int {
    let calendar = plan.configuration.calendar
    // The days behind today up to the one that holds the time, and of that one what comes after the time.
    let days = (Int(-time) + Int(dayLength) - 1) / Int(dayLength)
    return stride(from: 1, through: min(days, 4000), by: 1).reduce(0) { sum, back in
      guard calendar.isWorkday(today - back) else { return sum }
      let clock = back == days ? Int(time) + days * Int(dayLength) : 0
      return calendar.hours.reduce(sum) { $0 + max(0, $1.upperBound - max(clock, $1.lowerBound)) }
    }
  }

  func fastPass() -> SerialPass { fastPass(of: network) }

  /// The fast pass of another network on the same time.
  func fastPass(of network: Network) -> SerialPass {
    let placer = placer(of: network)
    var pass = SerialPass(placer)
    pass.run(PriorityOrder(network, placer).ranks, preset: preset, from: from)
    return pass
  }
}

/// Turns slots into a schedule of tasks.
struct ScheduleWriter {
  private let ground: Ground

  init(_ ground: Ground) { self.ground = ground }

  func schedule(_ pass: SerialPass) -> Schedule {
    let (plan, network) = (ground.plan, ground.network)
    var schedule = Schedule(
      today: ground.today, from: ground.from,
      entries: [Schedule.Entry?](repeating: nil, count: plan.tasks.count))
    schedule.resources = ground.staff.resources
    schedule.occurrences = ground.fixed.occurrences
    schedule.unestimated = ground.unestimated
    schedule.unassigned = ground.unassigned
    schedule.usedUp = ground.usedUp
    schedule.exceedsSpan = ground.exceedsSpan
    schedule.days = ground.days
    schedule.placements = pass.placements
    var work: [Int32: [Work]] = [:]
    for pinned in ground.fixed.pinned { work[pinned.node] = pinned.work }
    for occurrence in ground.fixed.occurrences where occurrence.isLine {
      work[network.nodeOfTask[occurrence.task.position]] = occurrence.work
    }
    var isOrdered = [Bool](repeating: false, count: network.nodes.count)
    for node in network.order { isOrdered[Int(node)] = true }
    for position in plan.tasks.indices {
      let node = network.nodeOfTask[position]
      guard node >= 0 else { continue }
      let record = network.nodes[Int(node)]
      guard let slot = pass.slots[Int(node)] else {
        schedule.unscheduled.append((TaskIndex(position), why(Int(node), isOrdered[Int(node)], pass)))
        continue
      }
      schedule.entries[position] = Schedule.Entry(
        task: TaskIndex(position), start: slot.start, finish: slot.finish, effort: effort(record, position),
        layer: layer(record), work: work[node] ?? pass.work(Int(node)), isSeries: record.isSeries,
        isLength: record.isLength && record.spread == 0)
    }
    addSummaries(&schedule)
    schedule.finish = schedule.entries.lazy.compactMap { $0 }.filter { !$0.isSeries }.map(\.finish).max()
    return schedule
  }

  private func effort(_ node: Node, _ position: Int) -> Int {
    if node.isLength, node.spread > 0 { return Int(node.spread) }
    if node.layer == .fixed, node.pin == nil {
      return Int(FixedLayer.effort(of: TaskIndex(position), ground.plan))
    }
    return Int(node.minutes)
  }

  private func layer(_ node: Node) -> Schedule.Layer {
    if node.kind == .milestone { return .milestone }
    if node.takesNobody { return .waiting }
    switch node.layer {
    case .fixed: return .fixed
    case .running: return .running
    case .planned: return .planned
    }
  }

  private func why(_ position: Int, _ isOrdered: Bool, _ pass: SerialPass) -> Schedule.Unscheduled {
    let node = ground.network.nodes[position]
    if node.isHeld {
      return ground.plan[node.task].status == .held || ground.plan[node.task].flags.contains(.heldByParent)
        ? .held : .waitsForHold
    }
    if !isOrdered { return .circle }
    if pass.waitsForUndated(position) { return .waitsForUndated }
    if node.kind == .milestone { return .noPlace }
    return node.pin != nil && node.layer == .fixed ? .neverTogether : .beyondHorizon
  }

  /// Parents reach from the first of what is below them to the last.
  private func addSummaries(_ schedule: inout Schedule) {
    let plan = ground.plan
    for position in plan.tasks.indices.reversed()
    where plan.hasChildren(TaskIndex(position)) && plan.tasks[position].isUnfinished {
      let own = schedule.entries[position]
      // A parent whose own work has no place has none.
      if own == nil, ground.network.nodeOfTask[position] >= 0 { continue }
      if own != nil, ground.network.nodes[Int(ground.network.nodeOfTask[position])].layer == .fixed {
        continue
      }
      var (start, finish) = (own?.start ?? .max, own?.finish ?? .min)
      for child in plan.children(of: TaskIndex(position)) {
        guard let entry = schedule.entries[child.position] else { continue }
        start = min(start, entry.start)
        finish = max(finish, entry.finish)
      }
      guard start <= finish else {
        if ground.network.nodeOfTask[position] < 0, !plan.isArchived(TaskIndex(position)) {
          let inner = plan.subtree(of: TaskIndex(position))
          let isOpen = inner.contains { plan.tasks[$0].isUnfinished }
          let why = schedule.unscheduled.first { inner.contains($0.task.position) }?.why
          let task = plan.tasks[position]
          let isHeld =
            task.flags.contains(.heldByParent) || task.status == .held && !task.keys.contains(.start)
          if isOpen || why == nil {
            schedule.unscheduled.append(
              (TaskIndex(position), why ?? (isOpen || isHeld ? .held : .nothingLeft)))
          }
        }
        continue
      }
      schedule.entries[position] = Schedule.Entry(
        task: TaskIndex(position), start: start, finish: finish, effort: own?.effort ?? 0, layer: .summary,
        work: own?.work ?? [], isSeries: false, isLength: false)
    }
  }
}
