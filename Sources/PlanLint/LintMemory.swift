package import PlanModel
import PlanText

/// What rules that look at one task alone said of each task of an earlier state of a plan. With it lint asks them only
/// about tasks that have changed since; rules that look at more than one task look at the plan each time.
package struct LintMemory: Sendable {
  private let plan: Plan
  private let today: Day
  /// By position of the task that they are about.
  private let findings: [Int: [Finding]]
  /// How many tasks were looked at for it.
  package let checkedTasks: Int

  init(_ plan: Plan, today: Day, findings: [Int: [Finding]], checkedTasks: Int) {
    self.plan = plan
    self.today = today
    self.findings = findings
    self.checkedTasks = checkedTasks
  }

  /// Tasks of a plan that are as they were, in runs: so many from a position on, which had another position.
  struct Run: Sendable {
    let new: Range<Int>
    /// To be added to a position for the one it had.
    let shift: Int
    let file: FileIndex
    /// How much further back in their file they lie.
    let distance: Int
  }

  /// - Returns: nil where nothing is as it was, as on another day.
  func unchanged(in new: Plan, today: Day) -> [Run]? {
    // A configuration is read anew as a whole; the same bytes say the same.
    guard today == self.today, configuration(of: plan) == configuration(of: new) else { return nil }
    let (olds, news) = (LintMemory.tasksByFile(plan), LintMemory.tasksByFile(new))
    let files = Dictionary(
      plan.files.indices.map { (plan.files[$0].path, $0) }, uniquingKeysWith: { first, _ in first })
    var runs: [Run] = []
    for (position, file) in new.files.enumerated() {
      guard let old = files[file.path], plan.files[old].kind == file.kind else { continue }
      let change = Change(from: plan.files[old].bytes, to: file.bytes)
      runs += LintMemory.runs(
        plan, olds[old], new, news[position], change, file: FileIndex(position))
    }
    return runs.filter { !$0.new.isEmpty }
  }

  private func configuration(of plan: Plan) -> [UInt8]? {
    plan.files.last { $0.kind == .configuration }?.bytes
  }

  private static func tasksByFile(_ plan: Plan) -> [Range<Int>] {
    var ranges = [Range<Int>](repeating: 0..<0, count: plan.files.count)
    var start = 0
    while start < plan.tasks.count {
      let file = plan.tasks[start].file
      var end = start + 1
      while end < plan.tasks.count, plan.tasks[end].file == file { end += 1 }
      ranges[file.position] = start..<end
      start = end
    }
    return ranges
  }

  private static func runs(
    _ old: Plan, _ olds: Range<Int>, _ new: Plan, _ news: Range<Int>, _ change: Change?, file: FileIndex
  ) -> [Run] {
    let (lower, upper, distance) = (
      change?.old.lowerBound ?? .max, change?.old.upperBound ?? .max, change?.distance ?? 0
    )
    let shorter = min(olds.count, news.count)
    var front = 0
    while front < shorter, Int(old.tasks[olds.lowerBound + front].end) < lower,
      isSame(old, olds.lowerBound + front, new, news.lowerBound + front, 0)
    { front += 1 }
    var back = 0
    while back < shorter - front, Int(old.tasks[olds.upperBound - 1 - back].start) > upper,
      isSame(old, olds.upperBound - 1 - back, new, news.upperBound - 1 - back, distance)
    { back += 1 }
    return [
      Run(
        new: news.lowerBound..<news.lowerBound + front, shift: olds.lowerBound - news.lowerBound, file: file,
        distance: 0),
      Run(
        new: news.upperBound - back..<news.upperBound, shift: olds.upperBound - news.upperBound, file: file,
        distance: distance),
    ]
  }

  /// True if two tasks with equal bytes have been read as the same.
  private static func isSame(_ old: Plan, _ a: Int, _ new: Plan, _ b: Int, _ distance: Int) -> Bool {
    let (one, other) = (old.tasks[a], new.tasks[b])
    func isMoved(_ a: UInt32, _ b: UInt32) -> Bool { Int(a) + distance == Int(b) }
    guard isMoved(one.start, other.start), isMoved(one.end, other.end), isMoved(one.box, other.box),
      isMoved(one.textStart, other.textStart), isMoved(one.firstLineEnd, other.firstLineEnd),
      one.status == other.status, one.flags.rawValue == other.flags.rawValue, one.keys == other.keys,
      one.tagCount == other.tagCount
    else { return false }
    return (0..<Int(one.tagCount)).allSatisfy { number in
      let (tag, twin) = (old.tags[Int(one.firstTag) + number], new.tags[Int(other.firstTag) + number])
      return isMoved(tag.start, twin.start) && tag.length == twin.length && tag.simple == twin.simple
        && tag.valueOffset == twin.valueOffset && tag.valueLength == twin.valueLength && tag.key == twin.key
        && tag.form == twin.form && tag.flags.rawValue == twin.flags.rawValue
    }
  }

  /// What was said of the tasks of a run, where they are now; by their positions now.
  func findings(of run: Run) -> [Int: [Finding]] {
    var result: [Int: [Finding]] = [:]
    for (position, said) in findings where run.new.contains(position - run.shift) {
      result[position - run.shift] = said.map { $0.moved(by: run.distance, to: run.file) }
    }
    return result
  }
}

extension Finding {
  fileprivate func moved(by distance: Int, to file: FileIndex) -> Finding {
    var finding = self
    finding.file = file
    finding.range = range.shifted(by: distance)
    finding.fix = fix.map { fix in
      Fix(
        fix.safety,
        fix.edits.map { TextEdit($0.range.shifted(by: distance).range, bytes: $0.replacement) })
    }
    finding.related = related.map {
      RelatedPlace(file: file, range: $0.range.shifted(by: distance), message: $0.message)
    }
    return finding
  }
}
