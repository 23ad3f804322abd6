import PlanModel
package import PlanSchedule

/// A workload in every format: a heat map in the terminal, a table elsewhere.
package struct WorkloadReport {
  private let workload: Workload
  private let hasDetail: Bool

  package init(_ workload: Workload, hasDetail: Bool) {
    self.workload = workload
    self.hasDetail = hasDetail
  }

  private static let parts: [(name: String, value: @Sendable (Workload.Cell) -> Int)] = [
    ("capacity", { $0.capacity }), ("recurring", { $0.recurring }), ("area", { $0.area }),
    ("project", { $0.project }),
    ("free", { $0.free }), ("over", { $0.over }),
  ]

  private func hours(_ minutes: Int) -> String {
    let tenths = (minutes + 3) / 6
    return tenths % 10 == 0 ? "\(tenths / 10)h" : "\(tenths / 10).\(tenths % 10)h"
  }

  private func percent(_ cell: Workload.Cell) -> String {
    cell.percent.map { "\($0)%" } ?? (cell.planned > 0 ? "off!" : "off")
  }

  /// One row a person and week: for spreadsheets.
  package func table() -> Table {
    var table = Table(
      [Column("who", "Who"), Column("week", "Week")]
        + WorkloadReport.parts.map {
          Column($0.name, $0.name.prefix(1).uppercased() + $0.name.dropFirst(), isNumeric: true)
        })
    for row in workload.rows {
      for (week, cell) in zip(workload.weeks, row.cells) {
        table.rows.append(
          Row(
            [.text(row.name), .text(name(week))]
              + WorkloadReport.parts.map { .effort(Effort(minutes: $0.value(cell))) }))
      }
    }
    return table
  }

  private func name(_ week: Day) -> String { DateValue(first: week, precision: .week, minute: 0).description }

  package func report() -> Report {
    var report = Report(title: "")
    var table = Table(
      [Column("who", "Who")] + workload.weeks.map { Column(name($0), "W\($0.isoWeek.week)", isNumeric: true) }
    )
    for row in workload.rows {
      table.rows.append(Row([.names([row.name])] + row.cells.map { .text(percent($0)) }))
      guard hasDetail else { continue }
      for part in WorkloadReport.parts {
        table.rows.append(Row([.text("  \(part.name)")] + row.cells.map { .text(hours(part.value($0))) }))
      }
    }
    report.add(.heading(1, "Workload from \(workload.weeks.first.map { $0.description } ?? "")"))
    report.add(.table(table))
    for line in overloads() { report.add(.paragraph(line)) }
    return report
  }

  /// `@ann in 2026-W12: 46h of 32h, 6h of it recurring`
  private func overloads() -> [String] {
    workload.rows.flatMap { row in
      zip(workload.weeks, row.cells).filter { $0.1.over > 0 }.map { week, cell in
        "@\(row.name) in \(name(week)): \(hours(cell.planned)) of \(hours(cell.capacity)), \(hours(cell.recurring)) of it recurring"
      }
    }
  }

  /// Weeks as columns: the share of the capacity that is taken, and a shade for it.
  package func heatMap(options: FormatOptions) -> String {
    let names = workload.rows.map { TerminalText.visible($0.name) }
    let width = max(6, names.map { TerminalText.width($0) + 1 }.max() ?? 6) + 1
    let room = max(1, ((options.width ?? 110) - width) / 7)
    let shown = min(room, workload.weeks.count)
    var result = TerminalText.padded("", to: width)
    for week in workload.weeks.prefix(shown) {
      result += TerminalText.padded("W\(week.isoWeek.week)", to: 6, isRight: true) + " "
    }
    result = result.trimmedEnd + "\n"
    for (row, name) in zip(workload.rows, names) {
      var line = TerminalText.padded("@" + name, to: width)
      for cell in row.cells.prefix(shown) { line += shaded(cell, options) + " " }
      result += line.trimmedEnd + "\n"
      guard hasDetail else { continue }
      for part in WorkloadReport.parts {
        var line = TerminalText.padded("  " + part.name, to: max(width, 12))
        for cell in row.cells.prefix(shown) {
          line += TerminalText.padded(hours(part.value(cell)), to: 6, isRight: true) + " "
        }
        result += line.trimmedEnd + "\n"
      }
    }
    if shown < workload.weeks.count {
      result += "\(workload.weeks.count - shown) more weeks do not fit; planmd workload -f csv has all\n"
    }
    let total = workload.rows.reduce(Workload.Cell()) { $0 + $1.total }
    if total.capacity > 0 {
      func share(_ minutes: Int) -> String { "\((minutes * 100 + total.capacity / 2) / total.capacity)%" }
      result +=
        "\nof all time: recurring \(share(total.recurring)), areas \(share(total.area)), projects \(share(total.project)), free \(share(total.free))\n"
    }
    for line in overloads() { result += line + "\n" }
    return result
  }

  private func shaded(_ cell: Workload.Cell, _ options: FormatOptions) -> String {
    let share = cell.share ?? 0
    let shade = share == 0 ? " " : share <= 250 ? "░" : share <= 500 ? "▒" : share <= 850 ? "▓" : "█"
    let text = TerminalText.padded(percent(cell) + (cell.over > 0 ? "!" : ""), to: 5, isRight: true) + shade
    guard options.usesColor else { return text }
    return share > 1000 ? "\u{1B}[31m\(text)\u{1B}[0m" : share > 850 ? "\u{1B}[33m\(text)\u{1B}[0m" : text
  }

  package func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("schema", "planmd.workload/1")
      json.field("weeks", workload.weeks.map { name($0) })
      json.key("rows")
      json.array { json in
        for row in workload.rows {
          json.object { json in
            json.field("who", row.name)
            json.key("weeks")
            json.array { json in
              for (week, cell) in zip(workload.weeks, row.cells) {
                json.object { json in
                  json.field("week", name(week))
                  for part in WorkloadReport.parts { json.field(part.name, part.value(cell)) }
                }
              }
            }
          }
        }
      }
    }
  }
}

extension Workload.Cell {
  /// How much of the hours is taken; nil where there are none.
  var percent: Int? { capacity > 0 ? (planned * 100 + capacity / 2) / capacity : nil }
}
