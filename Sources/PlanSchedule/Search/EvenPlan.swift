import PlanModel

/// A plan as an even problem, where it is one: everybody works at the same times, and nothing is pinned, interrupted,
/// or staffed in more than one way.
struct EvenPlan {
  let problem: EvenProblem
  /// The node of each activity.
  private let nodes: [Int32]
  private let ground: Ground

  /// nil for plans that the general search must take.
  init?(_ ground: Ground) {
    self.ground = ground
    let network = ground.network
    let axes = ground.fixed.axes
    guard let axis = axes.first, axes.count <= 8, ground.preset.isEmpty,
      network.order.count == network.nodes.count,
      axes.allSatisfy({ $0.isEven && $0.starts == axis.starts && $0.ends == axis.ends }),
      ground.planAxis.starts == axis.starts, ground.planAxis.ends == axis.ends
    else { return nil }
    var problem = EvenProblem()
    for (lane, resource) in ground.staff.resources.enumerated() { problem.capacity[lane] = resource.units }
    var nodes: [Int32] = []
    var activity = [Int32](repeating: -1, count: network.nodes.count)
    for node in network.order {
      let record = network.nodes[Int(node)]
      guard !record.isHeld else { continue }
      guard record.kind != .earliest, record.layer == .planned, !record.isSplit, record.pin == nil,
        record.staffings.count <= 1,
        record.kind != .milestone || record.fallback == nil || !network.incoming(of: Int(node)).isEmpty
      else { return nil }
      activity[Int(node)] = Int32(nodes.count)
      nodes.append(node)
      var demand = SIMD8<Int32>(repeating: 0)
      var duration = record.kind == .work ? record.minutes : 0
      if record.kind == .work, let first = record.staffings.first, !record.takesNobody {
        let staffing = network.staffings[Int(first)]
        for part in staffing.parts { demand[Int(part.resource)] = part.rate }
        duration = PriorityOrder.length(record, network)
      } else if record.kind == .work {
        duration = PriorityOrder.length(record, network)
      }
      problem.durations.append(duration)
      problem.demands.append(demand)
      problem.releases.append(axis.index(at: max(0, record.notBefore)))
      problem.weights.append(record.kind == .work ? Int32(Judge.weight(rank: record.priority)) : 0)
    }
    problem.predecessors = [[EvenProblem.Arc]](repeating: [], count: nodes.count)
    problem.successors = problem.predecessors
    for edge in network.edges {
      let (from, to) = (activity[Int(edge.from)], activity[Int(edge.to)])
      guard from >= 0, to >= 0 else { continue }
      guard !edge.lag.isElapsed || edge.lag.minutes == 0 else { return nil }
      var lag = edge.lag.minutes
      if !edge.fromEnd { lag -= problem.durations[Int(from)] }
      if edge.toEnd { lag -= problem.durations[Int(to)] }
      problem.predecessors[Int(to)].append(EvenProblem.Arc(node: from, lag: lag))
      problem.successors[Int(from)].append(EvenProblem.Arc(node: to, lag: lag))
    }
    EvenPlan.addGoals(&problem, ground, activity)
    self.problem = problem
    self.nodes = nodes
  }

  private static func addGoals(
    _ problem: inout EvenProblem, _ ground: Ground, _ activity: [Int32]
  ) {
    let (plan, network) = (ground.plan, ground.network)
    problem.dayLength = Int32(max(1, plan.configuration.calendar.minutesPerDay))
    problem.dues = [Int32](repeating: .max, count: problem.count)
    problem.projects = [Int32](repeating: -1, count: problem.count)
    func due(_ date: DateValue) -> Int32 {
      let midnight = Minute(
        clamping: ((date.precision == .time ? date.first : date.last + 1) - ground.today)
          * Int(PlanSchedule.dayLength))
      return Int32(clamping: -ground.workingMinutes(from: midnight + Minute(date.minute), to: 0))
    }
    func activities(_ tasks: Range<Int>) -> [Int32] {
      tasks.map { network.nodeOfTask[$0] }.filter { $0 >= 0 }.map { activity[Int($0)] }.filter { $0 >= 0 }
    }
    for position in plan.tasks.indices {
      let task = TaskIndex(position)
      guard let date = plan.date(.due, of: task), plan[task].isUnfinished else { continue }
      let members = network.dated(task, plan) { !network.nodes[Int($0)].isHeld }.map { activity[Int($0)] }
        .filter { $0 >= 0 }
      if members.count == 1 {
        problem.dues[Int(members[0])] = min(problem.dues[Int(members[0])], due(date))
      } else if !members.isEmpty {
        problem.deadlines.append((members, due(date), Int32(Judge.weight(plan.effectivePriority(of: task)))))
      }
    }
    for position in plan.projects.indices {
      let project = ProjectIndex(position)
      guard plan[project].kind == .project else { continue }
      let members = activities(plan.tasks(of: project))
      guard !members.isEmpty else { continue }
      let weight = Int32(Judge.weight(plan.nearestPriority(of: project)))
      if let date = plan.date(.due, of: project) { problem.deadlines.append((members, due(date), weight)) }
      if plan[project].parent.isNone {
        for member in members { problem.projects[Int(member)] = Int32(problem.projectWeights.count) }
        problem.projectWeights.append(weight)
      }
    }
  }

  /// The activities' keys in the order of a pass.
  func keys(_ pass: SerialPass) -> [Int32] { nodes.map { pass.slots[Int($0)]?.start ?? .max } }

  /// Ranks of all nodes from the starts of a schedule.
  func ranks(_ starts: [Int32]) -> [Int32] {
    var ranks = [Int32](repeating: .max, count: ground.network.nodes.count)
    let sorted = starts.indices.sorted { starts[$0] != starts[$1] ? starts[$0] < starts[$1] : $0 < $1 }
    for (rank, activity) in sorted.enumerated() { ranks[Int(nodes[activity])] = Int32(rank) }
    return ranks
  }

  /// The least length that any schedule has, in the objective's measure, for plans of one project.
  func bound(_ judge: Judge) -> Int? {
    guard problem.projectWeights.count == 1 else { return nil }
    return Int((problem.lengthBound + problem.dayLength - 1) / problem.dayLength)
      * Int(problem.projectWeights[0])
  }
}
