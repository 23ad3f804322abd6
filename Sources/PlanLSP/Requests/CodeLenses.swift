import PlanReport
import PlanText
import PlanModel

extension LanguageServer {
  /// textDocument/codeLens: what is known of a project, above its heading; and above regenerated blocks a way to
  /// write them anew.
  func codeLenses(_ place: Place) -> JSONValue {
    guard settings.showsCodeLenses else { return [] }
    let (plan, snapshot) = (place.plan, place.snapshot)
    var lenses: [JSONValue] = []
    func add(_ range: Range<Int>, _ title: String, _ command: PlanCommand, _ line: Int) {
      lenses.append([
        "range": place.json(range),
        "command": [
          "title": .string(title), "command": .string(command.rawValue),
          "arguments": [["uri": .string(place.uri), "line": .int(line)]],
        ],
      ])
    }
    let budgets = Dictionary(
      snapshot.budgetLines.map { ($0.node, $0) }, uniquingKeysWith: { first, _ in first })
    for position in snapshot.projects(in: place.file) {
      let project = ProjectIndex(position)
      guard !plan[project].range.isEmpty, let status = snapshot.statuses[project], status.counts.total > 0
      else { continue }
      let counts = status.counts
      var parts = ["\(counts.done) of \(counts.total) done", snapshot.progress(counts)]
      if counts.overdue > 0 { parts.append("\(counts.overdue) overdue") }
      if let end = status.plannedEnd { parts.append("ends \(LanguageServer.short(end))") }
      let words = budgets[.project(project)]?.used
      if let words { parts.append("budget \((words + 5) / 10) %") }
      let range = plan[project].range.range
      let heading = range.lowerBound..<min(range.upperBound, place.bytes.endOfLine(range.lowerBound))
      add(heading, parts.joined(separator: " · "), .show, Int(plan[project].line) - 1)
    }
    for block in plan.blocks where block.file == place.file {
      let line = place.mirror.position(of: block.opening.lowerBound).line
      add(block.opening.range, "update", .updateBlocks, line)
    }
    return .array(lenses)
  }
}
