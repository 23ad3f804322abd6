package import PlanModel

/// What a schedule shows to be wrong or impossible. Source: scheduling, section 8.
package enum ScheduleFinding: Hashable, Sendable {
  /// Why a due day cannot be met.
  package enum Obstacle: Hashable, Sendable {
    /// Not even with unlimited people: the chain of tasks is too long.
    case path
    /// Only for lack of people's time.
    case capacity
    /// Only because of a date that somebody set: a pin, a start, a leave.
    case dates
  }

  /// With the chain of reasons of what ends last, and what would help; a guess, where nothing of it is estimated.
  case dueUnreachable(NodeIndex, due: Day, finish: Day, Obstacle, BindingChain, Remedy?, isGuess: Bool)
  /// `scheduled:` cannot be kept.
  case pinNotKept(TaskIndex, wanted: Day, start: Day)
  /// Pinned and recurring work is more than somebody has in a week; minutes. The task takes most of it.
  case overload(TaskIndex, who: String, week: Day, planned: Int, capacity: Int, recurring: Int)
  /// Two pinned tasks want the same person at the same time.
  case pinsCollide(TaskIndex, with: TaskIndex, who: String, day: Day)
  /// On the critical chain, and its length is a guess.
  case unestimatedCritical(TaskIndex)
  /// On the critical chain, and nobody does it.
  case unassignedCritical(TaskIndex)
  /// One does most of the critical chain, whose first task this is.
  case singlePersonChain(TaskIndex, who: String, percent: Int)
  /// The length is too short for the effort, which decides.
  case estimateExceedsSpan(TaskIndex)
  /// Occurrences that found no room.
  case recurringOverload(TaskIndex, count: Int, first: Day, minutes: Int)
  /// A pinned task lies in the past, in leave or on a day off.
  case pinnedOff(TaskIndex, day: Day, isPast: Bool)
  /// A pin lies before the end of what it waits for; nil: that has no dates.
  case pinBreaksOrder(TaskIndex, waitsFor: TaskIndex?, until: Day?)
  /// In progress, although what it waits for is not done.
  case startedTooEarly(TaskIndex, waitsFor: TaskIndex)
}

extension Ground {
  func findings(_ pass: SerialPass, _ schedule: Schedule) -> [ScheduleFinding] {
    dueFindings(pass, schedule) + pinFindings(schedule) + brokenOrders(pass, schedule) + collisions(schedule)
      + overloads(schedule) + seriesFindings(schedule) + earlyStarts(schedule) + chainFindings(schedule)
      + schedule.exceedsSpan.map { .estimateExceedsSpan($0) }
  }

  // MARK: Due days

  private func dueFindings(_ pass: SerialPass, _ schedule: Schedule) -> [ScheduleFinding] {
    var late: [(node: NodeIndex, due: DateValue, members: [Int32])] = []
    func members(_ tasks: Range<Int>) -> [Int32] {
      tasks.map { network.nodeOfTask[$0] }.filter {
        $0 >= 0 && pass.slots[Int($0)] != nil && !network.nodes[Int($0)].isSeries
      }
    }
    func consider(_ node: NodeIndex, _ date: DateValue, _ tasks: Range<Int>) {
      // What is overdue is late already, whatever is scheduled.
      guard date.last >= today else { return }
      let own = members(tasks)
      guard let end = own.compactMap({ pass.slots[Int($0)]?.finish }).max(), schedule.lastDay(end) > date.last
      else { return }
      late.append((node, date, own))
    }
    for task in plan.taskIndices where plan[task].isUnfinished && plan[task].keys.contains(.due) {
      if let date = plan.date(.due, of: task) {
        consider(.task(task), date, task.position..<max(task.position + 1, Int(plan[task].subtreeEnd)))
      }
    }
    for project in plan.projectIndices
    where plan[project].kind == .project && !plan[plan[project].file].isArchive {
      if let date = plan.date(.due, of: project) {
        consider(.project(project), date, plan.tasks(of: project))
      }
    }
    guard !late.isEmpty else { return [] }
    let (path, dated) = (unlimited(keepsDates: false), unlimited(keepsDates: true))
    // Levelling again takes as long as levelling: of many late ones, the first get a remedy.
    var passes = min(48, 400_000 / max(1, network.nodes.count))
    let unestimated = Set(schedule.unestimated)
    return late.map { one in
      let due = Minute(clamping: (one.due.last + 1 - today) * Int(dayLength))
      let limit = planAxis.index(at: due)
      func end(_ ends: [Minute]) -> Minute { one.members.map { ends[Int($0)] }.max() ?? 0 }
      let obstacle: ScheduleFinding.Obstacle =
        end(path) > limit ? .path : end(dated) > limit ? .dates : .capacity
      let finish = one.members.compactMap { pass.slots[Int($0)]?.finish }.max() ?? 0
      let last = one.members.first { pass.slots[Int($0)]?.finish == finish }.map {
        network.nodes[Int($0)].task
      }
      let chain = BindingChain(endingWith: last ?? .none, schedule)
      let remedy =
        obstacle == .capacity ? remedy(one.members, chain, schedule, finish: finish, passes: &passes) : nil
      return .dueUnreachable(
        one.node, due: one.due.last, finish: schedule.lastDay(finish), obstacle, chain, remedy,
        isGuess: obstacle == .capacity
          && one.members.allSatisfy { unestimated.contains(network.nodes[Int($0)].task) })
    }
  }

