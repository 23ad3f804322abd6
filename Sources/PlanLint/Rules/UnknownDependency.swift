import PlanModel

/// A dependency on a name that nothing in the plan has.
struct UnknownDependency: LintRule {
  let info = RuleInfo(
    id: "unknown-dependency", family: .dependencies, severity: .error,
    summary: "A task or project waits for a name that nothing in the plan has.",
    reason: """
      The dependency is left out of the schedule, so that the task may be planned before the work it needs. \
      In the middle of a sentence, where it may be meant as text, and on finished tasks it is only remarked.
      """,
    fix: "writes the one name that differs by a single slip",
    flags: [
      Example(
        "misspelt", "- [ ] Prime id:prime\n- [ ] Paint after:▸prmie◂",
        fixed: "- [ ] Prime id:prime\n- [ ] Paint after:prime"),
      Example("one of several", "- [ ] Prime id:prime\n- [ ] Paint after:prime,▸plaster◂"),
      Example("nothing is named so", "# House before:▸moving-in◂\n\n- [ ] Paint"),
    ],
    passes: [
      Example("known", "- [ ] Prime id:prime\n- [ ] Paint after:prime+2d"),
      Example("a block id", "- [ ] Paint after:prime\n- [ ] Prime ^prime"),
      Example("a project", "# House id:house\n\n- [ ] Paint\n\n# Garden after:house\n\n- [ ] Plant"),
    ])

  let interest = RuleInterest(plan: true)

  func checkPlan(_ context: LintContext, _ report: inout LintReport) {
    let plan = context.plan
    var names: NearestNames?
    for dependency in plan.dependencies where dependency.target == .unknown {
      let bytes = plan[dependency.file].bytes
      let name = Array(bytes[dependency.reference.range])
      if names == nil { names = knownNames(plan) }
      let matches = names?.find(name) ?? []
      let text = String(decoding: name.prefix(60), as: UTF8.self)
      report.add(
        dependency.file, dependency.reference, "no task or project has the id `\(text)`",
        help: matches.question ?? "give id:\(text) to what is meant, or take the name out",
        fix: matches.single.map { Fix(.unsafe, [TextEdit(dependency.reference.range, $0)]) },
        severity: isMeant(dependency, plan) ? nil : .info)
    }
  }

  private func knownNames(_ plan: Plan) -> NearestNames {
    var names = NearestNames()
    for entry in plan.ids.entries {
      let bytes = plan[entry.file].bytes
      let lower = entry.range.lowerBound
      // Block ids are known by their name alone in their own file only.
      if lower > 0, bytes[lower - 1] == UInt8(ascii: "^") { continue }
      names.add(bytes[entry.range.range])
    }
    return names
  }

  /// False for a finished task, and for what may be a word of a sentence.
  private func isMeant(_ dependency: Dependency, _ plan: Plan) -> Bool {
    guard case .task(let task) = dependency.owner else { return true }
    guard plan[task].isUnfinished else { return false }
    let tag = plan.tag(at: dependency.reference.lowerBound, of: dependency.owner)
    return tag.map { $0.flags.contains(.inTail) || $0.form == .bracketField || $0.form == .parenthesisField }
      ?? true
  }
}
