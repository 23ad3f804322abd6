import PlanModel

/// The burn-up or burn-down of a history.
struct HistoryChart: Diagram {
  let history: PlanHistory
  let today: Day
  let isDown: Bool

  var label: String { isDown ? "Burn-down" : "Burn-up" }

  /// A chart of Mermaid has at most so many points.
  private static let most = 24

  func mermaid() -> String {
    let all = history.days
    let step = max(1, (all.count + HistoryChart.most - 1) / HistoryChart.most)
    let shown = all.enumerated().filter { ($0.offset - all.count + 1) % step == 0 }.map(\.element)
    func row(_ value: (PlanHistory.Point) -> Int) -> String {
      shown.map { String(value($0)) }.joined(separator: ", ")
    }
    let lines =
      isDown
      ? ["    line [\(row(\.toDo))]"] : ["    line [\(row(\.tasks))]", "    line [\(row(\.done))]"]
    return
      ([
        "```mermaid", "xychart-beta", "    title \"\(label)\"",
        "    x-axis [\(shown.map { "\"\($0.day)\"" }.joined(separator: ", "))]",
        "    y-axis \"Tasks\" 0 --> \(max(1, shown.map(\.tasks).max() ?? 1))",
      ] + lines + ["```"]).joined(separator: "\n")
  }

  func svg() -> String {
    var points = history.days.map {
      BurnUp.Point(day: $0.day, scope: isDown ? $0.toDo : $0.tasks, done: isDown ? 0 : $0.done)
    }
    if let last = points.last, last.day < today {
      points.append(BurnUp.Point(day: today, scope: last.scope, done: last.done))
    }
    return BurnUp(points: points, today: today, isDown: isDown).svg()
  }
}
