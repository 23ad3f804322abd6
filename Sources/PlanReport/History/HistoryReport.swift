package import PlanModel

/// The history of a plan in every format.
package struct HistoryReport {
  private let history: PlanHistory
  private let today: Day
  private let weeks: [PlanHistory.Week]
  private let title: String

  package init(_ history: PlanHistory, today: Day) {
    (self.history, self.today) = (history, today)
    weeks = history.weeks(until: today)
    title = "History of \(history.project ?? "the plan")"
  }

  private var hasEffort: Bool { history.points.contains { $0.minutes > 0 } }

  // MARK: For people

  package func report() -> Report {
    var report = Report(title: title)
    guard let first = history.points.first, let last = history.points.last else {
      report.add(.paragraph("No commit of the plan has a task."))
      return report
    }
    let count = history.points.count
    report.add(
      .paragraph(
        "\(first.day) to \(last.day), \(count) \(count == 1 ? "commit" : "commits") that changed something."))
    report.add(.diagram(HistoryChart(history: history, today: today, isDown: false)))
    report.add(.diagram(HistoryChart(history: history, today: today, isDown: true)))
    let points = history.points
    func line(_ value: (PlanHistory.Point) -> Int) -> String { sparkline(points.map(value)) }
    func change(_ value: (PlanHistory.Point) -> Int) -> String { "\(value(first)) → \(value(last))" }
    var facts: [(name: String, value: Cell)] = [
      ("Tasks", .text("\(change(\.tasks))  \(line(\.tasks))")),
      ("Done", .text("\(change(\.done))  \(line(\.done))")),
      ("To do", .text("\(change(\.toDo))  \(line(\.toDo))")),
    ]
    if hasEffort {
      facts.append(
        (
          "Work to do",
          .text(
            "\(PageNumber.hours(first.minutesToDo)) → \(PageNumber.hours(last.minutesToDo))  \(line(\.minutesToDo))"
          )
        ))
    }
    if weeks.count > 1 {
      let finished = weeks.dropFirst().map(\.finished)
      let recent = finished.suffix(4)
      facts.append(
        (
          "Finished a week",
          .text(
            "\(tenths(finished.reduce(0, +), finished.count)), of late \(tenths(recent.reduce(0, +), recent.count))  \(sparkline(finished.map { max(0, $0) }))"
          )
        ))
    }
    if let accuracy = history.accuracy {
      let ratios = points.map { $0.estimated > 0 ? $0.spent * 100 / $0.estimated : 0 }
      facts.append(
        (
          "Spent of what was estimated",
          .text("\(Int((accuracy * 100).rounded())) % of what is done  \(sparkline(ratios))")
        ))
    }
    report.add(.facts(facts))
    if !history.drifts.isEmpty {
      report.add(.heading(1, "Due days that moved"))
      report.add(.list(history.drifts.map(\.words)))
    }
    report.addSection("Week by week", table(isWhole: false))
    return report
  }

  /// One digit behind the point, rounded half away from zero.
  private func tenths(_ number: Int, _ by: Int) -> String {
    guard by > 0 else { return "0" }
    let scaled = (abs(number) * 20 + by) / (2 * by)
    return (number < 0 && scaled > 0 ? "−" : "") + "\(scaled / 10)"
      + (scaled % 10 == 0 ? "" : ".\(scaled % 10)")
  }

  /// A row a week, the last one first.
  ///
  /// - Parameter isWhole: Also weeks in which nothing changed.
  package func table(isWhole: Bool = true) -> Table {
    let rows = weeks.enumerated().filter {
      isWhole || $0.offset == weeks.count - 1 || $0.element.added != 0 || $0.element.finished != 0
    }.map(\.element)
    var columns = [
      Column("week", "Week"), Column("from", "From"), Column("tasks", "Tasks", isNumeric: true),
      Column("added", "Added", isNumeric: true), Column("finished", "Finished", isNumeric: true),
      Column("done", "Done", isNumeric: true), Column("to-do", "To do", isNumeric: true),
    ]
    if hasEffort {
      columns += [
        Column("work", "Work", isNumeric: true), Column("work-to-do", "Work to do", isNumeric: true),
      ]
    }
    return Table(
      columns,
      rows.reversed().map { week in
        var cells: [Cell] = [
          .date(DateValue(first: week.first, precision: .week, minute: 0)), .date(DateValue(week.first)),
          .text(String(week.end.tasks)), .text(String(week.added)), .text(String(week.finished)),
          .text(String(week.end.done)), .text(String(week.end.toDo)),
        ]
        if hasEffort {
          cells += [.text(PageNumber.hours(week.end.minutes)), .text(PageNumber.hours(week.end.minutesToDo))]
        }
        return Row(cells)
      })
  }

  package func svg() -> String { HistoryChart(history: history, today: today, isDown: false).svg() }

  // MARK: JSON

  /// Writes the history as `planmd.history/1`; see `schema/history.schema.json`.
  package func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("schema", "planmd.history/1")
      json.field("today", today.description)
      json.field("project", history.project)
      json.key("commits")
      json.array { json in
        for point in history.points {
          json.object { json in
            json.field("commit", point.commit)
            json.field("day", point.day.description)
            write(point, &json)
          }
        }
      }
      json.key("weeks")
      json.array { json in
        for week in weeks {
          json.object { json in
            json.field("from", week.first.description)
            write(week.end, &json)
            json.field("added", week.added)
            json.field("finished", week.finished)
          }
        }
      }
      history.writeMoves(to: &json)
    }
  }

  private func write(_ point: PlanHistory.Point, _ json: inout JSONWriter) {
    json.field("tasks", point.tasks)
    json.field("done", point.done)
    json.field("minutes", point.minutes)
    json.field("doneMinutes", point.doneMinutes)
    json.field("estimated", point.estimated)
    json.field("spent", point.spent)
  }
}

