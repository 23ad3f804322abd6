import PlanModel

/// Starts and ends of tasks and projects, numbered, and what must not come before what.
///
/// Every dependency says "not earlier than" between two such events; so do parents and projects, which begin
/// before what is below them begins and end after it ends. A circle among events is a circle in the plan.
struct EventOrder {
  let plan: Plan
  private let taskCount: Int

  /// `to` is not earlier than `from`.
  struct Edge {
    let from: Int
    let to: Int
    /// Position in ``Plan/dependencies``.
    let dependency: Int
  }

  init(_ plan: Plan) {
    self.plan = plan
    taskCount = plan.tasks.count
  }

  var eventCount: Int { (taskCount + plan.projects.count) * 2 }

  func event(_ node: NodeIndex, _ end: Dependency.End) -> Int {
    switch node {
    case .task(let task): task.position * 2 + (end == .end ? 1 : 0)
    case .project(let project): (taskCount + project.position) * 2 + (end == .end ? 1 : 0)
    }
  }

  func node(_ event: Int) -> NodeIndex {
    event / 2 < taskCount ? .task(TaskIndex(event / 2)) : .project(ProjectIndex(event / 2 - taskCount))
  }

  /// The events that a dependency ties, or nil where its target is unknown.
  func ends(_ dependency: Dependency) -> (from: Int, to: Int)? {
    let target: NodeIndex
    switch dependency.target {
    case .task(let task): target = .task(task)
    case .project(let project): target = .project(project)
    case .unknown: return nil
    }
    let other = event(target, dependency.end)
    switch dependency.kind {
    case .after: return (other, event(dependency.owner, .start))
    case .before: return (event(dependency.owner, .end), other)
    case .endAfter: return (other, event(dependency.owner, .end))
    }
  }

  /// The dependencies between different nodes that are not finished: finished ones hold nothing up.
  func edges() -> [Edge] {
    var result: [Edge] = []
    for (position, dependency) in plan.dependencies.enumerated() {
      guard let (from, to) = ends(dependency), from / 2 != to / 2, isOpen(from), isOpen(to) else { continue }
      result.append(Edge(from: from, to: to, dependency: position))
    }
    return result
  }

  private func isOpen(_ event: Int) -> Bool { event / 2 >= taskCount || plan.tasks[event / 2].isUnfinished }

  /// Where an event lies if everything is done in the order in which it is written.
  ///
  /// Between two tasks, first parents end, then headings close and open, then the next task begins.
  private func place(_ event: Int) -> (Int, Int, Int, Int) {
    let isEnd = event & 1 == 1
    switch node(event) {
    case .task(let task):
      guard isEnd else { return (task.position, 2, 0, 0) }
      return (plan.subtree(of: task).upperBound, 0, 0, -task.position)
    case .project(let index):
      let project = plan[index]
      guard isEnd else { return (Int(project.firstTask), 1, index.position * 2, 0) }
      let last = max(index.position + 1, Int(project.subtreeEnd)) - 1
      return (Int(project.taskEnd), 1, last * 2 + 1, -index.position)
    }
  }

  /// True where the written order already keeps to an edge. A plan all of whose edges do has no circle.
  func isInWrittenOrder(_ edge: Edge) -> Bool {
    place(edge.from) < place(edge.to)
  }
}

/// The graph of an ``EventOrder`` in flat arrays. What contains what is read from the plan itself, so that a
/// project that ten thousand tasks wait for costs one node and not one edge for each task in it.
struct EventGraph {
  private let order: EventOrder
  private let edges: [EventOrder.Edge]
  /// Where each event's edges begin in ``targets``.
  private var starts: [Int32]
  private var targets: [Int32]
  /// The task behind each one in an ordered list, or -1.
  private var following: [Int32]

  /// How far the events that come directly behind one have been looked at.
  struct Cursor {
    fileprivate var stage: UInt8 = 0
    fileprivate var position: Int32 = -1
  }

  init(_ order: EventOrder, _ edges: [EventOrder.Edge]) {
    self.order = order
    self.edges = edges
    starts = [Int32](repeating: 0, count: order.eventCount + 1)
    targets = [Int32](repeating: 0, count: edges.count)
    for edge in edges { starts[edge.from + 1] += 1 }
    for event in 0..<order.eventCount { starts[event + 1] += starts[event] }
    var next = starts
    for edge in edges {
      targets[Int(next[edge.from])] = Int32(edge.to)
      next[edge.from] += 1
    }
    let tasks = order.plan.tasks
    following = [Int32](repeating: -1, count: tasks.count)
    for position in tasks.indices where !tasks[position].predecessor.isNone {
      let previous = tasks[position].predecessor.position
      if tasks[position].isUnfinished, tasks[previous].isUnfinished { following[previous] = Int32(position) }
    }
  }

  /// The next event that must not come before `event`, or nil where all have been given.
  func next(_ event: Int, _ cursor: inout Cursor) -> Int? {
    if cursor.stage == 0 {
      cursor.stage = 1
      if let found = event & 1 == 0 ? event + 1 : endAround(event) { return found }
    }
    if cursor.stage == 1 {
      if let found = event & 1 == 0 ? nextBelow(event, &cursor) : nextInList(event, &cursor) { return found }
      cursor.stage = 2
      cursor.position = starts[event]
    }
    guard cursor.position < starts[event + 1] else { return nil }
    cursor.position += 1
    return Int(targets[Int(cursor.position) - 1])
  }

