import PlanModel
import PlanSchedule

extension Site {
  /// Everything about one project: where it stands, when what happens, what it costs, who works on it.
  func project(_ project: ProjectStatus) -> PageObject {
    let index = project.project
    let part = status.narrowed(to: index)
    var data = object(part, root: "../", page: index)
    data["project"] = (data["projects"] as? PageList)?.items.first
    data["parts"] = PageList(Array((data["projects"] as? PageList)?.items.dropFirst() ?? []))
    data["around"] = PageList(
      plan.lineage(of: index).dropFirst().reversed().filter { paths.project($0) != nil }.map {
        ["name": PageText(plan[$0].name), "href": PageText("../" + (paths.project($0) ?? ""))] as PageObject
      })
    let tasks = plan.tasks(of: index).map { TaskIndex($0) }
    let words = ScheduleWords(plan: plan, schedule: schedule)
    let gantt = Gantt(words, tasks: tasks, within: index, baseline: baseline)
    let burnUp =
      plan[index].kind == .project ? burnUp(project) ?? BurnUp(plan, project, efforts, today: today) : nil
    let statement = budget.narrowed(to: index)
    data["charts"] =
      [
        "gantt": gantt.rows.isEmpty
          ? PageMarkup("")
          : figure(
            GanttSVG(gantt, title: "Schedule of \(plan[index].name)", isEmbedded: true).text(), "Schedule"),
        "burnup": burnUp.map { figure($0.svg(), "Burn-up") } ?? PageMarkup(""),
        "budget": bars(statement),
      ] as PageObject
    var tables = budgetTables(statement)
    tables["burnup"] = burnUp.map { markup($0.table(), "Burn-up") }
    data["tables"] = tables
    data["scheduled"] = PageList(tasks.compactMap { scheduled($0, words) })
    data["dateless"] = PageList(
      schedule.unscheduled.filter { plan.tasks(of: index).contains($0.task.position) }.map {
        ["text": PageText(plan.text(of: $0.task)), "why": PageText(ScheduleTable.words(for: $0.why))]
          as PageObject
      })
    data["upcoming"] = PageList(upcoming(index, days: 28, limit: 20))
    data["team"] = PageList(team(index, part))
    return data
  }

  /// By commits, where they tell of a week at least and of something done.
  private func burnUp(_ project: ProjectStatus) -> BurnUp? {
    guard !steps.isEmpty else { return nil }
    let keys: Set = [
      FileSummary.key(.project(project.project), plan), FileSummary.place(project.project, plan),
    ]
    let history = PlanHistory(steps, project: (plan[project.project].name, keys))
    return BurnUp(
      history, isEffort: project.counts.measure == .effort, today: today, due: plan.due(project.project),
      end: project.plannedEnd)
  }

  /// A task with the days it runs on.
  func scheduled(_ task: TaskIndex, _ words: ScheduleWords) -> PageObject? {
    guard let entry = schedule[task], !entry.isSeries else { return nil }
    let (first, last) = (schedule.clock(entry.start).day, schedule.lastDay(entry.finish))
    let due = plan.bindingDue(of: task)?.day
    var object: PageObject = [
      "text": PageText(StatusWords(plan).text(task)), "start": PageText(PageDates.short(first)),
      "finish": PageText(PageDates.short(last)), "indent": PageNumber(min(4, Int(plan[task].depth))),
      "critical": entry.isCritical, "from": PageText(first.description), "to": PageText(last.description),
    ]
    if entry.effort > 0 { object["work"] = PageText(StatusWords(plan).work(entry.effort)) }
    let who = schedule.assigned(entry).map { words.name($0.resource) }.filter { !$0.isEmpty }
    if !who.isEmpty { object["who"] = PageText(who.map { "@" + $0 }.joined(separator: " ")) }
    if let due {
      object["due"] = PageText(PageDates.short(due))
      if last > due { object["slip"] = PageNumber(last - due) }
    }
    if let was = baseline?.entry(of: task, plan), was.last != last {
      object["moved"] = PageText(Baseline.moved(was.last, to: last))
    }
    if let reason = entry.reason { object["why"] = PageText(words.reason(reason)) }
    return object
  }

  /// Who has how much left to do, and logged how much in the period.
  private func team(_ project: ProjectIndex, _ part: StatusReport) -> [Any] {
    var minutes: [String: Int] = [:]
    for position in plan.tasks(of: project) {
      guard let entry = schedule.entries[position], !entry.isSeries else { continue }
      for work in entry.work {
        minutes[schedule.resources[Int(work.resource)].key, default: 0] += work.minutes
      }
    }
    let logged = Dictionary(part.times.compactMap { time in time.person.map { ($0, time.minutes) } }) {
      $0 + $1
    }
    let names = Set(minutes.keys).union(logged.keys).filter { !$0.isEmpty }
    return names.sorted { (minutes[$1] ?? 0, $0) < (minutes[$0] ?? 0, $1) }.map { name in
      var object: PageObject = ["name": PageText("@" + name)]
      object["href"] = paths.person(name).map { PageText("../" + $0) }
      if let left = minutes[name], left > 0 { object["left"] = PageText(StatusWords(plan).work(left)) }
      if let some = logged[name], some != 0 { object["logged"] = PageText(StatusWords.hours(some)) }
      return object
    }
  }
}
