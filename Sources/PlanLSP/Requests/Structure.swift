import PlanModel
import PlanText

// What lies in what: folding, selections, links.

extension LanguageServer {
  /// textDocument/foldingRange: sections, tasks with what is below them, regenerated blocks, front matter.
  func foldingRanges(_ place: Place) -> JSONValue {
    let (plan, bytes) = (place.plan, place.bytes)
    var result: [JSONValue] = []
    func fold(_ range: Range<Int>, _ kind: String? = nil) {
      let (first, last) = (
        place.mirror.position(of: range.lowerBound), place.mirror.position(of: range.upperBound)
      )
      guard first.line < last.line else { return }
      var members: [String: JSONValue] = ["startLine": .int(first.line), "endLine": .int(last.line)]
      if let kind { members["kind"] = .string(kind) }
      result.append(.object(members))
    }
    let bodyStart = FileOutline.bodyStart(of: plan[place.file], configuration: plan.configuration)
    if bodyStart > 3 {
      var end = bodyStart
      while end > 0, bytes[end - 1].isLineEnd { end -= 1 }
      fold(0..<end)
    }
    for project in place.snapshot.projects(in: place.file) {
      let index = ProjectIndex(project)
      // A file's title may stand in its front matter, which folds by itself.
      if !plan[index].range.isEmpty, plan[index].range.lowerBound >= bodyStart {
        fold(plan[index].range.lowerBound..<place.snapshot.end(of: index))
      }
    }
    for task in place.snapshot.tasks(in: place.file) {
      let start = Int(plan.tasks[task].start)
      fold(start..<endOfItem(TaskIndex(task), place))
    }
    for block in plan.blocks where block.file == place.file {
      fold(block.opening.lowerBound..<block.closing.upperBound, "region")
    }
    return .array(result)
  }

  /// Where what is indented below a task ends: what the editor shows as its own, without reading the file anew.
  private func endOfItem(_ task: TaskIndex, _ place: Place) -> Int {
    let (plan, bytes) = (place.plan, place.bytes)
    func column(_ line: Int) -> Int? {
      var (offset, column) = (line, 0)
      while offset < bytes.count, bytes[offset].isBlank || bytes[offset] == UInt8(ascii: ">") {
        column += bytes[offset] == 0x09 ? 4 - column % 4 : 1
        offset += 1
      }
      return offset == bytes.count || bytes[offset].isLineEnd ? nil : column
    }
    let last = plan.subtree(of: task).last.map { Int(plan.tasks[$0].end) } ?? 0
    var end = max(Int(plan[task].end), last)
    let own = column(bytes.startOfLine(Int(plan[task].start))) ?? 0
    var line = bytes.pastLineEnd(bytes.endOfLine(end))
    while line < bytes.count, line > end {
      let lineEnd = bytes.endOfLine(line)
      if let column = column(line) {
        guard column > own else { break }
        end = lineEnd
      }
      let next = bytes.pastLineEnd(lineEnd)
      guard next > lineEnd else { break }
      line = next
    }
    return end
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
