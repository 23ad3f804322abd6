package import PlanModel
import PlanParallel
package import PlanSchedule

/// A static status site of a plan: an overview, and a page for each project, person and week.
///
/// Pages hold only what the plan and the day say, so that the same input gives the same bytes.
package struct Site: Sendable {
  package struct Options: Sendable {
    package var title: String
    /// Of planmd.
    package var version: String
    /// At most so many week pages, the latest ones.
    package var weeks: Int
    /// Where the site will be found, for the feed's links; nil: they are relative.
    package var address: String?

    package init(title: String, version: String, weeks: Int = 52, address: String? = nil) {
      (self.title, self.version, self.weeks, self.address) = (title, version, weeks, address)
    }
  }

  package struct File: Sendable {
    /// Relative to the site's folder.
    package let path: String
    package let bytes: [UInt8]
  }

  let plan: Plan
  let today: Day
  let options: Options
  let schedule: Schedule
  let baseline: Baseline?
  let status: StatusReport
  let budget: BudgetStatement
  let workload: Workload
  let efforts: TaskEfforts
  let paths: SitePaths
  /// People with a page, in the order of the schedule's resources.
  let people: [(name: String, resource: Int32)]
  /// Mondays of the weeks with a page, the latest first.
  let weeks: [Day]
  /// What the commits of the plan changed; empty: nobody knows.
  let steps: [PlanHistory.Step]
  /// Words that name tasks and projects on the command line.
  let handles: [NodeIndex: String]

  /// Weeks that load is shown for.
  package static let loadWeeks = 8

  /// - Parameter schedule: With reasons, for ``loadWeeks`` at least.
  package init(
    _ plan: Plan, today: Day, schedule: Schedule, baseline: Baseline?, options: Options,
    steps: [PlanHistory.Step] = [], handle: (NodeIndex) -> String?
  ) {
    (self.plan, self.today, self.options) = (plan, today, options)
    (self.schedule, self.baseline, self.steps) = (schedule, baseline, steps)
    let planned = PlannedDates(plan, schedule)
    status = StatusReport(plan: plan, today: today, planned: planned, baseline: baseline)
    budget = BudgetStatement(BudgetBook(plan, today: today, baseline: baseline, planned: planned))
    workload = Workload(plan, schedule, weeks: Site.loadWeeks)
    efforts = TaskEfforts(plan)
    people = schedule.resources.enumerated().map { (name: $1.key, resource: Int32($0)) }.filter {
      !$0.name.isEmpty
    }
    paths = SitePaths(plan, projects: status.projects.map(\.project), people: people.map(\.name))
    weeks = Site.weeks(plan, today, options.weeks, PlanHistory(steps))
    var handles: [NodeIndex: String] = [:]
    for task in plan.taskIndices { handles[.task(task)] = handle(.task(task)) }
    for project in plan.projectIndices { handles[.project(project)] = handle(.project(project)) }
    self.handles = handles
  }

  /// The weeks of ISO 8601 in which something was done, logged, noted, written down or committed, and this one.
  private static func weeks(_ plan: Plan, _ today: Day, _ limit: Int, _ history: PlanHistory) -> [Day] {
    var found: Set<Day> = []
    func add(_ day: Day?) {
      if let day, day <= today { found.insert(day.firstOfWeek(startingOn: .monday)) }
    }
    add(today)
    for task in plan.taskIndices {
      if plan[task].keys.contains(.done) { add(plan.date(.done, of: task)?.last) }
      if plan[task].keys.contains(.created) { add(plan.date(.created, of: task)?.first) }
    }
    for entry in plan.logs { add(entry.day) }
    for week in history.weeks(until: today) where week.finished != 0 || week.added != 0 { add(week.first) }
    for drift in history.drifts { for move in drift.moves { add(move.day) } }
    return Array(found.sorted(by: >).prefix(max(1, limit)))
  }

  // MARK: Files

  /// All pages and the feed, in the order of their paths.
  package func files(_ templates: SiteTemplates) -> [File] {
    var makers: [@Sendable () -> File] = [
      { page("index.html", "portfolio", options.title, portfolio(), templates) },
      { page("people/index.html", "people", "People", peopleIndex(), templates) },
      { page("weeks/index.html", "weeks", "Weeks", weekIndex(), templates) },
    ]
    for project in status.projects {
      makers.append {
        page(
          paths.project(project.project)!, "project", plan[project.project].name, self.project(project),
          templates)
      }
    }
    for (name, resource) in people {
      makers.append { page(paths.person(name)!, "person", "@" + name, person(name, resource), templates) }
    }
    let reports = inParallel(weeks.count, isWorthIt: true) { number in
      StatusReport(
        plan: plan, today: today, period: StatusPeriod(first: weeks[number], last: weeks[number] + 6))
    }
    for (number, week) in weeks.enumerated() {
      makers.append {
        page(
          SitePaths.week(week), "week", SitePaths.name(week), self.week(number, reports[number]), templates)
      }
    }
    makers.append { File(path: "weeks/feed.xml", bytes: Array(feed(reports).utf8)) }
    let made = makers
    return inParallel(made.count, isWorthIt: true) { made[$0]() }.sorted { $0.path < $1.path }
  }

  private func page(
    _ path: String, _ template: String, _ title: String, _ data: PageObject, _ templates: SiteTemplates
  ) -> File {
    var data = data
    let root = path.contains("/") ? "../" : ""
    data["root"] = PageText(root)
    data["pageTitle"] = PageText(title)
    data["site"] =
      [
        "title": PageText(options.title), "version": PageText(options.version),
        "today": PageText(today.description),
        "week": PageText(SitePaths.name(today.firstOfWeek(startingOn: .monday))),
        "people": !people.isEmpty,
      ] as PageObject
    data["nav"] = PageList(
      [("Overview", "index.html"), ("People", "people/index.html"), ("Weeks", "weeks/index.html")].filter {
        $0.1 != "people/index.html" || !people.isEmpty
      }.map { name, target in
        let isCurrent =
          target == path || target != "index.html" && path.hasPrefix(target.prefix { $0 != "/" } + "/")
        return ["title": PageText(name), "href": PageText(root + target), "current": isCurrent] as PageObject
      })
    return File(path: path, bytes: templates.page(template, data))
  }
}
