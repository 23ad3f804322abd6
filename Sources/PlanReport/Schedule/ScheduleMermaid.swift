import PlanModel
import PlanSchedule

/// A Gantt chart as a Mermaid diagram, which GitHub and GitLab draw in Markdown.
package struct ScheduleMermaid {
  private let chart: Gantt

  package init(_ chart: Gantt) { self.chart = chart }

  package func text() -> String {
    var lines = ["```mermaid", "gantt", "  dateFormat YYYY-MM-DD", "  axisFormat %d %b", "  todayMarker on"]
    for (number, row) in chart.rows.enumerated() {
      switch row.kind {
      case .project: lines.append("  section \(ScheduleMermaid.label(row.name))")
      case .summary, .recurring: break
      case .milestone:
        let day = chart.schedule.lastDay(row.finish)
        lines.append(
          "  \(ScheduleMermaid.label(row.name)) :milestone, \(row.isCritical ? "crit, " : "")t\(number), \(day), 0d"
        )
      case .task:
        let start = chart.schedule.clock(row.start).day
        // The end of a bar is exclusive.
        let end = chart.schedule.lastDay(row.finish) + 1
        let state = row.isCritical ? "crit, " : row.progress > 0 ? "active, " : ""
        lines.append("  \(ScheduleMermaid.label(row.name)) :\(state)t\(number), \(start), \(end)")
      }
    }
    return (lines + ["```", ""]).joined(separator: "\n")
  }

  /// A name without what the diagram's grammar or the fence around it would read: `:`, `;`, `#`, backticks, control characters.
  static func label(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case ":", ";", "#", "`", "%", "<", ">", "\\": result.append(" ")
      case _ where scalar.value < 0x20 || TerminalText.isUnsafe(scalar): result.append(" ")
      default: result.unicodeScalars.append(scalar)
      }
    }
    let words = result.split(separator: " ").joined(separator: " ")
    // A line that begins with a keyword would be one.
    return words.isEmpty
      ? "…"
      : ["section", "title", "gantt", "click", "excludes"].contains { words.lowercased().hasPrefix($0) }
        ? "· " + words : words
  }
}
