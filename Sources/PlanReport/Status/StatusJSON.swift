package import PlanModel

extension StatusReport {
  /// Writes the report as `planmd.report/1`; see `schema/report.schema.json`.
  ///
  /// - Parameter handle: The word that names a task or project on the command line; left out where it gives none.
  package func write(to json: inout JSONWriter, handle: (NodeIndex) -> String? = { _ in nil }) {
    // The writer's closures may not escape, and neither does this one.
    withoutActuallyEscaping(handle) { handle in
      let writer = StatusJSON(status: self, plan: plan, handle: handle)
      json.object { writer.write(to: &$0) }
    }
  }
}

/// Writes the values of a status report in the order of the schema.
struct StatusJSON {
  let status: StatusReport
  let plan: Plan
  let handle: (NodeIndex) -> String?

  func write(to json: inout JSONWriter) {
    json.field("schema", "planmd.report/1")
    json.field("today", status.today.description)
    json.key("period")
    json.object { json in
      json.field("first", status.period.first.description)
      json.field("last", status.period.last.description)
      json.field("week", status.period.week)
    }
    json.field("by", status.grouping.name)
    json.key("totals")
    json.object { counts(status.totals, &$0) }
    let projects = ProjectJSON(plan: plan, handle: handle, baseline: status.baseline)
    json.key("projects")
    json.array { json in for project in status.projects { projects.write(project, to: &json) } }
    if status.grouping != .project {
      json.key("groups")
      json.array { json in for group in status.groups { write(group, &json) } }
    }
    list("overdue", status.overdue, &json)
    list("dueThisWeek", status.dueThisWeek, &json)
    list("dueNextWeek", status.dueNextWeek, &json)
    blocked(&json)
    list("waiting", status.waiting, &json)
    list("held", status.held, &json)
    list("unassigned", status.unassigned, &json)
    milestones(&json)
    list("started", status.started, &json) { $1.field("started", $0.date) }
    list("finished", status.finished, &json)
    notes(&json)
    times(&json)
    shares(&json)
    status.history?.writeChange(to: &json)
  }

  private func counts(_ counts: StatusCounts, _ json: inout JSONWriter) { ProjectJSON.counts(counts, &json) }

  private func write(_ group: GroupStatus, _ json: inout JSONWriter) {
    json.object { json in
      if !group.name.isEmpty { json.field("name", group.name) }
      counts(group.counts, &json)
    }
  }

  // MARK: Tasks

  private func list(
    _ name: String, _ items: [StatusItem], _ json: inout JSONWriter,
    _ more: (StatusItem, inout JSONWriter) -> Void = { _, _ in }
  ) {
    json.key(name)
    json.array { json in
      for item in items {
        json.object { json in
          task(item.task, &json)
          more(item, &json)
        }
      }
    }
  }

  private func task(_ index: TaskIndex, _ json: inout JSONWriter) {
    let task = plan[index]
    json.field("handle", handle(.task(index)))
    json.field("file", plan[task.file].path)
    json.field("line", Int(task.line))
    json.field("id", plan.id(of: .task(index)))
    json.field("status", task.status.name)
    json.field("text", plan.text(of: index))
    json.field("project", plan.path(of: task.project))
    json.field("due", plan.date(.due, of: index))
    json.field("done", plan.date(.done, of: index))
    let assignments = plan.effectiveAssignments(of: index)
    if !assignments.isEmpty {
      json.key("assignees")
      json.array { json in
        for assignment in assignments {
          json.object { json in
            json.field("anyOf", assignment.anyOf)
            json.key("units")
            json.value(thousandths: assignment.thousandths)
          }
        }
      }
    }
    json.field("waiting", plan.text(.waiting, of: .task(index)))
  }

  private func project(_ index: ProjectIndex, _ json: inout JSONWriter) {
    let project = plan[index]
    json.field("handle", handle(.project(index)))
    json.field("file", plan[project.file].path)
    json.field("line", Int(project.line))
    json.field("id", plan.id(of: .project(index)))
    json.field("name", project.name)
  }

  private func blocked(_ json: inout JSONWriter) {
    json.key("blocked")
    json.array { json in
      for item in status.blocked {
        json.object { json in
          switch item.node {
          case .task(let index): task(index, &json)
          case .project(let index): project(index, &json)
          }
          json.field("pressing", item.isPressing)
          json.field("blockedBy", item.blockers.map(reference))
        }
      }
    }
  }

  /// What names a blocker: its handle, else its id, else its place.
  private func reference(_ blocker: Blocker) -> String {
    let node: NodeIndex =
      switch blocker {
      case .task(let task): .task(task)
      case .project(let project): .project(project)
      }
    return handle(node) ?? plan.id(of: node) ?? "\(plan[plan.file(of: node)].path):\(plan.line(of: node))"
  }

  private func milestones(_ json: inout JSONWriter) {
    json.key("milestones")
    json.array { json in
      for milestone in status.milestones {
        json.object { json in
          task(milestone.task, &json)
          json.field("date", milestone.date)
          json.field("missed", milestone.isMissed)
        }
      }
    }
  }

  // MARK: Log

  private func notes(_ json: inout JSONWriter) {
    json.key("notes")
    json.array { json in
      for note in status.notes {
        json.object { json in
          json.field("date", note.day.description)
          json.field("text", NoteText.text(note, plan))
          json.field("risk", note.isRisk)
          json.field("earlier", note.isEarlier)
          json.field("file", plan[note.file].path)
          json.field("line", note.line)
          json.field("on", plan.name(of: note.node))
        }
      }
    }
  }

  private func times(_ json: inout JSONWriter) {
    json.key("time")
    json.object { json in
      json.field("total", status.times.reduce(0) { $0 + $1.minutes })
      json.key("people")
      json.array { json in
        for time in status.times {
          json.object { json in
            json.field("person", time.person)
            json.field("minutes", time.minutes)
          }
        }
      }
    }
  }

  private func shares(_ json: inout JSONWriter) {
    json.key("shares")
    json.object { json in
      for (name, share) in [
        ("logged", status.loggedShare), ("remaining", status.remainingShare), ("open", status.openShare),
      ] {
        json.key(name)
        json.object { json in
          json.field("projects", share.projects)
          json.field("areas", share.areas)
        }
      }
    }
  }
}
