import PlanModel

/// Writes the units of a merge in their order.
struct MergeWriter {
  private(set) var segments: [MergeSegment] = []
  /// How many tasks each side's reading of the result must have; nil where that cannot be told.
  private(set) var tasksOfOurs: Int? = 0
  private(set) var tasksOfTheirs: Int? = 0

  private let order: MergeOrder
  private let options: ReadingOptions
  private var lastKind: MergeText.Unit.Kind?
  /// The last node of each side, by its unit.
  private var last: (ours: Int?, theirs: Int?)
  /// How much deeper a node stands than it did in each version, by node.
  private var shifts: [Int: (ours: Int, theirs: Int)] = [:]

  init(_ order: MergeOrder, options: ReadingOptions) {
    self.order = order
    self.options = options
  }

  mutating func write() {
    var run: (side: MergeOrder.Side, lines: [[UInt8]], reasons: [String]) = (.both, [], [])
    func close(_ segments: inout [MergeSegment]) {
      guard run.side != .both else { return }
      let isOurs = run.side == .ours
      segments.append(
        .conflict(
          ours: isOurs ? run.lines : [], theirs: isOurs ? [] : run.lines,
          message: run.reasons.joined(separator: "; ")))
      run = (.both, [], [])
    }
    for position in order.sequence {
      let node = order.nodes[position]
      count(node)
      if run.side != node.side { close(&segments) }
      let lead = lead(node)
      let content = content(node, position)
      if node.side == .both {
        if !lead.isEmpty { segments.append(.lines(lead)) }
        segments += content
      } else {
        if run.side == .both {
          run.side = node.side
          if !lead.isEmpty { segments.append(.lines(lead)) }
        } else {
          run.lines += lead
        }
        for case .lines(let lines) in content { run.lines += lines }
        let reason = reason(node)
        if !reason.isEmpty { run.reasons.append(reason) }
      }
      let unit = unit(node)
      lastKind = unit.kind
      last = (node.ours, node.theirs)
    }
    close(&segments)
    let rests = [order.base, order.ours, order.theirs].map { $0.lines[$0.rest] }
    let rest = rests[1] == rests[0] ? rests[2] : rests[1]
    if !rest.isEmpty { segments.append(.lines(Array(rest))) }
  }

  private func unit(_ node: MergeOrder.Node) -> MergeText.Unit {
    node.ours.map { order.ours.units[$0] } ?? order.theirs.units[node.theirs!]
  }

  private mutating func count(_ node: MergeOrder.Node) {
    let (one, other) = (
      node.ours.map { order.ours.taskCounts[$0] }, node.theirs.map { order.theirs.taskCounts[$0] }
    )
    if node.side == .both, let one, let other, one != other { (tasksOfOurs, tasksOfTheirs) = (nil, nil) }
    if node.side != .theirs { tasksOfOurs = tasksOfOurs.map { $0 + (one ?? other ?? 0) } }
    if node.side != .ours { tasksOfTheirs = tasksOfTheirs.map { $0 + (other ?? one ?? 0) } }
  }

  // MARK: Blank lines

  private func lead(_ node: MergeOrder.Node) -> [[UInt8]] {
    let old = node.base.map { order.base.lines[order.base.units[$0].lead] } ?? []
    let one = node.ours.map { order.ours.lines[order.ours.units[$0].lead] }
    let other = node.theirs.map { order.theirs.lines[order.theirs.units[$0].lead] }
    let chosen: ArraySlice<[UInt8]>
    if let one, let other {
      chosen = one == old ? other : other == old ? one : one.count >= other.count ? one : other
    } else {
      chosen = one ?? other ?? []
    }
    guard let lastKind else { return node.ours == 0 || node.theirs == 0 ? Array(chosen) : [] }
    let follows =
      node.ours.map { $0 > 0 && last.ours == $0 - 1 } ?? false
      || node.theirs.map { $0 > 0 && last.theirs == $0 - 1 } ?? false
    if follows, !(chosen.isEmpty && one != other && one != nil && other != nil) { return Array(chosen) }
    // New neighbours: tasks stand together, all else apart.
    if lastKind == .task, unit(node).kind == .task {
      let stoodBehindTask = [(order.ours, node.ours), (order.theirs, node.theirs)].contains { text, unit in
        guard let unit, unit > 0 else { return false }
        return text.units[unit - 1].kind == .task && text.units[unit].lead.isEmpty == chosen.isEmpty
      }
      return stoodBehindTask ? Array(chosen) : []
    }
    return chosen.isEmpty ? [[]] : Array(chosen)
  }

