import PlanModel

/// Turns a plan into the network that is scheduled. Source: scheduling, sections 2 to 4; format, sections 2 and 7.
struct NetworkBuilder {
  let plan: Plan
  let today: Day
  let staff: Staff
  /// The beginning of today's working time.
  let from: Minute
  private(set) var network = Network()
  /// Open tasks with neither estimate nor length, which take the default.
  private(set) var unestimated: [TaskIndex] = []
  private(set) var usedUp: [TaskIndex] = []
  private(set) var unassigned: [TaskIndex] = []
  /// Stated length is too short for the stated effort: the effort decides.
  private(set) var exceedsSpan: [TaskIndex] = []
  /// Recurring tasks, whose occurrences are placed before everything else.
  private(set) var recurring: [TaskIndex] = []
  private var isRecurring: [Bool]
  /// Tasks of the same people share their staffings.
  private var knownStaffings: [[Assignment]: Range<Int32>] = [:]

  /// A task's work where neither it nor the configuration says: two hours.
  static let defaultEstimate = 120

  private struct Group: Hashable {
    let node: NodeIndex
    let kind: Node.Kind
    /// Gates that bind ends.
    let isEnd: Bool
  }

  private var groups: [Group: Int32] = [:]
  /// Which groups have events at all, so that tasks far from any need not look.
  private var groupNodes: Set<NodeIndex> = []

  init(_ plan: Plan, today: Day, staff: Staff, from: Minute) {
    self.plan = plan
    self.today = today
    self.staff = staff
    self.from = from
    isRecurring = [Bool](repeating: false, count: plan.tasks.count)
    network.nodeOfTask = [Int32](repeating: -1, count: plan.tasks.count)
    addTasks()
    addDependencies()
    joinGroups()
    network.link()
    network.dropEmptyEvents()
    spreadHolds()
  }

  // MARK: Tasks

  private mutating func addTasks() {
    network.nodes.reserveCapacity(plan.tasks.count)
    var position = 0
    while position < plan.tasks.count {
      let task = TaskIndex(position)
      position += 1
      guard plan[task].isUnfinished, !plan.isArchived(task) else { continue }
      if isSeries(task) {
        // Its subtasks are part of every occurrence.
        position = max(position, Int(plan[task].subtreeEnd))
        recurring.append(task)
        isRecurring[task.position] = true
        append(Node(kind: .work, layer: .fixed, isSeries: true), task)
      } else if plan.hasChildren(task) {
        addOwnWork(of: task)
      } else {
        addWork(of: task)
      }
    }
  }

  private func isSeries(_ task: TaskIndex) -> Bool {
    plan[task].keys.contains(.recurrence) && plan.recurrence(of: task) != nil
      && plan.seriesDay(of: task) != nil
      && plan[task].status != .held && !plan[task].flags.contains(.heldByParent)
  }

  private mutating func append(_ node: Node, _ task: TaskIndex) {
    var node = node
    node.task = task
    node.isHeld =
      plan[task].flags.contains(.heldByParent)
      || plan[task].status == .held && !plan[task].keys.contains(.start)
    network.nodeOfTask[task.position] = Int32(network.nodes.count)
    network.nodes.append(node)
  }

  /// A parent's estimate beyond those of its subtasks is its own work, after them.
  private mutating func addOwnWork(of task: TaskIndex) {
    guard let own = plan.likelyMinutes(task) else { return }
    let below = statedBelow(task)
    let left = own - below - (plan.spentMinutes(of: task) ?? 0)
    guard left > 0 else { return }
    var node = basicNode(task)
    node.kind = .work
    // Of a started parent, the subtasks are what goes on.
    if node.layer == .running, plan.children(of: task).contains(where: { plan[$0].isUnfinished }) {
      node.layer = .planned
    }
    node.minutes = Minute(clamping: left)
    node.staffings = staffings(task)
    append(node, task)
  }

