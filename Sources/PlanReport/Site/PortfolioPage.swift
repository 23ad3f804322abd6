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
    let hours = ShareBars(status)
    data["charts"] =
      [
        "roadmap": roadmap.map { figure($0.svg(), "Roadmap") } ?? PageMarkup(""),
        "budget": bars(budget),
        "hours": hours.map { figure($0.svg(), "Projects and areas") } ?? PageMarkup(""),
      ] as PageObject
    var tables = budgetTables(budget)
    tables["hours"] = hours.map { markup($0.table(), "Projects and areas") }
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

  // MARK: Tables

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
