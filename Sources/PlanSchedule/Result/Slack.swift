import PlanModel

extension Ground {
  /// How long each task may wait: with people's time, pushing every task as late as possible in falling order of finish
  /// with its project's end fixed; and by the network alone. Source: scheduling, section 5.
  func addSlacks(_ pass: SerialPass, to schedule: inout Schedule) {
    let late = lateStarts(pass)
    let network = networkSlacks(pass)
    for position in schedule.entries.indices {
      guard var entry = schedule.entries[position] else { continue }
      let node = self.network.nodeOfTask[position]
      guard node >= 0, let slot = pass.slots[Int(node)] else { continue }
      entry.slack = max(0, Int(planAxis.index(at: late[Int(node)]) - planAxis.index(at: slot.start)))
      entry.networkSlack = max(entry.slack, network[Int(node)])
      schedule.entries[position] = entry
    }
    // A parent may wait as long as the one of its subtasks that may wait least.
    for position in plan.tasks.indices.reversed() {
      guard var entry = schedule.entries[position], entry.layer == .summary else { continue }
      let below = plan.subtree(of: TaskIndex(position)).compactMap { schedule.entries[$0] }.filter {
        $0.layer != .summary
      }
      let all = below + (self.network.nodeOfTask[position] >= 0 ? [entry] : [])
      entry.slack = all.map(\.slack).min() ?? 0
      entry.networkSlack = all.map(\.networkSlack).min() ?? 0
      schedule.entries[position] = entry
    }
  }

  /// The outermost project of each node; events have that of none.
  private func ends(_ pass: SerialPass) -> [Minute] {
    var endOf = [Int: Minute]()
    var projects = [Int](repeating: -1, count: network.nodes.count)
    var top = [Int](repeating: -1, count: plan.projects.count)
    for position in plan.projects.indices {
      top[position] = plan.projects[position].parent.orNil.map { top[$0.position] } ?? position
    }
    var latest = Minute.min
    for (position, node) in network.nodes.enumerated()
    where (node.kind == .work || node.kind == .milestone) && !node.isSeries {
      guard let slot = pass.slots[position], let project = plan[node.task].project.orNil else { continue }
      projects[position] = top[project.position]
      endOf[top[project.position]] = max(endOf[top[project.position]] ?? .min, slot.finish)
      latest = max(latest, slot.finish)
    }
    return projects.map { $0 < 0 ? latest : endOf[$0] ?? latest }
  }

  private func lateStarts(_ pass: SerialPass) -> [Minute] {
    let placer = placer()
    let ends = ends(pass)
    var late = pass.slots.map { $0.map { ($0.start, $0.finish) } ?? (Minute.max, Minute.max) }
    // What does not move takes its time first.
    for (position, node) in network.nodes.enumerated() where node.kind == .work {
      guard let slot = pass.slots[position], node.layer == .running || node.isSplit,
        preset[Int32(position)] == nil
      else { continue }
      for work in pass.work(position) { placer.add(work, 1) }
      _ = slot
    }
    // Events follow what hangs on them, so that all nodes are taken in falling order of finish, later ones of the network first.
    var rank = [Int32](repeating: 0, count: network.nodes.count)
    for (number, node) in network.order.enumerated() { rank[Int(node)] = Int32(number) }
    let order = network.order.filter { pass.slots[Int($0)] != nil }.sorted { a, b in
      let (one, other) = (pass.slots[Int(a)]?.finish ?? 0, pass.slots[Int(b)]?.finish ?? 0)
      return one != other ? one > other : rank[Int(a)] > rank[Int(b)]
    }
    for node in order.map(Int.init) {
      guard let slot = pass.slots[node] else { continue }
      let record = network.nodes[node]
      let limit = limit(node, late, ends[node], placer, slot)
      switch record.kind {
      case .work:
        if preset[Int32(node)] != nil || record.layer != .planned || record.isSplit {
          // It stays; what follows it could wait so long.
          late[node] = (max(slot.start, shifted(slot, by: limit)), max(slot.finish, limit))
          continue
        }
        let found = placer.latest(record, staffing: slot.staffing, endingBy: limit)
        let new = found.map { $0.start >= slot.start ? $0 : slot } ?? slot
        placer.take(record, new)
        late[node] = (new.start, new.finish)
      case .milestone, .gate, .latest, .earliest:
        late[node] = (max(slot.start, limit), max(slot.finish, limit))
      }
    }
    return late.map(\.0)
  }

