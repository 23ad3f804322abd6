import PlanModel

/// More of someone than there is.
struct TooManyUnits: LintRule {
  let info = RuleInfo(
    id: "too-many-units", family: .people, severity: .warning,
    summary: "A task takes more units of a pool, a team or a person than there are.",
    reason:
      "It could never be staffed as written; a schedule takes what there is, and the task lasts longer.",
    flags: [
      Example(
        "of a pool", "- [ ] Paint ▸@crew(9)◂", configuration: "people:\n  crew: {units: 4}\n  anna: {}"),
      Example(
        "of a person", "- [ ] Paint ▸@anna(2)◂", configuration: "people:\n  crew: {units: 4}\n  anna: {}"),
      Example(
        "of a team", "- [ ] Paint ▸@two(3)◂",
        configuration: "people:\n  anna: {}\n  bob: {}\n  two: {members: [anna, bob]}"),
    ],
    passes: [
      Example(
        "the whole pool", "- [ ] Paint @crew(4)", configuration: "people:\n  crew: {units: 4}\n  anna: {}"),
      Example(
        "half of a person", "- [ ] Paint @anna(50%)", configuration: "people:\n  crew: {units: 4}\n  anna: {}"
      ),
      Example("nobody is declared", "- [ ] Paint @crew(9)"),
    ])

  let interest = RuleInterest(plan: true)

  func checkPlan(_ context: LintContext, _ report: inout LintReport) {
    let plan = context.plan
    guard !plan.configuration.people.isEmpty else { return }
    for task in plan.taskIndices where plan[task].keys.contains(.assignee) && plan[task].isUnfinished {
      check(plan.tags(of: task), plan[task].file, context, &report)
    }
    for project in plan.projectIndices where plan[project].keys.contains(.assignee) {
      check(plan.tags(of: project), plan[project].file, context, &report)
    }
  }

  private func check(
    _ tags: ArraySlice<Tag>, _ file: FileIndex, _ context: LintContext, _ report: inout LintReport
  ) {
    for tag in tags where tag.key == .assignee && tag.isEffective {
      let bytes = context.plan[file].bytes
      guard tag.value.upperBound < tag.range.upperBound, bytes[tag.value.upperBound] == UInt8(ascii: "(")
      else { continue }
      let assignment = Assignment(parsing: bytes, names: tag.value, end: tag.range.upperBound)
      for name in assignment.anyOf {
        guard let person = context.configuration.person(name) else { continue }
        let units = person.isTeam ? person.members.count : max(1, person.units)
        guard assignment.thousandths > units * 1000 else { continue }
        let what = person.isTeam || units > 1 ? "has \(units)" : "is one"
        report.add(
          file, tag.range, "\(text(assignment.thousandths)) of `\(name)` is more than there is",
          help: "`\(name)` \(what): write at most \(units), or assign somebody else too")
        break
      }
    }
  }

  private func text(_ thousandths: Int) -> String {
    thousandths % 1000 == 0 ? "\(thousandths / 1000)" : "\(thousandths / 10)%"
  }
}
