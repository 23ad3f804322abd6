package import PlanModel
import PlanSchedule

/// A Gantt chart as an SVG image that needs nothing else: light and dark, with a title, a description, and a text
/// alternative for each bar.
package struct GanttSVG {
  private let chart: Gantt
  private let title: String
  private let row = 22.0
  private let top = 46.0
  private let names: Double
  private let dayWidth: Double
  private let width: Double
  private let height: Double

  package init(_ chart: Gantt, title: String) {
    self.chart = chart
    self.title = title
    let days = Double(chart.last - chart.first + 1)
    names = min(
      360, max(140, (chart.rows.map { Double($0.name.count) * 6.6 + Double($0.depth) * 12 }.max() ?? 0) + 16))
    dayWidth = max(2.4, min(22, 900 / days))
    width = names + days * dayWidth + 24
    height = top + Double(chart.rows.count) * row + 12
  }

  package func text() -> String {
    var svg = """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(n(width)) \(n(height))" width="\(n(width))" height="\(n(height))" role="img" aria-labelledby="gantt-title gantt-desc" class="gantt">
      <title id="gantt-title">\(escapedMarkup(title))</title>
      <desc id="gantt-desc">Gantt chart of \(chart.rows.count { $0.task != nil }) tasks from \(chart.first) to \(chart.last). Critical tasks are striped.</desc>
      <style>
      .gantt{font:12px system-ui,sans-serif;--ink:#1c2430;--soft:#5a6675;--line:#dfe4ea;--bar:#4b7bb5;--crit:#b4442e;--group:#3d4753;--late:#a3271a;--today:#c2410c;--bg:#fff;background:var(--bg)}
      @media (prefers-color-scheme:dark){.gantt{--ink:#e7ebf0;--soft:#a3afbd;--line:#323b46;--bar:#6d9fda;--crit:#e58a74;--group:#b7c2cf;--late:#f2a195;--today:#fb923c;--bg:#14181d}}
      .gantt text{fill:var(--ink)}.gantt .soft{fill:var(--soft)}.gantt .grid{stroke:var(--line)}.gantt .bar{fill:var(--bar)}.gantt .crit{fill:url(#gantt-stripes)}.gantt .pause{fill:var(--bar);opacity:.28}.gantt .group{fill:var(--group)}.gantt .stone{fill:var(--ink)}.gantt .link{stroke:var(--soft);fill:none;opacity:.7}.gantt .today{stroke:var(--today);stroke-dasharray:4 3}.gantt .late{fill:var(--late);font-weight:600}.gantt .strong{font-weight:600}
      </style>
      <defs><pattern id="gantt-stripes" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="6" height="6" fill="var(--crit)"/><rect width="2" height="6" fill="var(--bg)" opacity=".35"/></pattern><marker id="gantt-arrow" viewBox="0 0 6 6" refX="5" refY="3" markerWidth="5" markerHeight="5" orient="auto"><path d="M0 0L6 3L0 6z" fill="var(--soft)"/></marker></defs>

      """
    svg += grid()
    for link in chart.links { svg += self.link(link) }
    for (number, one) in chart.rows.enumerated() { svg += bar(one, number) }
    let x = x(chart.today)
    svg +=
      "<line class=\"today\" x1=\"\(n(x))\" x2=\"\(n(x))\" y1=\"\(n(top - 6))\" y2=\"\(n(height - 8))\"/>\n"
    return svg + "</svg>\n"
  }

  // MARK: Places

  private func n(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return tenths % 10 == 0
      ? String(tenths / 10) : "\(tenths < 0 ? "-" : "")\(abs(tenths) / 10).\(abs(tenths) % 10)"
  }

  private func x(_ day: Day) -> Double { names + Double(day - chart.first) * dayWidth }

  /// A working day takes its whole column: from the morning of the first to the evening of the last.
  private func x(start minute: Minute) -> Double { x(chart.schedule.clock(minute).day) }
  private func x(finish minute: Minute) -> Double { x(chart.schedule.lastDay(minute) + 1) }
  private func y(_ number: Int) -> Double { top + Double(number) * row }

  private func grid() -> String {
    var result = ""
    var day = chart.first
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    let isLong = chart.last - chart.first > 400
    while day <= chart.last {
      let isMonth = day.dayOfMonth == 1
      if isMonth || day == chart.first || !isLong && day.weekday == .monday {
        let strong = isMonth || day == chart.first
        result +=
          "<line class=\"grid\" x1=\"\(n(x(day)))\" x2=\"\(n(x(day)))\" y1=\"\(strong ? 8 : 28)\" y2=\"\(n(height - 8))\"/>\n"
        if strong, x(day) + 40 < width {
          result +=
            "<text class=\"strong\" x=\"\(n(x(day) + 4))\" y=\"20\">\(months[day.month - 1]) \(day.year)</text>\n"
        }
        if !isLong, day.weekday == .monday, dayWidth * 7 >= 16 {
          result += "<text class=\"soft\" x=\"\(n(x(day) + 3))\" y=\"38\">\(day.dayOfMonth)</text>\n"
        }
      }
      day = day + 1
    }
    return result
  }

  private func bar(_ one: Gantt.Row, _ number: Int) -> String {
    let (y, middle) = (y(number), y(number) + row / 2)
    let isStrong = one.kind == .project
    // Bold letters are wider.
    let limit = Int((names - 12 - Double(one.depth) * 12) / (isStrong || one.isLate ? 7.3 : 6.4))
    let name = one.name.count > limit ? String(one.name.prefix(max(1, limit - 1))) + "…" : one.name
    var result =
      "<text class=\"\(one.isLate ? "late" : isStrong ? "strong" : "")\" x=\"\(n(8 + Double(one.depth) * 12))\" y=\"\(n(middle + 4))\">\(escapedMarkup(name))</text>\n"
    let (from, to) = (x(start: one.start), max(x(start: one.start) + 2, x(finish: one.finish)))
    let described =
      "\(one.name): \(chart.schedule.clock(one.start).day) to \(chart.schedule.lastDay(one.finish))\(one.who.isEmpty ? "" : ", \(one.who)")\(one.isCritical ? ", critical" : "")\(one.isLate ? ", late" : "")"
    result += "<g><title>\(escapedMarkup(described))</title>"
    switch one.kind {
    case .project, .summary:
      result +=
        "<path class=\"group\" d=\"M\(n(from)) \(n(middle - 5))H\(n(to))V\(n(middle + 4))L\(n(to - 4)) \(n(middle))H\(n(from + 4))L\(n(from)) \(n(middle + 4))z\"/>"
    case .milestone:
      let center = to - dayWidth / 2
      result +=
        "<path class=\"stone\" d=\"M\(n(center)) \(n(middle - 6))L\(n(center + 6)) \(n(middle))L\(n(center)) \(n(middle + 6))L\(n(center - 6)) \(n(middle))z\"/>"
    case .task, .recurring:
      result +=
        "<rect class=\"pause\" x=\"\(n(from))\" y=\"\(n(y + 5))\" width=\"\(n(to - from))\" height=\"\(n(row - 10))\" rx=\"2\"/>"
      for piece in one.pieces {
        let (a, b) = (
          x(start: piece.lowerBound), max(x(start: piece.lowerBound) + 2, x(finish: piece.upperBound))
        )
        result +=
          "<rect class=\"\(one.isCritical ? "crit" : "bar")\" x=\"\(n(a))\" y=\"\(n(y + 5))\" width=\"\(n(b - a))\" height=\"\(n(row - 10))\" rx=\"2\"/>"
      }
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
      "<path class=\"link\" marker-end=\"url(#gantt-arrow)\" d=\"M\(n(from)) \(n(a))H\(n(middle))V\(n(b))H\(n(max(to, middle)))\"/>\n"
  }
}
