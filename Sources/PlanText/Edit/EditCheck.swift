package import PlanModel

extension PlanEditor {
  /// Reads a changed file again: but for what the command named, it must hold the same tasks.
  ///
  /// - Throws: ``EditProblem/readOtherwise(_:)``, where other text around the change reaches over it.
  package func check(_ text: [UInt8], of file: FileIndex) throws(EditProblem) {
    let old = plan[file]
    let reread = readPlan(
      [SourceFile(path: old.path, bytes: text, kind: old.kind)], configuration: plan.configuration)
    let before = plan.projects.first { $0.file == file && $0.parent.isNone }?.firstTask
    var counts: [[UInt8]: Int] = [:]
    var texts: [String: Int] = [:]
    if let before {
      var position = Int(before)
      while position < plan.tasks.count, plan.tasks[position].file == file {
        counts[PlanEditor.paragraph(plan.tasks[position], old.bytes), default: 0] += 1
        texts[plan.text(of: TaskIndex(position)), default: 0] += 1
        position += 1
      }
    }
    for task in reread.tasks { counts[PlanEditor.paragraph(task, text), default: 0] -= 1 }
    for task in reread.taskIndices { texts[reread.text(of: task), default: 0] -= 1 }
    let gone = counts.values.filter { $0 > 0 }.reduce(0, +)
    let new = -counts.values.filter { $0 < 0 }.reduce(0, +)
    let balance = expected[file] ?? PlanEditor.Balance()
    let keepsTexts = !self.keepsTexts || texts.values.allSatisfy { $0 == 0 }
    guard gone <= balance.removed, new <= balance.added, new - gone == balance.added - balance.removed,
      keepsTexts
    else { throw .readOtherwise(old.path) }
  }

  /// A task as it stands in the file, from its box on; what its line begins with may change with its place.
  private static func paragraph(_ task: Task, _ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var lineStarts = false
    for byte in bytes[Int(task.box)..<Int(task.end)] {
      if byte.isLineEnd { lineStarts = true }
      if lineStarts, byte.isSpace || byte == UInt8(ascii: ">") { continue }
      if lineStarts { result.append(0x20) }
      lineStarts = false
      result.append(byte)
    }
    return result
  }
}
