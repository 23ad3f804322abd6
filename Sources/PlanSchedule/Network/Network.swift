package import PlanModel

/// One way to staff a task: who works on it at which share of the time, all at once.
package struct Staffing: Hashable, Sendable {
  package struct Part: Hashable, Sendable {
    package let resource: Int32
    /// Thousandths: 500 is half of the person, 2000 two units of a pool.
    package let rate: Int32
  }

  package let parts: [Part]
  /// The rates of all.
  package let total: Int32

  init(parts: [Part]) {
    self.parts = parts
    total = parts.reduce(0) { $0 + $1.rate }
  }
}

/// What is placed: a task's work, or an event of a group of tasks.
struct Node: Sendable {
  enum Kind: UInt8, Sendable {
    /// Takes time: an open task without subtasks, or a parent's own work.
    case work
    /// A point in time, of no effort.
    case milestone
    /// The latest of the bounds on it: what all tasks of a group wait for.
    case gate
    /// The latest end of what is below a group.
    case latest
    /// The earliest start of what is below a group.
    case earliest
  }

  enum Layer: UInt8, Sendable { case fixed, running, planned }

  var kind: Kind
  var layer: Layer = .planned
  /// nil for events.
  var task = TaskIndex.none
  /// Remaining work in minutes, shared by all assigned; for a length, the length.
  var minutes: Minute = 0
  /// `minutes` is a length in which all work (`span`), not an effort.
  var isLength = false
  /// The work done during a length, where one is stated: spread evenly. 0: all of the people's time at their rate.
  var spread: Minute = 0
  /// May be interrupted by other planned tasks.
  var isSplit = false
  /// Takes its time, but nobody's.
  var takesNobody = false
  /// Ways to staff it, as they are written: positions in ``Network/staffings``; none: the plan's calendar, nobody's
  /// capacity.
  var staffings: Range<Int32> = 0..<0
  /// Not before, and why: `start:`, a project's start, `scheduled:`.
  var notBefore: Minute = 0
  var notBeforeReason = StartBound.today
  /// The time of `fixed:`.
  var pin: Minute?
  /// For a milestone with nothing before it.
  var fallback: Minute?
  /// The end of the due day or time that binds it; `Minute.max`: none.
  var due: Minute = .max
  /// 0 for `A` to 26 for `Z`, none between `C` and `D`.
  var priority: UInt8 = 3
  /// A recurring task, whose occurrences are placed before everything else; projects do not end with it.
  var isSeries = false
  /// No dates: it is held, or waits for something held.
  var isHeld = false
}

/// What a task's not-before comes from.
package enum StartBound: UInt8, Sendable { case today, start, projectStart, scheduled }

/// `to` is not earlier than `from`: source, scheduling, section 4.
struct Edge: Sendable {
  let from: Int32
  let to: Int32
  /// Which end of `from` counts.
  let fromEnd: Bool
  /// Which end of `to` is bound.
  let toEnd: Bool
  let lag: Lag
}

/// Everything that is placed and what it waits for, flat.
package struct Network: Sendable {
  var nodes: [Node] = []
  var edges: [Edge] = []
  /// Edges by their target: `incoming[incomingStarts[n]..<incomingStarts[n + 1]]` are positions in ``edges``.
  private(set) var incoming: [Int32] = []
  private(set) var incomingStarts: [Int32] = [0]
  private(set) var outgoing: [Int32] = []
  private(set) var outgoingStarts: [Int32] = [0]
  /// Nodes so that each comes after all it waits for; those in a circle are missing.
  private(set) var order: [Int32] = []
  /// The node of a task's own work; -1 without one.
  var nodeOfTask: [Int32] = []
  var staffings: [Staffing] = []

  /// Sorts the edges by node and the nodes by their order.
  mutating func link() {
    (incoming, incomingStarts) = Network.grouped(edges.map(\.to), nodes.count)
    (outgoing, outgoingStarts) = Network.grouped(edges.map(\.from), nodes.count)
    var waiting = (0..<nodes.count).map { incomingStarts[$0 + 1] - incomingStarts[$0] }
    order = (0..<Int32(nodes.count)).filter { waiting[Int($0)] == 0 }
    var next = 0
    while next < order.count {
      let node = Int(order[next])
      next += 1
      for position in outgoingStarts[node]..<outgoingStarts[node + 1] {
        let target = Int(edges[Int(outgoing[Int(position)])].to)
        waiting[target] -= 1
        if waiting[target] == 0 { order.append(Int32(target)) }
      }
    }
  }

  /// Leaves out what events say that have nothing to say: a project in which everything is cancelled binds nobody, so that
  /// a milestone after it keeps its own day.
  mutating func dropEmptyEvents() {
    var isEmpty = [Bool](repeating: false, count: nodes.count)
    var isAny = false
    for position in order {
      let node = Int(position)
      let isEvent = nodes[node].kind != .work && nodes[node].kind != .milestone
      guard isEvent, nodes[node].notBefore == .min,
        incoming(of: node).allSatisfy({ isEmpty[Int($0.from)] })
      else { continue }
      isEmpty[node] = true
      isAny = isAny || outgoingStarts[node] < outgoingStarts[node + 1]
    }
    guard isAny else { return }
    edges.removeAll { isEmpty[Int($0.from)] }
    link()
  }

  private static func grouped(_ keys: [Int32], _ count: Int) -> (items: [Int32], starts: [Int32]) {
    var starts = [Int32](repeating: 0, count: count + 1)
    for key in keys { starts[Int(key) + 1] += 1 }
    for position in 0..<count { starts[position + 1] += starts[position] }
    var next = starts
    var items = [Int32](repeating: 0, count: keys.count)
    for (item, key) in keys.enumerated() {
      items[Int(next[Int(key)])] = Int32(item)
      next[Int(key)] += 1
    }
    return (items, starts)
  }

  func incoming(of node: Int) -> LazyMapSequence<Range<Int32>, Edge> {
    (incomingStarts[node]..<incomingStarts[node + 1]).lazy.map { edges[Int(incoming[Int($0)])] }
  }

  func outgoing(of node: Int) -> LazyMapSequence<Range<Int32>, Edge> {
    (outgoingStarts[node]..<outgoingStarts[node + 1]).lazy.map { edges[Int(outgoing[Int($0)])] }
  }
}
