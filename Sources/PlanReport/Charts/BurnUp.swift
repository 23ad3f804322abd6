package import PlanModel

/// How much there was to do and how much of it was done, week by week, and where it goes on from here.
struct BurnUp {
  struct Point: Hashable {
    /// The end of this day.
    let day: Day
    let scope: Int
    let done: Int
  }

  let points: [Point]
  /// Minutes of work, else tasks.
  let isEffort: Bool
  let today: Day
  let due: Day?
  /// Where the schedule ends it.
  let end: Day?
  /// Burn-down: `scope` is what is left to do.
  let isDown: Bool

  init(points: [Point], today: Day, isDown: Bool) {
    (self.points, self.today, self.isDown) = (points, today, isDown)
    (isEffort, due, end) = (false, nil, nil)
  }

  /// By commits; nil where they tell of less than a week, or of nothing done.
  init?(_ history: PlanHistory, isEffort: Bool, today: Day, due: Day?, end: Day?) {
    let days = history.days
    guard let first = days.first, today - first.day >= 7, days.contains(where: { $0.done > 0 }) else {
      return nil
    }
    var points = days.map {
      Point(day: $0.day, scope: isEffort ? $0.minutes : $0.tasks, done: isEffort ? $0.doneMinutes : $0.done)
    }
    if let last = points.last, last.day < today {
      points.append(Point(day: today, scope: last.scope, done: last.done))
    }
    (self.points, self.isEffort, self.today, self.due, self.end) = (points, isEffort, today, due, end)
    isDown = false
  }

  /// By the dates of creation and completion that tasks carry; what has none was there from the beginning.
  init?(_ plan: Plan, _ status: ProjectStatus, _ efforts: TaskEfforts, today: Day) {
    let project = status.project
    (self.today, end, due) = (today, status.plannedEnd, plan.due(project))
    isEffort = status.counts.measure == .effort
    isDown = false
    var scope: [(day: Day?, size: Int)] = []
    var done: [(day: Day?, size: Int)] = []
    for position in plan.tasks(of: project) {
      let (task, index) = (plan.tasks[position], TaskIndex(position))
      guard task.status != .cancelled, !plan.isArchived(index) else { continue }
      let size = isEffort ? efforts.own(position) : plan.hasChildren(index) ? 0 : 1
      guard size > 0 else { continue }
      let day = task.status == .done ? plan.date(.done, of: index)?.last : nil
      scope.append((plan.date(.created, of: index)?.first, size))
      if task.status == .done { done.append((day, size)) }
    }
    let known = (scope + done).compactMap(\.day).filter { $0 <= today }
    // One day is no development.
    guard let first = known.min() ?? plan.start(project), today - first >= 7, !done.isEmpty else {
      return nil
    }
    let step = max(1, (today - first) / 60)
    var (points, day): ([Point], Day) = ([], first - 1)
    func sum(_ changes: [(day: Day?, size: Int)], until day: Day) -> Int {
      changes.reduce(0) { $1.day.map { $0 > day } ?? false ? $0 : $0 + $1.size }
    }
    while true {
      points.append(Point(day: day, scope: sum(scope, until: day), done: sum(done, until: day)))
      if day >= today { break }
      day = min(today, day + step)
    }
    self.points = points
  }

  private func amount(_ size: Int) -> String { isEffort ? PageNumber.hours(size) : String(size) }

  func svg() -> String {
    let (width, height, left, top, bottom) = (760.0, 260.0, 56.0, 46.0, 226.0)
    guard let from = points.first?.day, let now = points.last else { return "" }
    let last = max(today, max(due ?? today, end ?? today)) + 2
    let grid = TimeGrid(
      first: from, last: last, left: left, dayWidth: (width - left - 20) / Double(last - from + 1))
    let most = Double(max(1, points.map(\.scope).max() ?? 1))
    func y(_ size: Int) -> Double { bottom - Double(size) / most * (bottom - top) }
    func line(_ path: KeyPath<Point, Int>) -> String {
      points.enumerated().map {
        "\($0 == 0 ? "M" : "L")\(px(grid.x($1.day + 1))) \(px(y($1[keyPath: path])))"
      }
      .joined()
    }
    var body = grid.lines(to: bottom)
    for share in [0, 0.5, 1] {
      let size = Int(most * share)
      body +=
        "<path class=\"grid\" d=\"M\(px(left)) \(px(y(size)))H\(px(width - 16))\"/><text class=\"soft end\" x=\"\(px(left - 6))\" y=\"\(px(y(size) + 4))\">\(amount(size))</text>\n"
    }
    let x = grid.x(now.day + 1)
    if isDown {
      body +=
        "<path class=\"area\" d=\"\(line(\.scope))V\(px(bottom))H\(px(grid.x(from + 1)))z\"/><path class=\"done\" d=\"\(line(\.scope))\"/>\n"
    } else {
      body +=
        "<path class=\"area\" d=\"\(line(\.done))V\(px(bottom))H\(px(grid.x(from + 1)))z\"/><path class=\"scope\" d=\"\(line(\.scope))\"/><path class=\"done\" d=\"\(line(\.done))\"/>\n"
    }
    if let end, end > today, now.done < now.scope {
      body +=
        "<path class=\"ahead\" d=\"M\(px(x)) \(px(y(now.done)))L\(px(grid.x(end + 1))) \(px(y(now.scope)))\"/>\n"
    }
    body += grid.today(today, from: 40, to: bottom)
    if let due {
      let x = grid.x(due + 1)
      body +=
        "<path class=\"due\" d=\"M\(px(x)) \(px(bottom))V\(px(top - 6))h7l-2 3l2 3h-7\"/>\n"
    }
    if isDown {
      body +=
        "<path class=\"done\" d=\"M\(px(left)) 246h18\"/><text x=\"\(px(left + 24))\" y=\"250\">to do</text>\n"
      return chart(
        "burndown", title: "Burn-down", description: "On \(now.day), \(amount(now.scope)) tasks to do.",
        width: width,
        height: height, body)
    }
    body +=
      "<path class=\"scope\" d=\"M\(px(left)) 246h18\"/><text x=\"\(px(left + 24))\" y=\"250\">to do altogether</text><path class=\"done\" d=\"M\(px(left + 140)) 246h18\"/><text x=\"\(px(left + 164))\" y=\"250\">done</text>"
    if end != nil {
      body +=
        "<path class=\"ahead\" d=\"M\(px(left + 216)) 246h18\"/><text x=\"\(px(left + 240))\" y=\"250\">as scheduled</text>"
    }
    body += "\n"
    var text =
      "On \(today), \(amount(now.done)) of \(amount(now.scope)) \(isEffort ? "of work" : "tasks") done"
    if let end, end > today { text += "; as scheduled, all of it on \(end)" }
    if let due { text += "; due \(due)" }
    return chart("burnup", title: "Burn-up", description: text + ".", width: width, height: height, body)
  }

  /// The chart's figures; a dozen rows at most.
  func table() -> Table {
    let step = max(1, (points.count + 11) / 12)
    let shown = points.enumerated().filter { ($0.offset - points.count + 1) % step == 0 }.map(\.element)
    return Table(
      [
        Column("day", "Day", isFlexible: true), Column("scope", "To do altogether", isNumeric: true),
        Column("done", "Done", isNumeric: true),
      ],
      shown.map { Row([.date(DateValue($0.day)), .text(amount($0.scope)), .text(amount($0.done))]) })
  }
}
