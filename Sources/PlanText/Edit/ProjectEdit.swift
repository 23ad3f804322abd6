package import PlanModel

extension PlanEditor {
  /// Makes a project of a task: a heading with the task's text at the end of its project's section, the tags below
  /// it, then the subtasks and notes.
  ///
  /// - Throws: ``EditProblem/notAProject(_:)`` for tags that a project cannot have, and below six levels.
  package mutating func makeProject(of task: TaskIndex) throws(EditProblem) {
    let record = plan[task]
    let file = record.file
    let bytes = plan[file].bytes
    let name = plan.text(of: task)
    let level = max(2, Int(plan[record.project].level) + 1)
    guard level <= 6 else { throw .notAProject("a heading has at most six levels") }
    let tags = plan.tags(of: task).filter { $0.flags.contains(.hidden) && $0.key != .created }
    for tag in tags where !tag.key.isForProjects {
      throw .notAProject("a project takes no `\(plan[file].text(tag.range.range))`")
    }
    let item = try text(of: task)
    // The first paragraph becomes the heading, whatever its lines.
    let lineCount = Int(LineTable(Array(bytes[Int(record.start)..<Int(record.end)])).starts.count)
    let rest = PlanEditor.fitted(
      ItemText(lines: item.lines, width: item.width, isOrdered: item.isOrdered), to: 0
    ).dropFirst(lineCount)
    var new: [[UInt8]] = [Array((String(repeating: "#", count: level) + " " + name).utf8)]
    if !tags.isEmpty {
      new += [[], Array(tags.map { plan[file].text($0.range.range) }.joined(separator: " ").utf8)]
    }
    let body = Array(rest.drop { $0.allSatisfy(\.isBlank) })
    if !body.isEmpty { new += [[]] + body }
    let ending = lineEnd(near: Int(record.start), in: file)
    let joined = Array(new.joined(separator: ending))
    let place = plan.endOfSection(record.project)
    let gone = try lines(of: task)
    if gone.lowerBound <= place, place <= gone.upperBound {
      // The section ends with the task: the heading takes its place.
      let before = bytes.startOfLine(max(0, gone.lowerBound - 1))..<gone.lowerBound
      let isApart = gone.lowerBound == 0 || bytes[before].allSatisfy(\.isSpace)
      append(TextEdit(gone, bytes: (isApart ? [] : ending) + joined + ending), to: file)
    } else {
      append(TextEdit(place..<place, bytes: ending + ending + joined), to: file)
      append(TextEdit(gone, ""), to: file)
    }
    expect(in: file, removed: 1)
  }
}

extension Plan {
  /// Where a project's section ends: behind its last line that is not blank.
  package func endOfSection(_ project: ProjectIndex) -> Int {
    let file = self[project].file
    let bytes = self[file].bytes
    let next = Int(self[project].subtreeEnd)
    var end =
      next < projects.count && projects[next].file == file ? projects[next].range.lowerBound : bytes.count
    while end > self[project].range.upperBound, bytes[end - 1].isSpace { end -= 1 }
    return end
  }
}