  /// The stated estimates below a task: a part of a part counts with it, what is cancelled not at all.
  private func statedBelow(_ task: TaskIndex) -> Int {
    plan.children(of: task).reduce(0) { sum, child in
      guard plan[child].status != .cancelled else { return sum }
      return sum + (plan.likelyMinutes(child) ?? statedBelow(child))
    }
  }

  private mutating func addWork(of task: TaskIndex) {
    var node = basicNode(task)
    if plan.isMilestone(task) {
      node.kind = .milestone
      node.fallback =
        plan.date(.due, of: task).map { endOfWork(on: $0) }
        ?? plan.date(.scheduled, of: task).map { start(of: $0) }
      return append(node, task)
    }
    setWork(&node, task)
    append(node, task)
  }

  private func basicNode(_ task: TaskIndex) -> Node {
    var node = Node(kind: .work)
    let status = plan[task].status
    node.layer = status == .started ? .running : .planned
    node.takesNobody = status == .waiting
    node.isSplit = plan.text(.split, of: .task(task))?.lowercased() == "yes"
    node.priority = NetworkBuilder.rank(plan.effectivePriority(of: task))
    node.due = plan.bindingDue(of: task).map { bound in dueEnd(bound.node) } ?? .max
    if let pin = plan.date(.fixed, of: task) {
      node.pin = start(of: pin)
      if node.layer != .running { node.layer = .fixed }
    }
    node.notBefore = from
    guard status != .started else { return node }
    func consider(_ time: Minute, _ reason: StartBound) {
      if time > node.notBefore { (node.notBefore, node.notBeforeReason) = (time, reason) }
    }
    if let date = plan.date(.start, of: task) { consider(start(of: date), .start) }
    if let date = plan.date(.scheduled, of: task) { consider(start(of: date), .scheduled) }
    if let day = outerStart(task) { consider(day, .projectStart) }
    return node
  }

  /// The latest start of the parents and projects around a task.
  private func outerStart(_ task: TaskIndex) -> Minute? {
    var latest: Minute?
    for node in plan.inheritance(of: task) {
      let date: DateValue?
      switch node {
      case .task(let parent): date = plan.date(.start, of: parent)
      case .project(let project): date = plan.date(.start, of: project)
      }
      if let date { latest = max(latest ?? .min, start(of: date)) }
    }
    return latest
  }

  private func dueEnd(_ node: NodeIndex) -> Minute {
    switch node {
    case .task(let task): plan.date(.due, of: task).map { end(of: $0) } ?? .max
    case .project(let project): plan.date(.due, of: project).map { end(of: $0) } ?? .max
    }
  }

  func start(of date: DateValue) -> Minute { minute(date.first) + Minute(date.minute) }

  func end(of date: DateValue) -> Minute {
    date.precision == .time ? minute(date.first) + Minute(date.minute) : minute(date.last + 1)
  }

  /// When the hours of a date's last day end, so that what sits there shows on that day.
  private func endOfWork(on date: DateValue) -> Minute {
    guard date.precision != .time else { return end(of: date) }
    return minute(date.last)
      + Minute(plan.configuration.calendar.hours.last?.upperBound ?? Int(dayLength) - 1)
  }

  func minute(_ day: Day) -> Minute { Minute(clamping: (day - today) * Int(dayLength)) }

  /// 0 for `A`; none lies between `C` and `D`.
  static func rank(_ letter: UInt8?) -> UInt8 {
    guard let letter else { return 3 }
    let number = letter - UInt8(ascii: "A")
    return number < 3 ? number : number + 1
  }

  private mutating func staffings(_ task: TaskIndex) -> Range<Int32> {
    let assignments = plan.effectiveAssignments(of: task)
    let isRunning = plan[task].status == .started
    if let known = knownStaffings[assignments], !known.isEmpty, !isRunning || known.count == 1 {
      return known
    }
    var found = staff.staffings(assignments)
    if found.isEmpty, plan[task].status != .waiting { unassigned.append(task) }
    if found.count > 1, isRunning { found = [busiest(found, task)] }
    let first = Int32(network.staffings.count)
    network.staffings += found
    let range = first..<Int32(network.staffings.count)
    if !isRunning { knownStaffings[assignments] = range }
    return range
  }

