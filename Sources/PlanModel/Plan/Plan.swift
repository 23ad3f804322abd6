/// A plan as it was read: flat arrays in the order of files and lines, and the bytes that hold all values.
///
/// Nothing here is a reference or a string per task: a million tasks take about 60 bytes each and 32 for a tag.
/// Values are read from the bytes when they are asked for, by the same parsers that checked them.
public struct Plan: Sendable {
  public var configuration: Configuration { didSet { units = configuration.units } }
  /// How many minutes a day and a week have; kept, since every effort that is read asks for it.
  public private(set) var units: EffortUnits
  public var files: [SourceFile] = []
  public var tasks: [Task] = []
  public var projects: [Project] = []
  public var tags: [Tag] = []
  /// Edges in the order of their owners: tasks first, then projects.
  public var dependencies: [Dependency] = []
  /// Where each task's edges begin in ``dependencies``; one more than there are tasks.
  public var dependencyStarts: [UInt32] = [0]
  public var logs: [LogEntry] = []
  public var remarks: [Remark] = []
  public var suppressions: [Suppression] = []
  public var blocks: [RegeneratedBlock] = []
  public var ids = NameTable()
  /// How many of the tasks before each position are unfinished; one more than there are tasks.
  public var unfinishedBefore: [UInt32] = [0]
  /// Positions in ``logs`` by owner, for tasks with ``Task/Flags/hasLog`` and projects.
  public var logPositions: [NodeIndex: [Int]] = [:]

  public init(configuration: Configuration = Configuration()) {
    self.configuration = configuration
    units = configuration.units
  }

  public var taskIndices: LazyMapSequence<Range<Int>, TaskIndex> { tasks.indices.lazy.map { TaskIndex($0) } }
  public var projectIndices: LazyMapSequence<Range<Int>, ProjectIndex> {
    projects.indices.lazy.map { ProjectIndex($0) }
  }

  // Read in place: a caller that wants one field does not get a copy of all of them.
  @inlinable public subscript(_ task: TaskIndex) -> Task { _read { yield tasks[task.position] } }
  @inlinable public subscript(_ project: ProjectIndex) -> Project {
    _read { yield projects[project.position] }
  }
  @inlinable public subscript(_ file: FileIndex) -> SourceFile { _read { yield files[file.position] } }

  public func file(of node: NodeIndex) -> FileIndex {
    switch node {
    case .task(let task): self[task].file
    case .project(let project): self[project].file
    }
  }

  /// Line of a node, from 1.
  public func line(of node: NodeIndex) -> Int {
    switch node {
    case .task(let task): Int(self[task].line)
    case .project(let project): Int(self[project].line)
    }
  }

  public func isArchived(_ task: TaskIndex) -> Bool { self[self[task].file].isArchive }
}

// MARK: - Tags

extension Plan {
  public func tags(of task: TaskIndex) -> ArraySlice<Tag> {
    let record = self[task]
    return tags[Int(record.firstTag)..<Int(record.firstTag) + Int(record.tagCount)]
  }

  public func tags(of project: ProjectIndex) -> ArraySlice<Tag> {
    let record = self[project]
    return tags[Int(record.firstTag)..<Int(record.firstTag) + Int(record.tagCount)]
  }

  public func tags(of node: NodeIndex) -> ArraySlice<Tag> {
    switch node {
    case .task(let task): tags(of: task)
    case .project(let project): tags(of: project)
    }
  }

  /// The effective tag of a key that takes one value.
  @inlinable public func tag(_ key: TagKey, of task: TaskIndex) -> Tag? {
    let record = tasks[task.position]
    return record.keys.contains(key) ? tag(key, record.firstTag, record.tagCount) : nil
  }

  @inlinable public func tag(_ key: TagKey, of project: ProjectIndex) -> Tag? {
    let record = projects[project.position]
    return record.keys.contains(key) ? tag(key, record.firstTag, record.tagCount) : nil
  }

  @inlinable public func tag(_ key: TagKey, of node: NodeIndex) -> Tag? {
    switch node {
    case .task(let task): tag(key, of: task)
    case .project(let project): tag(key, of: project)
    }
  }

  @usableFromInline func tag(_ key: TagKey, _ first: UInt32, _ count: UInt16) -> Tag? {
    tags.withUnsafeBufferPointer { tags in
      for position in Int(first)..<Int(first) + Int(count)
      where tags[position].key == key && tags[position].isEffective { return tags[position] }
      return nil
    }
  }

  public func bytes(of task: TaskIndex) -> [UInt8] { files[self[task].file.position].bytes }
  public func bytes(of node: NodeIndex) -> [UInt8] { self[file(of: node)].bytes }

  /// The value of a tag as it is written, without quotes; `\"` stands for a quote.
  public func text(of tag: Tag, in file: FileIndex) -> String {
    let text = self[file].text(tag.value)
    guard tag.form == .quoted, text.utf8.contains(UInt8(ascii: "\\")) else { return text }
    return text.split(separator: "\\\"", omittingEmptySubsequences: false).joined(separator: "\"")
  }
}

// MARK: - Values

extension Plan {
  public func date(_ key: TagKey, of task: TaskIndex) -> DateValue? {
    tag(key, of: task).map { DateValue(packed: $0.simple) }
  }

  public func date(_ key: TagKey, of project: ProjectIndex) -> DateValue? {
    tag(key, of: project).map { DateValue(packed: $0.simple) }
  }

  /// The last day of `due:`.
  public func due(_ task: TaskIndex) -> Day? { date(.due, of: task)?.last }
  public func due(_ project: ProjectIndex) -> Day? { date(.due, of: project)?.last }
  /// The first day of `start:`.
  public func start(_ task: TaskIndex) -> Day? { date(.start, of: task)?.first }
  public func start(_ project: ProjectIndex) -> Day? { date(.start, of: project)?.first }

