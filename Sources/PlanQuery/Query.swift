package import PlanModel

/// What a query needs to be read: the day that words like `fri` count from, and who `@me` is.
package struct QueryContext: Sendable {
  package let today: Day
  package let calendar: WorkCalendar
  package let me: String?

  package init(today: Day, configuration: Configuration = Configuration()) {
    self.today = today
    calendar = configuration.calendar
    me = configuration.me
  }
}

/// Which tasks a list shows, as a user wrote it. Source: commands, "Queries".
///
/// Read once, it fits every plan; ``matcher(for:as:critical:)`` looks up its names in one.
package struct Query: Sendable {
  package let text: String
  package let context: QueryContext
  let expression: Expression

  /// Reads a query; an empty one is every task.
  package init(parsing text: String, in context: QueryContext) throws(QueryError) {
    self.text = text
    self.context = context
    var parser = try QueryParser(text, context: context)
    expression = try parser.expression()
  }

  /// Reads a query in pieces, as a command line gives it.
  package init(parsing words: [String], in context: QueryContext) throws(QueryError) {
    try self.init(parsing: words.joined(separator: " "), in: context)
  }

  /// True if it says something about status, so that finished tasks are shown too.
  package var showsFinished: Bool { expression.terms.contains { $0.term.isAboutStatus } }

  /// True if `archived` adds what is archived.
  package var showsArchived: Bool { expression.terms.contains { $0.term == .flag(.archived) } }

  /// True if it needs the critical tasks of a schedule.
  package var needsSchedule: Bool { expression.terms.contains { $0.term == .flag(.critical) } }

  /// How much a query leaves unsaid.
  package enum Reading: Sendable {
    /// Every task that its terms allow.
    case asWritten
    /// Unfinished tasks outside the archive, where its terms do not say otherwise.
    case list
  }

  /// The tasks that a list of a plan shows, in the plan's order.
  package func evaluate(_ plan: Plan, critical: Set<TaskIndex>? = nil) throws(QueryError) -> [TaskIndex] {
    let matcher = try matcher(for: plan, as: .list, critical: critical)
    return plan.taskIndices.filter { matcher.matches($0) }
  }

  /// The query with its names looked up in a plan.
  ///
  /// - Throws: where `critical` stands and no critical tasks are given, and for a key that neither the format
  ///   nor the plan knows and that is a slip of one.
  package func matcher(
    for plan: Plan, as reading: Reading = .list, critical: Set<TaskIndex>? = nil
  ) throws(QueryError) -> QueryMatcher {
    var compiler = QueryCompiler(query: self, plan: plan, critical: critical)
    return QueryMatcher(plan: plan, test: try compiler.test(reading == .list ? listed : expression))
  }

  /// What a list shows: the query with what it leaves unsaid.
  ///
  /// The rule holds for each side of an `or`: in `done:2026-W03 or due:fri` finished tasks are shown for the
  /// first side only.
  private var listed: Expression {
    let nowhere = ByteRange(0, 0)
    return
      expression
      .restricted(to: .term(.status(.unfinished), nowhere)) { $0.isAboutStatus }
      .restricted(to: .term(.outsideArchive, nowhere)) { $0 == .flag(.archived) }
  }
}

extension Term {
  /// Terms without which lists show unfinished tasks. `overdue` is none: it means unfinished ones by itself,
  /// and `not overdue` asks for no finished ones.
  fileprivate var isAboutStatus: Bool {
    switch self {
    case .status: true
    case .flag(let flag): flag == .all || flag == .archived
    case .date(let key, _): key == .done || key == .cancelled
    case .has(let keys), .lacks(let keys): keys.contains(.known(.done)) || keys.contains(.known(.cancelled))
    case .text, .people, .owner, .labels, .projects, .ids, .files, .effort, .progress, .priority, .money,
      .value,
      .attribute, .outsideArchive:
      false
    }
  }
}

extension Expression {
  /// The expression with `restriction` on every side of an `or` where nothing satisfies `settles`.
  fileprivate func restricted(to restriction: Expression, unless settles: (Term) -> Bool) -> Expression {
    guard !isSettled(settles) else { return self }
    switch self {
    case .or(let parts): return .or(parts.map { $0.restricted(to: restriction, unless: settles) })
    case .and(var parts):
      // One part that settles some of its sides is enough: the others get the restriction there.
      if let mixed = parts.firstIndex(where: { part in part.terms.contains { settles($0.term) } }) {
        parts[mixed] = parts[mixed].restricted(to: restriction, unless: settles)
        return .and(parts)
      }
      return .and([restriction] + parts)
    case .term, .not: return .and([restriction, self])
    }
  }

  private func isSettled(_ settles: (Term) -> Bool) -> Bool {
    switch self {
    case .term(let term, _): settles(term)
    case .not(let inner): inner.terms.contains { settles($0.term) }
    case .and(let parts): parts.contains { $0.isSettled(settles) }
    case .or(let parts): parts.allSatisfy { $0.isSettled(settles) }
    }
  }
}

/// A query that has met its plan: one call per task.
package struct QueryMatcher: Sendable {
  private let plan: Plan
  private let test: PlanTest

  init(plan: Plan, test: PlanTest) {
    self.plan = plan
    self.test = test
  }

  package func matches(_ task: TaskIndex) -> Bool { test(plan, task) }
}

/// A test of one task.
///
/// A structure around the closure: closures that lie bare in arrays are called through a thunk, which copies
/// the plan.
struct PlanTest: Sendable {
  private let body: @Sendable (borrowing Plan, TaskIndex) -> Bool

  init(_ body: @escaping @Sendable (borrowing Plan, TaskIndex) -> Bool) { self.body = body }

  func callAsFunction(_ plan: borrowing Plan, _ task: TaskIndex) -> Bool { body(plan, task) }
}
