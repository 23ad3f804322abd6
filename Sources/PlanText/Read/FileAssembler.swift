import PlanModel

/// Gives the pieces of one file their places in a plan: headings become a tree of projects, and what a piece counts
/// from its own beginning is told where it stands in the plan.
///
/// Only headings and log entries are gone through here, one file after the other. Tasks and tags, which are far more,
/// are copied to their places when all of them are known (``PlanLayout/fill(_:)``).
struct FileAssembler {
  private let file: FileIndex
  private let top: ProjectIndex
  /// Open headings, the file's top project first.
  private var stack: [(level: Int, project: ProjectIndex)]
  private var hidden: [Range<Int>] = []
  private var lineBase = 1
  /// Tasks of the plan up to here.
  private var taskCount: Int
  private var mergesTitle = false
  private var logsWithoutOwner: [LogEntry] = []

  init(_ file: FileIndex, _ plan: Plan, _ layout: PlanLayout) {
    self.file = file
    top = ProjectIndex(plan.projects.count)
    stack = [(0, top)]
    taskCount = layout.taskCount
  }

  mutating func append(_ document: inout Document, to plan: inout Plan, _ layout: inout PlanLayout) {
    guard document.isPlan else { return }
    let bytes = plan[file].bytes
    let comments = CommentReading(document.pieces.flatMap(\.comments), bytes: bytes, file: file)
    plan.suppressions += comments.suppressions
    plan.blocks += comments.blocks
    plan.remarks += comments.remarks
    findHidden(document, comments.blocks, &plan)
    openTop(&document, &plan, &layout)
    for position in document.pieces.indices {
      append(&document.pieces[position], to: &plan, &layout)
    }
    document.pieces = []
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

  private mutating func openTop(_ document: inout Document, _ plan: inout Plan, _ layout: inout PlanLayout) {
    let title = onlyTitle(document)
    mergesTitle = document.frontMatter?.title == nil && title != nil
    var (name, tags) = (document.frontMatter?.title ?? plan[file].stem, document.frontMatter?.tags ?? [])
    if mergesTitle, let title {
      name = document.pieces[title.piece].headings[title.heading].name
      tags += document.pieces[title.piece].takeTags(ofHeading: title.heading)
    }
    var project = Project(
      file: file, level: 0, range: document.frontMatter?.titleRange ?? ByteRange(0, 0), name: name, line: 1)
    project.firstTask = UInt32(taskCount)
    plan.remarks += document.frontMatter?.remarks ?? []
    setTags(tags, of: &project, plan, &layout)
    plan.projects.append(project)
    let start = document.frontMatter?.bodyStart ?? 0
    if start > 0 { lineBase += LineTable(Array(plan[file].bytes[..<start])).starts.count - 1 }
  }

  /// The heading of level 1, if there is exactly one.
  private func onlyTitle(_ document: Document) -> (piece: Int, heading: Int)? {
    var found: (piece: Int, heading: Int)?
    for (position, piece) in document.pieces.enumerated() {
      for (number, heading) in piece.headings.enumerated()
      where heading.level == 1 && !isHidden(heading.range.lowerBound) {
        guard found == nil else { return nil }
        found = (position, number)
      }
    }
    return found
  }

  /// Tags of the front matter, and of the title if it stands for the file: they come from different places, so only
  /// here does it show which of two of a key is the first.
  private func setTags(_ tags: [Tag], of project: inout Project, _ plan: Plan, _ layout: inout PlanLayout) {
    var tags = tags
    var (seen, keys) = (KeySet.none, KeySet.none)
    for position in tags.indices {
      let key = tags[position].key
      if !key.isList, !tags[position].flags.contains(.unreadable) {
        if seen.contains(key) { tags[position].flags.insert(.repeated) }
        seen.insert(key)
      }
      if tags[position].isEffective { keys.insert(key) }
    }
    project.firstTag = UInt32(layout.add(tags))
    project.tagCount = UInt16(truncatingIfNeeded: tags.count)
    project.keys = keys
    setKind(of: &project, tags[...], plan)
  }

  private func setKind(of project: inout Project, _ tags: ArraySlice<Tag>, _ plan: Plan) {
    guard project.keys.contains(.type), let tag = tags.first(where: { $0.key == .type && $0.isEffective })
    else { return }
    project.kind = plan[file].bytes[tag.value.lowerBound].lowercased == UInt8(ascii: "a") ? .area : .project
  }

  private mutating func open(
    _ heading: Piece.Heading, _ tags: ArraySlice<Tag>, tagBase: Int, _ plan: inout Plan
  ) {
    if mergesTitle, heading.level == 1 {
      while stack.count > 1, let open = stack.popLast() { close(open.project, &plan) }
      plan.projects[top.position].range = heading.range
      plan.projects[top.position].line = UInt32(lineBase + heading.line)
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
    project.firstTask = UInt32(taskCount)
    project.firstTag = UInt32(tagBase + heading.firstTag)
    project.tagCount = UInt16(truncatingIfNeeded: heading.tagCount)
    project.keys = heading.keys
    setKind(of: &project, tags, plan)
    stack.append((heading.level, ProjectIndex(plan.projects.count)))
    plan.projects.append(project)
  }

  private func close(_ project: ProjectIndex, _ plan: inout Plan) {
    plan.projects[project.position].taskEnd = UInt32(taskCount)
    plan.projects[project.position].subtreeEnd = UInt32(plan.projects.count)
  }

  // MARK: Pieces

  private mutating func append(_ piece: inout Piece, to plan: inout Plan, _ layout: inout PlanLayout) {
    if !hidden.isEmpty { piece.hide(isHidden) }
    var place = PlanLayout.Place(
      tasks: layout.taskCount, tags: layout.tagCount, lines: lineBase, project: stack.last?.project ?? top)
    var nextLog = 0
    for heading in piece.headings {
      while nextLog < heading.logsBefore { appendLog(piece, nextLog, place, &plan); nextLog += 1 }
      taskCount = place.tasks + heading.tasksBefore
      let tags = piece.tags[heading.firstTag..<heading.firstTag + heading.tagCount]
      open(heading, tags, tagBase: place.tags, &plan)
      place.headings.append((heading.tasksBefore, stack.last?.project ?? top))
    }
    while nextLog < piece.logs.count { appendLog(piece, nextLog, place, &plan); nextLog += 1 }
    taskCount = place.tasks + piece.tasks.count
    plan.remarks += piece.remarks
    lineBase += piece.lineCount
    layout.add(piece, place)
  }

  private mutating func appendLog(
    _ piece: Piece, _ position: Int, _ place: PlanLayout.Place, _ plan: inout Plan
  ) {
    var entry = piece.logs[position]
    entry.line += UInt32(lineBase)
    switch entry.owner {
    case .task(let task):
      entry.owner = .task(TaskIndex(place.tasks + task.position))
      plan.logs.append(entry)
    case .project:
      entry.owner = .project(stack.last?.project ?? top)
      logsWithoutOwner.append(entry)
    }
  }
}
