import PlanModel

// References by place: `website.md:12:Draft`, a line and the beginning of its text.

extension ReferenceResolver {
  /// What stands in the place; nil where the reference is none.
  mutating func place(_ reference: String) throws(ReferenceFailure) -> NodeIndex? {
    guard let (path, line, text) = ReferenceResolver.split(reference) else { return nil }
    let files = plan.files(called: path)
    guard let file = files.first else {
      guard path.hasSuffix(".md") || path.hasSuffix(".markdown") else { return nil }
      throw failure(.noSuchFile(path), reference, [])
    }
    guard files.count == 1 else {
      throw failure(.ambiguous, reference, files.compactMap { plan.topProject(of: $0).map { .project($0) } })
    }
    guard let node = plan.node(onLine: line, of: file) else {
      throw failure(.nothingOnLine(line, file: plan[file].path), reference, beginning(text, in: file))
    }
    let found = plan.name(of: node)
    // `file.md:12:7`, as findings are printed: a column, unless the text begins with a number.
    let isColumn = !text.isEmpty && text.utf8.allSatisfy(\.isASCIIDigit)
    guard isColumn || found.lowercased().hasPrefix(text.lowercased()) else {
      let problem = ReferenceFailure.Problem.otherText(found: found, line: line, file: plan[file].path)
      throw failure(problem, reference, beginning(text, in: file))
    }
    return node
  }

  /// Path, line and text of `path:12:text` and `path:12`.
  private static func split(_ reference: String) -> (path: String, line: Int, text: String)? {
    var search = reference.startIndex
    while let colon = reference[search...].firstIndex(of: ":") {
      search = reference.index(after: colon)
      let digits = reference[search...].prefix { $0.isASCII && $0.isNumber }
      let rest = reference[digits.endIndex...]
      guard colon > reference.startIndex, (1...9).contains(digits.count), rest.isEmpty || rest.first == ":",
        let line = Int(digits)
      else { continue }
      return (String(reference[..<colon]), line, String(rest.dropFirst().trimmingBlanks))
    }
    return nil
  }

  /// Tasks of a file that begin with a text: where it may have gone.
  private func beginning(_ text: String, in file: FileIndex) -> [NodeIndex] {
    guard !text.isEmpty, let top = plan.topProject(of: file) else { return [] }
    let wanted = text.lowercased()
    return plan.tasks(of: top).map { TaskIndex($0) }
      .filter { plan.text(of: $0).lowercased().hasPrefix(wanted) }
      .map { .task($0) }
  }
}

extension Plan {
  /// The files with a path, else those whose path ends with it.
  func files(called path: String) -> [FileIndex] {
    let path = path.hasPrefix("./") ? String(path.dropFirst(2)) : path
    guard !path.isEmpty else { return [] }
    let all = files.indices.map { FileIndex($0) }
    let exact = all.filter { self[$0].path == path || self[$0].path == path + ".md" }
    if !exact.isEmpty { return exact }
    return all.filter { self[$0].path.hasSuffix("/" + path) || self[$0].path.hasSuffix("/" + path + ".md") }
  }

  func topProject(of file: FileIndex) -> ProjectIndex? {
    projects.firstIndex { $0.file == file && $0.parent.isNone }.map { ProjectIndex($0) }
  }

  /// The task that begins on a line, else the heading there, else the task whose text runs over it.
  func node(onLine line: Int, of file: FileIndex) -> NodeIndex? {
    guard let top = topProject(of: file) else { return nil }
    let tasks = tasks(of: top)
    if let task = tasks.first(where: { Int(self.tasks[$0].line) == line }) { return .task(TaskIndex(task)) }
    let below = top.position..<max(top.position + 1, Int(self[top].subtreeEnd))
    if let project = below.first(where: { Int(projects[$0].line) == line && !projects[$0].range.isEmpty }) {
      return .project(ProjectIndex(project))
    }
    let lines = LineTable(self[file].bytes)
    guard (1...lines.starts.count).contains(line) else { return nil }
    let range = lines.range(ofLine: line)
    return tasks.first { self.tasks[$0].range.range.overlaps(range) }.map { .task(TaskIndex($0)) }
  }
}
