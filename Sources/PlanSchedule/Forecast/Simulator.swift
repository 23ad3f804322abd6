import HeapModule
import PlanModel

/// What does not change from sample to sample.
struct SampleModel: Sendable {
  let nodes: [Node]
  let network: Network
  let axes: [WorkAxis]
  let planAxis: WorkAxis
  let units: [Int32]
  let preset: [Int32: Slot]
  /// The staffing that the schedule chose, by node; -1: nobody.
  let staffing: [Int32]
  /// The order of planned starts.
  let ranks: [Int32]
  let from: Minute
  let distributions: [EffortDistribution]
  let isRandom: [Bool]
  private let keys: [UInt64]
  private let seed: UInt64
  let isPlaced: [Bool]

  init(_ ground: Ground, _ pass: SerialPass, _ calibration: Calibration, _ plan: Plan, _ seed: UInt64) {
    network = ground.network
    nodes = ground.network.nodes
    axes = ground.fixed.axes
    planAxis = ground.planAxis
    units = ground.staff.resources.map(\.units)
    preset = ground.preset
    staffing = pass.slots.map { $0?.staffing ?? -1 }
    from = ground.from
    self.seed = seed
    isPlaced = pass.slots.map { $0 != nil }
    let sorted = (0..<Int32(nodes.count)).sorted { a, b in
      let (one, other) = (pass.slots[Int(a)]?.start ?? .max, pass.slots[Int(b)]?.start ?? .max)
      return one != other ? one < other : a < b
    }
    var ranks = [Int32](repeating: 0, count: nodes.count)
    for (rank, node) in sorted.enumerated() { ranks[Int(node)] = Int32(rank) }
    self.ranks = ranks
    var keys = [UInt64](repeating: 0, count: nodes.count)
    var distributions = [EffortDistribution](
      repeating: EffortDistribution(median: 0, sigma: 0), count: nodes.count)
    var isRandom = [Bool](repeating: false, count: nodes.count)
    for (position, node) in ground.network.nodes.enumerated() where node.kind == .work && !node.task.isNone {
      keys[position] = Draw.key(node.task, plan)
      // Lengths are what they are; so is what is pinned.
      guard !node.isLength, ground.preset[Int32(position)] == nil else { continue }
      distributions[position] = SampleModel.distribution(node, plan, calibration)
      isRandom[position] = true
    }
    self.keys = keys
    self.distributions = distributions
    self.isRandom = isRandom
  }

  private static func distribution(_ node: Node, _ plan: Plan, _ calibration: Calibration)
    -> EffortDistribution
  {
    let people = plan.effectiveAssignments(of: node.task).filter { $0.anyOf.count == 1 }.map(\.name)
    let estimate = plan.estimate(node.task)
    let isOwnPart = plan.hasChildren(node.task)
    let isRange = estimate?.low != nil
    var result: EffortDistribution
    if let estimate, !isOwnPart {
      result = EffortDistribution(
        estimate, plan: plan, of: node.task, spread: plan.configuration.forecastSpread)
    } else {
      result = EffortDistribution(median: Double(node.minutes), sigma: plan.configuration.forecastSpread)
    }
    result = result.calibrated(calibration, people: people, isRange: isRange && !isOwnPart)
    let stated = plan.effort(.left, of: node.task) != nil || plan.progress(node.task) != nil
    if stated || estimate == nil || isOwnPart {
      // What is left was said outright: the same shape around it.
      let bias = estimate.map { _ in 1.0 } ?? 1
      result.median = Double(node.minutes) * bias
    } else if let spent = plan.spentMinutes(of: node.task), spent > 0 {
      result.spent = Double(spent)
    }
    return result
  }

  /// The remaining minutes of a node in a sample: one part of luck is common to all tasks.
  @inline(__always)
  func minutes(_ node: Int, _ luck: Luck) -> Double {
    distributions[node].remaining(
      luck.root * luck.common + luck.rest * Draw.normal(seed, luck.sample, keys[node] | 1))
  }

  func common(_ sample: UInt64) -> Double { Draw.normal(seed, sample, 0) }
}

