import PlanModel

/// Tells whether a byte belongs to a task or a heading, or to text that planmd does not read.
struct TextPlaces {
  private let plan: Plan
  /// Ranges of headings, in the order of files and places.
  private let headings: [(file: FileIndex, range: ByteRange)]

  init(_ plan: Plan) {
    self.plan = plan
    headings = plan.projects.filter { !$0.range.isEmpty }.map { ($0.file, $0.range) }
      .sorted { ($0.file, $0.range) < ($1.file, $1.range) }
  }

  func isRead(_ file: FileIndex, _ offset: Int) -> Bool {
    let task = TextPlaces.last(plan.tasks.count) { position in
      let task = plan.tasks[position]
      return (task.file, Int(task.start)) <= (file, offset)
    }
    if let task, plan.tasks[task].file == file, plan.tasks[task].range.contains(offset) { return true }
    let heading = TextPlaces.last(headings.count) {
      (headings[$0].file, headings[$0].range.lowerBound) <= (file, offset)
    }
    guard let heading else { return false }
    return headings[heading].file == file && headings[heading].range.contains(offset)
  }

  /// The last position for which `isBefore` holds, which holds for all before it.
  private static func last(_ count: Int, _ isBefore: (Int) -> Bool) -> Int? {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if isBefore(middle) { low = middle + 1 } else { high = middle }
    }
    return low > 0 ? low - 1 : nil
  }
}
