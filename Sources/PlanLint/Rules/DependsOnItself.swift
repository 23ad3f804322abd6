import PlanModel

/// A task or project that waits for itself.
struct DependsOnItself: LintRule {
  let info = RuleInfo(
    id: "depends-on-itself", family: .dependencies, severity: .error,
    summary: "A task or project waits for itself.",
    reason: "It could never begin. The dependency is left out of the schedule.",
    fix: "takes the name out",
    flags: [
      Example(
        "its own id", "- [ ] Paint id:paint after:▸paint◂ due:2026-03-12",
        fixed: "- [ ] Paint id:paint due:2026-03-12"),
      Example(
        "one of several", "- [ ] Prime id:prime\n- [ ] Paint id:paint after:prime,▸paint◂",
        fixed: "- [ ] Prime id:prime\n- [ ] Paint id:paint after:prime"),
      Example("a project", "# House id:house before:▸house◂\n\n- [ ] Paint"),
    ],
    passes: [
      Example("another task", "- [ ] Prime id:prime\n- [ ] Paint id:paint after:prime"),
      Example("a name that begins the same", "- [ ] Prime id:paint-1\n- [ ] Paint id:paint after:paint-1"),
    ])

  let interest = RuleInterest(dependencies: true)

  func check(_ dependency: Dependency, _ context: LintContext, _ report: inout LintReport) {
    let plan = context.plan
    guard dependency.targetNode == dependency.owner else { return }
    report.add(
      dependency.file, dependency.reference,
      "\(plan.quotedName(dependency.owner)) waits for itself",
      help: "write what it waits for, or take the name out",
      fix: plan.removal(of: dependency).map { Fix(.unsafe, [$0]) })
  }
}

extension Plan {
  /// The tag of a node that holds a byte; tags lie in the order of the text.
  func tag(at offset: Int, of node: NodeIndex) -> Tag? {
    let tags = tags(of: node)
    var (low, high) = (tags.startIndex, tags.endIndex)
    while high - low > 1 {
      let middle = (low + high) / 2
      if Int(tags[middle].start) <= offset { low = middle } else { high = middle }
    }
    return low < high && tags[low].range.contains(offset) ? tags[low] : nil
  }

  /// Takes one name out of a list of dependencies, with its comma; the last one goes with its tag.
  func removal(of dependency: Dependency) -> TextEdit? {
    let bytes = self[dependency.file].bytes
    let offset = dependency.reference.lowerBound
    guard let tag = tag(at: offset, of: dependency.owner), tag.form == .keyValue || tag.form == .quoted else {
      return nil
    }
    let comma = UInt8(ascii: ",")
    let value = tag.value
    if let before = (value.lowerBound..<offset).last(where: { bytes[$0] == comma }) {
      let end = (offset..<value.upperBound).first { bytes[$0] == comma } ?? value.upperBound
      return TextEdit(before..<end, "")
    }
    if let after = (offset..<value.upperBound).first(where: { bytes[$0] == comma }) {
      return TextEdit(value.lowerBound..<after + 1, "")
    }
    return TextEdit.removing(tag, from: bytes)
  }
}
