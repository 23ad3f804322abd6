package import PlanModel

extension Plan {
  /// What was read, in the order of the text: projects, their tasks and log entries, a line each, without places.
  ///
  ///     = plan
  ///     # House | due=2026-03-31
  ///     open Paint | est=2d, @ann
  ///       2026-01-12 90min @bob: first coat
  ///
  /// Names that assign nobody stand in parentheses, unreadable values behind `?`, second ones behind `again`. A task
  /// that waits for the one before it in its list shows that one's text behind `<-`.
  package var outline: String {
    var lines: [String] = []
    var nextTask = 0
    for project in projectIndices {
      let first = Int(self[project].firstTask)
      while nextTask < first { nextTask = add(TaskIndex(nextTask), to: &lines) }
      lines.append(line(project))
      lines += logs(of: .project(project)).map { "  " + line($0) }
    }
    while nextTask < tasks.count { nextTask = add(TaskIndex(nextTask), to: &lines) }
    return lines.joined(separator: "\n")
  }

  /// The lines of ``outline`` that are about tasks and their logs.
  package var taskOutline: String {
    outline.split(separator: "\n", omittingEmptySubsequences: false)
      .filter { !$0.hasPrefix("#") && !$0.hasPrefix("=") }.joined(separator: "\n")
  }

  private func add(_ task: TaskIndex, to lines: inout [String]) -> Int {
    lines.append(line(task))
    let indent = String(repeating: "  ", count: Int(self[task].depth) + 1)
    lines += logs(of: .task(task)).map { indent + line($0) }
    return task.position + 1
  }

  private func line(_ project: ProjectIndex) -> String {
    let record = self[project]
    let sign = record.level == 0 ? "=" : String(repeating: "#", count: Int(record.level))
    let area = record.kind == .area ? " (area)" : ""
    return "\(sign) \(record.name)\(area)\(list(tags(of: project), record.file))"
  }

  private func line(_ task: TaskIndex) -> String {
    let record = self[task]
    var status = record.status.name
    if record.flags.contains(.questioned) { status += "?" }
    if record.flags.contains(.unknownStatus) { status += "~" }
    if record.flags.contains(.heldByParent) { status += "(held)" }
    let before = record.predecessor.orNil.map { " <- \(text(of: $0))" } ?? ""
    let indent = String(repeating: "  ", count: Int(record.depth))
    return "\(indent)\(status) \(text(of: task))\(list(tags(of: task), record.file))\(before)"
  }

  private func list(_ tags: ArraySlice<Tag>, _ file: FileIndex) -> String {
    tags.isEmpty ? "" : " | " + tags.map { shown($0, file) }.joined(separator: ", ")
  }

  private func shown(_ tag: Tag, _ file: FileIndex) -> String {
    var result: String
    switch tag.key {
    case .assignee:
      let who = Assignment(parsing: self[file].bytes, names: tag.value, end: tag.range.upperBound)
      result = "@" + who.anyOf.joined(separator: "|")
      if who.thousandths != 1000 { result += "×\(who.thousandths)" }
    case .label: result = "#" + text(of: tag, in: file)
    case .blockID: result = "^" + text(of: tag, in: file)
    case .priority: result = "pri=" + letter(tag)
    case .attribute: result = "\(attributeKey(tag, in: file))=\(text(of: tag, in: file))"
    default: result = "\(tag.key.name)=\(text(of: tag, in: file))"
    }
    if tag.flags.contains(.unreadable) { result = "?" + result }
    if tag.flags.contains(.mention) { result = "(\(result))" }
    return tag.flags.contains(.repeated) ? "again " + result : result
  }

  private func letter(_ tag: Tag) -> String {
    String(Unicode.Scalar(UInt8(truncatingIfNeeded: tag.simple)))
  }

  private func line(_ entry: LogEntry) -> String {
    let what: String
    switch entry.kind {
    case .time(let minutes): what = "\(minutes)min"
    case .clock(let from, let to): what = "\(from)-\(to.map(String.init) ?? "")"
    case .expense(let money): what = money.description
    case .note: what = "note"
    }
    let who = entry.person.map { " @" + self[entry.file].text($0.range) } ?? ""
    return "\(entry.day) \(what)\(who): \(self[entry.file].text(entry.note.range))"
  }
}

extension Plan {
  /// Every field of everything that was read, places included: two equal dumps are two equal plans.
  package var dump: [String] {
    var result = tasks.map { task in
      "task \(task.file.value) \(task.start) \(task.end) \(task.box) \(task.textStart) \(task.firstLineEnd) "
        + "line \(task.line) parent \(task.parent.value) project \(task.project.value) to \(task.subtreeEnd) "
        + "after \(task.predecessor.value) tags \(task.firstTag)+\(task.tagCount) depth \(task.depth) "
        + "\(task.status.name) \(task.flags.rawValue) \(task.quoteDepth) \(task.keys.rawValue)"
    }
    result += tags.map { tag in
      "tag \(tag.key) \(tag.form) \(tag.range.range) \(tag.value) \(tag.simple) \(tag.flags.rawValue)"
    }
    result += projects.map { project in
      "project \(project.name) \(project.file.value) \(project.level) \(project.kind) \(project.range.range) "
        + "line \(project.line) parent \(project.parent.value) to \(project.subtreeEnd) "
        + "tasks \(project.firstTask)..<\(project.taskEnd) tags \(project.firstTag)+\(project.tagCount) "
        + "\(project.keys.rawValue)"
    }
    result += logs.map { entry in
      "log \(entry.owner) \(entry.day) \(entry.kind) \(entry.person?.range ?? 0..<0) \(entry.range.range) "
        + "\(entry.note.range) line \(entry.line)"
    }
    result += remarks.map { "remark \($0.kind) \($0.file.value) \($0.range.range) \($0.detail)" }.sorted()
    result += suppressions.map { "suppression \($0.scope) \($0.range.range) \($0.rules)" }
    result += blocks.map { "block \($0.opening.range) \($0.closing.range) \($0.command.range)" }
    result += dependencies.map {
      "edge \($0.owner) \($0.kind) \($0.end) \($0.lag) \($0.reference.range) \($0.target)"
    }
    return result
  }

  /// Remarks in the order of their places, as `kind ‹text›`.
  package var remarkList: [String] {
    remarks.sorted { ($0.file, $0.range) < ($1.file, $1.range) }
      .map { "\($0.kind) ‹\(self[$0.file].text($0.range.range))›" }
  }
}
