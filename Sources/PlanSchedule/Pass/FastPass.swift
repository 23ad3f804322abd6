import PlanModel

/// The order in which the fast pass places nodes, from what follows from the network alone.
///
/// By the highest priority of a node and all that wait for it; the latest start that keeps all due days; the length of the
/// chain behind it; the position in the plan. Nothing of it depends on where the plan ends, so that a task added there
/// moves no other. Source: scheduling, section 5.
struct PriorityOrder {
  /// For each node its place in the order.
  private(set) var ranks: [Int32] = []

  init(_ network: Network, _ placer: Placer) {
    let count = network.nodes.count
    var priorities = network.nodes.map { $0.kind == .work || $0.kind == .milestone ? $0.priority : UInt8.max }
    var latest = [Minute](repeating: .max, count: count)
    var chains = [Int](repeating: 0, count: count)
    let axis = placer.planAxis
    for position in network.order.reversed() {
      let node = Int(position)
      let length = PriorityOrder.length(network.nodes[node], network)
      // Due days as working minutes of the plan; the end of a day is the end of its work.
      var finish = network.nodes[node].due == .max ? Minute.max : axis.index(at: network.nodes[node].due)
      for edge in network.outgoing(of: node) {
        let next = Int(edge.to)
        priorities[node] = min(priorities[node], priorities[next])
        let lag = edge.lag.isElapsed ? 0 : edge.lag.minutes
        let nextLength = PriorityOrder.length(network.nodes[next], network)
        chains[node] = max(chains[node], chains[next] + Int(nextLength) + Int(max(0, lag)))
        guard latest[next] < .max else { continue }
        let bound = latest[next] + (edge.toEnd ? nextLength : 0) - lag + (edge.fromEnd ? 0 : length)
        finish = min(finish, bound)
      }
      latest[node] = finish == .max ? .max : finish - length
    }
    let sorted = (0..<Int32(count)).sorted { a, b in
      let (one, other) = (Int(a), Int(b))
      if priorities[one] != priorities[other] { return priorities[one] < priorities[other] }
      if latest[one] != latest[other] { return latest[one] < latest[other] }
      if chains[one] != chains[other] { return chains[one] > chains[other] }
      return a < b
    }
    ranks = [Int32](repeating: 0, count: count)
    for (rank, node) in sorted.enumerated() { ranks[Int(node)] = Int32(rank) }
  }

  /// Working minutes of the plan's calendar that a node takes, roughly: capacity does not count here.
  static func length(_ node: Node, _ network: Network) -> Minute {
    guard node.kind == .work else { return 0 }
    guard !node.isLength, let staffing = node.staffings.first else { return node.minutes }
    let total = max(1, Int(network.staffings[Int(staffing)].total))
    return Minute(clamping: (Int(node.minutes) * 1000 + total - 1) / total)
  }
}

/// Serial schedule generation: one node after the other, each at its earliest place.
struct SerialPass {
  let placer: Placer
  /// By node; nil: it has none.
  private(set) var slots: [Slot?]
  /// Work of tasks that were interrupted where others stood already: it cannot be found again later.
  private var interrupted: [Int: [Work]] = [:]
  /// How many placements were made.
  private(set) var placements = 0

  var network: Network { placer.network }

  init(_ placer: Placer) {
    self.placer = placer
    slots = [Slot?](repeating: nil, count: placer.network.nodes.count)
  }

  /// Places everything: what is preset, then running tasks by priority, then the rest in the order of its ranks as it
  /// becomes free.
  mutating func run(_ ranks: [Int32], preset: [Int32: Slot], from: Minute) {
    let network = network
    for (node, slot) in preset { slots[Int(node)] = slot }
    // Running tasks go on, whatever they ought to have waited for.
    let running = network.order.filter { network.nodes[Int($0)].layer == .running && preset[$0] == nil }
      .sorted {
        (network.nodes[Int($0)].priority, ranks[Int($0)]) < (network.nodes[Int($1)].priority, ranks[Int($1)])
      }
    for node in running { place(Int(node), from) }
    var waiting = (0..<network.nodes.count).map {
      network.incomingStarts[$0 + 1] - network.incomingStarts[$0]
    }
    var queue = RankQueue(ranks)
    var events: [Int32] = []
    func isReady(_ node: Int32) {
      if network.nodes[Int(node)].kind == .work { queue.insert(node) } else { events.append(node) }
    }
    for node in 0..<Int32(network.nodes.count) where waiting[Int(node)] == 0 { isReady(node) }
    while true {
      // Events take no time: they are at once what they wait for.
      guard let next = events.popLast() ?? queue.popFirst() else { return }
      let node = Int(next)
      if slots[node] == nil { place(node, from) }
      for edge in network.outgoing(of: node) {
        waiting[Int(edge.to)] -= 1
        if waiting[Int(edge.to)] == 0 { isReady(edge.to) }
      }
    }
  }