  // MARK: Text

  private mutating func content(_ node: MergeOrder.Node, _ position: Int) -> [MergeSegment] {
    let (one, other) = (node.ours.map { order.ours.text($0) }, node.theirs.map { order.theirs.text($0) })
    guard let one, let other, let ours = node.ours, let theirs = node.theirs else {
      let own = one ?? other ?? []
      let lines = node.counterpart.map { oneSided(node, counterpart: $0, own) } ?? Array(own)
      let shift = outerShift(node)
      shifts[position] = (shift, shift)
      return [.lines(shift == 0 ? lines : lines.map { shifted($0, by: shift) })]
    }
    let result = merge(node, ours, theirs, one, other)
    let now = indentation(result)
    shifts[position] = (now - indentation(one), now - indentation(other))
    return result
  }

  /// What both have at different places says in both what either changed, as deep as it stands there.
  private func oneSided(_ node: MergeOrder.Node, counterpart: Int, _ own: ArraySlice<[UInt8]>) -> [[UInt8]] {
    let (ours, theirs) = (node.ours ?? counterpart, node.theirs ?? counterpart)
    let segments = merge(node, ours, theirs, order.ours.text(ours), order.theirs.text(theirs))
    let lines = segments.flatMap { segment -> [[UInt8]] in
      switch segment {
      case .lines(let lines): lines
      case .conflict(let one, let other, _): node.side == .ours ? one : other
      }
    }
    let shift = indentation(own) - indentation(lines[...])
    return shift == 0 ? lines : lines.map { shifted($0, by: shift) }
  }

  private func merge(
    _ node: MergeOrder.Node, _ ours: Int, _ theirs: Int, _ one: ArraySlice<[UInt8]>,
    _ other: ArraySlice<[UInt8]>
  ) -> [MergeSegment] {
    let old = node.base.map { order.base.text($0) }
    if one == other || other == old { return [.lines(Array(one))] }
    if one == old { return [.lines(Array(other))] }
    let unit = order.ours.units[ours]
    switch unit.kind {
    case .block:
      // What is generated is generated anew; till then it is one of the two, whichever side asks.
      if one.first == other.first {
        let isLess = one.flatMap { $0 + [0x0A] }.lexicographicallyPrecedes(other.flatMap { $0 + [0x0A] })
        return [.lines(Array(isLess ? other : one))]
      }
      return lineMerge(old ?? [], one, other)
    case .frontMatter, .text: return lineMerge(old ?? [], one, other)
    case .heading, .task:
      let base = node.base
      let heads = headMerge(base, ours, theirs)
      return heads
        + bodyMerge(
          base.map { (order.base.body($0), indentation(order.base.head($0))) },
          (order.ours.body(ours), indentation(order.ours.head(ours))),
          (order.theirs.body(theirs), indentation(order.theirs.head(theirs))), indentation(heads))
    }
  }

  private func lineMerge(_ old: ArraySlice<[UInt8]>, _ one: ArraySlice<[UInt8]>, _ other: ArraySlice<[UInt8]>)
    -> [MergeSegment]
  {
    mergeLines(base: Array(old), ours: Array(one), theirs: Array(other)).flatMap { part -> [MergeSegment] in
      if case .conflict(let ours, let base, let theirs) = part, ours.count == 1, base.count < 2,
        theirs.count == 1,
        let merged = tagParagraphMerge(base.first, ours[0], theirs[0])
      {
        return segment(merged)
      }
      return [MergeSegment(part)]
    }
  }

