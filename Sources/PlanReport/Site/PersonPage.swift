import PlanModel
import PlanSchedule

extension Site {
  /// One person's coming days, load and tasks.
  func person(_ name: String, _ resource: Int32) -> PageObject {
    let includes: [Bool] = plan.taskIndices.map { task in
      plan.effectiveAssignments(of: task).contains { $0.anyOf.contains(name) }
    }
    var data = object(
      StatusReport(plan: plan, today: today, includes: includes, planned: status.planned, baseline: baseline),
      root: "../")
    data["person"] =
      [
        "key": PageText("@" + name), "name": PageText(plan.configuration.person(name)?.name ?? "@" + name),
      ] as PageObject
    if let row = workload.rows.first(where: { $0.name == name }) {
      let load = LoadChart(row: row, weeks: workload.weeks)
      data["charts"] = ["load": figure(load.svg(), "Load by week")] as PageObject
      data["tables"] = ["load": markup(load.table(), "Load by week")] as PageObject
      if let cell = row.cells.first {
        data["thisWeek"] =
          [
            "planned": PageText(StatusWords.hours(cell.planned)),
            "capacity": PageText(StatusWords.hours(cell.capacity)),
            "over": cell.over > 0 ? PageText(StatusWords.hours(cell.over)) : PageText(""),
          ] as PageObject
      }
    }
    data["days"] = PageList(days(resource))
    let words = ScheduleWords(plan: plan, schedule: schedule)
    let own = schedule.entries.compactMap { $0 }.filter { entry in
      !entry.isSeries && entry.work.contains { $0.resource == resource }
    }.sorted { ($0.start, $0.task) < ($1.start, $1.task) }
    data["scheduled"] = PageList(
      own.prefix(60).compactMap { entry in
        guard var object = scheduled(entry.task, words) else { return nil }
        object["home"] = home(.task(entry.task), "../")
        return object
      })
    data["beyond"] = PageNumber(max(0, own.count - 60))
    return data
  }

  /// This week and the next, from today on: what is planned for each day, with its hours.
  private func days(_ resource: Int32) -> [Any] {
    let last = today.firstOfWeek(startingOn: .monday) + 13
    var minutes: [Day: [TaskIndex: Int]] = [:]
    func add(_ work: [Work], _ task: TaskIndex) {
      for piece in work where piece.resource == resource {
        // A piece may run over several days: it is cut at midnight.
        var from = piece.from
        while from < piece.to {
          let day = schedule.clock(from).day
          guard day <= last else { return }
          let end = min(piece.to, schedule.minute(day + 1))
          if end <= from { return }
          minutes[day, default: [:]][task, default: 0] += (Int(end - from) * Int(piece.rate) + 999) / 1000
          from = end
        }
      }
    }
    for entry in schedule.entries.lazy.compactMap({ $0 }) where !entry.isSeries {
      add(entry.work, entry.task)
    }
    for occurrence in schedule.occurrences where occurrence.day <= last {
      add(occurrence.work, occurrence.task)
    }
    return minutes.keys.sorted().map { day in
      let tasks = (minutes[day] ?? [:]).sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      return [
        "when": PageText(PageDates.long(day)), "today": day == today,
        "total": PageText(StatusWords.hours(tasks.reduce(0) { $0 + $1.value })),
        "items": PageList(
          tasks.map { task, minutes in
            var object: PageObject = [
              "text": PageText(plan.text(of: task)), "hours": PageText(StatusWords.hours(minutes)),
              "recurring": plan[task].keys.contains(.recurrence),
            ]
            object["home"] = home(.task(task), "../")
            return object
          }),
      ] as PageObject
    }
  }
}