  /// Once in progress, whoever logged most stays.
  private func busiest(_ staffings: [Staffing], _ task: TaskIndex) -> Staffing {
    var logged: [String: Int] = [:]
    for entry in plan.logs(of: .task(task)) {
      if let person = entry.person, let minutes = entry.minutes {
        logged[plan[entry.file].text(person.range), default: 0] += minutes
      }
    }
    func sum(_ staffing: Staffing) -> Int {
      staffing.parts.reduce(0) { $0 + logged[staff.resources[Int($1.resource)].key, default: 0] }
    }
    return staffings.reduce(staffings[0]) { sum($1) > sum($0) ? $1 : $0 }
  }

  /// Remaining work or length. Source: scheduling, section 2.
  private mutating func setWork(_ node: inout Node, _ task: TaskIndex) {
    node.staffings = staffings(task)
    let estimate = plan.likelyMinutes(task)
    let span = plan.effort(.span, of: task)?.minutes
    var effort: Int?
    if let estimate {
      effort = remaining(estimate, task)
    } else if let left = plan.effort(.left, of: task)?.minutes, left > 0 {
      effort = left
    } else if span == nil {
      unestimated.append(task)
      effort = remaining(plan.configuration.defaultEstimate?.minutes ?? NetworkBuilder.defaultEstimate, task)
    }
    guard let span else {
      node.minutes = Minute(clamping: effort ?? 0)
      return
    }
    let length = max(1, plan[task].status == .started ? span - elapsed(of: task) : span)
    guard let effort else {
      node.minutes = Minute(clamping: length)
      node.isLength = true
      return
    }
    let rate = Int(node.staffings.map { network.staffings[Int($0)].total }.max() ?? 1000)
    if effort * 1000 > length * rate {
      exceedsSpan.append(task)
      node.minutes = Minute(clamping: effort)
    } else {
      node.minutes = Minute(clamping: length)
      node.isLength = true
      node.spread = Minute(clamping: effort)
      node.staffings = evened(node.staffings, Int(node.spread), Int(node.minutes))
    }
  }

  /// The same people at rates that do so much work in so much time.
  private mutating func evened(_ staffings: Range<Int32>, _ effort: Int, _ length: Int) -> Range<Int32> {
    let first = Int32(network.staffings.count)
    for position in staffings {
      let staffing = network.staffings[Int(position)]
      let parts = staffing.parts.map { part in
        let share = effort * 1000 * Int(part.rate)
        let whole = max(1, length * Int(staffing.total))
        return Staffing.Part(
          resource: part.resource, rate: max(1, Int32(clamping: (share + whole - 1) / whole)))
      }
      network.staffings.append(Staffing(parts: parts))
    }
    return first..<Int32(network.staffings.count)
  }

  private mutating func remaining(_ estimate: Int, _ task: TaskIndex) -> Int {
    let left: Int
    if let stated = plan.effort(.left, of: task)?.minutes {
      left = stated
    } else if let progress = plan.progress(task) {
      left = (estimate * (100 - progress) + 99) / 100
    } else {
      left = estimate - (plan.spentMinutes(of: task) ?? 0)
    }
    guard left <= 0 else { return left }
    usedUp.append(task)
    return max(30, (estimate + 3) / 4)
  }

  /// Working time that a running length has taken: since its first log, else a past `fixed`, `scheduled` or `start`.
  private func elapsed(of task: TaskIndex) -> Int {
    let logged = plan.logs(of: .task(task)).map(\.day).min()
    let dates = [TagKey.fixed, .scheduled, .start].lazy.compactMap { plan.date($0, of: task)?.first }
    guard let day = logged ?? dates.first, day < today else { return 0 }
    let calendar = plan.configuration.calendar
    var (minutes, next) = (0, day)
    while next < today, today - next < 4000 {
      if calendar.isWorkday(next) { minutes += calendar.minutesPerDay }
      next = next + 1
    }
    return minutes
  }

  // MARK: Dependencies

