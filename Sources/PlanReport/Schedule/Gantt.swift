package import PlanModel
package import PlanSchedule

/// A Gantt chart as a value: rows with bars in days or finer, for every format that draws one.
package struct Gantt: Sendable {
  package struct Row: Sendable {
    package enum Kind: Sendable { case project, summary, task, milestone, recurring }
    package let kind: Kind
    package let name: String
    package let depth: Int
    package let task: TaskIndex?
    package let start: Minute
    package let finish: Minute
    /// The stretches in which somebody works, joined within a day.
    package let pieces: [Range<Minute>]
    package let isCritical: Bool
    package let isDone: Bool
    package let due: Day?
    package let isLate: Bool
    package let who: String
    /// 0…1.
    package let progress: Double
    /// The days in the baseline that is compared with.
    package var baseline: ClosedRange<Day>?
  }

  package let rows: [Row]
  /// Rows by position: from the row that is waited for to the one that waits.
  package let links: [(from: Int, to: Int)]
  package let today: Day
  package let first: Day
  package let last: Day
  package let schedule: Schedule

  /// - Parameters:
  ///   - within: A project that goes without saying: only what is below it has rows of its own.
  ///   - baseline: Days to compare with.
  package init(
    _ words: ScheduleWords, tasks: [TaskIndex], within: ProjectIndex? = nil, baseline: Baseline? = nil
  ) {
    let (plan, schedule) = (words.plan, words.schedule)
    self.schedule = schedule
    today = schedule.today
    var rows: [Row] = []
    var position: [TaskIndex: Int] = [:]
    var open: [ProjectIndex] = []
    for task in tasks {
      guard let entry = schedule[task] else { continue }
      let lineage = plan.lineage(of: plan[task].project)
      let path = Array((within.map { end in lineage.prefix { $0 != end } } ?? lineage[...]).reversed())
      for (depth, project) in path.enumerated() where depth >= open.count || open[depth] != project {
        open = Array(path[..<(depth + 1)])
        rows.append(Gantt.row(project, depth: depth, tasks: tasks, words))
      }
      open = path
      position[task] = rows.count
      let who = schedule.assigned(entry).map { words.name($0.resource) }.filter { !$0.isEmpty }
      rows.append(
        Row(
          kind: entry.layer == .milestone
            ? .milestone : entry.isSeries ? .recurring : entry.layer == .summary ? .summary : .task,
          name: plan.text(of: task), depth: path.count + Int(plan[task].depth), task: task,
          start: entry.start,
          finish: entry.finish, pieces: Gantt.pieces(entry), isCritical: entry.isCritical && !entry.isSeries,
          isDone: false, due: plan.bindingDue(of: task)?.day,
          isLate: plan.bindingDue(of: task).map { schedule.lastDay(entry.finish) > $0.day } ?? false,
          who: who.map { "@" + $0 }.joined(separator: " "), progress: Gantt.progress(task, plan, entry),
          baseline: baseline?.entry(of: task, plan).map { $0.first...$0.last }))
    }
    self.rows = rows
    var links: [(Int, Int)] = []
    for (task, to) in position.sorted(by: { $0.value < $1.value }) {
      for edge in plan.dependencies(of: task) where edge.kind != .before {
        if case .task(let other) = edge.target, let from = position[other] { links.append((from, to)) }
      }
      for edge in plan.dependencies(of: task) where edge.kind == .before {
        if case .task(let other) = edge.target, let from = position[other] { links.append((to, from)) }
      }
      if let before = plan[task].predecessor.orNil, let from = position[before] { links.append((from, to)) }
    }
    self.links = links.map { (from: $0.0, to: $0.1) }
    let bars = rows.filter { $0.kind != .recurring }
    let were = bars.compactMap(\.baseline)
    first = min(today, (bars.map { schedule.clock($0.start).day } + were.map(\.lowerBound)).min() ?? today)
    last = max(today, (bars.map { schedule.lastDay($0.finish) } + were.map(\.upperBound)).max() ?? today)
  }

  private static func row(_ project: ProjectIndex, depth: Int, tasks: [TaskIndex], _ words: ScheduleWords)
    -> Row
  {
    let (plan, schedule) = (words.plan, words.schedule)
    let range = plan.tasks(of: project)
    let entries = tasks.lazy.filter { range.contains($0.position) }.compactMap { schedule[$0] }.filter {
      !$0.isSeries
    }
    let start = entries.map(\.start).min() ?? schedule.from
    let finish = entries.map(\.finish).max() ?? start
    let due = plan.due(project)
    return Row(
      kind: .project, name: plan[project].name, depth: depth, task: nil, start: start, finish: finish,
      pieces: [], isCritical: false, isDone: false, due: due,
      isLate: plan[project].kind == .project && due.map { schedule.lastDay(finish) > $0 } ?? false, who: "",
      progress: 0)
  }

  private static func progress(_ task: TaskIndex, _ plan: Plan, _ entry: Schedule.Entry) -> Double {
    if let stated = plan.progress(task) { return Double(stated) / 100 }
    guard let estimate = plan.likelyMinutes(task), estimate > 0, let spent = plan.spentMinutes(of: task)
    else { return 0 }
    return min(1, Double(spent) / Double(max(estimate, spent + entry.effort)))
  }

  /// Work joined over breaks of less than a day; what nobody works on is one piece.
  private static func pieces(_ entry: Schedule.Entry) -> [Range<Minute>] {
    guard !entry.work.isEmpty else { return entry.start < entry.finish ? [entry.start..<entry.finish] : [] }
    var result: [Range<Minute>] = []
    for work in entry.work.sorted(by: { $0.from < $1.from }) {
      if let last = result.last, work.from - last.upperBound < 1080 {
        result[result.count - 1] = last.lowerBound..<max(last.upperBound, work.to)
      } else {
        result.append(work.from..<work.to)
      }
    }
    return result
  }
}