extension PlanHistory.Drift {
  /// `Launch: 2026-05-01 → 2026-05-15 on 2026-02-03 (+14d)`
  var words: String {
    func said(_ day: Day?) -> String { day?.description ?? "none" }
    let steps = moves.map { "\(said($0.from)) → \(said($0.to)) on \($0.day)" }
    let shown = steps.count > 4 ? [steps[0], "…"] + steps.suffix(2) : steps
    let sum =
      span.map { $0.from == $0.to ? " (as at first)" : " (\(Baseline.moved($0.from, to: $0.to)))" } ?? ""
    return "\(name)\(isMilestone ? " (milestone)" : ""): \(shown.joined(separator: ", "))\(sum)"
  }
}

extension PlanHistory {
  func writeMoves(to json: inout JSONWriter) {
    json.key("dueMoves")
    json.array { json in
      for drift in drifts {
        json.object { json in
          json.field("name", drift.name)
          json.field("of", drift.isMilestone ? "milestone" : "project")
          json.field("days", drift.span.map { $0.to - $0.from })
          json.key("moves")
          json.array { json in
            for move in drift.moves {
              json.object { json in
                json.field("day", move.day.description)
                json.field("commit", move.commit)
                json.field("from", move.from?.description)
                json.field("to", move.to?.description)
              }
            }
          }
        }
      }
    }
  }

  /// What a period changed, as a part of a report.
  func writeChange(to json: inout JSONWriter) {
    guard let first = points.first, let last = points.last else { return }
    json.key("history")
    json.object { json in
      json.field("from", first.day.description)
      json.field("to", last.day.description)
      for (name, value) in [("tasks", \Point.tasks), ("done", \Point.done)] {
        json.key(name)
        json.object { json in
          json.field("from", first[keyPath: value])
          json.field("to", last[keyPath: value])
        }
      }
      writeMoves(to: &json)
    }
  }
}
