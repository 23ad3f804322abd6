import PlanModel

/// Turns a query's terms into tests on one plan: names become places and flags, so that a test reads little.
struct QueryCompiler {
  let query: Query
  let plan: Plan
  let critical: Set<TaskIndex>?
  private lazy var waiting = WaitingTable(plan)

  init(query: Query, plan: Plan, critical: Set<TaskIndex>?) {
    self.query = query
    self.plan = plan
    self.critical = critical
  }

  mutating func test(_ expression: Expression) throws(QueryError) -> PlanTest {
    switch expression {
    case .term(let term, let range): return try test(term, range)
    case .not(let inner):
      let test = try test(inner)
      return PlanTest { plan, task in !test(plan, task) }
    case .and(let parts):
      let tests = try tests(parts)
      switch tests.count {
      case 0: return PlanTest { _, _ in true }
      case 2:
        let (first, second) = (tests[0], tests[1])
        return PlanTest { plan, task in first(plan, task) && second(plan, task) }
      default:
        return PlanTest { plan, task in
          for test in tests where !test(plan, task) { return false }
          return true
        }
      }
    case .or(let parts):
      let tests = try tests(parts)
      return PlanTest { plan, task in
        for test in tests where test(plan, task) { return true }
        return false
      }
    }
  }

  private mutating func tests(_ parts: [Expression]) throws(QueryError) -> [PlanTest] {
    var tests: [PlanTest] = []
    for part in parts { tests.append(try test(part)) }
    return tests
  }

  private mutating func test(_ term: Term, _ range: ByteRange) throws(QueryError) -> PlanTest {
    switch term {
    case .text(let text): return TextSearch(text).test
    case .flag(let flag): return try test(flag, range)
    case .status(let set): return PlanTest { plan, task in set.contains(plan.tasks[task.position].status) }
    case .people(let names): return people(names)
    case .owner(let names): return nearestName(.owner, names)
    case .labels(let names): return labels(names)
    case .projects(let names): return projects(names)
    case .ids(let names): return ids(names)
    case .files(let patterns): return files(patterns)
    case .date(let key, let ranges):
      return simple(key) { packed in
        let point = DateSpan.point(DateValue(packed: packed), of: key)
        return ranges.contains { $0.contains(point) }
      }
    case .effort(let key, let ranges):
      guard key != .spent else { return spent(ranges) }
      return simple(key) { minutes in ranges.contains { $0.contains(Int(minutes)) } }
    case .progress(let ranges):
      return simple(.progress) { percent in ranges.contains { $0.contains(Int(percent)) } }
    case .priority(let ranges): return priority(ranges)
    case .money(let key, let spans): return money(key, spans)
    case .value(let key, let values): return value(key, values)
    case .attribute(let key, let values):
      try requireKnown(key, range)
      return attribute(key, values)
    case .has(let keys): return try has(keys, range)
    case .lacks(let keys):
      let has = try has(keys, range)
      return PlanTest { plan, task in !has(plan, task) }
    case .outsideArchive: return outsideArchive()
    }
  }

  private mutating func test(_ flag: QueryFlag, _ range: ByteRange) throws(QueryError) -> PlanTest {
    switch flag {
    case .all, .archived: return PlanTest { _, _ in true }
    case .overdue:
      let today = query.context.today
      return PlanTest { plan, task in plan.isOverdue(task, on: today) }
    case .blocked:
      let waiting = waiting
      return PlanTest { plan, task in waiting.isBlocked(task, plan) }
    case .blocking:
      let flags = waiting.blockingTasks(plan)
      return PlanTest { _, task in flags[task.position] }
    case .recurring: return PlanTest { plan, task in plan.tasks[task.position].keys.contains(.recurrence) }
    case .unassigned: return inherited(key: .assignee, absent: true) { _, _, _ in false }
    case .unestimated: return unestimated
    case .milestone: return PlanTest { plan, task in plan.isMilestone(task) }
    case .critical:
      guard let critical else { throw QueryError(.needsSchedule, in: query.text, at: range) }
      return PlanTest { _, task in critical.contains(task) }
    }
  }

  /// Nothing says how long a task takes that should say so: milestones take no time, parents that of their
  /// subtasks.
  private var unestimated: PlanTest {
    let stated = KeySet(.estimate, .left, .span)
    return PlanTest { plan, task in
      plan.tasks[task.position].keys.isDisjoint(with: stated) && !plan.hasChildren(task)
        && !plan.isMilestone(task)
    }
  }

  /// A test of a tag whose value is read already.
  private func simple(_ key: TagKey, _ test: @escaping @Sendable (Int64) -> Bool) -> PlanTest {
    PlanTest { plan, task in
      guard plan.tasks[task.position].keys.contains(key), let tag = plan.tag(key, of: task) else {
        return false
      }
      return test(tag.simple)
    }
  }

  private func outsideArchive() -> PlanTest {
    let isArchive = plan.files.map(\.isArchive)
    guard isArchive.contains(true) else { return PlanTest { _, _ in true } }
    return PlanTest { plan, task in !isArchive[plan.tasks[task.position].file.position] }
  }

  /// Stated time and that of the log together.
  private func spent(_ ranges: [ClosedRange<Int>]) -> PlanTest {
    PlanTest { plan, task in
      let record = plan.tasks[task.position]
      guard record.keys.contains(.spent) || record.flags.contains(.hasLog) else { return false }
      guard let minutes = plan.spentMinutes(of: task) else { return false }
      return ranges.contains { $0.contains(minutes) }
    }
  }
}
