package import PlanModel
import PlanSchedule

/// Time that was worked in some days, grouped and laid out over them.
package struct Timesheet: Sendable {
  /// What rows stand for.
  package enum Grouping: Hashable, Sendable {
    case person, project, label, task, day, week
    /// Any key, such as `client`.
    case key(String)

    package init(name: String) {
      switch name {
      case "person": self = .person
      case "project": self = .project
      case "label": self = .label
      case "task": self = .task
      case "day": self = .day
      case "week": self = .week
      default: self = .key(name.lowercased())
      }
    }

    package var title: String {
      switch self {
      case .person: "Person"
      case .project: "Project"
      case .label: "Label"
      case .task: "Task"
      case .day: "Day"
      case .week: "Week"
      case .key(let key): key.prefix(1).uppercased() + key.dropFirst()
      }
    }
  }

  package struct Row: Sendable {
    /// One for each grouping; empty: none.
    package let names: [String]
    /// Minutes in each of ``Timesheet/spans``.
    package let minutes: [Int]
    package var total: Int { minutes.reduce(0, +) }
    /// What the person could work in the period; nil where rows are not persons.
    package let capacity: Int?
  }

  package let period: StatusPeriod
  package let groupings: [Grouping]
  /// The days, weeks or months of the columns.
  package let spans: [StatusPeriod]
  package let rows: [Row]
  /// Time in the period, the earliest first.
  package let postings: [Posting]
  /// Minutes of `spent:` on unfinished tasks, which name no day.
  package let undated: Int
  package let plan: Plan

  var hasDays: Bool { period.last - period.first < 14 }
  var hasWeeks: Bool { !hasDays && period.last - period.first < 100 }

  package var total: Int { postings.reduce(0) { $0 + $1.minutes } }

  /// - Parameter person: Only their time.
  package init(
    _ plan: Plan, period: StatusPeriod, by groupings: [Grouping], person: String? = nil,
    includes: [Bool]? = nil
  ) {
    (self.plan, self.period, self.groupings) = (plan, period, groupings)
    let all = plan.postings().filter { posting in
      guard posting.minutes != 0, person == nil || posting.person == person else { return false }
      return plan.counts(posting.node, among: includes)
    }
    undated = all.reduce(0) { $1.day == nil ? $0 + $1.minutes : $0 }
    let dated = all.enumerated().filter { $1.day.map(period.contains) ?? false }
    postings = dated.sorted { ($0.element.day!, $0.offset) < ($1.element.day!, $1.offset) }.map(\.element)
    let spans = Timesheet.spans(period, plan.configuration.calendar)
    self.spans = spans
    var sums: [[String]: [Int]] = [:]
    for posting in postings {
      let column = spans.firstIndex { $0.contains(posting.day!) } ?? 0
      for names in Timesheet.names(posting, groupings, plan) {
        sums[names, default: [Int](repeating: 0, count: spans.count)][column] += posting.minutes
      }
    }
    // Who has logged nothing yet has capacity all the same.
    if groupings.first == .person, groupings.count == 1, includes == nil {
      for one in plan.configuration.people where !one.isTeam && (person == nil || one.key == person) {
        if sums[[one.key]] == nil { sums[[one.key]] = [Int](repeating: 0, count: spans.count) }
      }
    }
    let byPerson = groupings == [.person]
    rows = sums.sorted { Timesheet.isBefore($0.key, $1.key) }.map { names, minutes in
      Row(
        names: names, minutes: minutes,
        capacity: byPerson ? plan.workingMinutes(of: names[0], from: period.first, through: period.last) : nil
      )
    }
  }

  /// Rows without a name last.
  private static func isBefore(_ a: [String], _ b: [String]) -> Bool {
    for (one, other) in zip(a, b) where one != other {
      return one.isEmpty != other.isEmpty ? other.isEmpty : one < other
    }
    return false
  }

  /// Days up to two weeks, weeks up to a quarter, else months.
  private static func spans(_ period: StatusPeriod, _ calendar: WorkCalendar) -> [StatusPeriod] {
    var result: [StatusPeriod] = []
    var day = period.first
    let length = period.last - period.first
    while day <= period.last {
      let end =
        length < 14
        ? day : length < 100 ? day.firstOfWeek(startingOn: calendar.weekStart) + 6 : day.lastOfMonth
      result.append(StatusPeriod(first: day, last: min(end, period.last)))
      day = min(end, period.last) + 1
    }
    return result
  }

  /// The rows that a posting counts in: one, or one for each label.
  private static func names(_ posting: Posting, _ groupings: [Grouping], _ plan: Plan) -> [[String]] {
    var result: [[String]] = [[]]
    for grouping in groupings {
      let values = values(posting, grouping, plan)
      result = result.flatMap { names in values.map { names + [$0] } }
    }
    return result
  }

  private static func values(_ posting: Posting, _ grouping: Grouping, _ plan: Plan) -> [String] {
    switch grouping {
    case .person: return [posting.person ?? ""]
    case .day: return [posting.day!.description]
    case .week:
      return [
        DateValue(first: posting.day!.firstOfWeek(startingOn: .monday), precision: .week, minute: 0)
          .description
      ]
    case .project: return [plan.path(of: home(posting.node, plan)).joined(separator: " / ")]
    case .label:
      let labels =
        switch posting.node {
        case .task(let task): plan.effectiveLabels(of: task)
        case .project(let project): plan.lineage(of: project).flatMap { plan.labels(of: .project($0)) }
        }
      return labels.isEmpty ? [""] : labels
    case .task: return [StatusWords(plan).text(posting.node)]
    case .key(let key):
      switch posting.node {
      case .task(let task): return [plan.attribute(key, of: task) ?? ""]
      case .project(let project): return [plan.attribute(key, of: project) ?? ""]
      }
    }
  }

  static func home(_ node: NodeIndex, _ plan: Plan) -> ProjectIndex {
    switch node {
    case .task(let task): plan[task].project
    case .project(let project): project
    }
  }
}