  /// Ends by the network alone, in working minutes of the plan; with or without the dates that somebody set.
  private func unlimited(keepsDates: Bool) -> [Minute] {
    var (starts, ends) = (
      [Minute](repeating: 0, count: network.nodes.count), [Minute](repeating: 0, count: network.nodes.count)
    )
    for position in network.order {
      let node = Int(position)
      let length = PriorityOrder.length(network.nodes[node], network)
      var start =
        keepsDates && network.nodes[node].notBefore > 0
        ? planAxis.index(at: network.nodes[node].notBefore) : 0
      if keepsDates, let slot = preset[position] { start = max(start, planAxis.index(at: slot.start)) }
      for edge in network.incoming(of: node) {
        let from = Int(edge.from)
        let time = (edge.fromEnd ? ends[from] : starts[from]) + (edge.lag.isElapsed ? 0 : edge.lag.minutes)
        start = max(start, edge.toEnd ? time - length : time)
      }
      (starts[node], ends[node]) = (start, start + length)
    }
    return ends
  }

  // MARK: Pins

  private func pinFindings(_ schedule: Schedule) -> [ScheduleFinding] {
    plan.taskIndices.compactMap { task -> ScheduleFinding? in
      guard let entry = schedule[task], !entry.isSeries else { return nil }
      let start = schedule.clock(entry.start).day
      if let pin = plan.date(.fixed, of: task) {
        if pin.first < today { return .pinnedOff(task, day: pin.first, isPast: true) }
        let isOff =
          entry.work.contains { work in
            staff.resources[Int(work.resource)].axis.level(at: work.from) == 0
          } || entry.work.isEmpty && entry.effort > 0 && planAxis.level(at: entry.start) == 0
        return isOff ? .pinnedOff(task, day: pin.first, isPast: false) : nil
      }
      guard let wanted = plan.date(.scheduled, of: task)?.last, wanted >= today, start > wanted else {
        return nil
      }
      return .pinNotKept(task, wanted: wanted, start: start)
    }
  }

  /// Pins that lie before what they wait for: kept, and told.
  private func brokenOrders(_ pass: SerialPass, _ schedule: Schedule) -> [ScheduleFinding] {
    network.nodes.indices.compactMap { position -> ScheduleFinding? in
      let node = network.nodes[position]
      guard node.pin != nil, let slot = pass.slots[position] else { return nil }
      var worst: (edge: Edge, time: Minute)?
      for edge in network.incoming(of: position) {
        guard let from = pass.slots[Int(edge.from)] else {
          // What has no dates ends never.
          worst = (edge, .max)
          break
        }
        let time = pass.placer.time(edge.fromEnd ? from.finish : from.start, plus: edge.lag)
        guard time > (edge.toEnd ? slot.finish : slot.start), time > worst?.time ?? .min else { continue }
        worst = (edge, time)
      }
      guard let worst else { return nil }
      return .pinBreaksOrder(
        node.task, waitsFor: pass.cause(of: Int(worst.edge.from)),
        until: worst.time == .max ? nil : schedule.lastDay(worst.time))
    }
  }

  /// Pinned tasks at the same minute of the same person, each told once.
  private func collisions(_ schedule: Schedule) -> [ScheduleFinding] {
    var result: [ScheduleFinding] = []
    var told: Set<TaskIndex> = []
    for (number, resource) in staff.resources.enumerated() {
      var pieces = fixed.pinned.flatMap { one in
        one.work.filter { Int($0.resource) == number }.map { (network.nodes[Int(one.node)].task, $0) }
      }
      guard pieces.count > 1 else { continue }
      pieces.sort { ($0.1.from, $0.0) < ($1.1.from, $1.0) }
      var open: [(task: TaskIndex, work: Work)] = []
      for (task, work) in pieces {
        open.removeAll { $0.work.to <= work.from || $0.task == task }
        let taken = open.reduce(work.rate) { $0 + $1.work.rate }
        if taken > resource.units, let other = open.first, told.insert(task).inserted {
          result.append(
            .pinsCollide(task, with: other.task, who: resource.key, day: schedule.clock(work.from).day))
        }
        open.append((task, work))
      }
    }
    return result
  }

  // MARK: The critical chain

  /// Least tasks and percent of a critical chain that is said to hang on one person.
  private static let (chainLength, chainShare) = (5, 80)