  private mutating func addDependencies() {
    for edge in plan.dependencies { add(edge) }
    for position in plan.tasks.indices where !plan.tasks[position].predecessor.isNone {
      let task = TaskIndex(position)
      guard plan[task].isUnfinished else { continue }
      connect(
        from: .task(plan[task].predecessor), end: .end, to: .task(task), bindsEnd: false,
        lag: Lag.none)
    }
    for position in plan.tasks.indices {
      let task = TaskIndex(position)
      guard network.nodeOfTask[position] >= 0, plan.hasChildren(task), !isRecurring[task.position] else {
        continue
      }
      // Own work comes after the subtasks: after what its group has of them.
      for child in plan.children(of: task) where plan[child].isUnfinished {
        if let from = source(.task(child), .end) {
          network.edges.append(
            Edge(from: from, to: network.nodeOfTask[position], fromEnd: true, toEnd: false, lag: .none))
        }
      }
    }
  }

  private mutating func add(_ edge: Dependency) {
    guard let target = edge.target.node, !isFinished(edge.owner) else { return }
    switch edge.kind {
    case .after: connect(from: target, end: edge.end, to: edge.owner, bindsEnd: false, lag: edge.lag)
    case .endAfter: connect(from: target, end: edge.end, to: edge.owner, bindsEnd: true, lag: edge.lag)
    case .before: connect(from: edge.owner, end: .end, to: target, bindsEnd: edge.end == .end, lag: edge.lag)
    }
  }

  private func isFinished(_ node: NodeIndex) -> Bool {
    if case .task(let task) = node { return !plan[task].isUnfinished }
    return false
  }

  private mutating func connect(from: NodeIndex, end: Dependency.End, to: NodeIndex, bindsEnd: Bool, lag: Lag)
  {
    // A started task is bound by its end only.
    if case .task(let task) = to {
      guard plan[task].isUnfinished, !plan.isArchived(task) else { return }
      if !bindsEnd, plan[task].status == .started, !plan.hasChildren(task) { return }
    }
    guard let source = source(from, end), let target = sink(to, bindsEnd), source != target else { return }
    network.edges.append(Edge(from: source, to: target, fromEnd: end == .end, toEnd: bindsEnd, lag: lag))
  }

  /// The node whose time counts: a task's own, or the event of a group; nil where nothing binds any more.
  private mutating func source(_ node: NodeIndex, _ end: Dependency.End) -> Int32? {
    if case .task(let task) = node {
      if !plan[task].isUnfinished { return finished(task, end) }
      if !plan.hasChildren(task) || isRecurring[task.position] {
        let own = network.nodeOfTask[task.position]
        return own >= 0 ? own : nil
      }
    }
    if end == .end, let last = lastDone(of: node) { return finished(last, end) }
    return group(node, end == .end ? .latest : .earliest, isEnd: false)
  }

  /// The task that was done last in a group in which nothing is to be done any more.
  private func lastDone(of node: NodeIndex) -> TaskIndex? {
    let tasks: Range<Int> =
      switch node {
      case .task(let task): task.position..<plan.subtree(of: task).upperBound
      case .project(let project): plan.tasks(of: project)
      }
    guard !tasks.contains(where: { network.nodeOfTask[$0] >= 0 }) else { return nil }
    let done = tasks.compactMap { position -> (day: Day, task: TaskIndex)? in
      guard plan.tasks[position].status == .done else { return nil }
      return plan.date(.done, of: TaskIndex(position)).map { ($0.last, TaskIndex(position)) }
    }
    return done.max { $0.day < $1.day }?.task
  }

  /// A done task holds from the end of its day.
  private mutating func finished(_ task: TaskIndex, _ end: Dependency.End) -> Int32? {
    guard plan[task].status == .done, let day = plan.date(.done, of: task)?.last else { return nil }
    var node = Node(kind: .gate)
    node.task = task
    node.notBefore = day >= today ? from : minute(day + 1)
    network.nodes.append(node)
    return Int32(network.nodes.count - 1)
  }

