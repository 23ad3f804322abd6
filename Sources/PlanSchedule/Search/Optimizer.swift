package import PlanModel

/// How long to look for a better schedule.
package struct SearchLimits: Sendable {
  /// Schedules that are tried, the first pass included.
  package var schedules: Int
  package var seed: UInt64
  /// Schedules that are bred at a time; nil: as many as the number of schedules calls for.
  package var population: Int?
  /// Called between rounds: false ends the search. For limits in time, which the core knows nothing of.
  package var goesOn: @Sendable () -> Bool

  package init(
    schedules: Int, seed: UInt64 = 1, population: Int? = nil,
    goesOn: @escaping @Sendable () -> Bool = { true }
  ) {
    self.schedules = schedules
    self.seed = seed
    self.population = population
    self.goesOn = goesOn
  }
}

/// An earlier schedule that a new one should not differ from without need.
package struct StableTask: Sendable {
  package let file: String
  package let id: String?
  package let text: String
  package let start: Day
  package let who: [String]

  package init(file: String, id: String?, text: String, start: Day, who: [String]) {
    self.file = file
    self.id = id
    self.text = text
    self.start = start
    self.who = who
  }
}

extension Scheduler {
  /// Looks for a schedule that is better by the objective than the fast pass; never gives one that is worse.
  package func optimized(_ limits: SearchLimits, stable: [StableTask] = []) -> Schedule {
    var days = 500
    while true {
      days = min(days, Scheduler.horizon)
      let ground = Ground(plan, today: today, days: days)
      let first = ground.fastPass()
      if days < Scheduler.horizon, ground.isCut(first) {
        days *= 3
        continue
      }
      let judge = Judge(ground, stable: stable)
      let firstValue = judge.objective(first)
      let search = OrderSearch(ground, judge, first: first, firstValue: firstValue, limits)
      let found = search.run()
      var schedule = ScheduleWriter(ground).schedule(found.pass)
      ground.addSlacks(found.pass, to: &schedule)
      ground.addReasons(found.pass, to: &schedule)
      schedule.findings = ground.findings(found.pass, schedule)
      schedule.placements = found.placements
      schedule.search = Schedule.Search(
        schedules: found.schedules, seed: limits.seed, population: found.population, firstPass: firstValue,
        objective: found.value, bound: found.bound)
      return schedule
    }
  }
}

extension Ground {
  /// True if something had no place that more days might give it.
  func isCut(_ pass: SerialPass) -> Bool {
    network.order.contains { node in
      pass.slots[Int(node)] == nil && !network.nodes[Int(node)].isHeld
        && network.nodes[Int(node)].kind == .work
    }
  }
}

/// Finds an order of the nodes whose serial schedule is better: on one axis where all work at the same times, else with
/// the general placer.
struct OrderSearch {
  struct Result {
    var pass: SerialPass
    var value: Objective
    var schedules: Int
    var placements: Int
    var bound: Int?
    var population: Int?
  }

  private let ground: Ground
  private let judge: Judge
  private let first: SerialPass
  private let firstValue: Objective
  private let limits: SearchLimits

  init(_ ground: Ground, _ judge: Judge, first: SerialPass, firstValue: Objective, _ limits: SearchLimits) {
    self.ground = ground
    self.judge = judge
    self.first = first
    self.firstValue = firstValue
    self.limits = limits
  }

  func run() -> Result {
    if judge.stable.isEmpty, let even = EvenPlan(ground) { return onOneAxis(even) }
    return general()
  }

  private func onOneAxis(_ even: EvenPlan) -> Result {
    let population = limits.population ?? EvenSearch.population(for: limits.schedules)
    var search = Islands(even.problem, seed: limits.seed, population: population)
    search.run(from: even.keys(first), until: limits.schedules, limits.goesOn)
    var result = Result(
      pass: first, value: firstValue, schedules: max(1, search.schedules), placements: search.placements,
      bound: even.bound(judge), population: population)
    guard let best = search.best else { return result }
    var pass = SerialPass(ground.placer())
    pass.run(even.ranks(best.keys), preset: ground.preset, from: ground.from)
    let value = judge.objective(pass)
    if value < result.value { (result.pass, result.value) = (pass, value) }
    return result
  }

  // MARK: Any plan