/// The luck of one sample, as far as all tasks share it.
struct Luck {
  let sample: UInt64
  let common: Double
  let root: Double
  let rest: Double

  init(_ model: SampleModel, _ sample: UInt64, _ correlation: Double) {
    self.sample = sample
    common = model.common(sample)
    root = correlation.squareRoot()
    rest = (1 - correlation).squareRoot()
  }
}

/// What a forecast says dates of: projects, milestones, tasks with a due day.
struct TargetGroups: Sendable {
  struct Target: Sendable {
    let node: NodeIndex
    let isMilestone: Bool
    let planned: Minute
    let due: Minute?
    /// Nodes whose last end it is.
    let members: [Int32]
  }

  private(set) var targets: [Target] = []
  /// Targets whose end's chain is followed: outermost projects.
  private(set) var tops: [Int] = []
  private var topOfNode: [Int]

  init(_ ground: Ground, _ pass: SerialPass) {
    let (plan, network) = (ground.plan, ground.network)
    topOfNode = [Int](repeating: 0, count: network.nodes.count)
    func due(_ date: DateValue?) -> Minute? {
      date.map { value in
        value.precision == .time
          ? Minute(clamping: (value.first - ground.today) * Int(dayLength)) + Minute(value.minute)
          : Minute(clamping: (value.last + 1 - ground.today) * Int(dayLength))
      }
    }
    func placed(_ tasks: Range<Int>) -> [Int32] {
      tasks.map { network.nodeOfTask[$0] }.filter {
        $0 >= 0 && pass.slots[Int($0)] != nil && !network.nodes[Int($0)].isSeries
      }
    }
    for position in plan.projects.indices where plan.projects[position].kind == .project {
      let project = ProjectIndex(position)
      let members = placed(plan.tasks(of: project))
      guard !members.isEmpty else { continue }
      let planned = members.compactMap { pass.slots[Int($0)]?.finish }.max() ?? ground.from
      if plan[project].parent.isNone {
        tops.append(targets.count)
        for member in members { topOfNode[Int(member)] = targets.count }
      }
      targets.append(
        Target(
          node: .project(project), isMilestone: false, planned: planned,
          due: due(plan.date(.due, of: project)), members: members))
    }
    for task in plan.taskIndices where plan[task].isUnfinished {
      let isMilestone = plan.isMilestone(task)
      guard isMilestone || plan[task].keys.contains(.due) else { continue }
      let members = placed(task.position..<max(task.position + 1, Int(plan[task].subtreeEnd)))
      guard !members.isEmpty else { continue }
      let planned = members.compactMap { pass.slots[Int($0)]?.finish }.max() ?? ground.from
      targets.append(
        Target(
          node: .task(task), isMilestone: isMilestone, planned: planned, due: due(plan.date(.due, of: task)),
          members: members))
    }
  }

  /// The outermost project's target of a node.
  func topTarget(of node: Int) -> Int { topOfNode[node] }
}

/// Runs one sample after another: at every event starts what can start, in the order of planned starts, without knowing
/// how long anything will take.
///
/// A task that cannot have its people waits in the queue of a resource that was short, and is asked again only when that
/// resource is given back: thousands of tasks that wait for one person cost nothing while it works.
///
/// Its memory is used again for every sample.
struct Simulator {
  private let model: SampleModel
  private let groups: TargetGroups
  private var finish: [Minute]
  private var start: [Minute]
  private var bounds: [(start: Minute, end: Minute, cause: Int32)]
  private var waiting: [Int32]
  private var cause: [Int32]
  private var free: [Int32]
  private var lastUser: [Int32]
  private let initialWaiting: [Int32]
  private let nodeOfRank: [Int32]
  /// The least that any staffing wants of a resource.
  private let leastRates: [Int32]
  private(set) var targetEnds: [Minute] = []
  /// How often each node was on the chain to its project's end.
  private(set) var critical: [Int32]
  /// The last sample in which each was critical, by ``noted``.
  private var criticalIn: [Int32]
  /// Samples whose chains were counted.
  private var noted: Int32 = 0
  /// How often tasks were asked whether they can start, in all samples: what the time of a sample goes by.
  private(set) var attempts = 0
  /// Work that may start as far as its bounds go, by rank.
  private var candidates = Heap<Int32>()
  /// Work that waits for its day, and work that is being done, by time and node.
  private var later = Heap<Int64>()
  private var running = Heap<Int64>()
  /// Work that waits for a resource, by rank.
  private var queues: [Heap<Int32>]
  private var freed: [Int32] = []
  private var isFreed: [Bool]
  private var aside: [(queue: Int32, rank: Int32)] = []

