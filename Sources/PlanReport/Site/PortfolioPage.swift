import PlanModel
import PlanSchedule

extension Site {
  /// The overview: every project and area at a glance, and what needs somebody.
  func portfolio() -> PageObject {
    var data = object(status, root: "")
    let projects = (data["projects"] as? PageList)?.items.compactMap { $0 as? PageObject } ?? []
    let shown = outermost
    let rows = zip(status.projects, projects).filter { $0.0.depth <= shown }
    data["folded"] = PageNumber(projects.count - rows.count)
    data["areas"] = PageList(
      rows.filter { plan[$0.0.project].kind == .area }.map { status, object in
        var object = object
        // An area in a project has nothing above it in this table.
        let around = plan.lineage(of: status.project).dropFirst().filter { paths.project($0) != nil }
        object["indent"] = PageNumber(around.count { plan[$0].kind == .area })
        if let outer = around.first, plan[outer].kind == .project {
          object["within"] = PageText(plan[outer].name)
        }
        object["upcoming"] = PageList(upcoming(status.project, days: 7, limit: 3))
        object["weekly"] = weekly(status.project).map { PageText(StatusWords.hours($0)) }
        return object
      })
    data["undertakings"] = PageList(rows.filter { plan[$0.0.project].kind == .project }.map(\.1))
    let roadmap = Roadmap(status, depth: min(1, shown)) { paths.project($0) }
    let budget = budget.outer(shown)
    data["charts"] =
      [
        "roadmap": roadmap.map { figure($0.svg(), "Roadmap") } ?? PageMarkup(""),
        "budget": bars(budget), "hours": shares(status),
      ] as PageObject
    var tables = budgetTables(budget)
    tables["hours"] = shareTable(status)
    data["tables"] = tables
    data["load"] = loads(root: "")
    data["recentWeeks"] = PageList(weeks.prefix(6).map { weekLink($0, root: "") })
    return data
  }

  /// How deep the overview goes: parts of many projects are on their projects' pages.
  private var outermost: Int {
    status.projects.count > Site.rowLimit ? ProjectRows.outerDepth(status.projects) : .max
  }

  private static let rowLimit = 48

  // MARK: Charts

  func bars(_ statement: BudgetStatement) -> PageMarkup {
    let bars = BudgetBars(statement: statement)
    return bars.isEmpty ? PageMarkup("") : figure(bars.svg(), "Budgets")
  }

  /// Projects against areas, as a bar for each measure.
  func shares(_ status: StatusReport) -> PageMarkup {
    let bars = [
      ("logged", status.loggedShare), ("still to do", status.remainingShare),
    ].filter { $0.1.thousandths != nil && ($0.1.areas > 0 || $0.1.projects > 0) }
    guard bars.contains(where: { $0.1.areas > 0 }) else { return PageMarkup("") }
    var body = ""
    for (number, (name, share)) in bars.enumerated() {
      let y = Double(number) * 34 + 6
      let part = Double(share.thousandths?.projects ?? 0) / 1000 * 420
      body +=
        "<text class=\"end\" x=\"88\" y=\"\(px(y + 15))\">\(name)</text><rect class=\"project\" x=\"96\" y=\"\(px(y))\" width=\"\(px(part))\" height=\"20\"/><rect class=\"ongoing\" x=\"\(px(96 + part))\" y=\"\(px(y))\" width=\"\(px(420 - part))\" height=\"20\"/><text x=\"524\" y=\"\(px(y + 15))\">\(StatusWords.hours(share.projects)) / \(StatusWords.hours(share.areas))</text>\n"
    }
    let y = Double(bars.count) * 34 + 6
    body +=
      "<rect class=\"project\" x=\"96\" y=\"\(px(y))\" width=\"12\" height=\"12\"/><text x=\"114\" y=\"\(px(y + 10))\">projects</text><rect class=\"ongoing\" x=\"196\" y=\"\(px(y))\" width=\"12\" height=\"12\"/><text x=\"214\" y=\"\(px(y + 10))\">areas</text>\n"
    let text = bars.map {
      "\($0.0): projects \(StatusWords.hours($0.1.projects)), areas \(StatusWords.hours($0.1.areas))"
    }.joined(separator: "; ")
    return figure(
      chart("hours", title: "Projects and areas", description: text + ".", width: 680, height: y + 22, body),
      "Projects and areas")
  }

  // MARK: Tables

