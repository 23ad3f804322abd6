/// What tasks take over from parent tasks and headings. Source: format, section 2, "Inheritance".
extension Plan {
  /// The nearest of the task's own and inherited tags of a key.
  public func nearest(_ key: TagKey, of task: TaskIndex) -> (tag: Tag, node: NodeIndex)? {
    if let own = tag(key, of: task) { return (own, .task(task)) }
    return inherited(key, of: task)
  }

  /// The nearest tag of a key on a parent task or project, the task's own left out.
  public func inherited(_ key: TagKey, of task: TaskIndex) -> (tag: Tag, node: NodeIndex)? {
    var parent = self[task].parent
    while !parent.isNone {
      if let tag = tag(key, of: parent) { return (tag, .task(parent)) }
      parent = self[parent].parent
    }
    var project = self[task].project
    while !project.isNone {
      if let tag = tag(key, of: project) { return (tag, .project(project)) }
      project = self[project].parent
    }
    return nil
  }

  /// The task's names, else those of the nearest parent or project; several names on a project mean whichever is
  /// free first.
  public func effectiveAssignments(of task: TaskIndex) -> [Assignment] {
    guard let (_, node) = nearest(.assignee, of: task) else { return [] }
    let found = assignments(of: node)
    if case .project = node, found.count > 1 {
      return [Assignment(anyOf: found.flatMap(\.anyOf), thousandths: 1000)]
    }
    return found
  }

  /// The task's labels and those of everything around it, the outermost first, each once.
  public func effectiveLabels(of task: TaskIndex) -> [String] {
    var seen: Set<String> = []
    let nodes = inheritance(of: task).reversed() + [.task(task)]
    return nodes.flatMap { labels(of: $0) }.filter { seen.insert($0).inserted }
  }

  /// `A`…`Z`, own or inherited.
  public func effectivePriority(of task: TaskIndex) -> UInt8? {
    nearest(.priority, of: task).map { UInt8(truncatingIfNeeded: $0.tag.simple) }
  }

  /// The earliest due date that binds a task: its own, or that of a parent or project around it. Areas do not bind.
  public func bindingDue(of task: TaskIndex) -> (day: Day, node: NodeIndex)? {
    var best: (day: Day, node: NodeIndex)?
    func consider(_ day: Day?, _ node: NodeIndex) {
      if let day, best.map({ day < $0.day }) ?? true { best = (day, node) }
    }
    consider(due(task), .task(task))
    var parent = self[task].parent
    while !parent.isNone {
      consider(due(parent), .task(parent))
      parent = self[parent].parent
    }
    var project = self[task].project
    while !project.isNone {
      consider(due(project), .project(project))
      project = self[project].parent
    }
    return best
  }

  /// The latest start date that binds a task.
  public func bindingStart(of task: TaskIndex) -> Day? {
    var best = start(task)
    func consider(_ day: Day?) { if let day, best.map({ day > $0 }) ?? true { best = day } }
    var parent = self[task].parent
    while !parent.isNone {
      consider(start(parent))
      parent = self[parent].parent
    }
    var project = self[task].project
    while !project.isNone {
      consider(start(project))
      project = self[project].parent
    }
    return best
  }

  /// Own and inherited attributes of a key that is not the format's own; the nearest wins.
  public func attribute(_ name: String, of task: TaskIndex) -> String? {
    attribute(name, among: [.task(task)] + inheritance(of: task))
  }

  /// The same of a project and what is around it.
  public func attribute(_ name: String, of project: ProjectIndex) -> String? {
    attribute(name, among: lineage(of: project).map { .project($0) })
  }

  private func attribute(_ name: String, among nodes: [NodeIndex]) -> String? {
    for node in nodes {
      let file = file(of: node)
      for tag in tags(of: node) where tag.key == .attribute && tag.isEffective {
        if attributeKey(tag, in: file) == name { return text(of: tag, in: file) }
      }
    }
    return nil
  }

  /// The key of an `attribute` tag, in lower case.
  public func attributeKey(_ tag: Tag, in file: FileIndex) -> String {
    let bytes = self[file].bytes
    var start = Int(tag.start)
    let isField = tag.form == .bracketField || tag.form == .parenthesisField
    if isField { start += 1 }
    while start < tag.value.lowerBound, bytes[start].isBlank { start += 1 }
    var end = start
    while end < tag.value.lowerBound, bytes[end] != UInt8(ascii: ":"), !bytes[end].isBlank { end += 1 }
    return self[file].text(start..<end).lowercased()
  }
}
