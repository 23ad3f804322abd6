package import PlanModel
import PlanParallel

/// What a list can show of a task. The raw value is its name for `--columns` and CSV.
package enum TaskColumn: String, CaseIterable, Sendable {
  case handle, status, due, start, scheduled, done, created, priority, estimate, spent, who, owner, labels,
    text
  case project, file, recurrence, coming, waiting, budget, blocked

  /// What a list shows where nothing is asked for.
  package static let standard: [TaskColumn] = [
    .handle, .status, .due, .priority, .estimate, .who, .text, .project,
  ]

  var column: Column {
    switch self {
    case .handle: Column(rawValue, "Handle")
    case .status: Column(rawValue, "Status")
    case .due: Column(rawValue, "Due")
    case .start: Column(rawValue, "Start")
    case .scheduled: Column(rawValue, "Scheduled")
    case .done: Column(rawValue, "Done")
    case .created: Column(rawValue, "Created")
    case .priority: Column(rawValue, "P")
    case .estimate: Column(rawValue, "Est", isNumeric: true)
    case .spent: Column(rawValue, "Spent", isNumeric: true)
    case .who: Column(rawValue, "Who")
    case .owner: Column(rawValue, "Owner")
    case .labels: Column(rawValue, "Labels")
    case .text: Column(rawValue, "Task", isFlexible: true)
    case .project: Column(rawValue, "Project", isFlexible: true)
    case .file: Column(rawValue, "File")
    case .recurrence: Column(rawValue, "Repeats")
    case .coming: Column(rawValue, "Then")
    case .waiting: Column(rawValue, "Waiting for")
    case .budget: Column(rawValue, "Budget", isNumeric: true)
    case .blocked: Column(rawValue, "Blocked by", isFlexible: true)
    }
  }
}

/// Makes tables of tasks.
package struct TaskTable: Sendable {
  private let plan: Plan
  private let today: Day
  private let handle: @Sendable (TaskIndex) -> String
  /// `Website / Design` for each project: many tasks share one.
  private let projectNames: [String]

  package init(plan: Plan, today: Day, handle: @escaping @Sendable (TaskIndex) -> String) {
    self.plan = plan
    self.today = today
    self.handle = handle
    var names: [String] = []
    names.reserveCapacity(plan.projects.count)
    for project in plan.projects {
      // Outer projects stand before inner ones.
      let outer = project.parent.isNone ? "" : names[project.parent.position] + " / "
      names.append(outer + project.name)
    }
    projectNames = names
  }

  package func table(_ tasks: [TaskIndex], _ columns: [TaskColumn]) -> Table {
    Table(
      columns.map(\.column),
      mapInParallel(tasks.count) { position in
        Row(columns.map { cell($0, tasks[position]) }, emphasis: emphasis(tasks[position]))
      })
  }

  private func emphasis(_ task: TaskIndex) -> Emphasis {
    if !plan[task].isUnfinished { return .dim }
    if plan.isOverdue(task, on: today) { return .bad }
    if plan[task].status == .started { return .strong }
    return .plain
  }

  package func cell(_ column: TaskColumn, _ task: TaskIndex) -> Cell {
    let node = NodeIndex.task(task)
    switch column {
    case .handle: return .handle(handle(task))
    case .status: return .status(plan[task].status)
    case .due: return .optional(plan.date(.due, of: task))
    case .start: return .optional(plan.date(.start, of: task))
    case .scheduled: return .optional(plan.date(.scheduled, of: task))
    case .done: return .optional(plan.date(.done, of: task))
    case .created: return .optional(plan.date(.created, of: task))
    case .priority:
      return plan.effectivePriority(of: task).map { .text(String(Unicode.Scalar($0))) } ?? .empty
    case .estimate: return estimate(task)
    case .spent: return plan.spentMinutes(of: task).map { .effort(Effort(minutes: $0)) } ?? .empty
    case .who: return people(task)
    case .owner:
      return plan.nearest(.owner, of: task).map {
        .names([plan.text(of: $0.tag, in: plan.file(of: $0.node))])
      } ?? .empty
    case .labels:
      let labels = plan.effectiveLabels(of: task)
      return labels.isEmpty ? .empty : .labels(labels)
    case .text: return .text(plan.text(of: task))
    case .project: return .text(projectNames[plan[task].project.position])
    case .file: return .place(file: plan[plan[task].file].path, line: Int(plan[task].line))
    case .recurrence: return .optional(plan.text(.recurrence, of: node))
    case .coming:
      // The occurrence after the one that the line stands for; ten years are far enough.
      let days = plan.comingDays(of: task, from: today, through: today + 3653, limit: 1)
      return .optional(days.first.map { DateValue($0) })
    case .waiting: return .optional(plan.text(.waiting, of: node))
    case .budget:
      guard let budget = plan.budget(of: node) else { return .empty }
      switch budget.amount {
      case .money(let money): return .money(money)
      case .effort(let effort): return .effort(effort)
      }
    case .blocked:
      let names = plan.blockers(of: task).map { blocker in
        switch blocker {
        case .task(let other): plan.text(of: other)
        case .project(let other): plan[other].name
        }
      }
      return names.isEmpty ? .empty : .text(names.joined(separator: "; "))
    }
  }

  /// A range as it is written: its middle is for sums, and nobody wrote it.
  private func estimate(_ task: TaskIndex) -> Cell {
    guard let tag = plan.tag(.estimate, of: task) else { return .empty }
    let bytes = plan.bytes(of: task)
    guard bytes[tag.value].contains(where: { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "/") }) else {
      return .effort(Effort(minutes: Int(tag.simple)))
    }
    return .text(plan.text(of: tag, in: plan[task].file))
  }

  /// `@ann`, `@ann|bob`, `@crew(2)`.
  private func people(_ task: TaskIndex) -> Cell {
    let assignments = plan.effectiveAssignments(of: task)
    guard !assignments.isEmpty else { return .empty }
    return .names(
      assignments.map { assignment in
        let name = assignment.anyOf.joined(separator: "|")
        switch assignment.thousandths {
        case 1000: return name
        case let units where units % 1000 == 0: return "\(name)(\(units / 1000))"
        case let units: return "\(name)(\(units / 10)%)"
        }
      })
  }
}