  /// A project's line of tags.
  private func tagParagraphMerge(_ old: [UInt8]?, _ one: [UInt8], _ other: [UInt8]) -> MergedFields? {
    guard let ours = FieldLine(tags: one, options: options),
      let theirs = FieldLine(tags: other, options: options)
    else { return nil }
    let base = old.flatMap { FieldLine(tags: $0, options: options) }
    guard base != nil || old == nil else { return nil }
    return mergeFields(base: base, ours: ours, theirs: theirs)
  }

  private func segment(_ merged: MergedFields) -> [MergeSegment] {
    func lines(_ bytes: [UInt8]) -> [[UInt8]] {
      bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map(Array.init)
    }
    guard !merged.differences.isEmpty else { return [.lines(lines(merged.ours))] }
    return [
      .conflict(
        ours: lines(merged.ours), theirs: lines(merged.theirs),
        message: merged.differences.joined(separator: "; "))
    ]
  }

  // MARK: Heads

  private func headMerge(_ base: Int?, _ ours: Int, _ theirs: Int) -> [MergeSegment] {
    let (one, other) = (order.ours.head(ours), order.theirs.head(theirs))
    let old = base.map { order.base.head($0) }
    if one == other || other == old { return [.lines(Array(one))] }
    if one == old { return [.lines(Array(other))] }
    if let left = fields(order.ours, ours), let right = fields(order.theirs, theirs) {
      let before = base.map { fields(order.base, $0) } ?? seriesBase(ours, theirs, left, right)
      // Without fields of a base that there is, nothing can be told apart.
      if base == nil || before != nil, let merged = mergeFields(base: before, ours: left, theirs: right) {
        return segment(merged)
      }
    }
    return [
      .conflict(ours: Array(one), theirs: Array(other), message: "the line: changed by both")
    ]
  }

  private func fields(_ text: MergeText, _ unit: Int) -> FieldLine? {
    let head = Array(text.head(unit).joined(separator: [0x0A]))
    if let task = text.units[unit].task {
      return FieldLine(task: task, of: text.plan, head: head, options: options) { offset in
        text.offset(offset, inHeadOf: unit)
      }
    }
    return text.units[unit].kind == .heading ? FieldLine(heading: head, options: options) : nil
  }

  /// For the next line of a series that both completed: the side that counts is the other one's change. Where one has
  /// completed it again, that one; else the one that completed it first, since its days are right.
  private func seriesBase(_ ours: Int, _ theirs: Int, _ left: FieldLine, _ right: FieldLine) -> FieldLine? {
    guard let task = order.ours.units[ours].task, let other = order.theirs.units[theirs].task,
      order.ours.plan[task].keys.contains(.recurrence)
    else { return nil }
    let isOpen = (order.ours.plan[task].isUnfinished, order.theirs.plan[other].isUnfinished)
    if isOpen.0 != isOpen.1 { return isOpen.0 ? left : right }
    guard let one = completed(before: order.ours, ours), let two = completed(before: order.theirs, theirs),
      one != two
    else { return nil }
    return one < two ? right : left
  }

  /// When the line was completed that a line of a series follows; `done` writes it below.
  private func completed(before text: MergeText, _ unit: Int) -> Day? {
    let plan = text.plan
    guard let task = text.units[unit].task else { return nil }
    let next = TaskIndex(Int(plan[task].subtreeEnd))
    guard next.position < plan.tasks.count, plan[next].status == .done,
      plan.text(of: next) == plan.text(of: task)
    else {
      return nil
    }
    return plan.date(.done, of: next)?.first
  }

  // MARK: Bodies

  private typealias Body = (lines: ArraySlice<[UInt8]>, indentation: Int)

