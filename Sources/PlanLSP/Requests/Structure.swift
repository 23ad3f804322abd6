import PlanModel
import PlanText

// What lies in what: folding, selections, links.

extension LanguageServer {
  /// textDocument/foldingRange: sections, tasks with what is below them, regenerated blocks, front matter.
  func foldingRanges(_ place: Place) -> JSONValue {
    let (plan, bytes) = (place.plan, place.bytes)
    var result: [JSONValue] = []
    func fold(_ first: Int, _ last: Int, _ kind: String? = nil) {
      guard first < last else { return }
      var members: [String: JSONValue] = ["startLine": .int(first), "endLine": .int(last)]
      if let kind { members["kind"] = .string(kind) }
      result.append(.object(members))
    }
    func line(_ offset: Int) -> Int { place.mirror.lines.position(of: offset).line - 1 }
    let bodyStart = FileOutline.bodyStart(of: plan[place.file], configuration: plan.configuration)
    if bodyStart > 3 {
      var end = bodyStart
      while end > 0, bytes[end - 1].isLineEnd { end -= 1 }
      fold(0, line(end))
    }
    for project in place.snapshot.projects(in: place.file) {
      let index = ProjectIndex(project)
      // A file's title may stand in its front matter, which folds by itself.
      if !plan[index].range.isEmpty, plan[index].range.lowerBound >= bodyStart {
        fold(line(plan[index].range.lowerBound), line(place.snapshot.end(of: index)))
      }
    }
    let indents = place.mirror.indents
    for position in place.snapshot.tasks(in: place.file) {
      let task = TaskIndex(position)
      let first = Int(plan[task].line) - 1
      let last = plan.subtree(of: task).last.map { TaskIndex($0) } ?? task
      // What is indented below a task is its own, as the editor shows it.
      var (end, next) = (line(Int(plan[last].end)), line(Int(plan[last].end)) + 1)
      while next < indents.count, indents[next].map({ $0 > indents[first] ?? 0 }) ?? true {
        if indents[next] != nil { end = next }
        next += 1
      }
      fold(first, end)
    }
    for block in plan.blocks where block.file == place.file {
      fold(line(block.opening.lowerBound), line(block.closing.upperBound), "region")
    }
    return .array(result)
  }

  /// textDocument/selectionRange: value, tag, text, task, its subtasks, parents, sections, the file.
  func selectionRanges(_ parameters: JSONValue, _ place: Place) throws(Problem) -> JSONValue {
    guard let positions = parameters["positions"]?.array else {
      throw .badParameters("the request names no positions")
    }
    var result: [JSONValue] = []
    for position in positions { result.append(selection(at: try place.offset(position), place)) }
    return .array(result)
  }

  private func selection(at offset: Int, _ place: Place) -> JSONValue {
    let (plan, snapshot) = (place.plan, place.snapshot)
    var ranges: [Range<Int>] = []
    if let (_, tag) = snapshot.tag(at: offset, in: place.file) { ranges += [tag.value, tag.range.range] }
    if let task = snapshot.task(at: offset, in: place.file) {
      let record = plan[task]
      ranges.append(Int(record.textStart)..<Int(record.firstLineEnd))
      ranges.append(Int(record.textStart)..<Int(record.end))
      for each in [task] + plan.ancestors(of: task) {
        ranges.append(plan[each].range.range)
        let last = plan.subtree(of: each).last.map { Int(plan.tasks[$0].end) } ?? Int(plan[each].end)
        ranges.append(Int(plan[each].start)..<max(Int(plan[each].end), last))
      }
    }
    if let project = snapshot.project(around: offset, in: place.file) {
      ranges.append(plan[project].range.range)
      for each in plan.lineage(of: project) {
        ranges.append(plan[each].range.lowerBound..<snapshot.end(of: each))
      }
    }
    ranges.append(0..<place.bytes.count)
    // Each lies in the next and is smaller.
    var nested: [Range<Int>] = []
    for range in ranges.sorted(by: { ($0.count, $0.lowerBound) < ($1.count, $1.lowerBound) })
    where range.lowerBound <= offset && offset <= range.upperBound {
      guard let last = nested.last else {
        nested.append(range)
        continue
      }
      if range != last, range.lowerBound <= last.lowerBound, last.upperBound <= range.upperBound {
        nested.append(range)
      }
    }
    var json: JSONValue?
    for range in nested.reversed() {
      var members: [String: JSONValue] = ["range": place.json(range)]
      if let json { members["parent"] = json }
      json = .object(members)
    }
    return json ?? ["range": place.json(offset..<offset)]
  }

  /// textDocument/documentLink: what a task refers to, notes of the plan, and the pages of rules that comments name.
  func documentLinks(_ place: Place) -> JSONValue {
    let (plan, snapshot) = (place.plan, place.snapshot)
    var links: [(range: Range<Int>, target: String, tooltip: String)] = []
    for edge in plan.dependencies where edge.file == place.file {
      guard let node = edge.targetNode else { continue }
      let file = plan.file(of: node)
      links.append(
        (edge.reference.range, "\(snapshot.uri(file))#L\(plan.line(of: node))", plan.name(of: node)))
    }
    for (range, target) in snapshot.wikilinks(in: place.file) {
      links.append((range, snapshot.uri(target), plan[target].path))
    }
    for suppression in plan.suppressions where suppression.file == place.file {
      for (rule, range) in zip(suppression.rules, suppression.ruleRanges) {
        if let page = surroundings.rulePage(rule) { links.append((range.range, page, "what \(rule) finds")) }
      }
    }
    return .array(
      links.sorted { $0.range.lowerBound < $1.range.lowerBound }.map {
        ["range": place.json($0.range), "target": .string($0.target), "tooltip": .string($0.tooltip)]
      })
  }
}
