package import PlanModel
package import PlanSchedule

/// How much of somebody's weeks is taken, and by what.
struct LoadChart {
  let row: Workload.Row
  let weeks: [Day]

  func svg() -> String {
    let (left, top, bottom, column) = (48.0, 24.0, 176.0, 72.0)
    let width = left + column * Double(weeks.count) + 12
    let most = Double(max(60, row.cells.map { max($0.planned, $0.capacity) }.max() ?? 60))
    func height(_ minutes: Int) -> Double { Double(minutes) / most * (bottom - top) }
    var body = ""
    for share in [0.0, 0.5, 1] {
      let y = bottom - share * (bottom - top)
      body +=
        "<path class=\"grid\" d=\"M\(px(left)) \(px(y))H\(px(width - 8))\"/><text class=\"soft end\" x=\"\(px(left - 6))\" y=\"\(px(y + 4))\">\(Int((most * share / 60).rounded()))h</text>\n"
    }
    for (number, (week, cell)) in zip(weeks, row.cells).enumerated() {
      let x = left + Double(number) * column + 12
      var y = bottom
      body += "<g><title>\(escapedMarkup(described(week, cell)))</title>"
      for (kind, minutes) in [
        ("recurring", cell.recurring), ("ongoing", cell.area), ("project", cell.project),
      ]
      where minutes > 0 {
        y -= height(minutes)
        body +=
          "<rect class=\"\(kind)\" x=\"\(px(x))\" y=\"\(px(y))\" width=\"48\" height=\"\(px(height(minutes)))\"/>"
      }
      let limit = bottom - height(cell.capacity)
      body +=
        "<path class=\"limit\" d=\"M\(px(x - 5)) \(px(limit))h58\"/><text class=\"mid\(cell.over > 0 ? " late" : "")\" x=\"\(px(x + 24))\" y=\"\(px(min(y, limit) - 6))\">\(percent(cell))</text></g><text class=\"soft mid\" x=\"\(px(x + 24))\" y=\"\(px(bottom + 16))\">W\(week.isoWeek.week)</text>\n"
    }
    let (key, x) = legend(
      [("recurring", "recurring"), ("ongoing", "areas"), ("project", "projects")], x: left, y: 204)
    body += key
    body +=
      "<path class=\"limit\" d=\"M\(px(x)) 210h18\"/><text x=\"\(px(x + 24))\" y=\"214\">hours there are</text>\n"
    return chart(
      "load", title: "Load by week",
      description: zip(weeks, row.cells).map(described).joined(separator: "; ") + ".",
      width: max(width, x + 130),
      height: 224, body)
  }

  private func percent(_ cell: Workload.Cell) -> String {
    cell.percent.map { "\($0)%" } ?? (cell.planned > 0 ? "!" : "")
  }

  private func described(_ week: Day, _ cell: Workload.Cell) -> String {
    "W\(week.isoWeek.week): \(StatusWords.hours(cell.planned)) of \(StatusWords.hours(cell.capacity))"
  }

  func table() -> Table {
    Table(
      [
        Column("week", "Week", isFlexible: true), Column("capacity", "Hours there are", isNumeric: true),
        Column("recurring", "Recurring", isNumeric: true), Column("area", "Areas", isNumeric: true),
        Column("project", "Projects", isNumeric: true), Column("free", "Free", isNumeric: true),
        Column("over", "Too much", isNumeric: true),
      ],
      zip(weeks, row.cells).map { week, cell in
        func hours(_ minutes: Int) -> Cell { minutes == 0 ? .empty : .text(StatusWords.hours(minutes)) }
        return Row(
          [
            .text(DateValue(first: week, precision: .week, minute: 0).description), hours(cell.capacity),
            hours(cell.recurring), hours(cell.area), hours(cell.project), hours(cell.free), hours(cell.over),
          ], emphasis: cell.over > 0 ? .warning : .plain)
      }
    ).withoutEmptyColumns()
  }
}
