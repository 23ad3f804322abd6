import PlanModel

/// Writes projects as JSON, for reports and for the list of projects.
struct ProjectJSON {
  let plan: Plan
  let handle: (NodeIndex) -> String?
  var baseline: Baseline?

  func write(_ status: ProjectStatus, to json: inout JSONWriter) {
    let (index, node) = (status.project, NodeIndex.project(status.project))
    let project = plan[index]
    json.object { json in
      json.field("handle", handle(node))
      json.field("file", plan[project.file].path)
      json.field("line", Int(project.line))
      json.field("id", plan.id(of: node))
      json.field("name", project.name)
      json.field("path", plan.path(of: index))
      json.field("kind", project.kind.name)
      json.field("depth", status.depth)
      json.field("owner", plan.text(.owner, of: node))
      json.field("start", plan.date(.start, of: index))
      json.field("due", plan.date(.due, of: index))
      json.field("plannedFinish", status.plannedEnd?.description)
      if project.kind == .project, let was = baseline?.end(of: index, plan) {
        json.field("baselineFinish", was.description)
        json.field("moved", status.plannedEnd.map { $0 - was })
      }
      ProjectJSON.counts(status.counts, &json)
      health(status.health, &json)
      if let budget = status.budget { ProjectJSON.budget(budget, &json) }
    }
  }

  /// The fields of counts, into an open object.
  static func counts(_ counts: StatusCounts, _ json: inout JSONWriter) {
    json.key("progress")
    json.object { json in
      json.field("done", counts.done)
      json.field("total", counts.total)
      json.field("effortDone", counts.effortDone)
      json.field("effortTotal", counts.effortTotal)
      json.field("unestimated", counts.unestimated)
      if let progress = counts.progress {
        json.field("measure", counts.measure.rawValue)
        json.key("percent")
        json.value(thousandths: progress * 100)
      }
    }
    for (name, value) in [
      ("open", counts.open), ("started", counts.started), ("waiting", counts.waiting), ("held", counts.held),
      ("blocked", counts.blocked), ("unassigned", counts.unassigned), ("overdue", counts.overdue),
      ("dueThisWeek", counts.dueThisWeek), ("dueNextWeek", counts.dueNextWeek),
      ("missedMilestones", counts.missedMilestones), ("finished", counts.finished),
      ("remaining", counts.remaining), ("logged", counts.logged), ("spent", counts.spent),
    ] {
      json.field(name, value)
    }
  }

  private func health(_ health: Health, _ json: inout JSONWriter) {
    guard health.declared != nil || health.computed != nil else { return }
    json.key("health")
    json.object { json in
      json.field("declared", health.declared?.name)
      json.field("computed", health.computed?.name)
      json.field("reasons", health.reasons.map(\.text))
    }
  }

  private static func budget(_ status: BudgetStatus, _ json: inout JSONWriter) {
    json.key("budget")
    json.object { json in
      switch status.budget.amount {
      case .money(let money):
        json.field("amount", money.amount)
        json.field("currency", money.currency.code)
      case .effort(let effort): json.field("minutes", effort.minutes)
      }
      json.field("per", status.budget.period?.rawValue)
      json.field("first", status.period?.first.description)
      json.field("last", status.period?.last.description)
      json.key("paid")
      json.array { json in for money in status.paid.amounts { json.value(money) } }
      if !status.paid.isComplete { json.field("paidIsTooLarge", true) }
      json.field("worked", status.minutes)
    }
  }
}
