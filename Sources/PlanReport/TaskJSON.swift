package import PlanModel

/// Writes tasks as `planmd.tasks/1`, the contract that scripts build on.
package struct TaskJSON {
  private let plan: Plan
  private let today: Day
  private let handle: (TaskIndex) -> String

  package init(plan: Plan, today: Day, handle: @escaping (TaskIndex) -> String) {
    self.plan = plan
    self.today = today
    self.handle = handle
  }

  package func write(_ tasks: [TaskIndex], to json: inout JSONWriter) {
    json.object { json in
      json.field("schema", "planmd.tasks/1")
      json.key("tasks")
      json.array { json in
        for task in tasks { write(task, &json) }
      }
    }
  }

  /// From 1, in UTF-8 bytes.
  private func column(of task: Task) -> Int {
    let bytes = plan[task.file].bytes
    var start = Int(task.box)
    while start > 0, !bytes[start - 1].isLineEnd { start -= 1 }
    return Int(task.box) - start + 1
  }

  package func write(_ index: TaskIndex, _ json: inout JSONWriter) {
    let task = plan[index]
    let column = column(of: task)
    json.object { json in
      json.field("handle", handle(index))
      json.field("file", plan[task.file].path)
      json.field("line", Int(task.line))
      json.field("column", column)
      json.key("range")
      json.object {
        $0.field("start", Int(task.start))
        $0.field("end", Int(task.end))
      }
      json.field("id", plan.id(of: .task(index)))
      json.field("status", task.status.name)
      json.field("text", plan.text(of: index))
      json.field("project", plan.path(of: task.project))
      json.field("parent", task.parent.orNil.map(handle))
      json.field("depth", Int(task.depth))
      for (name, key) in TaskJSON.dates { json.field(name, plan.date(key, of: index)) }
      writePeople(index, &json)
      writeEffort(index, &json)
      writeRecurrence(index, &json)
      writeDependencies(index, &json)
      writeRest(index, &json)
      writeBlocking(index, &json)
    }
  }

  private static let dates: [(String, TagKey)] = [
    ("due", .due), ("start", .start), ("scheduled", .scheduled), ("fixed", .fixed), ("done", .done),
    ("created", .created), ("cancelled", .cancelled),
  ]

  private func writePeople(_ index: TaskIndex, _ json: inout JSONWriter) {
    let assignments = plan.effectiveAssignments(of: index)
    if !assignments.isEmpty {
      json.key("assignees")
      json.array { json in
        for assignment in assignments {
          json.object {
            $0.field("anyOf", assignment.anyOf)
            $0.key("units")
            $0.value(thousandths: assignment.thousandths)
          }
        }
      }
    }
    if let (tag, node) = plan.nearest(.owner, of: index) {
      json.field("owner", plan.text(of: tag, in: plan.file(of: node)))
    }
    let labels = plan.effectiveLabels(of: index)
    if !labels.isEmpty { json.field("labels", labels) }
  }

  private func writeEffort(_ index: TaskIndex, _ json: inout JSONWriter) {
    if let estimate = plan.estimate(index) {
      json.key("estimate")
      json.object {
        $0.field("low", estimate.low?.minutes)
        $0.field("likely", estimate.likely.minutes)
        $0.field("high", estimate.high?.minutes)
      }
    }
    json.field("spent", plan.spentMinutes(of: index))
    for (name, key) in [("left", TagKey.left), ("span", .span)] {
      json.field(name, plan.effort(key, of: index)?.minutes)
    }
    json.field("progress", plan.progress(index))
  }

  private func writeRecurrence(_ index: TaskIndex, _ json: inout JSONWriter) {
    json.field("recurrence", plan.text(.recurrence, of: .task(index)))
    json.field("until", plan.date(.until, of: index))
    json.field("times", plan.tag(.times, of: index).map { Int($0.simple) })
  }

  private func writeDependencies(_ index: TaskIndex, _ json: inout JSONWriter) {
    let edges = plan.dependencies(of: index)
    guard !edges.isEmpty else { return }
    json.key("dependencies")
    json.array { json in
      for edge in edges {
        json.object { json in
          json.field("kind", edge.kind.name)
          json.field("ref", plan[edge.file].text(edge.reference.range))
          json.field("end", edge.end.name)
          guard edge.lag != .none else { return }
          json.key("lag")
          json.object {
            $0.field("minutes", Int(edge.lag.minutes))
            $0.field("elapsed", edge.lag.isElapsed)
          }
        }
      }
    }
  }

  private func writeRest(_ index: TaskIndex, _ json: inout JSONWriter) {
    let node = NodeIndex.task(index)
    if let priority = plan.effectivePriority(of: index) {
      json.field("priority", String(Unicode.Scalar(priority)))
    }
    if let budget = plan.budget(of: node) {
      json.key("budget")
      json.object { json in
        switch budget.amount {
        case .money(let money):
          json.field("amount", money.amount)
          json.field("currency", money.currency.code)
        case .effort(let effort): json.field("minutes", effort.minutes)
        }
        json.field("per", budget.period?.rawValue)
      }
    }
    json.field("cost", plan.money(.cost, of: node))
    json.field("paid", plan.money(.paid, of: node))
    json.field("waiting", plan.text(.waiting, of: node))
    let own = plan.tags(of: index).filter { $0.key == .attribute && $0.isEffective }
    if !own.isEmpty {
      let file = plan[index].file
      var seen: Set<String> = []
      json.key("attributes")
      json.object { json in
        for tag in own {
          let key = plan.attributeKey(tag, in: file)
          if seen.insert(key).inserted { json.field(key, plan.text(of: tag, in: file)) }
        }
      }
    }
  }

  private func writeBlocking(_ index: TaskIndex, _ json: inout JSONWriter) {
    let blockers = plan.blockers(of: index)
    json.field("blocked", !blockers.isEmpty)
    if !blockers.isEmpty {
      json.field(
        "blockedBy",
        blockers.map { blocker in
          switch blocker {
          case .task(let task): handle(task)
          case .project(let project): plan.id(of: .project(project)) ?? plan[project].name
          }
        })
    }
    json.field("overdue", plan.isOverdue(index, on: today))
  }
}
