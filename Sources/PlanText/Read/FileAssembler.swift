import PlanModel

/// Appends the pieces of one file to a plan: headings become a tree of projects, positions become the plan's.
struct FileAssembler {
  private let file: FileIndex
  private let top: ProjectIndex
  /// Open headings, the file's top project first.
  private var stack: [(level: Int, project: ProjectIndex)]
  private var hidden: [Range<Int>] = []
  private var lineBase = 1
  private var mergesTitle = false
  private var logsWithoutOwner: [LogEntry] = []

  init(_ file: FileIndex, _ plan: inout Plan) {
    self.file = file
    top = ProjectIndex(plan.projects.count)
    stack = [(0, top)]
  }

  mutating func append(_ document: inout Document, to plan: inout Plan) {
    guard document.isPlan else { return }
    let bytes = plan[file].bytes
    let comments = CommentReading(document.pieces.flatMap(\.comments), bytes: bytes, file: file)
    plan.suppressions += comments.suppressions
    plan.blocks += comments.blocks
    plan.remarks += comments.remarks
    findHidden(document, comments.blocks, &plan)
    openTop(document, &plan)
    for position in document.pieces.indices {
      append(document.pieces[position], to: &plan)
      document.pieces[position] = Piece(range: 0..<0)
    }
    while let open = stack.popLast() { close(open.project, &plan) }
    // A dated bullet is a project's log only where there are tasks.
    for entry in logsWithoutOwner {
      guard case .project(let project) = entry.owner, !plan.tasks(of: project).isEmpty else { continue }
      plan.logs.append(entry)
    }
  }

  // MARK: Regions that do not count

  private mutating func findHidden(_ document: Document, _ blocks: [RegeneratedBlock], _ plan: inout Plan) {
    hidden = blocks.map { $0.opening.upperBound..<$0.closing.lowerBound }
    let signs = document.pieces.flatMap(\.percentSigns).filter { !isHidden($0) }
    for pair in stride(from: 0, to: signs.count - 1, by: 2) {
      hidden.append(signs[pair]..<signs[pair + 1] + 2)
    }
    if signs.count % 2 == 1, let last = signs.last {
      plan.remarks.append(Remark(.unclosedComment, file: file, range: ByteRange(last, last + 2)))
    }
    hidden.sort { $0.lowerBound < $1.lowerBound }
  }

  private func isHidden(_ offset: Int) -> Bool {
    guard !hidden.isEmpty else { return false }
    var (low, high) = (0, hidden.count)
    while low < high {
      let middle = (low + high) / 2
      if hidden[middle].upperBound <= offset { low = middle + 1 } else { high = middle }
    }
    return low < hidden.count && hidden[low].contains(offset)
  }

  // MARK: Projects

  private mutating func openTop(_ document: Document, _ plan: inout Plan) {
    let titles = document.pieces.flatMap(\.headings).filter {
      $0.level == 1 && !isHidden($0.range.lowerBound)
    }
    let name = document.frontMatter?.title ?? (titles.count == 1 ? titles[0].name : plan[file].stem)
    mergesTitle = document.frontMatter?.title == nil && titles.count == 1
    var project = Project(
      file: file, level: 0, range: document.frontMatter?.titleRange ?? ByteRange(0, 0), name: name, line: 1)
    project.firstTask = UInt32(plan.tasks.count)
    plan.remarks += document.frontMatter?.remarks ?? []
    setTags(document.frontMatter?.tags ?? [], of: &project, &plan)
    plan.projects.append(project)
    let start = document.frontMatter?.bodyStart ?? 0
    if start > 0 { lineBase += LineTable(Array(plan[file].bytes[..<start])).starts.count - 1 }
  }

  private func setTags(_ tags: [Tag], of project: inout Project, _ plan: inout Plan) {
    project.firstTag = UInt32(plan.tags.count)
    project.tagCount = UInt16(truncatingIfNeeded: tags.count)
    project.keys = .none
    var seen = KeySet.none
    for var tag in tags {
      if !tag.key.isList, !tag.flags.contains(.unreadable) {
        if seen.contains(tag.key) { tag.flags.insert(.repeated) }
        seen.insert(tag.key)
      }
      if tag.isEffective { project.keys.insert(tag.key) }
      plan.tags.append(tag)
    }
    if project.keys.contains(.type), let tag = tags.first(where: { $0.key == .type && $0.isEffective }) {
      project.kind = plan[file].bytes[tag.value.lowerBound].lowercased == UInt8(ascii: "a") ? .area : .project
    }
  }

