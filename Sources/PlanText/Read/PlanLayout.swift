import CBumpArena
import PlanModel
import PlanParallel

/// Where the tasks and tags of each piece will stand in a plan, so that they can be copied there on all cores.
struct PlanLayout {
  struct Place {
    /// Tasks, tags and lines before the piece.
    let tasks: Int
    let tags: Int
    let lines: Int
    /// What its first tasks belong to.
    let project: ProjectIndex
    /// Which project is open behind each heading, and the number of the piece's tasks before it.
    var headings: [(tasksBefore: Int, project: ProjectIndex)] = []

    init(tasks: Int, tags: Int, lines: Int, project: ProjectIndex) {
      self.tasks = tasks
      self.tags = tags
      self.lines = lines
      self.project = project
    }
  }

  private(set) var taskCount = 0
  private(set) var tagCount = 0
  private var pieces: [(piece: Piece, place: Place)] = []
  /// Tags that stand in no piece as they are, with their places.
  private var others: [(start: Int, tags: [Tag])] = []

  mutating func add(_ piece: Piece, _ place: Place) {
    taskCount += piece.tasks.count
    tagCount += piece.tags.count
    pieces.append((piece, place))
  }

  /// - Returns: The place of the first one.
  mutating func add(_ tags: [Tag]) -> Int {
    guard !tags.isEmpty else { return tagCount }
    others.append((tagCount, tags))
    tagCount += tags.count
    return tagCount - tags.count
  }

  /// Copies all tasks and tags to their places. Takes each piece's memory back as soon as it is copied, so that no
  /// plan is held twice.
  mutating func fill(_ plan: inout Plan) {
    let (tasks, tags, others) = (taskCount, tagCount, self.others)
    var pieces: [(piece: Piece, place: Place)] = []
    swap(&pieces, &self.pieces)
    plan.tags = [Tag](unsafeUninitializedCapacity: tags) { tagBuffer, tagCount in
      LargeMemory.prepare(UnsafeMutableRawBufferPointer(tagBuffer))
      plan.tasks = [Task](unsafeUninitializedCapacity: tasks) { taskBuffer, taskCount in
        LargeMemory.prepare(UnsafeMutableRawBufferPointer(taskBuffer))
        pieces.withUnsafeMutableBufferPointer { pieces in
          // Each number reads and empties its own piece and writes what only that piece holds.
          nonisolated(unsafe) let (source, tasks, tags) = (pieces, taskBuffer, tagBuffer)
          _ = inParallel(pieces.count, isWorthIt: tasks.count > 4096) { number in
            copy(source[number].piece, source[number].place, tasks, tags)
            source[number].piece = Piece(range: 0..<0)
          }
        }
        taskCount = tasks
      }
      for (start, tags) in others { _ = tagBuffer[start...].initialize(from: tags) }
      tagCount = tags
    }
    pieces = []
    // Else what is made next would come on top of it.
    if tasks > 100_000 { bump_arena_give_back_freed_memory() }
  }
}

private func copy(
  _ piece: Piece, _ place: PlanLayout.Place, _ tasks: UnsafeMutableBufferPointer<Task>,
  _ tags: UnsafeMutableBufferPointer<Tag>
) {
  if !piece.tags.isEmpty { _ = tags[place.tags...].initialize(from: piece.tags) }
  var project = place.project
  var nextHeading = 0
  for position in piece.tasks.indices {
    while nextHeading < place.headings.count, place.headings[nextHeading].tasksBefore <= position {
      project = place.headings[nextHeading].project
      nextHeading += 1
    }
    var task = piece.tasks[position]
    task.line += UInt32(place.lines)
    task.project = project
    task.firstTag += UInt32(place.tags)
    task.subtreeEnd += UInt32(place.tasks)
    if !task.predecessor.isNone { task.predecessor = TaskIndex(place.tasks + task.predecessor.position) }
    if !task.parent.isNone {
      task.parent = TaskIndex(place.tasks + task.parent.position)
      // A parent stands before what is below it, so it has been copied.
      let parent = tasks[task.parent.position]
      if parent.status == .cancelled || parent.status == .held || parent.flags.contains(.heldByParent) {
        task.flags.insert(.heldByParent)
      }
    }
    (tasks.baseAddress! + place.tasks + position).initialize(to: task)
  }
}