  /// A random walk over orders with the general placer: windows of the best order are drawn anew, alternatives too.
  private func general() -> Result {
    let network = ground.network
    let placer = ground.placer()
    var dice = Dice(limits.seed)
    var best = Result(pass: first, value: firstValue, schedules: 1, placements: first.placements, bound: nil)
    let order = PriorityOrder(network, placer).ranks
    var bestRanks = ranks(of: first, order)
    var current = (ranks: bestRanks, value: firstValue)
    let work = network.order.filter {
      network.nodes[Int($0)].kind == .work && network.nodes[Int($0)].layer == .planned
    }
    guard work.count > 1 else { return best }
    while best.schedules < limits.schedules, best.schedules % 16 != 0 || limits.goesOn() {
      var ranks = dice.share() < 0.2 ? bestRanks : current.ranks
      perturb(&ranks, work, &dice)
      placer.reset()
      var pass = SerialPass(placer)
      pass.run(ranks, preset: ground.preset, from: ground.from)
      best.schedules += 1
      best.placements += pass.placements
      let value = judge.objective(pass)
      // The starts of a schedule are the order that the next one begins with.
      let isBetter = value < current.value || value == current.value
      if isBetter || dice.below(50) == 0 { current = (self.ranks(of: pass, ranks), value) }
      if value < best.value {
        best.value = value
        bestRanks = current.ranks
        // The placer is used again: what was found must be found once more in one of its own.
        var kept = SerialPass(ground.placer())
        kept.run(ranks, preset: ground.preset, from: ground.from)
        best.pass = kept
      }
    }
    return best
  }

  /// The order in which a pass's nodes start.
  private func ranks(of pass: SerialPass, _ order: [Int32]) -> [Int32] {
    let sorted = (0..<Int32(order.count)).sorted { a, b in
      let (one, other) = (pass.slots[Int(a)]?.start ?? .max, pass.slots[Int(b)]?.start ?? .max)
      return one != other ? one < other : order[Int(a)] < order[Int(b)]
    }
    var ranks = [Int32](repeating: 0, count: order.count)
    for (rank, node) in sorted.enumerated() { ranks[Int(node)] = Int32(rank) }
    return ranks
  }

  private func perturb(_ ranks: inout [Int32], _ work: [Int32], _ dice: inout Dice) {
    switch dice.below(3) {
    case 0:
      for _ in 0...dice.below(3) {
        ranks.swapAt(Int(work[dice.below(work.count)]), Int(work[dice.below(work.count)]))
      }
    case 1:
      // One goes to the front or to another's place.
      let node = Int(work[dice.below(work.count)])
      ranks[node] =
        dice.below(4) == 0 ? -1 : ranks[Int(work[dice.below(work.count)])] - (dice.below(2) == 0 ? 1 : 0)
    default:
      let length = max(2, ranks.count / 8)
      let from = Int32(dice.below(max(1, ranks.count)))
      for node in work where ranks[Int(node)] >= from && ranks[Int(node)] < from + Int32(length) {
        ranks[Int(node)] = from + Int32(dice.below(length))
      }
    }
  }
}

/// Computes the objective of schedules. Source: scheduling, section 6.
struct Judge {
  let stable: [StableTask]
  private let ground: Ground
  /// Tasks and projects with a due day of their own: the parent task, if it is one, members' nodes, the day's end, the weight.
  private var deadlines: [(parent: TaskIndex?, nodes: [Int32], due: Minute, weight: Int)] = []
  private var ends: [(nodes: [Int32], weight: Int)] = []
  private var weights: [Int] = []
  private var known: [Int32: StableTask] = [:]