  /// The end of the parent or project around a node.
  private func endAround(_ event: Int) -> Int? {
    let plan = order.plan
    switch order.node(event) {
    case .task(let task):
      if let parent = plan[task].parent.orNil { return order.event(.task(parent), .end) }
      return plan[task].project.orNil.map { order.event(.project($0), .end) }
    case .project(let project):
      return plan[project].parent.orNil.map { order.event(.project($0), .end) }
    }
  }

  private func nextInList(_ event: Int, _ cursor: inout Cursor) -> Int? {
    guard case .task(let task) = order.node(event), cursor.position < 0, following[task.position] >= 0 else {
      return nil
    }
    cursor.position = 0
    return Int(following[task.position]) * 2
  }

  /// The beginning of the next task or project directly below a node.
  private func nextBelow(_ event: Int, _ cursor: inout Cursor) -> Int? {
    let plan = order.plan
    switch order.node(event) {
    case .task(let task):
      let position = cursor.position < 0 ? task.position + 1 : Int(cursor.position)
      guard position < plan.subtree(of: task).upperBound else { return nil }
      cursor.position = Int32(plan.subtree(of: TaskIndex(position)).upperBound)
      return position * 2
    case .project(let project):
      return nextBelow(project, &cursor)
    }
  }

  /// Tasks directly in a project come first, then the projects below it; positions of those are kept
  /// negative.
  private func nextBelow(_ project: ProjectIndex, _ cursor: inout Cursor) -> Int? {
    let plan = order.plan
    let tasks = plan.tasks(of: project)
    if cursor.position >= -1 {
      var position = cursor.position < 0 ? tasks.lowerBound : Int(cursor.position)
      while position < tasks.upperBound {
        let owner = plan.tasks[position].project
        if owner == project {
          cursor.position = Int32(plan.subtree(of: TaskIndex(position)).upperBound)
          return position * 2
        }
        position = max(position + 1, plan.tasks(of: child(of: project, around: owner)).upperBound)
      }
      cursor.position = -2 - Int32(project.position + 1)
    }
    let below = -2 - Int(cursor.position)
    guard below < Int(plan[project].subtreeEnd) else { return nil }
    cursor.position = -2 - Int32(max(below + 1, Int(plan[ProjectIndex(below)].subtreeEnd)))
    return order.event(.project(ProjectIndex(below)), .start)
  }

  /// The project directly below `project` that holds `inner`.
  private func child(of project: ProjectIndex, around inner: ProjectIndex) -> ProjectIndex {
    var result = inner
    while let parent = order.plan[result].parent.orNil, parent != project { result = parent }
    return result
  }
}

extension EventGraph {
  /// The circle that each event belongs to, from 1; 0 for events in none.
  ///
  /// Source: R. Tarjan, "Depth-first search and linear graph algorithms" (1972), with its own stack. Every
  /// circle has an edge against the written order, so the search needs to begin only behind those.
  func circles(from roots: [Int]) -> [Int32] {
    let count = order.eventCount
    var number = [Int32](repeating: 0, count: count)
    var low = [Int32](repeating: 0, count: count)
    var circle = [Int32](repeating: 0, count: count)
    var open: [Int32] = []
    var path: [(event: Int, cursor: Cursor)] = []
    var (nextNumber, nextCircle): (Int32, Int32) = (1, 1)
    func enter(_ event: Int) {
      number[event] = nextNumber
      low[event] = nextNumber
      nextNumber += 1
      open.append(Int32(event))
      path.append((event, Cursor()))
    }
    for root in roots where number[root] == 0 {
      enter(root)
      while let top = path.last {
        let event = top.event
        if let target = next(event, &path[path.count - 1].cursor) {
          if number[target] == 0 {
            enter(target)
          } else if circle[target] == 0 {
            low[event] = min(low[event], number[target])
          }
          continue
        }
        path.removeLast()
        if let parent = path.last?.event { low[parent] = min(low[parent], low[event]) }
        guard low[event] == number[event] else { continue }
        // -1: closed, and in no circle.
        let isAlone = open.last == Int32(event)
        while let member = open.popLast() {
          circle[Int(member)] = isAlone ? -1 : nextCircle
          if Int(member) == event { break }
        }
        if !isAlone { nextCircle += 1 }
      }
    }
    return circle.map { max(0, $0) }
  }

  /// A shortest way from one event to another among the events of their circle, both included.
  func way(from start: Int, to goal: Int, in circle: [Int32], _ previous: inout [Int32]) -> [Int] {
    var queue = [start]
    var head = 0
    previous[start] = Int32(start)
    search: while head < queue.count {
      let event = queue[head]
      head += 1
      var cursor = Cursor()
      while let target = next(event, &cursor) {
        guard circle[target] == circle[start], previous[target] < 0 else { continue }
        previous[target] = Int32(event)
        if target == goal { break search }
        queue.append(target)
      }
    }
    guard previous[goal] >= 0 else { return [] }
    var way = [goal]
    while let last = way.last, last != start { way.append(Int(previous[last])) }
    return way.reversed()
  }
}