  /// The times at which a node may start and must have ended at the earliest; nil where something it waits for has no slot.
  func bounds(_ node: Int) -> (start: Minute, end: Minute)? {
    var (start, end) = (network.nodes[node].notBefore, Minute.min)
    for edge in network.incoming(of: node) {
      guard let slot = slots[Int(edge.from)] else { return nil }
      let time = placer.time(edge.fromEnd ? slot.finish : slot.start, plus: edge.lag)
      if edge.toEnd { end = max(end, time) } else { start = max(start, time) }
    }
    return (start, end)
  }

  /// Whether something that a node waits for has no dates, so that it has none either.
  func waitsForUndated(_ node: Int) -> Bool {
    network.nodes[node].layer != .running
      && network.incoming(of: node).contains { slots[Int($0.from)] == nil }
  }

  /// The work of a placed node.
  func work(_ node: Int) -> [Work] {
    if let known = interrupted[node] { return known }
    guard let slot = slots[node], network.nodes[node].kind == .work else { return [] }
    return placer.work(of: network.nodes[node], slot)
  }

  private mutating func place(_ node: Int, _ from: Minute) {
    let record = network.nodes[node]
    guard !record.isHeld else { return }
    switch record.kind {
    case .work:
      guard let (start, end) = record.layer == .running ? (from, Minute.min) : bounds(node) else { return }
      guard let slot = placer.earliest(record, from: max(start, from), endingFrom: end) else { return }
      slots[node] = slot
      if record.isSplit || record.layer == .running, slot.staffing >= 0 {
        let work = placer.work(of: record, slot)
        interrupted[node] = work
        for part in work { placer.add(part, 1) }
      } else {
        placer.take(record, slot)
      }
      placements += 1
    case .gate:
      slots[node] = bounds(node).map {
        Slot(start: max($0.start, $0.end), finish: max($0.start, $0.end), staffing: -1)
      }
    case .milestone: slots[node] = milestone(node, from)
    case .latest, .earliest: slots[node] = group(node)
    }
  }

  /// On the latest end before it, else on its day.
  private func milestone(_ node: Int, _ from: Minute) -> Slot? {
    let record = network.nodes[node]
    let hasPredecessors = network.incomingStarts[node + 1] > network.incomingStarts[node]
    guard hasPredecessors || record.fallback != nil || record.pin != nil else { return nil }
    guard let (start, end) = bounds(node) else { return nil }
    var time = max(start, end, from)
    if !hasPredecessors { time = max(record.fallback ?? from, from) }
    if let pin = record.pin { time = pin }
    return Slot(start: time, finish: time, staffing: -1)
  }

  /// The latest end, or earliest start, of what has dates below a group; nil where something below has none.
  private func group(_ node: Int) -> Slot? {
    let isLatest = network.nodes[node].kind == .latest
    var time: Minute?
    for edge in network.incoming(of: node) {
      guard let slot = slots[Int(edge.from)] else { return nil }
      let one = isLatest ? slot.finish : slot.start
      time = time.map { isLatest ? max($0, one) : min($0, one) } ?? one
    }
    // A group in which nothing is open binds nothing.
    let found = time ?? .min
    return Slot(start: found, finish: found, staffing: -1)
  }
}

/// The free node of the lowest rank first: a binary heap of ranks.
struct RankQueue {
  private let ranks: [Int32]
  private var heap: [Int32] = []

  init(_ ranks: [Int32]) { self.ranks = ranks }

  mutating func insert(_ node: Int32) {
    heap.append(node)
    var child = heap.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard ranks[Int(heap[child])] < ranks[Int(heap[parent])] else { return }
      heap.swapAt(child, parent)
      child = parent
    }
  }

  mutating func popFirst() -> Int32? {
    guard let first = heap.first, let last = heap.popLast() else { return nil }
    guard !heap.isEmpty else { return first }
    heap[0] = last
    var parent = 0
    while true {
      var child = parent * 2 + 1
      guard child < heap.count else { return first }
      if child + 1 < heap.count, ranks[Int(heap[child + 1])] < ranks[Int(heap[child])] { child += 1 }
      guard ranks[Int(heap[child])] < ranks[Int(heap[parent])] else { return first }
      heap.swapAt(child, parent)
      parent = child
    }
  }
}