  /// Minutes of `spent`, `left` or `span`.
  public func effort(_ key: TagKey, of task: TaskIndex) -> Effort? {
    tag(key, of: task).map { Effort(minutes: Int($0.simple)) }
  }

  public func estimate(_ task: TaskIndex) -> Estimate? {
    guard let tag = tag(.estimate, of: task) else { return nil }
    return try? Estimate(parsing: bytes(of: task), in: tag.value, units: units)
  }

  /// Minutes of the likely estimate, without making ranges.
  public func likelyMinutes(_ task: TaskIndex) -> Int? { tag(.estimate, of: task).map { Int($0.simple) } }

  /// 0…100.
  public func progress(_ task: TaskIndex) -> Int? { tag(.progress, of: task).map { Int($0.simple) } }

  public func money(_ key: TagKey, of node: NodeIndex) -> Money? {
    guard let tag = tag(key, of: node) else { return nil }
    return try? Money(parsing: bytes(of: node), in: tag.value)
  }

  public func budget(of node: NodeIndex) -> Budget? {
    guard let tag = tag(.budget, of: node) else { return nil }
    return try? Budget(parsing: bytes(of: node), in: tag.value, units: units)
  }

  /// `A`…`Z`.
  public func priority(_ task: TaskIndex) -> UInt8? {
    tag(.priority, of: task).map { UInt8(truncatingIfNeeded: $0.simple) }
  }
  public func priority(_ project: ProjectIndex) -> UInt8? {
    tag(.priority, of: project).map { UInt8(truncatingIfNeeded: $0.simple) }
  }

  /// The task's or project's own id, without the block id.
  public func id(of node: NodeIndex) -> String? {
    tag(.id, of: node).map { text(of: $0, in: file(of: node)) }
  }

  /// The value of a one-value tag as written.
  public func text(_ key: TagKey, of node: NodeIndex) -> String? {
    tag(key, of: node).map { text(of: $0, in: file(of: node)) }
  }

  /// Names that are assigned by the node's own tags.
  public func assignments(of node: NodeIndex) -> [Assignment] {
    let bytes = bytes(of: node)
    return tags(of: node).compactMap { tag in
      guard tag.key == .assignee, tag.isEffective else { return nil }
      return Assignment(parsing: bytes, names: tag.value, end: tag.range.upperBound)
    }
  }

  /// Labels of the node's own tags, without `#`.
  public func labels(of node: NodeIndex) -> [String] {
    let file = file(of: node)
    return tags(of: node).compactMap { $0.key == .label && $0.isEffective ? text(of: $0, in: file) : nil }
  }

  public func hasLabel(_ name: StaticString, _ node: NodeIndex) -> Bool {
    let bytes = bytes(of: node)
    return tags(of: node).contains {
      $0.key == .label && $0.isEffective && bytes.equalsIgnoringCase($0.value, name)
    }
  }

  public func isMilestone(_ task: TaskIndex) -> Bool {
    self[task].keys.contains(.label) && hasLabel("milestone", .task(task))
  }

  /// The edges of a task's own tags.
  public func dependencies(of task: TaskIndex) -> ArraySlice<Dependency> {
    guard task.position + 1 < dependencyStarts.count else { return [] }
    return dependencies[Int(dependencyStarts[task.position])..<Int(dependencyStarts[task.position + 1])]
  }

  /// The edges of a project's own tags.
  public func dependencies(of project: ProjectIndex) -> [Dependency] {
    guard !self[project].keys.isDisjoint(with: KeySet(.after, .before, .endAfter)) else { return [] }
    return dependencies[Int(dependencyStarts.last ?? 0)...].filter { $0.owner == .project(project) }
  }

  public func logs(of node: NodeIndex) -> [LogEntry] { (logPositions[node] ?? []).map { logs[$0] } }
}

// MARK: - Tree

extension Plan {
  /// Parent tasks, the nearest first.
  public func ancestors(of task: TaskIndex) -> [TaskIndex] {
    var result: [TaskIndex] = []
    var next = self[task].parent
    while !next.isNone {
      result.append(next)
      next = self[next].parent
    }
    return result
  }

  /// The project and those around it, the nearest first.
  public func lineage(of project: ProjectIndex) -> [ProjectIndex] {
    var result: [ProjectIndex] = []
    var next = project
    while !next.isNone {
      result.append(next)
      next = self[next].parent
    }
    return result
  }

  /// Parent tasks, then projects: everything a task inherits from, the nearest first.
  public func inheritance(of task: TaskIndex) -> [NodeIndex] {
    ancestors(of: task).map { .task($0) } + lineage(of: self[task].project).map { .project($0) }
  }

  /// Names of the projects around a task, outermost first.
  public func path(of project: ProjectIndex) -> [String] {
    lineage(of: project).reversed().map { self[$0].name }
  }

  /// All tasks below a task.
  public func subtree(of task: TaskIndex) -> Range<Int> {
    task.position + 1..<max(task.position + 1, Int(self[task].subtreeEnd))
  }

  /// Tasks directly below a task.
  public func children(of task: TaskIndex) -> [TaskIndex] {
    var result: [TaskIndex] = []
    var position = task.position + 1
    while position < Int(self[task].subtreeEnd) {
      result.append(TaskIndex(position))
      position = max(position + 1, Int(tasks[position].subtreeEnd))
    }
    return result
  }

  public func hasChildren(_ task: TaskIndex) -> Bool { Int(self[task].subtreeEnd) > task.position + 1 }

  public func tasks(of project: ProjectIndex) -> Range<Int> {
    Int(self[project].firstTask)..<Int(self[project].taskEnd)
  }
}
