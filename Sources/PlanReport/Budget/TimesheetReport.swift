import PlanModel

/// A timesheet in every format.
package struct TimesheetReport {
  private let sheet: Timesheet
  private let plan: Plan

  package init(_ sheet: Timesheet) { (self.sheet, plan) = (sheet, sheet.plan) }

  private func hours(_ minutes: Int) -> Cell { minutes == 0 ? .empty : .text(StatusWords.hours(minutes)) }

  private func title(_ span: StatusPeriod) -> String {
    if sheet.hasDays { return "\(span.first.weekday.title) \(span.first.dayOfMonth)." }
    if sheet.hasWeeks { return "W\(span.first.isoWeek.week)" }
    return String(span.first.description.prefix(7))
  }

  private func name(_ names: [String], _ number: Int) -> Cell {
    guard !names[number].isEmpty else {
      switch sheet.groupings[number] {
      case .person: return .text("(nobody)")
      case .label: return .text("(no label)")
      case .key(let key): return .text("(no \(key))")
      case .project, .task, .day, .week: return .text("(none)")
      }
    }
    switch sheet.groupings[number] {
    case .person: return .names([names[number]])
    case .label: return .labels([names[number]])
    default: return .text(names[number])
    }
  }

  package func report() -> Report {
    var report = Report(title: "")
    report.add(.heading(1, "Time from \(sheet.period.first) to \(sheet.period.last)"))
    var columns = sheet.groupings.enumerated().map { Column("\($1)", $1.title, isFlexible: $0 == 0) }
    let hasSpans =
      sheet.spans.count > 1 && !sheet.groupings.contains(.day) && !sheet.groupings.contains(.week)
    if hasSpans { columns += sheet.spans.map { Column($0.first.description, title($0), isNumeric: true) } }
    columns.append(Column("total", "Total", isNumeric: true))
    let hasCapacity = sheet.rows.contains { $0.capacity != nil }
    if hasCapacity {
      columns += [Column("capacity", "Of", isNumeric: true), Column("share", "", isNumeric: true)]
    }
    var table = Table(columns)
    for row in sheet.rows {
      var cells = sheet.groupings.indices.map { name(row.names, $0) }
      if hasSpans { cells += row.minutes.map(hours) }
      cells.append(.text(StatusWords.hours(row.total)))
      if hasCapacity {
        cells.append(row.capacity.map { .text(StatusWords.hours($0)) } ?? .empty)
        cells.append(row.capacity.flatMap { $0 > 0 ? .share(row.total * 1000 / $0) : nil } ?? .empty)
      }
      let isOver = row.capacity.map { row.total > $0 } ?? false
      table.rows.append(Row(cells, emphasis: isOver ? .warning : .plain))
    }
    guard sheet.total != 0 || hasCapacity else {
      report.add(.paragraph("No time is logged in these days: planmd log TASK 2h30m notes some."))
      addUndated(&report)
      return report
    }
    if sheet.rows.count > 1, !sheet.groupings.contains(.label) {
      var cells: [Cell] = [.text("Total")] + [Cell](repeating: .empty, count: sheet.groupings.count - 1)
      if hasSpans {
        cells += sheet.spans.indices.map { number in hours(sheet.rows.reduce(0) { $0 + $1.minutes[number] }) }
      }
      cells.append(.text(StatusWords.hours(sheet.total)))
      if hasCapacity {
        let capacity = sheet.rows.reduce(0) { $0 + ($1.capacity ?? 0) }
        cells.append(.text(StatusWords.hours(capacity)))
        cells.append(capacity > 0 ? .share(sheet.total * 1000 / capacity) : .empty)
      }
      table.rows.append(Row(cells, emphasis: .strong))
    }
    report.add(.table(table))
    if sheet.groupings.contains(.label) {
      report.add(
        .paragraph(
          "What has several labels counts at each; all together are \(StatusWords.hours(sheet.total))."))
    }
    addUndated(&report)
    return report
  }

  private func addUndated(_ report: inout Report) {
    guard sheet.undated != 0 else { return }
    report.add(
      .paragraph(
        "\(StatusWords.hours(sheet.undated)) of spent: on unfinished tasks name no day and are left out; the log (planmd log) has days."
      ))
  }

  /// One row a posting: for spreadsheets.
  package func table() -> Table {
    Table(
      [
        Column("date", "Date"), Column("person", "Person"), Column("minutes", "Minutes", isNumeric: true),
        Column("project", "Project"), Column("task", "Task", isFlexible: true), Column("note", "Note"),
        Column("place", "Place"),
      ],
      sheet.postings.map { posting in
        Row([
          .date(DateValue(posting.day!)), .optional(posting.person), .number(posting.minutes),
          .text(project(posting)), .text(task(posting)), .optional(note(posting)),
          .place(
            file: plan[plan.file(of: posting.node)].path,
            line: posting.entry.map { Int($0.line) } ?? plan.line(of: posting.node)),
        ])
      })
  }

  private func project(_ posting: Posting) -> String {
    plan.path(of: Timesheet.home(posting.node, plan)).joined(separator: " / ")
  }

  private func task(_ posting: Posting) -> String {
    if case .task(let task) = posting.node { return plan.text(of: task) }
    return ""
  }

  private func note(_ posting: Posting) -> String? {
    guard let entry = posting.entry, !entry.note.isEmpty else { return nil }
    return plan[entry.file].text(entry.note.range)
  }

  /// Records of klog (klog.jotaen.net, file format 1.4): a date, and entries of time with a summary.
  package func klog() -> String {
    var (result, last): (String, Day?) = ("", nil)
    for posting in sheet.postings {
      if posting.day != last {
        if last != nil { result += "\n" }
        result += "\(posting.day!)\n"
        last = posting.day
      }
      result += "    \(time(posting))"
      let text = [
        task(posting), note(posting) ?? "", "(\(project(posting)))", posting.person.map { "@" + $0 } ?? "",
      ]
      // A summary is one line; control characters have no place in it.
      let words = text.joined(separator: " ").unicodeScalars.map {
        $0.value < 0x20 || $0.value == 0x7F || $0 == "\u{85}" || $0 == "\u{2028}" || $0 == "\u{2029}"
          ? " " : Character($0)
      }
      result += " " + String(words).split(separator: " ").joined(separator: " ") + "\n"
    }
    return result
  }

  /// `2h30m`, `-30m`, or the clock range that the log has.
  private func time(_ posting: Posting) -> String {
    if case .clock(let from, let to?) = posting.entry?.kind, to < 24 * 60 {
      return "\(clock(from)) - \(clock(to))"
    }
    let minutes = abs(posting.minutes)
    let (hours, rest) = (minutes / 60, minutes % 60)
    let text = hours == 0 ? "\(rest)m" : rest == 0 ? "\(hours)h" : "\(hours)h\(rest)m"
    return (posting.minutes < 0 ? "-" : "") + text
  }

  private func clock(_ minute: Int) -> String { "\(minute / 60):\(padded(minute % 60, 2))" }

  package static let schema = "planmd.timesheet/1"

  package func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("schema", TimesheetReport.schema)
      json.field("from", DateValue(sheet.period.first))
      json.field("to", DateValue(sheet.period.last))
      json.field("minutes", sheet.total)
      json.field("minutesWithoutDay", sheet.undated)
      json.key("rows")
      json.array { json in
        for row in sheet.rows {
          json.object { json in
            for (grouping, name) in zip(sheet.groupings, row.names) where !name.isEmpty {
              json.field(grouping.title.lowercased(), name)
            }
            json.field("minutes", row.total)
            json.field("capacity", row.capacity)
          }
        }
      }
      json.key("entries")
      json.array { json in
        for posting in sheet.postings {
          json.object { json in
            json.field("day", DateValue(posting.day!))
            json.field("person", posting.person)
            json.field("minutes", posting.minutes)
            json.field("project", plan.path(of: Timesheet.home(posting.node, plan)))
            if case .task(let task) = posting.node {
              json.field("task", plan.text(of: task))
              json.field("id", plan.id(of: .task(task)))
            }
            json.field("note", note(posting))
            json.field("file", plan[plan.file(of: posting.node)].path)
            json.field("line", posting.entry.map { Int($0.line) } ?? plan.line(of: posting.node))
          }
        }
      }
    }
  }
}
