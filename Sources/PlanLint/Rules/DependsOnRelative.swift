import PlanModel

/// A dependency on the own parent, child or project that says what holds anyway.
struct DependsOnRelative: LintRule {
  let info = RuleInfo(
    id: "depends-on-relative", family: .dependencies, severity: .info,
    summary: "A dependency on the own parent, child or project says nothing new.",
    reason: """
      A parent or project begins before everything below it and ends after it, so that nothing has to say \
      so. Dependencies that contradict this are a `dependency-circle`.
      """,
    fix: "takes the name out",
    flags: [
      Example(
        "begins after its parent begins", "- [ ] House id:house\n  - [ ] Paint after:▸house.start◂",
        fixed: "- [ ] House id:house\n  - [ ] Paint"),
      Example(
        "a parent ends after its child", "- [ ] House end-after:▸paint◂\n  - [ ] Paint id:paint",
        fixed: "- [ ] House\n  - [ ] Paint id:paint"),
    ],
    passes: [
      Example("waits for a sibling", "- [ ] House\n  - [ ] Prime id:prime\n  - [ ] Paint after:prime"),
      Example("keeps a distance", "- [ ] House id:house\n  - [ ] Paint after:house.start+2d"),
    ])

  let interest = RuleInterest(plan: true)

  func checkPlan(_ context: LintContext, _ report: inout LintReport) {
    let plan = context.plan
    for dependency in plan.dependencies {
      guard dependency.lag.minutes <= 0, let target = dependency.targetNode,
        let inner = redundant(dependency, target, plan)
      else { continue }
      let isInner = inner == dependency.owner
      report.add(
        dependency.file, plan.reference(of: dependency),
        "\(plan.quotedName(target)) is \(isInner ? "around" : "below") this anyway, which says as much",
        help: "take the name out", fix: plan.removal(of: dependency).map { Fix(.safe, [$0]) })
    }
  }

  /// The lower of the two nodes, where the dependency says no more than that it is below the other.
  private func redundant(_ dependency: Dependency, _ target: NodeIndex, _ plan: Plan) -> NodeIndex? {
    let owner = dependency.owner
    switch (dependency.kind, dependency.end) {
    case (.after, .start): return plan.contains(target, owner) ? owner : nil
    case (.before, .end): return plan.contains(target, owner) ? owner : nil
    case (.endAfter, .end), (.endAfter, .start): return plan.contains(owner, target) ? target : nil
    case (.before, .start), (.after, .end): return nil
    }
  }
}

extension Plan {
  /// A name in a list of dependencies with its end and distance.
  func reference(of dependency: Dependency) -> ByteRange {
    let offset = dependency.reference.lowerBound
    guard let tag = tag(at: offset, of: dependency.owner) else { return dependency.reference }
    let bytes = self[dependency.file].bytes
    var end = offset
    while end < tag.value.upperBound, bytes[end] != UInt8(ascii: ","), !bytes[end].isBlank { end += 1 }
    return ByteRange(offset, end)
  }
}