  init(_ model: SampleModel, _ groups: TargetGroups) {
    self.model = model
    self.groups = groups
    let count = model.nodes.count
    finish = [Minute](repeating: .min, count: count)
    start = finish
    bounds = [(start: Minute, end: Minute, cause: Int32)](repeating: (.min, .min, -1), count: count)
    cause = [Int32](repeating: -1, count: count)
    critical = [Int32](repeating: 0, count: count)
    criticalIn = critical
    free = model.units
    lastUser = [Int32](repeating: -1, count: model.units.count)
    queues = [Heap<Int32>](repeating: Heap(), count: model.units.count)
    isFreed = [Bool](repeating: false, count: model.units.count)
    initialWaiting = (0..<count).map {
      model.network.incomingStarts[$0 + 1] - model.network.incomingStarts[$0]
    }
    waiting = initialWaiting
    var nodeOfRank = [Int32](repeating: 0, count: count)
    for (node, rank) in model.ranks.enumerated() { nodeOfRank[Int(rank)] = Int32(node) }
    self.nodeOfRank = nodeOfRank
    var least = [Int32](repeating: .max, count: model.units.count)
    for staffing in model.network.staffings {
      for part in staffing.parts { least[Int(part.resource)] = min(least[Int(part.resource)], part.rate) }
    }
    leastRates = least
  }

  mutating func run(sample: UInt64, _ correlation: Double) {
    let luck = Luck(model, sample, correlation)
    waiting = initialWaiting
    free = model.units
    candidates = Heap()
    later = Heap()
    running = Heap()
    for resource in lastUser.indices {
      lastUser[resource] = -1
      queues[resource] = Heap()
    }
    for node in finish.indices {
      finish[node] = .min
      cause[node] = -1
    }
    var pending: [Int32] = []
    for node in 0..<Int32(model.nodes.count) where waiting[Int(node)] == 0 { pending.append(node) }
    var now = model.from
    while true {
      // Events and presets are at once; work waits for its turn.
      while let node = pending.popLast() {
        guard model.isPlaced[Int(node)] else { continue }
        let record = model.nodes[Int(node)]
        if let slot = model.preset[node] {
          (start[Int(node)], finish[Int(node)]) = (slot.start, slot.finish)
          release(node, &pending)
        } else if record.kind == .work {
          // All that comes before is known now, and stays as it is.
          bounds[Int(node)] = bound(Int(node))
          if record.layer == .running || bounds[Int(node)].start <= now {
            candidates.insert(model.ranks[Int(node)])
          } else {
            later.insert(Simulator.key(bounds[Int(node)].start, node))
          }
        } else {
          settle(Int(node), record)
          release(node, &pending)
        }
      }
      startCandidates(now, luck)
      // The next event: an end of work, or a day before which something may not start.
      guard let next = [running.min, later.min].compactMap({ $0 }).min() else { break }
      now = max(now, Simulator.time(next))
      while let first = running.min, Simulator.time(first) <= now {
        running.removeMin()
        let node = Simulator.node(first)
        giveBack(node)
        release(node, &pending)
      }
      while let first = later.min, Simulator.time(first) <= now {
        later.removeMin()
        candidates.insert(model.ranks[Int(Simulator.node(first))])
      }
    }
    note()
  }

  private static func key(_ time: Minute, _ node: Int32) -> Int64 { Int64(time) << 32 | Int64(node) }
  private static func time(_ key: Int64) -> Minute { Minute(truncatingIfNeeded: key >> 32) }
  private static func node(_ key: Int64) -> Int32 { Int32(truncatingIfNeeded: key) }

