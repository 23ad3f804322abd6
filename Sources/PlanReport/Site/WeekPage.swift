import PlanModel

extension Site {
  /// What one week of ISO 8601 brought: what was done, what slipped and by how much, what is new, what comes next.
  func week(_ number: Int, _ report: StatusReport) -> PageObject {
    let first = weeks[number]
    var report = report
    if !steps.isEmpty { report.history = PlanHistory(steps, since: first, until: min(today, first + 6)) }
    var data = object(report, root: "../")
    data["moves"] = PageList(
      (report.history?.drifts ?? []).map { ["text": PageText($0.words)] as PageObject })
    data["week"] = weekLink(first, root: "../")
    if number + 1 < weeks.count { data["previous"] = weekLink(weeks[number + 1], root: "../") }
    if number > 0 { data["next"] = weekLink(weeks[number - 1], root: "../") }
    data["current"] = first == today.firstOfWeek(startingOn: .monday)
    let done = Set(report.finished.map(\.task))
    let tops = report.finished.filter { item in !(plan[item.task].parent.orNil.map(done.contains) ?? false) }
    data["done"] = PageList(tops.map { listed($0.task, $0.date) })
    data["slipped"] = PageList(slipped(first))
    data["created"] = PageList(
      plan.taskIndices.filter { task in
        plan.date(.created, of: task).map { (first...first + 6).contains($0.first) } ?? false
      }.map { listed($0, plan.date(.due, of: $0)) })
    data["coming"] = PageList(
      plan.taskIndices.filter { task in
        plan[task].isUnfinished && plan[task].keys.contains(.due)
          && (plan.date(.due, of: task).map { (first + 7...first + 13).contains($0.last) } ?? false)
      }.map { listed($0, plan.date(.due, of: $0)) })
    if let hours = ShareBars(report) {
      data["charts"] = ["hours": figure(hours.svg(), "Projects and areas")] as PageObject
      data["tables"] = ["hours": markup(hours.table(), "Projects and areas")] as PageObject
    }
    return data
  }

  private func listed(_ task: TaskIndex, _ date: DateValue?) -> PageObject {
    var object: PageObject = [
      "title": PageText(StatusWords(plan).text(task))
    ]
    object["home"] = home(.task(task), "../")
    object["when"] = date.map { PageText(Site.when($0)) }
    if case .text(let who) = StatusWords(plan).who(task) { object["who"] = PageText(who) }
    return object
  }

  /// What was due in a week and was not done by then: done later, or still open.
  private func slipped(_ first: Day) -> [Any] {
    var found: [(days: Int, task: TaskIndex, object: PageObject)] = []
    for task in plan.taskIndices where plan[task].keys.contains(.due) && plan[task].status != .cancelled {
      guard let due = plan.date(.due, of: task), (first...first + 6).contains(due.last), due.last < today
      else {
        continue
      }
      let isDone = plan[task].status == .done
      // What is done on a day that nobody wrote down has not slipped for all we know.
      guard let end = isDone ? plan.date(.done, of: task)?.last : today, end > due.last else { continue }
      var object = listed(task, due)
      object["days"] = PageNumber(end - due.last)
      object["open"] = !isDone
      if isDone { object["doneOn"] = PageText(PageDates.long(end)) }
      found.append((end - due.last, task, object))
    }
    return found.sorted { ($1.days, $0.task) < ($0.days, $1.task) }.map(\.object)
  }

  func weekIndex() -> PageObject {
    ["weeks": PageList(weeks.map { weekLink($0, root: "../") }), "charts": PageObject()]
  }
}
