package import PlanModel
import PlanSchedule

/// A Gantt chart as an SVG image that needs nothing else: light and dark, with a title, a description, and a text
/// alternative for each bar.
package struct GanttSVG {
  private let chart: Gantt
  private let title: String
  private let isEmbedded: Bool
  private let row = 22.0
  private let top = 46.0
  private let names: Double
  private let grid: TimeGrid
  private let width: Double
  private let height: Double

  /// - Parameter isEmbedded: For a page that has the style of charts: without one of its own.
  package init(_ chart: Gantt, title: String, isEmbedded: Bool = false) {
    (self.chart, self.title, self.isEmbedded) = (chart, title, isEmbedded)
    let days = Double(chart.last - chart.first + 1)
    names = min(
      isEmbedded ? 250 : 360,
      max(140, (chart.rows.map { Double($0.name.count) * 6.6 + Double($0.depth) * 12 }.max() ?? 0) + 16))
    grid = TimeGrid(
      first: chart.first, last: chart.last, left: names,
      dayWidth: max(2.4, min(22, (isEmbedded ? 1170 - names : 900) / days)))
    width = grid.right + 24
    height = top + Double(chart.rows.count) * row + 12
  }

  package func text() -> String {
    let tasks = StatusWords.count(chart.rows.count { $0.task != nil }, "task")
    let baseline = chart.rows.contains { $0.baseline != nil } ? " Thin grey bars are the baseline." : ""
    var svg = """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(px(width)) \(px(height))" width="\(px(width))" height="\(px(height))" role="img" aria-labelledby="gantt-title gantt-desc" class="plot gantt">
      <title id="gantt-title">\(escapedMarkup(title))</title>
      <desc id="gantt-desc">Gantt chart of \(tasks) from \(chart.first) to \(chart.last). Critical tasks are striped.\(baseline)</desc>

      """
    if !isEmbedded { svg += ChartStyle.element }
    svg +=
      "<defs><pattern id=\"gantt-stripes\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\"><rect class=\"stripe\" width=\"6\" height=\"6\"/><rect class=\"gap\" width=\"2\" height=\"6\"/></pattern><marker id=\"gantt-arrow\" viewBox=\"0 0 6 6\" refX=\"5\" refY=\"3\" markerWidth=\"5\" markerHeight=\"5\" orient=\"auto\"><path class=\"tip\" d=\"M0 0L6 3L0 6z\"/></marker></defs>\n"
    svg += grid.lines(to: height - 8)
    for link in chart.links { svg += self.link(link) }
    for (number, one) in chart.rows.enumerated() { svg += bar(one, number) }
    return svg + grid.today(chart.today, from: top - 6, to: height - 8) + "</svg>\n"
  }

  // MARK: Places

  /// A working day takes its whole column: from the morning of the first to the evening of the last.
  private func x(start minute: Minute) -> Double { grid.x(chart.schedule.clock(minute).day) }
  private func x(finish minute: Minute) -> Double { grid.x(chart.schedule.lastDay(minute) + 1) }
  private func y(_ number: Int) -> Double { top + Double(number) * row }

  private func bar(_ one: Gantt.Row, _ number: Int) -> String {
    let (y, middle) = (y(number), y(number) + row / 2)
    let isStrong = one.kind == .project
    // Bold letters are wider.
    let name = fitted(
      one.name, names - 12 - Double(one.depth) * 12, perLetter: isStrong || one.isLate ? 7.3 : 6.4)
    let kind = one.isLate ? " class=\"late\"" : isStrong ? " class=\"strong\"" : ""
    var result =
      "<text\(kind) x=\"\(px(8 + Double(one.depth) * 12))\" y=\"\(px(middle + 4))\">\(escapedMarkup(name))</text>\n"
    let (from, to) = (x(start: one.start), max(x(start: one.start) + 2, x(finish: one.finish)))
    let described =
      "\(one.name): \(chart.schedule.clock(one.start).day) to \(chart.schedule.lastDay(one.finish))\(one.who.isEmpty ? "" : ", \(one.who)")\(one.isCritical ? ", critical" : "")\(one.isLate ? ", late" : "")"
    result += "<g><title>\(escapedMarkup(described))</title>"
    switch one.kind {
    case .project, .summary:
      result +=
        "<path class=\"group\" d=\"M\(px(from)) \(px(middle - 5))H\(px(to))V\(px(middle + 4))L\(px(to - 4)) \(px(middle))H\(px(from + 4))L\(px(from)) \(px(middle + 4))z\"/>"
    case .milestone:
      let center = to - grid.dayWidth / 2
      result +=
        "<path class=\"stone\" d=\"M\(px(center)) \(px(middle - 6))L\(px(center + 6)) \(px(middle))L\(px(center)) \(px(middle + 6))L\(px(center - 6)) \(px(middle))z\"/>"
    case .task, .recurring:
      result +=
        "<rect class=\"pause\" x=\"\(px(from))\" y=\"\(px(y + 5))\" width=\"\(px(to - from))\" height=\"\(px(row - 10))\" rx=\"2\"/>"
      for piece in one.pieces {
        let (a, b) = (
          x(start: piece.lowerBound), max(x(start: piece.lowerBound) + 2, x(finish: piece.upperBound))
        )
        result +=
          "<rect class=\"\(one.isCritical ? "crit" : "bar")\" x=\"\(px(a))\" y=\"\(px(y + 5))\" width=\"\(px(b - a))\" height=\"\(px(row - 10))\" rx=\"2\"/>"
      }
    }
    if let was = one.baseline {
      let a = grid.x(was.lowerBound)
      let b = max(a + 2, grid.x(was.upperBound + 1))
      result +=
        "<rect class=\"base\" x=\"\(px(a))\" y=\"\(px(y + row - 4))\" width=\"\(px(b - a))\" height=\"3\"/>"
    }
    return result + "</g>\n"
  }

  /// From the end of one bar to the beginning of the other, around a corner.
  private func link(_ link: (from: Int, to: Int)) -> String {
    let (one, other) = (chart.rows[link.from], chart.rows[link.to])
    let (from, to) = (x(finish: one.finish), x(start: other.start))
    let (a, b) = (y(link.from) + row / 2, y(link.to) + row / 2)
    let middle = max(from + 4, min(to - 4, from + 6))
    return
      "<path class=\"link\" marker-end=\"url(#gantt-arrow)\" d=\"M\(px(from)) \(px(a))H\(px(middle))V\(px(b))H\(px(max(to, middle)))\"/>\n"
  }
}