  init(_ ground: Ground, stable: [StableTask]) {
    self.ground = ground
    self.stable = stable
    let (plan, network) = (ground.plan, ground.network)
    weights = network.nodes.map { Judge.weight(rank: $0.priority) }
    func due(_ date: DateValue) -> Minute {
      date.precision == .time
        ? Minute(clamping: (date.first - ground.today) * Int(dayLength)) + Minute(date.minute)
        : Minute(clamping: (date.last + 1 - ground.today) * Int(dayLength))
    }
    for position in plan.tasks.indices {
      let task = TaskIndex(position)
      guard let date = plan.date(.due, of: task), plan[task].isUnfinished else { continue }
      let nodes = network.dated(task, plan) { !network.nodes[Int($0)].isHeld }.filter {
        !network.nodes[Int($0)].isSeries
      }
      if !nodes.isEmpty {
        let weight = Judge.weight(plan.effectivePriority(of: task))
        deadlines.append((plan.hasChildren(task) ? task : nil, nodes, due(date), weight))
      }
    }
    for position in plan.projects.indices {
      let project = ProjectIndex(position)
      let nodes = plan.tasks(of: project).map { network.nodeOfTask[$0] }.filter {
        $0 >= 0 && !network.nodes[Int($0)].isSeries
      }
      guard !nodes.isEmpty else { continue }
      let weight = Judge.weight(plan.nearestPriority(of: project))
      if let date = plan.date(.due, of: project), plan[project].kind == .project {
        deadlines.append((nil, nodes, due(date), weight))
      }
      if plan[project].parent.isNone, plan[project].kind == .project { ends.append((nodes, weight)) }
    }
    guard !stable.isEmpty else { return }
    for task in plan.taskIndices where network.nodeOfTask[task.position] >= 0 {
      let (id, file, text) = (plan.id(of: .task(task)), plan[plan[task].file].path, plan.text(of: task))
      let match = stable.first {
        id != nil ? $0.id == id : $0.id == nil && $0.file == file && $0.text == text
      }
      if let match { known[network.nodeOfTask[task.position]] = match }
    }
  }

  /// A 32, B 16, C 8, none 4, D 2, E to Z 1.
  static func weight(_ letter: UInt8?) -> Int { weight(rank: NetworkBuilder.rank(letter)) }

  static func weight(rank: UInt8) -> Int {
    switch rank {
    case 0: 32
    case 1: 16
    case 2: 8
    case 3: 4
    case 4: 2
    default: 1
    }
  }

  private func workingDays(_ from: Minute, _ to: Minute) -> Int {
    let minutes = ground.workingMinutes(from: from, to: to)
    let day = max(1, ground.plan.configuration.calendar.minutesPerDay)
    return (minutes + day - 1) / day
  }

  func objective(_ pass: SerialPass) -> Objective {
    var result = Objective()
    func end(_ nodes: [Int32]) -> Minute? { nodes.compactMap { pass.slots[Int($0)]?.finish }.max() }
    for (parent, nodes, due, weight) in deadlines {
      let nodes =
        parent.map {
          ground.network.dated($0, ground.plan) { pass.slots[Int($0)] != nil }.filter {
            !ground.network.nodes[Int($0)].isSeries
          }
        } ?? nodes
      if let end = end(nodes), end > due { result.lateness += weight * workingDays(due, end) }
    }
    for (nodes, weight) in ends { if let end = end(nodes) { result.length += weight * workingDays(0, end) } }
    for (node, before) in known {
      guard let slot = pass.slots[Int(node)] else { continue }
      let day = ground.today + Int(max(0, slot.start) / dayLength)
      let days = abs(day - before.start)
      let who =
        slot.staffing < 0
        ? []
        : ground.network.staffings[Int(slot.staffing)].parts.map {
          ground.staff.resources[Int($0.resource)].key
        }.sorted()
      if days > 1 || who != before.who.sorted() { result.moved += 1 }
      result.movedDays += days
    }
    for (node, slot) in pass.slots.enumerated() {
      guard let slot, ground.network.nodes[node].kind == .work, !ground.network.nodes[node].isSeries else {
        continue
      }
      result.sum += weights[node] * Int(slot.finish)
    }
    return result
  }
}

extension Network {
  /// The nodes of a task and of all below it, without parents whose own work has no dates, and what is below them.
  func dated(_ task: TaskIndex, _ plan: Plan, _ hasDates: (Int32) -> Bool) -> [Int32] {
    var result: [Int32] = []
    var position = task.position
    let end = max(position + 1, Int(plan[task].subtreeEnd))
    while position < end {
      let node = nodeOfTask[position]
      if node >= 0, !hasDates(node) {
        position = max(position + 1, Int(plan.tasks[position].subtreeEnd))
        continue
      }
      if node >= 0 { result.append(node) }
      position += 1
    }
    return result
  }
}

extension Plan {
  /// A project's own priority, else the nearest around it.
  func nearestPriority(of project: ProjectIndex) -> UInt8? {
    for node in lineage(of: project) { if let own = priority(node) { return own } }
    return nil
  }
}
