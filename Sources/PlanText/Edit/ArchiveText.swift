package import PlanModel

/// The text of an archive file, to which finished items are added below headings like those they had.
package struct ArchiveText {
  package struct Heading: Hashable, Sendable {
    package let name: String
    /// Tags for the paragraph below a heading that is new.
    package let tags: [String]

    package init(name: String, tags: [String]) {
      self.name = name
      self.tags = tags
    }
  }

  private let text: [UInt8]
  private let plan: Plan
  private let lineEnd: [UInt8]

  package init(_ text: [UInt8], _ configuration: Configuration) {
    self.text = text
    plan = readPlan(
      [SourceFile(path: "archive.md", bytes: text, kind: .archive)], configuration: configuration)
    lineEnd = text.contains(0x0D) ? (text.contains(0x0A) ? [0x0D, 0x0A] : [0x0D]) : [0x0A]
  }

  /// The text with an item at the end of its heading's section; headings that are missing are made.
  package func adding(_ item: [[UInt8]], below headings: [Heading]) -> [UInt8] {
    let lines = item.reduce(into: [UInt8]()) { $0 += $1 + lineEnd }
    var (project, depth) = deepest(headings)
    // A file of nothing but the heading has that one as its top.
    if project == nil, depth == 0, plan.projects.count == 1, plan.tasks.isEmpty, text.isEmpty {
      project = nil
    }
    let missing = headings[depth...]
    var new: [UInt8] = []
    for (offset, heading) in missing.enumerated() {
      let level = min(6, depth + offset + 1)
      new += Array((String(repeating: "#", count: level) + " " + heading.name).utf8) + lineEnd + lineEnd
      if !heading.tags.isEmpty { new += Array(heading.tags.joined(separator: " ").utf8) + lineEnd + lineEnd }
    }
    let outline = FileOutline(plan.files[0], configuration: plan.configuration)
    if missing.isEmpty, let project, let last = lastItem(of: project, outline) {
      // In the list that is there.
      let offset = text.pastLineEnd(last.end)
      let gap = offset == last.end ? lineEnd : []
      return Array(text[..<offset]) + gap + lines + text[offset...]
    }
    let place = end(of: project, own: missing.isEmpty, outline)
    var head = Array(text[..<place])
    while let last = head.last, last.isSpace { head.removeLast() }
    let tail = text[place...].drop { $0.isLineEnd }
    return head + (head.isEmpty ? [] : lineEnd + lineEnd) + new + lines + (tail.isEmpty ? [] : lineEnd) + tail
  }

  /// The heading that as many of the names lead to as are there, and how many these are.
  private func deepest(_ headings: [Heading]) -> (ProjectIndex?, Int) {
    var (found, depth): (ProjectIndex?, Int) = (nil, 0)
    for heading in headings {
      let next = plan.projectIndices.first { candidate in
        guard plan[candidate].name == heading.name, isHeading(candidate) else { return false }
        let parent = plan[candidate].parent.orNil.flatMap { isHeading($0) ? $0 : nil }
        return parent == found
      }
      guard let next else { break }
      (found, depth) = (next, depth + 1)
    }
    return (found, depth)
  }

  private func isHeading(_ project: ProjectIndex) -> Bool { !plan[project].range.isEmpty }

  private func lastItem(of project: ProjectIndex, _ outline: FileOutline) -> FileOutline.Item? {
    let own = plan.tasks(of: project).last {
      plan.tasks[$0].project == project && plan.tasks[$0].parent.isNone
    }
    return own.flatMap { outline.item(at: Int(plan.tasks[$0].start)) }
  }

  /// Where a section ends: before its first inner heading, or behind all of them.
  private func end(of project: ProjectIndex?, own: Bool, _ outline: FileOutline) -> Int {
    guard let project else { return text.count }
    let next = own ? project.position + 1 : max(project.position + 1, Int(plan[project].subtreeEnd))
    guard next < plan.projects.count else { return text.count }
    return plan.projects[next].range.lowerBound
  }
}

extension PlanEditor {
  /// The lines of a task with everything below it, as they stand at the beginning of a line elsewhere.
  package mutating func standaloneText(of task: TaskIndex) throws(EditProblem) -> [[UInt8]] {
    let text = try text(of: task)
    let lines = PlanEditor.fitted(text, to: 2)
    return [Array("- ".utf8) + (lines.first ?? [])] + lines.dropFirst()
  }
}