  /// A start so much later as the end may be.
  private func shifted(_ slot: Slot, by limit: Minute) -> Minute {
    let slack = planAxis.index(at: limit) - planAxis.index(at: slot.finish)
    guard slack > 0 else { return slot.start }
    return planAxis.time(of: planAxis.index(at: slot.start) + slack) ?? slot.start
  }

  /// The latest end that keeps what waits for a node where it is, and its project's end.
  private func limit(_ node: Int, _ late: [(Minute, Minute)], _ end: Minute, _ placer: Placer, _ slot: Slot)
    -> Minute
  {
    var limit = end
    for edge in network.outgoing(of: node) {
      let target = Int(edge.to)
      guard late[target].0 < .max else { continue }
      let bound = edge.toEnd ? late[target].1 : late[target].0
      let time = before(bound, minus: edge.lag, placer)
      // A bound on the start leaves the end as far behind as it is.
      limit = min(limit, edge.fromEnd ? time : max(slot.finish, time + (slot.finish - slot.start)))
    }
    return max(limit, slot.finish)
  }

  /// The latest time that is not more than a lag before another.
  private func before(_ time: Minute, minus lag: Lag, _ placer: Placer) -> Minute {
    guard lag.minutes != 0 else { return time }
    if lag.isElapsed { return Minute(clamping: Int(time) - Int(lag.minutes)) }
    let index = planAxis.index(at: time) - lag.minutes
    guard index > 0 else { return 0 }
    return planAxis.time(of: index - 1).map { $0 + 1 } ?? time
  }

  /// Total float of the critical path method, in working minutes of the plan, people left out.
  private func networkSlacks(_ pass: SerialPass) -> [Int] {
    let count = network.nodes.count
    var early = [Int](repeating: 0, count: count)
    let lengths = network.nodes.map { Int(PriorityOrder.length($0, network)) }
    for position in network.order {
      let node = Int(position)
      var start =
        network.nodes[node].notBefore > 0 ? Int(planAxis.index(at: network.nodes[node].notBefore)) : 0
      if let slot = preset[position] { start = Int(planAxis.index(at: slot.start)) }
      for edge in network.incoming(of: node) {
        let from = Int(edge.from)
        let lag = edge.lag.isElapsed ? 0 : Int(edge.lag.minutes)
        let time = early[from] + (edge.fromEnd ? lengths[from] : 0) + lag
        start = max(start, edge.toEnd ? time - lengths[node] : time)
      }
      early[node] = start
    }
    var endOf: [Int: Int] = [:]
    var top = [Int](repeating: -1, count: plan.projects.count)
    for position in plan.projects.indices {
      top[position] = plan.projects[position].parent.orNil.map { top[$0.position] } ?? position
    }
    func project(_ node: Int) -> Int? {
      let kind = network.nodes[node].kind
      guard kind == .work || kind == .milestone, !network.nodes[node].isSeries else { return nil }
      return plan[network.nodes[node].task].project.orNil.map { top[$0.position] }
    }
    for position in network.order {
      guard let project = project(Int(position)) else { continue }
      endOf[project] = max(endOf[project] ?? 0, early[Int(position)] + lengths[Int(position)])
    }
    let all = endOf.values.max() ?? 0
    var late = [Int](repeating: 0, count: count)
    for position in network.order.reversed() {
      let node = Int(position)
      var finish = project(node).flatMap { endOf[$0] } ?? all
      for edge in network.outgoing(of: node) {
        let to = Int(edge.to)
        let lag = edge.lag.isElapsed ? 0 : Int(edge.lag.minutes)
        let bound = late[to] + (edge.toEnd ? lengths[to] : 0) - lag
        finish = min(finish, edge.fromEnd ? bound : bound + lengths[node])
      }
      late[node] = finish - lengths[node]
    }
    return (0..<count).map { max(0, late[$0] - early[$0]) }
  }
}
