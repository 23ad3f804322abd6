import PlanModel

/// A version of a file, cut into what is merged as one: front matter, headings, tasks with what is written below them,
/// regenerated blocks, and the text between.
struct MergeText {
  struct Unit {
    enum Kind: Hashable { case frontMatter, heading, task, block, text }
    let kind: Kind
    /// Blank lines before it.
    let lead: Range<Int>
    /// A heading, a task's first paragraph, or all of the unit.
    let head: Range<Int>
    /// What is written below a task before its subtasks: notes, log entries.
    var body: Range<Int>
    /// Levels of headings, then of items: what follows with a higher rank lies inside.
    let rank: Int
    /// The item or heading around it.
    let parent: Int?
    /// The task that begins here, where it is the only one.
    var task: TaskIndex?
    var project: ProjectIndex?
  }

  /// Ranks of headings are 1 to 6; what stands in a section has this one, and subtasks one more for each level.
  static let sectionRank = 8

  let plan: Plan
  /// Without line ends; where those are mixed, the CR of CRLF belongs to the line.
  private(set) var lines: [[UInt8]] = []
  private(set) var units: [Unit] = []
  /// By task; nil for one that shares its line with another.
  private(set) var unitOfTask: [Int?]
  private(set) var unitOfProject: [Int?]
  /// How many tasks each unit holds.
  private(set) var taskCounts: [Int] = []
  let hasMark: Bool
  /// LF or CRLF; nil: both, or none.
  let lineEnd: [UInt8]?
  let hasLineEnds: Bool
  let endsWithLineEnd: Bool
  /// Blank lines at the end.
  private(set) var rest: Range<Int> = 0..<0

  private var lineStarts: [Int] = []