  private mutating func release(_ node: Int32, _ pending: inout [Int32]) {
    let network = model.network
    for position in network.outgoingStarts[Int(node)]..<network.outgoingStarts[Int(node) + 1] {
      let target = Int(network.edges[Int(network.outgoing[Int(position)])].to)
      waiting[target] -= 1
      if waiting[target] == 0 { pending.append(Int32(target)) }
    }
  }

  /// Bounds on start and end, and what binds the start last.
  private func bound(_ node: Int) -> (start: Minute, end: Minute, cause: Int32) {
    let network = model.network
    var (start, end, cause) = (model.nodes[node].notBefore, Minute.min, Int32(-1))
    for position in network.incomingStarts[node]..<network.incomingStarts[node + 1] {
      let edge = network.edges[Int(network.incoming[Int(position)])]
      let from = Int(edge.from)
      guard finish[from] > .min else { continue }
      let time = shifted(edge.fromEnd ? finish[from] : self.start[from], edge.lag)
      if edge.toEnd {
        if time > end { end = time }
      } else if time > start || cause < 0 && time == start {
        (start, cause) = (time, edge.from)
      }
    }
    return (start, end, cause)
  }

  private func shifted(_ time: Minute, _ lag: Lag) -> Minute {
    guard lag.minutes != 0 else { return time }
    if lag.isElapsed { return Minute(clamping: Int(time) + Int(lag.minutes)) }
    let index = model.planAxis.index(at: max(0, time)) + lag.minutes
    if lag.minutes > 0 {
      return model.planAxis.time(of: index - 1).map { $0 + 1 } ?? Minute(model.planAxis.days) * dayLength
    }
    return model.planAxis.time(of: max(0, index)) ?? 0
  }

  private mutating func settle(_ node: Int, _ record: Node) {
    let network = model.network
    switch record.kind {
    case .gate, .milestone:
      let bound = bound(node)
      var time = max(bound.start, bound.end)
      if record.kind == .milestone {
        time = max(time, model.from)
        if network.incomingStarts[node] == network.incomingStarts[node + 1], let fallback = record.fallback {
          time = max(fallback, model.from)
        }
        if let pin = record.pin { time = pin }
      }
      (start[node], finish[node], cause[node]) = (time, time, bound.cause)
    case .latest, .earliest:
      var (time, from) = (Minute?.none, Int32(-1))
      for position in network.incomingStarts[node]..<network.incomingStarts[node + 1] {
        let edge = network.edges[Int(network.incoming[Int(position)])]
        let one = record.kind == .latest ? finish[Int(edge.from)] : start[Int(edge.from)]
        if time.map({ record.kind == .latest ? one > $0 : one < $0 }) ?? true {
          (time, from) = (one, edge.from)
        }
      }
      (start[node], finish[node], cause[node]) = (time ?? model.from, time ?? model.from, from)
    case .work: break
    }
  }

  /// Asks in the order of ranks: what came free to start now, and the queues of resources that were given back.
  private mutating func startCandidates(_ now: Minute, _ luck: Luck) {
    while true {
      var (rank, queue) = (candidates.min ?? .max, -1)
      for resource in freed where free[Int(resource)] >= leastRates[Int(resource)] {
        if let first = queues[Int(resource)].min, first < rank { (rank, queue) = (first, Int(resource)) }
      }
      guard rank < .max else { break }
      if queue < 0 { candidates.removeMin() } else { queues[queue].removeMin() }
      attempts += 1
      let node = nodeOfRank[Int(rank)]
      let short = takes(node)
      if short < 0 {
        begin(Int(node), now, bounds[Int(node)], luck)
      } else if isFreed[Int(short)] {
        aside.append((short, rank))
      } else {
        queues[Int(short)].insert(rank)
      }
    }
    for one in aside { queues[Int(one.queue)].insert(one.rank) }
    aside.removeAll(keepingCapacity: true)
    for resource in freed { isFreed[Int(resource)] = false }
    freed.removeAll(keepingCapacity: true)
  }

