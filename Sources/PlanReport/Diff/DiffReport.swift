package import PlanModel

/// The changes between two plans in every format.
package struct DiffReport {
  private let diff: PlanDiff
  /// What is compared: commits, or the files as they lie there.
  private let from: String
  private let to: String

  package init(_ diff: PlanDiff, from: String, to: String) {
    (self.diff, self.from, self.to) = (diff, from, to)
  }

  // MARK: For people

  /// One line a task or project, under its outermost project.
  package func report() -> Report {
    var report = Report(title: "Changes from \(from) to \(to)")
    guard !diff.isEmpty else {
      report.add(.paragraph("Nothing changed in the plan."))
      return report
    }
    report.add(.paragraph(summary))
    if !diff.finishes.isEmpty {
      report.add(.heading(1, "Ends that moved"))
      report.add(
        .list(
          diff.finishes.map { finish in
            "\(diff.new[finish.project].name): \(finish.from) → \(finish.to) (\(Baseline.moved(finish.from, to: finish.to))): \(finish.causes.joined(separator: ", "))"
          }))
    }
    var lines: [String: [String]] = [:]
    for group in groups { lines[title(group[0]), default: []].append(line(group)) }
    // In the order of the new plan; what is gone with its project comes last.
    let titles =
      (diff.new.projectIndices.map { title($0, diff.new) }
        + diff.old.projectIndices.map { title($0, diff.old) })
    var isTold: Set<String> = []
    for title in titles {
      guard isTold.insert(title).inserted, let lines = lines[title] else { continue }
      report.add(.heading(1, title))
      report.add(.list(lines))
    }
    return report
  }

  /// `3 added, 1 finished, 2 due dates moved`
  private var summary: String {
    var counts: [PlanDiff.Kind: Int] = [:]
    for change in diff.changes { counts[change.kind, default: 0] += 1 }
    let parts = PlanDiff.Kind.allCases.compactMap { kind -> String? in
      guard let count = counts[kind] else { return nil }
      switch kind {
      case .added, .removed, .finished, .cancelled, .reopened, .renamed, .moved:
        return "\(count) \(kind.word)"
      default: return "\(count) \(count == 1 ? "change" : "changes") of \(kind.word)"
      }
    }
    return parts.joined(separator: ", ") + "."
  }

  /// Changes of one task or project together, in their order.
  private var groups: [[PlanDiff.Change]] {
    var groups: [[PlanDiff.Change]] = []
    for change in diff.changes {
      if let last = groups.last?.first, last.old == change.old, last.new == change.new {
        groups[groups.count - 1].append(change)
      } else {
        groups.append([change])
      }
    }
    return groups
  }

  private func title(_ change: PlanDiff.Change) -> String {
    let (plan, node) = change.new.map { (diff.new, $0) } ?? (diff.old, change.old!)
    let project: ProjectIndex
    switch node {
    case .task(let task): project = plan[task].project
    case .project(let index): project = index
    }
    return title(project, plan)
  }

  private func title(_ project: ProjectIndex, _ plan: Plan) -> String {
    plan.path(of: project).prefix(2).joined(separator: " / ")
  }

  private func line(_ group: [PlanDiff.Change]) -> String {
    let change = group[0]
    let (plan, node) = change.new.map { (diff.new, $0) } ?? (diff.old, change.old!)
    let name = plan.name(of: node)
    switch change.kind {
    case .added: return "+ \(name)\(added(node))"
    case .removed: return "− \(name)"
    default: break
    }
    let mark =
      group.contains { $0.kind == .finished } ? "✓" : group.contains { $0.kind == .cancelled } ? "✗" : "~"
    return "\(mark) \(name): \(group.map(words).joined(separator: "; "))"
  }

  /// What a new task says of itself.
  private func added(_ node: NodeIndex) -> String {
    guard case .task(let task) = node else { return " (project)" }
    var parts = diff.new.rawValues(.assignee, of: node)
    parts += diff.new.rawValues(.estimate, of: node)
    if let due = diff.new.date(.due, of: task) { parts.append("due \(due)") }
    return parts.isEmpty ? "" : " (\(parts.joined(separator: ", ")))"
  }

  private func words(_ change: PlanDiff.Change) -> String {
    switch change.kind {
    case .added, .removed, .finished, .cancelled: return change.kind.word
    case .reopened: return "reopened"
    case .renamed: return "was '\(change.from)'"
    case .moved: return "moved from \(change.from) to \(change.to)"
    case .status: return "\(change.from) → \(change.to)"
    default: break
    }
    let days = change.days.flatMap { $0 == 0 ? nil : " (\($0 > 0 ? "+" : "−")\(abs($0))d)" } ?? ""
    if change.from.isEmpty { return "\(change.kind.word) \(change.to)" }
    if change.to.isEmpty { return "\(change.kind.word) \(change.from) taken away" }
    return "\(change.kind.word) \(change.from) → \(change.to)\(days)"
  }

  // MARK: JSON

  /// Writes the changes as `planmd.diff/1`; see `schema/diff.schema.json`.
  package func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("schema", "planmd.diff/1")
      json.field("from", from)
      json.field("to", to)
      json.key("changes")
      json.array { json in for change in diff.changes { json.object { write(change, &$0) } } }
      json.key("finishes")
      json.array { json in
        for finish in diff.finishes {
          json.object { json in
            place(.project(finish.project), diff.new, &json)
            json.field("from", finish.from.description)
            json.field("to", finish.to.description)
            json.field("days", finish.to - finish.from)
            json.field("causes", finish.causes)
          }
        }
      }
    }
  }

  private func write(_ change: PlanDiff.Change, _ json: inout JSONWriter) {
    json.field("change", change.kind.rawValue)
    let (plan, node) = change.new.map { (diff.new, $0) } ?? (diff.old, change.old!)
    switch node {
    case .task: json.field("of", "task")
    case .project: json.field("of", "project")
    }
    place(node, plan, &json)
    if change.new != nil, let old = change.old {
      json.key("old")
      json.object { json in
        json.field("file", diff.old[diff.old.file(of: old)].path)
        json.field("line", diff.old.line(of: old))
      }
    }
    if !change.from.isEmpty { json.field("from", change.from) }
    if !change.to.isEmpty { json.field("to", change.to) }
    json.field("days", change.days)
  }

  private func place(_ node: NodeIndex, _ plan: Plan, _ json: inout JSONWriter) {
    json.field("file", plan[plan.file(of: node)].path)
    json.field("line", plan.line(of: node))
    json.field("id", plan.id(of: node))
    json.field("text", plan.name(of: node))
    switch node {
    case .task(let task): json.field("project", plan.path(of: plan[task].project))
    case .project(let project): json.field("project", Array(plan.path(of: project).dropLast()))
    }
  }
}
