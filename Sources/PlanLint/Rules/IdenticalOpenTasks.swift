import PlanModel
import PlanParallel

/// A task that stands twice among its siblings, word for word.
struct IdenticalOpenTasks: LintRule {
  let info = RuleInfo(
    id: "identical-open-tasks", family: .structure, severity: .info,
    summary: "A task stands twice in one place.",
    reason: """
      Text, tags and dates are the same, and none of the two is finished: most often a line was copied, or \
      two branches brought the same task. Steps of a numbered list, and tasks with subtasks, may repeat.
      """,
    flags: [
      Example("two of them", "- [ ] Paint due:2026-03-12\n- [ ] Sand\n- [ ] ▸Paint due:2026-03-12◂"),
      Example("three", "- [ ] Paint\n- [/] ▸Paint◂\n- [ ] ▸Paint◂"),
      Example("below one task", "- [ ] House\n  - [ ] Paint\n  - [ ] ▸Paint◂"),
    ],
    passes: [
      Example("other dates", "- [ ] Water plants due:2026-03-12\n- [ ] Water plants due:2026-03-19"),
      Example("one is done", "- [x] Paint\n- [ ] Paint"),
      Example("other parents", "- [ ] Hall\n  - [ ] Paint\n- [ ] Kitchen\n  - [ ] Paint"),
      Example("other projects", "# Hall\n\n- [ ] Paint\n\n# Kitchen\n\n- [ ] Paint"),
      Example("steps", "1. [ ] Rest\n2. [ ] Work\n3. [ ] Rest"),
      Example("with subtasks", "- [ ] Paint\n  - [ ] Hall\n- [ ] Paint\n  - [ ] Kitchen"),
    ])

  let interest = RuleInterest(plan: true)

  func checkPlan(_ context: LintContext, _ report: inout LintReport) {
    let plan = context.plan
    let groups = groups(plan)
    // In chunks, on all cores: a project's tasks say nothing about those of another.
    let found = inChunks(groups.count, of: 256) { range in
      range.flatMap { EqualTasks(plan, groups[$0]).pairs }
    }
    for (again, first) in found.lazy.flatMap(\.self) {
      let task = plan.tasks[again]
      report.add(
        task.file, ByteRange(Int(task.textStart), Int(task.end)),
        "the same task stands in line \(plan.tasks[first].line)",
        help: "take one of the two out, or say what differs",
        related: [plan.related(.task(TaskIndex(first)), "the first one")])
    }
  }

  /// Runs of tasks that belong to one project, outside the archive. Only a file's top project may have more than one
  /// run: before the file's title and behind it.
  private func groups(_ plan: Plan) -> [[Range<Int>]] {
    var (groups, topRuns): ([[Range<Int>]], [Range<Int>]) = ([], [])
    var start = 0
    while start < plan.tasks.count {
      let (file, project) = (plan.tasks[start].file, plan.tasks[start].project)
      var end = start + 1
      while end < plan.tasks.count, plan.tasks[end].project == project { end += 1 }
      let isTop = plan[project].level == 0
      if !plan[file].isArchive {
        if isTop { topRuns.append(start..<end) } else { groups.append([start..<end]) }
      }
      let isLastOfFile = end == plan.tasks.count || plan.tasks[end].file != file
      if isLastOfFile, !topRuns.isEmpty {
        groups.append(topRuns)
        topRuns = []
      }
      start = end
    }
    return groups
  }
}

/// Finds the unfinished tasks of a project that stand twice below one parent. No string is made for a task.
private struct EqualTasks {
  /// Positions of tasks, and of the first one that is equal.
  private(set) var pairs: [(again: Int, first: Int)] = []
  private static let unique = KeySet(.id, .blockID)

  /// - Parameter runs: Positions of the project's tasks, all in one file.
  init(_ plan: Plan, _ runs: [Range<Int>]) {
    guard let file = runs.first.map({ plan.tasks[$0.lowerBound].file }) else { return }
    let count = runs.reduce(0) { $0 + $1.count }
    guard count > 1 else { return }
    var size = 16
    while size < count * 2 { size *= 2 }
    plan[file].bytes.withUnsafeBytes { bytes in
      plan.tasks.withUnsafeBufferPointer { tasks in
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: size) { slots in
          slots.initialize(repeating: .max)
          for run in runs {
            for position in run where isCandidate(tasks[position], position) {
              var slot = EqualTasks.hash(tasks[position], bytes) & (size - 1)
              while slots[slot] != .max, !EqualTasks.areSame(tasks[position], tasks[Int(slots[slot])], bytes)
              {
                slot = (slot + 1) & (size - 1)
              }
              if slots[slot] == .max {
                slots[slot] = UInt32(position)
              } else {
                pairs.append((position, Int(slots[slot])))
              }
            }
          }
        }
      }
    }
  }

  private func isCandidate(_ task: Task, _ position: Int) -> Bool {
    task.isUnfinished && !task.flags.contains(.ordered) && Int(task.subtreeEnd) == position + 1
      && task.keys.isDisjoint(with: EqualTasks.unique)
  }

  private static func areSame(_ a: Task, _ b: Task, _ bytes: UnsafeRawBufferPointer) -> Bool {
    guard a.parent == b.parent, a.project == b.project, a.end - a.textStart == b.end - b.textStart else {
      return false
    }
    let (first, second) = (Int(a.textStart), Int(b.textStart))
    for offset in 0..<Int(a.end - a.textStart) where bytes[first + offset] != bytes[second + offset] {
      return false
    }
    return true
  }

  /// FNV-1a over words of eight bytes, the place in the plan included.
  private static func hash(_ task: Task, _ bytes: UnsafeRawBufferPointer) -> Int {
    var hash = 14_695_981_039_346_656_037 ^ UInt64(task.project.value) << 32 ^ UInt64(task.parent.value)
    var offset = Int(task.textStart)
    let end = Int(task.end)
    while offset + 8 <= end {
      hash = (hash ^ bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)) &* 1_099_511_628_211
      hash ^= hash >> 32
      offset += 8
    }
    while offset < end {
      hash = (hash ^ UInt64(bytes[offset])) &* 1_099_511_628_211
      offset += 1
    }
    return Int(truncatingIfNeeded: (hash ^ hash >> 29) & 0x7FFF_FFFF)
  }
}