  /// The figures of ``shares(_:)``.
  func shareTable(_ status: StatusReport) -> PageMarkup {
    let rows = [("Logged", status.loggedShare), ("Still to do", status.remainingShare)].compactMap {
      name, share in
      share.thousandths.map { parts in
        Row([
          .text(name), .text(StatusWords.hours(share.projects)), .share(parts.projects),
          .text(StatusWords.hours(share.areas)), .share(parts.areas),
        ])
      }
    }
    let columns = [
      Column("what", "Hours", isFlexible: true), Column("projects", "Projects", isNumeric: true),
      Column("projectShare", "", isNumeric: true), Column("areas", "Areas", isNumeric: true),
      Column("areaShare", "", isNumeric: true),
    ]
    return markup(Table(columns, rows), "Projects and areas")
  }

  /// The statement, and earned value where there is a baseline or anything is earned.
  func budgetTables(_ statement: BudgetStatement) -> PageObject {
    let report = BudgetReport(statement, hasEarnedValue: baseline != nil, baseline: baseline)
    guard !statement.lines.isEmpty else { return [:] }
    var object: PageObject = ["budget": markup(report.table(), "Budget")]
    if statement.lines.contains(where: { $0.figures.earned > 0 && $0.figures.atCompletion > 0 }) {
      object["earnedValue"] = markup(report.earnedTable(), "Earned value")
    }
    object["notes"] = PageList(report.notes().map { PageText($0) })
    return object
  }

  // MARK: Areas

  /// What comes next of the recurring tasks below a project.
  func upcoming(_ project: ProjectIndex, days: Int, limit: Int) -> [Any] {
    let tasks = plan.tasks(of: project)
    let found = schedule.occurrences.filter {
      tasks.contains($0.task.position) && today <= $0.day && $0.day < today + days
    }.sorted { ($0.day, $0.task) < ($1.day, $1.task) }
    return found.prefix(limit).map { occurrence in
      [
        "when": PageText(PageDates.long(occurrence.day)), "text": PageText(plan.text(of: occurrence.task)),
        "hours": PageText(StatusWords.hours(occurrence.work.reduce(0) { $0 + $1.minutes })),
      ] as PageObject
    }
  }

  /// Minutes a week that recurring work of a project takes, over the weeks that load is shown for.
  private func weekly(_ project: ProjectIndex) -> Int? {
    let tasks = plan.tasks(of: project)
    let minutes = schedule.occurrences.reduce(0) {
      tasks.contains($1.task.position) && $1.day < today + 7 * Site.loadWeeks
        ? $0 + $1.work.reduce(0) { $0 + $1.minutes } : $0
    }
    return minutes > 0 ? minutes / Site.loadWeeks : nil
  }

  // MARK: People and weeks

  /// A row for each person with the load of each week.
  func loads(root: String) -> PageObject {
    let shown = workload.rows.filter { paths.person($0.name) != nil }
    return [
      "weeks": PageList(workload.weeks.map { PageText("W\($0.isoWeek.week)") }),
      "rows": PageList(
        shown.map { row in
          [
            "name": PageText("@" + row.name), "href": PageText(root + (paths.person(row.name) ?? "")),
            "full": PageText(plan.configuration.person(row.name)?.name ?? ""),
            "cells": PageList(row.cells.map(load)),
          ] as PageObject
        }),
      "any": !shown.isEmpty,
    ]
  }

  private func load(_ cell: Workload.Cell) -> PageObject {
    let percent = cell.percent ?? (cell.planned > 0 ? 999 : 0)
    let shade =
      percent > 100 ? "over" : percent > 85 ? "full" : percent > 50 ? "half" : percent > 0 ? "some" : "none"
    return [
      "text": PageText(
        cell.capacity == 0 && cell.planned == 0 ? "–" : cell.capacity == 0 ? "!" : "\(percent)%"),
      "shade": PageText(shade),
      "title": PageText("\(StatusWords.hours(cell.planned)) of \(StatusWords.hours(cell.capacity))"),
    ]
  }

  func peopleIndex() -> PageObject {
    ["load": loads(root: "../"), "charts": PageObject()]
  }

  func weekLink(_ week: Day, root: String) -> PageObject {
    [
      "name": PageText(SitePaths.name(week)), "href": PageText(root + SitePaths.week(week)),
      "days": PageText("\(PageDates.short(week)) – \(PageDates.short(week + 6)) \((week + 6).year)"),
    ]
  }
}