  init(_ bytes: [UInt8], path: String, configuration: Configuration) {
    let file = SourceFile(path: path, bytes: bytes)
    plan = readPlan([file], configuration: configuration)
    unitOfTask = [Int?](repeating: nil, count: plan.tasks.count)
    unitOfProject = [Int?](repeating: nil, count: plan.projects.count)
    hasMark = bytes.starts(with: "\u{FEFF}", at: 0)
    endsWithLineEnd = bytes.last == 0x0A
    var start = hasMark ? 3 : 0
    var (carriageReturns, lineFeeds) = (0, 0)
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
      lineStarts.append(start)
      lines.append(Array(bytes[start..<end]))
      if end < bytes.count {
        lineFeeds += 1
        if end > start, bytes[end - 1] == 0x0D { carriageReturns += 1 }
      }
      start = end + 1
    }
    hasLineEnds = lineFeeds > 0
    if carriageReturns == 0 {
      lineEnd = hasLineEnds ? [0x0A] : nil
    } else if carriageReturns == lineFeeds, hasLineEnds {
      lineEnd = [0x0D, 0x0A]
      for position in lines.indices where lines[position].last == 0x0D { lines[position].removeLast() }
    } else {
      lineEnd = nil
    }
    cut(FileOutline(file, configuration: configuration))
  }

  // MARK: Cutting

  private struct Span {
    let kind: Unit.Kind
    var lines: Range<Int>
    var task: TaskIndex?
    var project: ProjectIndex?
  }

  private func line(of offset: Int) -> Int {
    var (low, high) = (0, lineStarts.count)
    while low < high {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle + 1 } else { high = middle }
    }
    return max(0, low - 1)
  }

  private func lines(of range: Range<Int>) -> Range<Int> {
    let first = line(of: range.lowerBound)
    return first..<max(first, line(of: max(range.lowerBound, range.upperBound - 1))) + 1
  }

  private func isBlank(_ line: Int) -> Bool { lines[line].allSatisfy { $0.isBlank || $0 == 0x0D } }

  /// Whatever has a place of its own, in the order of the text.
  private func spans(_ outline: FileOutline) -> [Span] {
    var spans: [Span] = []
    if outline.bodyStart > 3 {
      spans.append(Span(kind: .frontMatter, lines: lines(of: 0..<outline.bodyStart)))
    }
    for block in plan.blocks {
      spans.append(
        Span(kind: .block, lines: lines(of: block.opening.lowerBound..<block.closing.upperBound)))
    }
    for project in plan.projectIndices {
      let range = plan[project].range.range
      guard !range.isEmpty, range.lowerBound >= outline.bodyStart else { continue }
      spans.append(Span(kind: .heading, lines: lines(of: range), project: project))
    }
    for task in plan.taskIndices {
      spans.append(Span(kind: .task, lines: lines(of: plan[task].range.range), task: task))
    }
    spans.sort { ($0.lines.lowerBound, $1.lines.upperBound) < ($1.lines.lowerBound, $0.lines.upperBound) }
    var result: [Span] = []
    for span in spans {
      guard let last = result.last, span.lines.lowerBound < last.lines.upperBound else {
        result.append(span)
        continue
      }
      // Two tasks on one line are one text.
      result[result.count - 1].task = nil
      result[result.count - 1].lines =
        last.lines
        .lowerBound..<max(
          last.lines.upperBound, span.lines.upperBound)
    }
    return result
  }

  private mutating func cut(_ outline: FileOutline) {
    /// Items around, each with its last line.
    var items: [(unit: Int, end: Int)] = []
    var headings: [(unit: Int, level: Int)] = []
    var next = 0
    /// Where blank lines before the next unit begin.
    func lead(_ start: Int) -> Range<Int> {
      var first = start
      while first < lines.count, isBlank(first) { first += 1 }
      return start..<first
    }
    func around(_ line: Int) -> (rank: Int, parent: Int?) {
      items.removeAll { $0.end < line }
      return (MergeText.sectionRank + items.count, items.last?.unit ?? headings.last?.unit)
    }
    func appendText(_ end: Int) {
      while next < end {
        let blanks = lead(next)
        guard blanks.upperBound < end else { return }
        let (rank, parent) = around(blanks.upperBound)
        var stop = end
        if let inner = items.last, inner.end + 1 < stop { stop = inner.end + 1 }
        while stop > blanks.upperBound + 1, isBlank(stop - 1) { stop -= 1 }
        units.append(
          Unit(
            kind: .text, lead: blanks, head: blanks.upperBound..<stop, body: stop..<stop, rank: rank,
            parent: parent))
        next = stop
      }
    }
    let spans = spans(outline)
    for (number, span) in spans.enumerated() {
      appendText(span.lines.lowerBound)
      let blanks = next..<max(next, span.lines.lowerBound)
      var (rank, parent) = around(span.lines.lowerBound)
      let position = units.count
      var body = span.lines.upperBound..<span.lines.upperBound
      switch span.kind {
      case .frontMatter: (rank, parent) = (0, nil)
      case .heading:
        let level = span.project.map { max(1, Int(plan[$0].level)) } ?? 1
        headings.removeAll { $0.level >= level }
        (rank, parent) = (level, headings.last?.unit)
        headings.append((position, level))
        items = []
        if let project = span.project { unitOfProject[project.position] = position }
      case .task:
        guard let task = span.task, let item = outline.item(at: Int(plan[task].start)) else { break }
        unitOfTask[task.position] = position
        let end = line(of: max(item.start, item.end - 1))
        items.append((position, end))
        let limit = number + 1 < spans.count ? spans[number + 1].lines.lowerBound : lines.count
        var stop = max(span.lines.upperBound, min(end + 1, limit))
        while stop > span.lines.upperBound, isBlank(stop - 1) { stop -= 1 }
        body = span.lines.upperBound..<stop
      case .block, .text: break
      }
      units.append(
        Unit(
          kind: span.kind, lead: blanks, head: span.lines, body: body, rank: rank, parent: parent,
          task: span.task, project: span.project))
      next = body.upperBound
    }
    appendText(lines.count)
    rest = next..<lines.count
    taskCounts = [Int](repeating: 0, count: units.count)
    var unit = 0
    for task in plan.tasks {
      let line = line(of: Int(task.start))
      while unit + 1 < units.count, units[unit + 1].head.lowerBound <= line { unit += 1 }
      if unit < units.count { taskCounts[unit] += 1 }
    }
  }

  // MARK: What a unit says

  func head(_ unit: Int) -> ArraySlice<[UInt8]> { lines[units[unit].head] }
  func body(_ unit: Int) -> ArraySlice<[UInt8]> { lines[units[unit].body] }
  /// Head and body.
  func text(_ unit: Int) -> ArraySlice<[UInt8]> {
    lines[units[unit].head.lowerBound..<units[unit].body.upperBound]
  }
  /// Head and body without the blanks that the first line begins with.
  func flatText(_ unit: Int) -> [ArraySlice<UInt8>] {
    let lines = text(unit)
    let depth = lines.first?.prefix { $0 == 0x20 }.count ?? 0
    return lines.map { $0.dropFirst(min(depth, $0.prefix { $0 == 0x20 }.count)) }
  }

  /// Where a byte of the file stands in the lines of a unit's head, joined by LF.
  func offset(_ offset: Int, inHeadOf unit: Int) -> Int {
    let first = units[unit].head.lowerBound
    let line = line(of: offset)
    return lines[first..<line].reduce(0) { $0 + $1.count + 1 } + offset - lineStarts[line]
  }
}
