package import PlanModel
import PlanSchedule

/// All projects along time: bars from start to the end as scheduled, how far they are, due days and milestones.
struct Roadmap: Diagram {
  struct Bar {
    let name: String
    /// The project's page.
    let link: String?
    let depth: Int
    let start: Day
    let end: Day
    let due: Day?
    /// Thousandths.
    let progress: Int
    let level: Health.Level?
    let milestones: [(day: Day, name: String, isMissed: Bool)]
    /// The end in the baseline.
    let baseline: Day?
  }

  let bars: [Bar]
  let today: Day

  package var label: String { "Roadmap" }

  private let row = 28.0
  private let top = 46.0

  /// The projects of a report down to a depth; nil where none has dates.
  init?(_ status: StatusReport, depth: Int, link: (ProjectIndex) -> String? = { _ in nil }) {
    let plan = status.plan
    today = status.today
    bars = status.projects.compactMap { project in
      let (index, record) = (project.project, plan[project.project])
      guard record.kind == .project, project.counts.total > 0, project.depth <= depth else { return nil }
      let finished = plan.tasks(of: index).lazy.compactMap { plan.date(.done, of: TaskIndex($0))?.last }
      let begun = plan.start(index) ?? finished.min() ?? status.planned?.start(of: index, plan)
      let ended = project.plannedEnd ?? (project.counts.open == 0 ? finished.max() : plan.due(index))
      guard let ended, let begun = begun ?? (project.counts.open > 0 ? status.today : nil) else { return nil }
      return Bar(
        name: record.name, link: link(index), depth: min(3, project.depth), start: min(begun, ended),
        end: ended,
        due: plan.due(index), progress: project.counts.progress ?? 0, level: project.health.worse,
        milestones: status.milestones.compactMap { stone in
          guard let day = stone.date?.last, plan[stone.task].project == index else { return nil }
          return (day, plan.text(of: stone.task), stone.isMissed)
        }, baseline: status.baseline?.end(of: index, plan))
    }
    if bars.isEmpty { return nil }
  }

  /// As a Mermaid diagram, which GitHub and GitLab draw in Markdown.
  package func mermaid() -> String {
    var lines = ["```mermaid", "gantt", "  dateFormat YYYY-MM-DD", "  axisFormat %d %b", "  todayMarker on"]
    for (number, bar) in bars.enumerated() {
      let name = ScheduleMermaid.label(bar.name)
      if bar.depth == 0 || number == 0 { lines.append("  section \(name)") }
      let state =
        bar.progress == 1000 ? "done, " : bar.level == .red ? "crit, " : bar.progress > 0 ? "active, " : ""
      // The end of a bar is exclusive.
      lines.append("  \(name) \(bar.progress / 10)% :\(state)p\(number), \(bar.start), \(bar.end + 1)")
      for (place, milestone) in bar.milestones.enumerated() {
        lines.append(
          "  \(ScheduleMermaid.label(milestone.name)) :milestone, \(milestone.isMissed ? "crit, " : "")p\(number)m\(place), \(milestone.day), 0d"
        )
      }
    }
    return (lines + ["```", ""]).joined(separator: "\n")
  }

  package func svg() -> String {
    let days = bars.flatMap { [$0.start, $0.end, $0.due ?? $0.end] + $0.milestones.map(\.day) } + [today]
    let (first, last) = ((days.min() ?? today) - 2, (days.max() ?? today) + 4)
    let names = min(
      260, max(120, (bars.map { Double($0.name.count) * 6.9 + Double($0.depth) * 12 }.max() ?? 0) + 20))
    let grid = TimeGrid(
      first: first, last: last, left: names, dayWidth: max(1.2, min(14, 860 / Double(last - first + 1))))
    let (width, height) = (grid.right + 24, top + Double(bars.count) * row + 10)
    var body = grid.lines(to: height - 6)
    for (number, bar) in bars.enumerated() { body += self.bar(bar, number, grid, names) }
    body += grid.today(today, from: 40, to: height - 6)
    return chart(
      "roadmap", title: "Roadmap",
      description:
        "\(StatusWords.count(bars.count, "project")) from \(first) to \(last): each bar ends where the schedule ends it; the filled part is done; a flag is the due day; diamonds are milestones.",
      width: width, height: height, body)
  }

  private func bar(_ bar: Bar, _ number: Int, _ grid: TimeGrid, _ names: Double) -> String {
    let y = top + Double(number) * row
    let middle = y + row / 2
    let name = fitted(bar.name, names - 16 - Double(bar.depth) * 12, perLetter: 6.8)
    var label =
      "<text x=\"\(px(8 + Double(bar.depth) * 12))\" y=\"\(px(middle + 4))\">\(escapedMarkup(name))</text>"
    if let link = bar.link { label = "<a href=\"\(escapedMarkup(link))\">\(label)</a>" }
    let (from, to) = (grid.x(bar.start), max(grid.x(bar.start) + 3, grid.x(bar.end + 1)))
    let done = from + (to - from) * Double(bar.progress) / 1000
    var result = label + "\n<g><title>\(escapedMarkup(described(bar)))</title>"
    func rect(_ kind: String, _ a: Double, _ b: Double, _ height: Double, _ offset: Double = 0) {
      guard b > a else { return }
      result +=
        "<rect class=\"\(kind)\" x=\"\(px(a))\" y=\"\(px(middle - height / 2 + offset))\" width=\"\(px(b - a))\" height=\"\(px(height))\" rx=\"3\"/>"
    }
    rect("track \(bar.level?.name ?? "none")", from, to, 12)
    rect("fill \(bar.level?.name ?? "none")", from, done, 12)
    if let baseline = bar.baseline { rect("base", from, max(from + 3, grid.x(baseline + 1)), 3, 9) }
    if let due = bar.due {
      let x = grid.x(due + 1)
      result +=
        "<path class=\"due\" d=\"M\(px(x)) \(px(middle + 9))V\(px(middle - 10))h7l-2 3l2 3h-7\"/>"
    }
    for milestone in bar.milestones {
      let x = grid.x(milestone.day) + grid.dayWidth / 2
      result +=
        "<path class=\"stone\(milestone.isMissed ? " red" : "")\" d=\"M\(px(x)) \(px(middle - 6))l6 6l-6 6l-6-6z\"><title>\(escapedMarkup("\(milestone.name): \(milestone.day)\(milestone.isMissed ? ", missed" : "")"))</title></path>"
    }
    return result + "</g>\n"
  }

  private func described(_ bar: Bar) -> String {
    var text = "\(bar.name): \(bar.start) to \(bar.end), \(bar.progress / 10)% done"
    if let due = bar.due {
      text += ", due \(due)"
      if bar.end > due { text += ", \(StatusWords.count(bar.end - due, "day")) late" }
    }
    return text
  }
}
