import PlanModel
import PlanSchedule

/// A Gantt chart for the terminal: one line a task, a column for as many days as fit.
///
/// `█` critical work, `▓` other work, `░` a pause, `◆` a milestone, `▏` today, `!` the due day where it is missed. Lines of
/// dependencies would cross in text; the number of the task that is waited for stands behind its name instead.
package struct GanttText {
  private let chart: Gantt
  private let options: FormatOptions
  private let nameWidth: Int
  private let columns: Int
  private let daysPerColumn: Int
  private let first: Day

  package init(_ chart: Gantt, options: FormatOptions) {
    self.chart = chart
    self.options = options
    let width = max(40, options.width ?? 110)
    let numberWidth = String(chart.rows.count).count
    let longest = chart.rows.map { TerminalText.width($0.name) + $0.depth * 2 }.max() ?? 10
    nameWidth = min(longest, max(12, width / 3)) + numberWidth + 1
    let room = max(14, width - nameWidth - 2)
    let days = chart.last - chart.first + 1
    let fitting = [1, 2, 3, 7, 14, 28, 91, 182, 364].first { (days + $0 - 1) / $0 <= room }
    daysPerColumn = fitting ?? max(1, (days + room - 1) / room)
    first = daysPerColumn == 1 ? chart.first : chart.first.firstOfWeek()
    columns = max(1, min(room, (chart.last - first) / daysPerColumn + 1))
  }

  package func text() -> String {
    guard !chart.rows.isEmpty else { return "nothing to schedule\n" }
    var result = header()
    for (number, row) in chart.rows.enumerated() { result += line(row, number) + "\n" }
    result += legend()
    return result
  }

  // MARK: Lines

  private func column(_ minute: Minute) -> Int { column(chart.schedule.clock(minute).day) }
  private func column(_ day: Day) -> Int { (day - first) / daysPerColumn }

  /// Months, and below them the days or weeks.
  private func header() -> String {
    var months = [Character](repeating: " ", count: columns)
    var units = [Character](repeating: " ", count: columns)
    let names = TimeGrid.months
    var (lastMonth, free, freeUnit) = (0, 0, 0)
    for column in 0..<columns {
      let day = first + column * daysPerColumn
      let end = day + (daysPerColumn - 1)
      let month = end.year * 12 + end.month
      if month != lastMonth {
        lastMonth = month
        let label =
          end.month == 1 || column == 0 ? "\(names[end.month - 1]) \(end.year)" : names[end.month - 1]
        // A label gives way to the one before it.
        if column + 3 <= columns, column >= free {
          free = column + label.count + 1
          for (offset, character) in label.enumerated() where column + offset < columns {
            months[column + offset] = character
          }
        }
      }
      let monday = day.firstOfWeek()
      let hasMonday = monday == day || monday + 7 <= end
      if daysPerColumn <= 3, hasMonday, column >= freeUnit {
        let day = monday == day ? day : monday + 7
        freeUnit = column + String(day.dayOfMonth).count + 1
        for (offset, character) in String(day.dayOfMonth).enumerated() where column + offset < columns {
          units[column + offset] = character
        }
      } else if daysPerColumn == 7, column % 4 == 0 {
        for (offset, character) in "W\(day.isoWeek.week)".enumerated() where column + offset < columns {
          units[column + offset] = character
        }
      }
    }
    let pad = String(repeating: " ", count: nameWidth + 2)
    return pad + String(months).trimmedEnd + "\n" + pad + String(units).trimmedEnd + "\n"
  }

  private func line(_ row: Gantt.Row, _ number: Int) -> String {
    var cells = [Character](repeating: " ", count: columns)
    let today = column(chart.today)
    func put(_ column: Int, _ character: Character) {
      if cells.indices.contains(column) { cells[column] = character }
    }
    put(today, "│")
    switch row.kind {
    case .project, .summary:
      let (from, to) = (column(row.start), column(chart.schedule.lastDay(row.finish)))
      if from <= to { for column in from...to { put(column, "─") } }
      put(from, "┌")
      put(to, from == to ? "┬" : "┐")
    case .milestone: put(column(chart.schedule.lastDay(row.finish)), "◆")
    case .task, .recurring:
      let (from, to) = (column(row.start), column(chart.schedule.lastDay(row.finish)))
      if from <= to { for column in from...to { put(column, "░") } }
      let sign: Character = row.kind == .recurring ? "↻" : row.isCritical ? "█" : "▓"
      for piece in row.pieces {
        let (a, b) = (column(piece.lowerBound), column(chart.schedule.lastDay(piece.upperBound)))
        if a <= b { for column in a...b { put(column, sign) } }
      }
    }
    if row.isLate, let due = row.due { put(column(due), "!") }
    let waits = chart.links.filter { $0.to == number }.map { String($0.from + 1) }
    let label = label(row, number, waits)
    return label + "  " + styled(String(cells).trimmedEnd, row)
  }

  private func label(_ row: Gantt.Row, _ number: Int, _ waits: [String]) -> String {
    let numberWidth = String(chart.rows.count).count
    let numberText =
      String(repeating: " ", count: numberWidth - String(number + 1).count) + String(number + 1)
    let indent = String(repeating: " ", count: min(row.depth, 6) * 2)
    let arrow =
      waits.isEmpty ? "" : " ←\(waits.prefix(3).joined(separator: ","))\(waits.count > 3 ? "…" : "")"
    let room = nameWidth - numberWidth - 1
    let name =
      TerminalText.truncated(
        indent + TerminalText.visible(row.name), to: max(4, room - TerminalText.width(arrow))) + arrow
    let text = TerminalText.padded(name, to: room)
    return numberText + " " + (options.usesColor && row.kind == .project ? "\u{1B}[1m\(text)\u{1B}[0m" : text)
  }

  private func styled(_ text: String, _ row: Gantt.Row) -> String {
    guard options.usesColor, row.kind == .task || row.kind == .milestone else { return text }
    return row.isLate ? "\u{1B}[31m\(text)\u{1B}[0m" : row.isCritical ? "\u{1B}[33m\(text)\u{1B}[0m" : text
  }

  private func legend() -> String {
    let scale =
      daysPerColumn == 1
      ? "a day" : daysPerColumn % 7 == 0 ? counted(daysPerColumn / 7, "week") : "\(daysPerColumn) days"
    return
      "\n█ critical  ▓ work  ░ pause  ◆ milestone  ↻ recurring  │ today  ! due and missed  ←3 waits for line 3; a column is \(scale)\n"
  }

  private func counted(_ count: Int, _ noun: String) -> String {
    count == 1 ? "a \(noun)" : "\(count) \(noun)s"
  }
}

extension String {
  /// Without blanks at the end.
  var trimmedEnd: String {
    var text = self[...]
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