  /// Merges what is written below a task, whatever side has it deeper.
  private func bodyMerge(_ old: Body?, _ one: Body, _ other: Body, _ indentation: Int) -> [MergeSegment] {
    func flat(_ body: Body) -> [[UInt8]]? {
      var result: [[UInt8]] = []
      for line in body.lines {
        guard line.isEmpty || line.prefix(body.indentation).allSatisfy({ $0 == 0x20 }),
          line.isEmpty || line.count >= body.indentation
        else { return nil }
        result.append(Array(line.dropFirst(body.indentation)))
      }
      return result
    }
    guard let left = flat(one), let right = flat(other), let base = old.map({ flat($0) }) ?? [] else {
      return lineMerge(old?.lines ?? [], one.lines, other.lines)
    }
    func deep(_ lines: [[UInt8]]) -> [[UInt8]] {
      lines.map { $0.isEmpty ? $0 : [UInt8](repeating: 0x20, count: indentation) + $0 }
    }
    return lineMerge(base[...], left[...], right[...]).map { segment in
      switch segment {
      case .lines(let lines): .lines(deep(lines))
      case .conflict(let ours, let theirs, let message):
        .conflict(ours: deep(ours), theirs: deep(theirs), message: message)
      }
    }
  }

  // MARK: Depth

  private func indentation(_ lines: ArraySlice<[UInt8]>) -> Int {
    lines.first?.prefix { $0 == 0x20 }.count ?? 0
  }

  private func indentation(_ segments: [MergeSegment]) -> Int {
    switch segments.first {
    case .lines(let lines): indentation(lines[...])
    case .conflict(let ours, let theirs, _): indentation((ours.isEmpty ? theirs : ours)[...])
    case nil: 0
    }
  }

  /// How much deeper what is around a one-sided node stands than in that side's version.
  private func outerShift(_ node: MergeOrder.Node) -> Int {
    if let own = node.ours {
      guard order.ours.units[own].rank > MergeText.sectionRank, let around = order.parent(ofOurs: own) else {
        return 0
      }
      return shifts[around]?.ours ?? 0
    }
    guard let other = node.theirs, order.theirs.units[other].rank > MergeText.sectionRank,
      let around = order.parent(ofTheirs: other)
    else { return 0 }
    return shifts[around]?.theirs ?? 0
  }

  private func shifted(_ line: [UInt8], by columns: Int) -> [UInt8] {
    if line.isEmpty { return line }
    if columns > 0 { return [UInt8](repeating: 0x20, count: columns) + line }
    return Array(line.dropFirst(min(-columns, line.prefix { $0 == 0x20 }.count)))
  }

  // MARK: Words

  /// Why something stands on one side only, and what that side did to it.
  private func reason(_ node: MergeOrder.Node) -> String {
    guard let base = node.base, !node.reason.isEmpty else { return node.reason }
    let (text, unit) = node.ours.map { (order.ours, $0) } ?? (order.theirs, node.theirs!)
    guard let old = fields(order.base, base), let new = fields(text, unit) else { return node.reason }
    let changes = changes(old, new)
    return changes.isEmpty ? node.reason : node.reason + " (" + changes.joined(separator: ", ") + ")"
  }

  private func changes(_ old: FieldLine, _ new: FieldLine) -> [String] {
    var result: [String] = []
    func said(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
    if old.status != new.status {
      result.append("status from [\(said(old.status))] to [\(said(new.status))]")
    }
    if old.text != new.text { result.append("text from \"\(said(old.text))\"") }
    let (before, after) = (old.values, new.values)
    let fields = Set(before.keys).union(after.keys).sorted()
    for field in fields where before[field] != after[field] {
      func said(_ values: [String]?) -> String { values?.joined(separator: ", ") ?? "none" }
      result.append("\(field.name) from \(said(before[field])) to \(said(after[field]))")
    }
    return result
  }
}
