import PlanModel
import PlanParallel

/// Gives names to nodes and targets to dependencies, and sorts log entries by owner.
func link(_ plan: inout Plan) {
  collectNames(&plan)
  resolveDependencies(&plan)
  countUnfinished(&plan)
  for (position, entry) in plan.logs.enumerated() {
    plan.logPositions[entry.owner, default: []].append(position)
  }
}

private func countUnfinished(_ plan: inout Plan) {
  let counts = inChunks(plan.tasks.count, of: chunk) { [plan] range in
    var counts: [UInt32] = []
    counts.reserveCapacity(range.count)
    var unfinished: UInt32 = 0
    for position in range {
      if plan.tasks[position].isUnfinished { unfinished += 1 }
      counts.append(unfinished)
    }
    return counts
  }
  var unfinishedBefore: [UInt32] = []
  unfinishedBefore.reserveCapacity(plan.tasks.count + 1)
  unfinishedBefore.append(0)
  for part in counts {
    let base = unfinishedBefore[unfinishedBefore.count - 1]
    for count in part { unfinishedBefore.append(base + count) }
  }
  plan.unfinishedBefore = unfinishedBefore
}

/// Tasks that are looked at in one go.
private let chunk = 16_384

private func collectNames(_ plan: inout Plan) {
  let named = KeySet(.id, .blockID)
  // In chunks, on all cores: finding and hashing names is more work than putting them into the table.
  let found = inChunks(plan.tasks.count, of: chunk) { [plan] range in
    var entries: [NameTable.Entry] = []
    var (file, bytes) = plan.fileAndBytes(ofTaskAt: range.lowerBound)
    for position in range where !plan.tasks[position].keys.isDisjoint(with: named) {
      let index = TaskIndex(position)
      if plan.tasks[position].file != file { (file, bytes) = plan.fileAndBytes(ofTaskAt: position) }
      if let tag = plan.tag(.id, of: index) {
        entries.append(NameTable.Entry(id: tag.value, of: .task(index), in: file, bytes))
      }
      if let tag = plan.tag(.blockID, of: index) {
        entries.append(NameTable.Entry(id: tag.value, of: .task(index), in: file, bytes, isBlockID: true))
      }
    }
    return entries
  }
  var table = NameTable(capacity: found.reduce(16) { $0 + $1.count })
  for index in plan.projectIndices where plan[index].keys.contains(.id) {
    guard let tag = plan.tag(.id, of: index) else { continue }
    table.insert(id: tag.value, of: .project(index), in: plan[index].file, files: plan.files)
  }
  for entries in found {
    for entry in entries { table.insert(entry, files: plan.files) }
  }
  plan.ids = table
}

private func resolveDependencies(_ plan: inout Plan) {
  let keys = KeySet(.after, .before, .endAfter)
  // In chunks, on all cores: each task's edges depend on nothing but the names.
  let found = inChunks(plan.tasks.count, of: chunk) { [plan] range in
    var edges: [Dependency] = []
    var ends: [UInt32] = []
    ends.reserveCapacity(range.count)
    var (file, bytes) = plan.fileAndBytes(ofTaskAt: range.lowerBound)
    for position in range {
      let index = TaskIndex(position)
      if !plan[index].keys.isDisjoint(with: keys) {
        if plan[index].file != file { (file, bytes) = plan.fileAndBytes(ofTaskAt: position) }
        appendDependencies(.task(index), in: file, bytes, plan, to: &edges)
      }
      ends.append(UInt32(edges.count))
    }
    return (edges, ends)
  }
  var starts: [UInt32] = []
  starts.reserveCapacity(plan.tasks.count + 1)
  starts.append(0)
  plan.dependencies.reserveCapacity(found.reduce(0) { $0 + $1.0.count })
  for (edges, ends) in found {
    let base = UInt32(plan.dependencies.count)
    for end in ends { starts.append(base + end) }
    plan.dependencies += edges
  }
  plan.dependencyStarts = starts
  for index in plan.projectIndices where !plan[index].keys.isDisjoint(with: keys) {
    var edges: [Dependency] = []
    let file = plan[index].file
    appendDependencies(.project(index), in: file, plan.files[file.position].bytes, plan, to: &edges)
    plan.dependencies += edges
  }
}

extension Plan {
  /// Asked once for a file and not for each task: cores that take hold of the same bytes get into each other's way.
  fileprivate func fileAndBytes(ofTaskAt position: Int) -> (FileIndex, [UInt8]) {
    let file = tasks[position].file
    return (file, files[file.position].bytes)
  }
}

private func appendDependencies(
  _ owner: NodeIndex, in file: FileIndex, _ bytes: [UInt8], _ plan: Plan, to edges: inout [Dependency]
) {
  for tag in plan.tags(of: owner) where tag.isEffective {
    let kind: Dependency.Kind
    switch tag.key {
    case .after: kind = .after
    case .before: kind = .before
    case .endAfter: kind = .endAfter
    default: continue
    }
    func append(_ name: Range<Int>, _ end: Dependency.End?, _ lag: Lag) {
      edges.append(
        Dependency(
          owner: owner, file: file, kind: kind, end: end ?? (kind == .before ? .start : .end), lag: lag,
          reference: ByteRange(name), target: target(of: name, in: file, bytes, plan)))
    }
    if !forEachPlainName(bytes, tag.value, { append($0, nil, .none) }) {
      let items = (try? ReferenceScan.list(bytes, in: tag.value, units: plan.units)) ?? []
      for item in items { append(item.name, item.end, item.lag) }
    }
  }
}

/// Gives the names of a list that has nothing but names, as most have; false where there is more, such as a lag.
private func forEachPlainName(_ bytes: [UInt8], _ list: Range<Int>, _ body: (Range<Int>) -> Void) -> Bool {
  var previous = UInt8(ascii: ",")
  for offset in list {
    let byte = bytes[offset]
    let isPlain =
      byte.isASCIILetter || byte.isASCIIDigit || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
    guard isPlain || (byte == UInt8(ascii: ",") && previous != byte) else { return false }
    previous = byte
  }
  guard previous != UInt8(ascii: ",") else { return false }
  var start = list.lowerBound
  for offset in list where bytes[offset] == UInt8(ascii: ",") {
    body(start..<offset)
    start = offset + 1
  }
  body(start..<list.upperBound)
  return true
}

/// An id of the plan, else a block id of the same file, else `file#^name`.
private func target(of name: Range<Int>, in file: FileIndex, _ bytes: [UInt8], _ plan: Plan)
  -> Dependency.Target
{
  let found =
    plan.ids.find(bytes, name, files: plan.files)
    ?? plan.ids.find(bytes, name, space: file.value + 1, files: plan.files)
    ?? blockInOtherFile(name, bytes, plan)
  switch found?.node {
  case .task(let task): return .task(task)
  case .project(let project): return .project(project)
  case nil: return .unknown
  }
}

private func blockInOtherFile(_ name: Range<Int>, _ bytes: [UInt8], _ plan: Plan) -> NameTable.Entry? {
  guard let sign = name.first(where: { bytes[$0] == UInt8(ascii: "#") && bytes.starts(with: "#^", at: $0) })
  else { return nil }
  let wanted = String(decoding: bytes[name.lowerBound..<sign], as: UTF8.self)
  for (position, file) in plan.files.enumerated()
  where file.path == wanted || file.path == wanted + ".md" || file.stem == wanted {
    let space = UInt32(position) + 1
    if let entry = plan.ids.find(bytes, sign + 2..<name.upperBound, space: space, files: plan.files) {
      return entry
    }
  }
  return nil
}