  private mutating func open(_ heading: Piece.Heading, _ tags: ArraySlice<Tag>, _ plan: inout Plan) {
    guard !isHidden(heading.range.lowerBound) else { return }
    if mergesTitle, heading.level == 1 {
      while stack.count > 1, let open = stack.popLast() { close(open.project, &plan) }
      var project = plan[top]
      let own = plan.tags(of: top)
      (project.range, project.line) = (heading.range, UInt32(lineBase + heading.line))
      setTags(Array(own) + Array(tags), of: &project, &plan)
      plan.projects[top.position] = project
      return
    }
    while stack.count > 1, let last = stack.last, last.level >= heading.level {
      stack.removeLast()
      close(last.project, &plan)
    }
    let parent = stack.last?.project ?? top
    var project = Project(
      file: file, level: heading.level, range: heading.range, name: heading.name,
      line: lineBase + heading.line)
    project.parent = parent
    project.kind = plan[parent].kind
    project.firstTask = UInt32(plan.tasks.count)
    setTags(Array(tags), of: &project, &plan)
    stack.append((heading.level, ProjectIndex(plan.projects.count)))
    plan.projects.append(project)
  }

  private func close(_ project: ProjectIndex, _ plan: inout Plan) {
    plan.projects[project.position].taskEnd = UInt32(plan.tasks.count)
    plan.projects[project.position].subtreeEnd = UInt32(plan.projects.count)
  }

  // MARK: Pieces

  private mutating func append(_ piece: Piece, to plan: inout Plan) {
    let base = plan.tasks.count
    // Where each of the piece's tasks goes; nil where none is hidden, so that all keep their distance.
    let positions = hidden.isEmpty ? nil : placesOfVisible(piece, base)
    var nextHeading = 0
    var nextLog = 0
    for position in 0...piece.tasks.count {
      while nextHeading < piece.headings.count, piece.headings[nextHeading].tasksBefore <= position {
        let heading = piece.headings[nextHeading]
        while nextLog < heading.logsBefore { appendLog(piece, nextLog, base, positions, &plan); nextLog += 1 }
        open(heading, piece.tags[heading.firstTag..<heading.firstTag + heading.tagCount], &plan)
        nextHeading += 1
      }
      guard position < piece.tasks.count else { break }
      appendTask(piece, position, base, positions, &plan)
    }
    while nextLog < piece.logs.count { appendLog(piece, nextLog, base, positions, &plan); nextLog += 1 }
    for remark in piece.remarks where remark.kind == .conflictMarker || !isHidden(remark.range.lowerBound) {
      plan.remarks.append(remark)
    }
    lineBase += piece.lineCount
  }

  /// The plan's positions of the piece's tasks, -1 for hidden ones.
  private func placesOfVisible(_ piece: Piece, _ base: Int) -> [Int] {
    var next = base
    return piece.tasks.map { task in
      if isHidden(Int(task.box)) { return -1 }
      next += 1
      return next - 1
    }
  }

  private func appendTask(
    _ piece: Piece, _ position: Int, _ base: Int, _ positions: [Int]?, _ plan: inout Plan
  ) {
    var task = piece.tasks[position]
    guard (positions?[position] ?? 0) >= 0 else { return }
    task.parent = visible(task.parent, piece, base, positions) { $0.parent }
    task.predecessor = visible(task.predecessor, piece, base, positions) { $0.predecessor }
    if let positions {
      let below = positions[position + 1..<max(position + 1, Int(task.subtreeEnd))].count { $0 >= 0 }
      task.subtreeEnd = UInt32(plan.tasks.count + 1 + below)
      var depth: UInt16 = 0
      if !task.parent.isNone { depth = plan[task.parent].depth &+ 1 }
      task.depth = depth
    } else {
      task.subtreeEnd += UInt32(base)
    }
    task.line += UInt32(lineBase)
    task.project = stack.last?.project ?? top
    let first = Int(task.firstTag)
    task.firstTag = UInt32(plan.tags.count)
    plan.tags.append(contentsOf: piece.tags[first..<first + Int(task.tagCount)])
    if !task.parent.isNone {
      let parent = plan[task.parent]
      if parent.status == .cancelled || parent.status == .held || parent.flags.contains(.heldByParent) {
        task.flags.insert(.heldByParent)
      }
    }
    plan.tasks.append(task)
  }

  /// The plan's index of a piece's task, or of the next one along `step` that is not hidden.
  private func visible(
    _ index: TaskIndex, _ piece: Piece, _ base: Int, _ positions: [Int]?, _ step: (Task) -> TaskIndex
  ) -> TaskIndex {
    var index = index
    while !index.isNone {
      guard let positions else { return TaskIndex(base + index.position) }
      if positions[index.position] >= 0 { return TaskIndex(positions[index.position]) }
      index = step(piece.tasks[index.position])
    }
    return .none
  }

  private mutating func appendLog(
    _ piece: Piece, _ position: Int, _ base: Int, _ positions: [Int]?, _ plan: inout Plan
  ) {
    var entry = piece.logs[position]
    guard !isHidden(entry.range.lowerBound) else { return }
    entry.line += UInt32(lineBase)
    switch entry.owner {
    case .task(let task):
      let owner = visible(task, piece, base, positions) { $0.parent }
      guard !owner.isNone else { return }
      entry.owner = .task(owner)
      plan.logs.append(entry)
    case .project:
      entry.owner = .project(stack.last?.project ?? top)
      logsWithoutOwner.append(entry)
    }
  }
}
