import PlanModel
import PlanWorkspace

extension LanguageServer {
  /// textDocument/documentSymbol: projects as they lie in each other, with their tasks.
  mutating func symbols(_ uri: String) -> JSONValue {
    guard let (workspace, file) = place(of: uri), let mirror = documents[uri] else { return [] }
    let plan = workspace.plan
    func name(_ text: String) -> JSONValue { .string(text.isEmpty ? "(no text)" : text) }
    func task(_ index: TaskIndex) -> JSONValue {
      let range = plan[index].range.range
      let last = plan.subtree(of: index).last.map { plan.tasks[$0].range.upperBound } ?? range.upperBound
      return [
        "name": name(plan.text(of: index)), "detail": .string(plan[index].status.name), "kind": 7,
        "range": LanguageServer.json(range.lowerBound..<max(range.upperBound, last), mirror),
        "selectionRange": LanguageServer.json(range, mirror),
        "children": .array(plan.children(of: index).map(task)),
      ]
    }
    func project(_ index: ProjectIndex) -> JSONValue {
      let range = plan[index].range.range
      let own = plan.tasks(of: index).filter {
        plan.tasks[$0].project == index && plan.tasks[$0].parent.isNone
      }
      let inner = plan.projectIndices.filter { plan[$0].parent == index }
      let next = plan.projects[Int(plan[index].subtreeEnd)...].first { $0.file == file }
      let end = max(range.upperBound, next?.range.lowerBound ?? mirror.bytes.count)
      return [
        "name": name(plan[index].name), "detail": .string(plan[index].kind.name), "kind": 4,
        "range": LanguageServer.json(range.lowerBound..<end, mirror),
        "selectionRange": LanguageServer.json(range, mirror),
        "children": .array(own.map { task(TaskIndex($0)) } + inner.map(project)),
      ]
    }
    return .array(plan.projectIndices.filter { plan[$0].file == file && plan[$0].parent.isNone }.map(project))
  }
}