  private mutating func sink(_ node: NodeIndex, _ bindsEnd: Bool) -> Int32? {
    if case .task(let task) = node, !plan.hasChildren(task) || isRecurring[task.position] {
      let own = network.nodeOfTask[task.position]
      return own >= 0 ? own : nil
    }
    return group(node, .gate, isEnd: bindsEnd)
  }

  private mutating func group(_ node: NodeIndex, _ kind: Node.Kind, isEnd: Bool) -> Int32 {
    let key = Group(node: node, kind: kind, isEnd: isEnd)
    if let known = groups[key] { return known }
    let position = Int32(network.nodes.count)
    var event = Node(kind: kind)
    event.notBefore = .min
    if case .task(let task) = node { event.task = task }
    network.nodes.append(event)
    groups[key] = position
    groupNodes.insert(node)
    return position
  }

  // MARK: Groups

  /// Ties tasks and inner groups to the nearest event of each kind around them.
  private mutating func joinGroups() {
    guard !groups.isEmpty else { return }
    let kinds: [(Node.Kind, Bool)] = [(.gate, false), (.gate, true), (.latest, false), (.earliest, false)]
    for position in plan.tasks.indices where network.nodeOfTask[position] >= 0 {
      let task = TaskIndex(position)
      let own = plan.hasChildren(task) && !isRecurring[task.position]
      for (kind, isEnd) in kinds {
        guard let event = nearest(kind, isEnd, around: .task(task), includingSelf: own) else { continue }
        tie(network.nodeOfTask[position], event, kind, isEnd, isTask: true)
      }
    }
    for (group, position) in groups.sorted(by: { $0.value < $1.value }) {
      guard let outer = nearest(group.kind, group.isEnd, around: group.node, includingSelf: false) else {
        continue
      }
      tie(position, outer, group.kind, group.isEnd, isTask: false)
    }
  }

  private mutating func tie(_ inner: Int32, _ event: Int32, _ kind: Node.Kind, _ isEnd: Bool, isTask: Bool) {
    switch kind {
    case .gate:
      // A started task is bound by its end only.
      if isTask, !isEnd, plan[network.nodes[Int(inner)].task].status == .started { return }
      network.edges.append(Edge(from: event, to: inner, fromEnd: true, toEnd: isTask && isEnd, lag: .none))
    case .latest: network.edges.append(Edge(from: inner, to: event, fromEnd: true, toEnd: false, lag: .none))
    case .earliest:
      network.edges.append(Edge(from: inner, to: event, fromEnd: false, toEnd: false, lag: .none))
    case .work, .milestone: break
    }
  }

  private func nearest(_ kind: Node.Kind, _ isEnd: Bool, around node: NodeIndex, includingSelf: Bool)
    -> Int32?
  {
    func event(_ node: NodeIndex) -> Int32? {
      groupNodes.contains(node) ? groups[Group(node: node, kind: kind, isEnd: isEnd)] : nil
    }
    if includingSelf, let found = event(node) { return found }
    var project: ProjectIndex
    switch node {
    case .task(let task):
      var parent = plan[task].parent
      while !parent.isNone {
        if let found = event(.task(parent)) { return found }
        parent = plan[parent].parent
      }
      project = plan[task].project
    case .project(let inner): project = plan[inner].parent
    }
    while !project.isNone {
      if let found = event(.project(project)) { return found }
      project = plan[project].parent
    }
    return nil
  }

  /// What waits for something held has no dates either.
  private mutating func spreadHolds() {
    for position in network.order {
      let node = Int(position)
      guard !network.nodes[node].isHeld else { continue }
      let waits = network.incoming(of: node).contains { edge in
        // The group around a held task goes on without it; what waits for the group does not.
        network.nodes[Int(edge.from)].isHeld
      }
      if waits { network.nodes[node].isHeld = true }
    }
  }
}

extension Dependency.Target {
  var node: NodeIndex? {
    switch self {
    case .task(let task): .task(task)
    case .project(let project): .project(project)
    case .unknown: nil
    }
  }
}