  private func chainFindings(_ schedule: Schedule) -> [ScheduleFinding] {
    let critical = schedule.entries.lazy.compactMap { $0 }.filter {
      $0.isCritical && $0.layer == .planned && !$0.isSeries
    }
    let unestimated = Set(schedule.unestimated)
    // Where nothing is estimated, nothing sticks out.
    let hasEstimates = critical.contains { !unestimated.contains($0.task) }
    let unassigned = Set(staff.isImplicit ? [] : schedule.unassigned)
    // What stands alone is on no chain: it ends last among its like, as in an inbox.
    func isOnChain(_ task: TaskIndex) -> Bool {
      let node = Int(network.nodeOfTask[task.position])
      return !network.incoming(of: node).isEmpty || !network.outgoing(of: node).isEmpty
    }
    var result: [ScheduleFinding] = []
    var (minutes, all, count, first) = ([Int32: Int](), 0, 0, TaskIndex?.none)
    for entry in critical {
      if hasEstimates, isOnChain(entry.task), unestimated.contains(entry.task) {
        result.append(.unestimatedCritical(entry.task))
      }
      if unassigned.contains(entry.task), isOnChain(entry.task) {
        result.append(.unassignedCritical(entry.task))
      }
      count += 1
      first = first ?? entry.task
      for work in entry.work {
        minutes[work.resource, default: 0] += work.minutes
        all += work.minutes
      }
    }
    guard count >= Ground.chainLength, staff.resources.count > 2, let first,
      let most = minutes.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }), all > 0
    else { return result }
    let percent = most.value * 100 / all
    if percent >= Ground.chainShare {
      result.append(
        .singlePersonChain(first, who: staff.resources[Int(most.key)].key, percent: percent))
    }
    return result
  }

  // MARK: Too much

  private func overloads(_ schedule: Schedule) -> [ScheduleFinding] {
    let first = today.firstOfWeek(startingOn: plan.configuration.calendar.weekStart)
    var result: [ScheduleFinding] = []
    for (number, resource) in staff.resources.enumerated() {
      var over: Set<Int> = []
      for position in resource.axis.starts.indices {
        let (start, index) = (resource.axis.starts[position], resource.axis.prefix[position])
        fixed.used[number].steps(index..<index + (resource.axis.ends[position] - start)) { range, use in
          if use > resource.units {
            over.insert((schedule.clock(start + (range.lowerBound - index)).day - first) / 7)
          }
        }
      }
      for week in over.sorted() {
        let range = schedule.minute(first + week * 7)..<schedule.minute(first + (week + 1) * 7)
        func minutes(_ work: [Work]) -> Int {
          work.filter { Int($0.resource) == number && range.contains($0.from) }.reduce(0) { $0 + $1.minutes }
        }
        var (recurring, pinned, most) = (0, 0, (task: TaskIndex.none, minutes: 0))
        for occurrence in schedule.occurrences {
          let own = minutes(occurrence.work)
          recurring += own
          if own > most.minutes { most = (occurrence.task, own) }
        }
        for one in fixed.pinned {
          let own = minutes(one.work)
          pinned += own
          if own > most.minutes { most = (network.nodes[Int(one.node)].task, own) }
        }
        let capacity = Int(
          resource.axis.index(at: max(0, range.upperBound))
            - resource.axis.index(at: max(0, range.lowerBound)))
        result.append(
          .overload(
            most.task, who: resource.key, week: first + week * 7, planned: recurring + pinned,
            capacity: capacity * Int(resource.units) / 1000, recurring: recurring))
      }
    }
    return result
  }

  private func seriesFindings(_ schedule: Schedule) -> [ScheduleFinding] {
    var missing: [TaskIndex: (count: Int, first: Day, minutes: Int)] = [:]
    for occurrence in schedule.occurrences where occurrence.missing > 0 {
      let known = missing[occurrence.task] ?? (0, occurrence.day, 0)
      missing[occurrence.task] = (known.count + 1, known.first, known.minutes + occurrence.missing)
    }
    return missing.sorted { $0.key < $1.key }.map {
      .recurringOverload($0.key, count: $0.value.count, first: $0.value.first, minutes: $0.value.minutes)
    }
  }

  private func earlyStarts(_ schedule: Schedule) -> [ScheduleFinding] {
    plan.taskIndices.compactMap { task -> ScheduleFinding? in
      guard plan[task].status == .started, schedule[task] != nil else { return nil }
      var waitsFor = plan[task].predecessor.orNil.flatMap { plan[$0].isUnfinished ? $0 : nil }
      for edge in plan.dependencies(of: task) where edge.kind == .after && edge.end == .end {
        if case .task(let other) = edge.target, plan[other].isUnfinished { waitsFor = waitsFor ?? other }
      }
      return waitsFor.map { .startedTooEarly(task, waitsFor: $0) }
    }
  }
}