  /// The resource that is short, or -1 and they are taken.
  private mutating func takes(_ node: Int32) -> Int32 {
    let position = model.staffing[Int(node)]
    guard position >= 0, !model.nodes[Int(node)].takesNobody else { return -1 }
    let parts = model.network.staffings[Int(position)].parts
    for part in parts where free[Int(part.resource)] < part.rate { return part.resource }
    for part in parts { free[Int(part.resource)] -= part.rate }
    return -1
  }

  private mutating func giveBack(_ node: Int32) {
    let position = model.staffing[Int(node)]
    guard position >= 0, !model.nodes[Int(node)].takesNobody else { return }
    for part in model.network.staffings[Int(position)].parts {
      free[Int(part.resource)] += part.rate
      lastUser[Int(part.resource)] = node
      if !isFreed[Int(part.resource)] {
        isFreed[Int(part.resource)] = true
        freed.append(part.resource)
      }
    }
  }

  private mutating func begin(
    _ node: Int, _ now: Minute, _ bound: (start: Minute, end: Minute, cause: Int32), _ luck: Luck
  ) {
    let record = model.nodes[node]
    let minutes =
      model.isRandom[node]
      ? Minute(max(1, min(5_000_000, model.minutes(node, luck).rounded())))
      : record.minutes
    let end = end(record, model.staffing[node], minutes, now)
    start[node] = now
    finish[node] = max(end, bound.end)
    // What was waited for last: a task before it, or whoever had its people.
    cause[node] = bound.start >= now ? bound.cause : -1
    if bound.start < now, model.staffing[node] >= 0 {
      for part in model.network.staffings[Int(model.staffing[node])].parts {
        let user = lastUser[Int(part.resource)]
        if user >= 0, finish[Int(user)] == now { cause[node] = user }
      }
    }
    if cause[node] < 0 { cause[node] = bound.cause }
    running.insert(Simulator.key(finish[node], Int32(node)))
  }

  /// When so many minutes of work are done, from a time on.
  private func end(_ record: Node, _ position: Int32, _ minutes: Minute, _ now: Minute) -> Minute {
    let beyond = Minute(model.planAxis.days) * dayLength
    guard position >= 0, !record.takesNobody else {
      let axis = model.planAxis
      return axis.time(of: axis.index(at: now) + max(1, minutes) - 1).map { $0 + 1 } ?? beyond
    }
    let staffing = model.network.staffings[Int(position)]
    if staffing.parts.count == 1 {
      let part = staffing.parts[0]
      let axis = model.axes[Int(part.resource)]
      let length =
        record.isLength
        ? minutes : Minute(clamping: (Int(minutes) * 1000 + Int(part.rate) - 1) / Int(part.rate))
      return axis.time(of: axis.index(at: now) + max(1, length) - 1).map { $0 + 1 } ?? beyond
    }
    // Several: by the parts' own minutes, as they come.
    var (low, high) = (now, beyond)
    let needed = record.isLength ? Int(minutes) : Int(minutes) * 1000
    func done(_ time: Minute) -> Int {
      var least = Int.max
      var sum = 0
      for part in staffing.parts {
        let axis = model.axes[Int(part.resource)]
        let own = Int(axis.index(at: time) - axis.index(at: now))
        least = min(least, own)
        sum += own * Int(part.rate)
      }
      return record.isLength ? least : sum
    }
    guard done(beyond) >= needed else { return beyond }
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if done(middle) >= needed { high = middle } else { low = middle }
    }
    return high
  }

  /// The ends of all targets, and the chains to the ends of outermost projects.
  private mutating func note() {
    targetEnds.removeAll(keepingCapacity: true)
    noted += 1
    for target in groups.targets {
      var end = Minute.min
      for member in target.members { end = max(end, finish[Int(member)]) }
      targetEnds.append(end)
    }
    for top in groups.tops {
      var (last, end) = (Int32(-1), Minute.min)
      for member in groups.targets[top].members where finish[Int(member)] > end {
        (last, end) = (member, finish[Int(member)])
      }
      // Where chains meet, the rest is counted already: a share of samples is never more than one.
      while last >= 0, criticalIn[Int(last)] != noted {
        criticalIn[Int(last)] = noted
        critical[Int(last)] += 1
        last = cause[Int(last)]
      }
    }
  }
}
