package import PlanModel
package import PlanSchedule

/// Writes a schedule as JSON: `planmd.schedule/1`.
package struct ScheduleJSON {
  private let plan: Plan
  private let schedule: Schedule
  private let words: ScheduleWords
  /// With the intervals of work, and all occurrences of recurring tasks.
  private let detail: Bool

  private let baseline: Baseline?

  package init(plan: Plan, schedule: Schedule, detail: Bool, baseline: Baseline? = nil) {
    self.baseline = baseline
    self.plan = plan
    self.schedule = schedule
    self.detail = detail
    words = ScheduleWords(plan: plan, schedule: schedule)
  }

  /// - Parameter tasks: Those to be written, in order.
  package func write(_ tasks: [TaskIndex], to json: inout JSONWriter) {
    let included = Set(tasks)
    json.object { json in
      json.field("schema", "planmd.schedule/1")
      json.field("today", schedule.today.description)
      json.field("from", words.time(schedule.from))
      if let finish = schedule.finish { json.field("finish", words.time(finish)) }
      json.key("tasks")
      json.array { json in
        for task in tasks { if let entry = schedule[task] { json.object { write(entry, &$0) } } }
      }
      json.key("unscheduled")
      json.array { json in
        for (task, why) in schedule.unscheduled where included.contains(task) {
          json.object { json in
            place(task, &json)
            json.field("reason", why.rawValue)
          }
        }
      }
      if detail { occurrences(included, &json) }
      json.key("findings")
      json.array { json in
        let finder = ScheduleFindingWords(plan)
        for finding in schedule.findings {
          let words = finder.words(finding)
          json.object { json in
            json.field("rule", words.rule)
            json.field("severity", words.severity.name)
            json.field("file", plan[plan.file(of: words.node)].path)
            json.field("line", plan.line(of: words.node))
            json.field("message", words.message)
            json.field("help", words.help)
          }
        }
      }
      if let search = schedule.search {
        json.key("search")
        json.object { write(search, &$0) }
      }
    }
  }

  private func place(_ task: TaskIndex, _ json: inout JSONWriter) {
    json.field("file", plan[plan[task].file].path)
    json.field("line", Int(plan[task].line))
    json.field("id", plan.id(of: .task(task)))
    json.field("text", plan.text(of: task))
  }

  private func write(_ entry: Schedule.Entry, _ json: inout JSONWriter) {
    place(entry.task, &json)
    json.field("start", words.time(entry.start))
    json.field("finish", words.time(entry.finish))
    json.field("effort", entry.effort)
    json.field("critical", entry.isCritical)
    json.field("slack", entry.slack)
    json.field("networkSlack", entry.networkSlack)
    json.field("layer", entry.layer.rawValue)
    if let was = baseline?.entry(of: entry.task, plan) {
      json.key("baseline")
      json.object { json in
        json.field("start", was.first.description)
        json.field("finish", was.last.description)
        json.field("moved", schedule.lastDay(entry.finish) - was.last)
      }
    }
    if let reason = entry.reason {
      json.key("reason")
      json.object { json in
        json.field("kind", reason.kind.rawValue)
        json.field("what", words.reason(reason))
        if let task = reason.task {
          json.key("ref")
          json.object { json in
            json.field("file", plan[plan[task].file].path)
            json.field("line", Int(plan[task].line))
          }
        }
        if let who = reason.who { json.field("who", who) }
        json.field("until", words.time(reason.until))
      }
    }
    json.key("assigned")
    json.array { json in
      for one in schedule.assigned(entry) {
        json.object { json in
          json.field("who", words.name(one.resource))
          json.key("units")
          json.value(thousandths: Int(one.rate))
          json.field("minutes", one.minutes)
        }
      }
    }
    if detail {
      json.key("work")
      work(entry.work, &json)
    }
  }

  private func work(_ work: [Work], _ json: inout JSONWriter) {
    json.array { json in
      for piece in work {
        json.object { json in
          json.field("who", words.name(piece.resource))
          json.field("from", words.time(piece.from))
          json.field("to", words.time(piece.to))
          json.key("rate")
          json.value(thousandths: Int(piece.rate))
        }
      }
    }
  }

  private func occurrences(_ included: Set<TaskIndex>, _ json: inout JSONWriter) {
    json.key("occurrences")
    json.array { json in
      for occurrence in schedule.occurrences where included.contains(occurrence.task) {
        json.object { json in
          json.field("file", plan[plan[occurrence.task].file].path)
          json.field("line", Int(plan[occurrence.task].line))
          json.field("day", occurrence.day.description)
          if let start = occurrence.work.map(\.from).min(), let finish = occurrence.work.map(\.to).max() {
            json.field("start", words.time(start))
            json.field("finish", words.time(finish))
          }
          json.key("work")
          work(occurrence.work, &json)
          json.field("missing", occurrence.missing)
        }
      }
    }
  }

  private func write(_ search: Schedule.Search, _ json: inout JSONWriter) {
    json.field("schedules", search.schedules)
    json.field("seed", Int(clamping: search.seed))
    if let population = search.population { json.field("population", population) }
    for (name, objective) in [("firstPass", search.firstPass), ("objective", search.objective)] {
      json.key(name)
      json.object { json in
        json.field("lateness", objective.lateness)
        json.field("length", objective.length)
        json.field("moved", objective.moved)
        json.field("movedDays", objective.movedDays)
        json.field("sum", objective.sum)
      }
    }
    if let bound = search.bound { json.field("bound", bound) }
    json.field("placements", schedule.placements)
  }
}
