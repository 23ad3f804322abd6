import PlanModel

extension Piece {
  /// Takes out what stands in regions that do not count: regenerated blocks and Obsidian's comments. What hangs below
  /// a hidden task hangs below the nearest task around it that is not.
  mutating func hide(_ isHidden: (Int) -> Bool) {
    remarks.removeAll { $0.kind != .conflictMarker && isHidden($0.range.lowerBound) }
    let isVisible = tasks.map { !isHidden(Int($0.box)) }
    // How many of the tasks before each position stay.
    var before = [0]
    before.reserveCapacity(tasks.count + 1)
    for isVisible in isVisible { before.append(before[before.count - 1] + (isVisible ? 1 : 0)) }

    let all = tasks
    /// The new position of a task, or of the next one along `step` that stays.
    func place(_ index: TaskIndex, _ step: (Task) -> TaskIndex) -> TaskIndex {
      var index = index
      while !index.isNone {
        if isVisible[index.position] { return TaskIndex(before[index.position]) }
        index = step(all[index.position])
      }
      return .none
    }

    hideLogs(isHidden) { owner in place(owner) { $0.parent } }
    headings = headings.compactMap { heading in
      guard !isHidden(heading.range.lowerBound) else { return nil }
      var heading = heading
      heading.tasksBefore = before[heading.tasksBefore]
      return heading
    }
    var kept: [Task] = []
    kept.reserveCapacity(before[tasks.count])
    for (position, task) in all.enumerated() where isVisible[position] {
      var task = task
      task.parent = place(task.parent) { $0.parent }
      task.predecessor = place(task.predecessor) { $0.predecessor }
      task.subtreeEnd = UInt32(before[max(position + 1, Int(task.subtreeEnd))])
      task.depth = task.parent.isNone ? 0 : kept[task.parent.position].depth &+ 1
      kept.append(task)
    }
    tasks = kept
    dropTagsWithoutOwner()
  }

  private mutating func dropTagsWithoutOwner() {
    var isOwned = [Bool](repeating: false, count: tags.count)
    for heading in headings {
      for position in heading.firstTag..<heading.firstTag + heading.tagCount { isOwned[position] = true }
    }
    for task in tasks {
      for position in Int(task.firstTag)..<Int(task.firstTag) + Int(task.tagCount) {
        isOwned[position] = true
      }
    }
    // The new place of each tag, and one past the last.
    var places = [0]
    for isOwned in isOwned { places.append(places[places.count - 1] + (isOwned ? 1 : 0)) }
    guard places[tags.count] < tags.count else { return }
    tags = tags.indices.filter { isOwned[$0] }.map { tags[$0] }
    for position in headings.indices { headings[position].firstTag = places[headings[position].firstTag] }
    for position in tasks.indices { tasks[position].firstTag = UInt32(places[Int(tasks[position].firstTag)]) }
  }

  /// - Parameter place: The new position of a task that stays, or of the nearest around it that does.
  private mutating func hideLogs(_ isHidden: (Int) -> Bool, _ place: (TaskIndex) -> TaskIndex) {
    guard !logs.isEmpty else { return }
    var kept: [LogEntry] = []
    var before = [0]
    for var entry in logs {
      var isKept = !isHidden(entry.range.lowerBound)
      if isKept, case .task(let task) = entry.owner {
        let owner = place(task)
        entry.owner = .task(owner)
        isKept = !owner.isNone
      }
      if isKept { kept.append(entry) }
      before.append(kept.count)
    }
    logs = kept
    for position in headings.indices { headings[position].logsBefore = before[headings[position].logsBefore] }
  }

  /// Takes the tags of a heading out of the piece.
  mutating func takeTags(ofHeading number: Int) -> [Tag] {
    let (first, count) = (headings[number].firstTag, headings[number].tagCount)
    guard count > 0 else { return [] }
    let taken = Array(tags[first..<first + count])
    tags.removeSubrange(first..<first + count)
    headings[number].tagCount = 0
    for position in headings.indices where headings[position].firstTag > first {
      headings[position].firstTag -= count
    }
    for position in tasks.indices where Int(tasks[position].firstTag) > first {
      tasks[position].firstTag -= UInt32(count)
    }
    return taken
  }
}
