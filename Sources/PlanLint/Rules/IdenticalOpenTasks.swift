import PlanModel

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
    var size = 16
    while size < plan.tasks.count * 2 { size *= 2 }
    // The first of equal tasks by the hash of their bytes: no string is made for a task that is unique.
    var slots = [UInt32](repeating: .max, count: size)
    var bytes: [UInt8] = []
    var file: FileIndex?
    for position in plan.tasks.indices {
      let task = plan.tasks[position]
      guard task.isUnfinished, !task.flags.contains(.ordered), Int(task.subtreeEnd) == position + 1 else {
        continue
      }
      if file != task.file {
        file = task.file
        bytes = plan[task.file].isArchive ? [] : plan[task.file].bytes
      }
      guard !bytes.isEmpty else { continue }
      var slot = hash(task, bytes) & (size - 1)
      while slots[slot] != .max {
        let other = plan.tasks[Int(slots[slot])]
        if isSame(task, other, bytes) {
          report.add(
            task.file, text(task), "the same task stands in line \(other.line)",
            help: "take one of the two out, or say what differs")
          break
        }
        slot = (slot + 1) & (size - 1)
      }
      if slots[slot] == .max { slots[slot] = UInt32(position) }
    }
  }

  private func text(_ task: Task) -> ByteRange { ByteRange(Int(task.textStart), Int(task.end)) }

  private func isSame(_ a: Task, _ b: Task, _ bytes: [UInt8]) -> Bool {
    guard a.file == b.file, a.parent == b.parent, a.project == b.project,
      a.end - a.textStart == b.end - b.textStart
    else {
      return false
    }
    return bytes.withUnsafeBufferPointer { buffer in
      for offset in 0..<Int(a.end - a.textStart)
      where buffer[Int(a.textStart) + offset] != buffer[Int(b.textStart) + offset] {
        return false
      }
      return true
    }
  }

  /// FNV-1a over words of eight bytes, place included.
  private func hash(_ task: Task, _ bytes: [UInt8]) -> Int {
    var hash = 14_695_981_039_346_656_037 ^ UInt64(task.project.value) << 32 ^ UInt64(task.parent.value)
    bytes.withUnsafeBytes { buffer in
      var offset = Int(task.textStart)
      while offset + 8 <= Int(task.end) {
        hash = (hash ^ buffer.loadUnaligned(fromByteOffset: offset, as: UInt64.self)) &* 1_099_511_628_211
        hash ^= hash >> 32
        offset += 8
      }
      while offset < Int(task.end) {
        hash = (hash ^ UInt64(buffer[offset])) &* 1_099_511_628_211
        offset += 1
      }
    }
    return Int(truncatingIfNeeded: (hash ^ hash >> 29) & 0x7FFF_FFFF)
  }
}
