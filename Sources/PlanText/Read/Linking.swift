import PlanModel
import PlanParallel

/// Gives names to nodes and targets to dependencies, and sorts log entries by owner.
func link(_ plan: inout Plan) {
  collectNames(&plan)
  resolveDependencies(&plan)
  plan.unfinishedBefore.reserveCapacity(plan.tasks.count + 1)
  var unfinished: UInt32 = 0
  plan.unfinishedBefore = [0]
  for task in plan.tasks {
    if task.isUnfinished { unfinished += 1 }
    plan.unfinishedBefore.append(unfinished)
  }
  for (position, entry) in plan.logs.enumerated() {
    plan.logPositions[entry.owner, default: []].append(position)
  }
}

private func collectNames(_ plan: inout Plan) {
  let named = KeySet(.id, .blockID)
  var table = NameTable(capacity: plan.tasks.count { !$0.keys.isDisjoint(with: named) } + 16)
  for index in plan.projectIndices where plan[index].keys.contains(.id) {
    guard let tag = plan.tag(.id, of: index) else { continue }
    table.insert(id: tag.value, of: .project(index), in: plan[index].file, files: plan.files)
  }
  for index in plan.taskIndices where !plan[index].keys.isDisjoint(with: named) {
    let file = plan[index].file
    if let tag = plan.tag(.id, of: index) {
      table.insert(id: tag.value, of: .task(index), in: file, files: plan.files)
    }
    if let tag = plan.tag(.blockID, of: index) {
      table.insert(id: tag.value, of: .task(index), in: file, files: plan.files, isBlockID: true)
    }
  }
  plan.ids = table
}

private func resolveDependencies(_ plan: inout Plan) {
  let keys = KeySet(.after, .before, .endAfter)
  // In chunks, on all cores: each task's edges depend on nothing but the names.
  let chunk = 16_384
  let chunks = (plan.tasks.count + chunk - 1) / chunk
  let found = inParallel(chunks, isWorthIt: chunks > 1) { [plan] number in
    var edges: [Dependency] = []
    var ends: [UInt32] = []
    for position in number * chunk..<min(plan.tasks.count, (number + 1) * chunk) {
      let index = TaskIndex(position)
      if !plan[index].keys.isDisjoint(with: keys) { appendDependencies(.task(index), plan, to: &edges) }
      ends.append(UInt32(edges.count))
    }
    return (edges, ends)
  }
  plan.dependencyStarts = [0]
  plan.dependencyStarts.reserveCapacity(plan.tasks.count + 1)
  plan.dependencies.reserveCapacity(found.reduce(0) { $0 + $1.0.count })
  for (edges, ends) in found {
    let base = UInt32(plan.dependencies.count)
    for end in ends { plan.dependencyStarts.append(base + end) }
    plan.dependencies += edges
  }
  for index in plan.projectIndices where !plan[index].keys.isDisjoint(with: keys) {
    var edges: [Dependency] = []
    appendDependencies(.project(index), plan, to: &edges)
    plan.dependencies += edges
  }
}

private func appendDependencies(_ owner: NodeIndex, _ plan: Plan, to edges: inout [Dependency]) {
  let file = plan.file(of: owner)
  for tag in plan.tags(of: owner) where tag.isEffective {
    let kind: Dependency.Kind
    switch tag.key {
    case .after: kind = .after
    case .before: kind = .before
    case .endAfter: kind = .endAfter
    default: continue
    }
    let items = (try? ReferenceScan.list(plan[file].bytes, in: tag.value, units: plan.units)) ?? []
    for item in items {
      edges.append(
        Dependency(
          owner: owner, file: file, kind: kind, end: item.end ?? (kind == .before ? .start : .end),
          lag: item.lag,
          reference: ByteRange(item.name), target: target(of: item.name, in: file, plan)))
    }
  }
}

/// An id of the plan, else a block id of the same file, else `file#^name`.
private func target(of name: Range<Int>, in file: FileIndex, _ plan: Plan) -> Dependency.Target {
  let bytes = plan[file].bytes
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
