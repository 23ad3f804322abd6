import PlanModel

/// A name that nobody has who is declared.
struct UnknownPerson: LintRule {
  let info = RuleInfo(
    id: "unknown-person", family: .people, severity: .warning,
    summary: "A name is given that nobody declared under people: has.",
    reason: """
      Where people are declared, only they can be assigned: the task counts as nobody's. A name in the \
      middle of a sentence is a mention and stays out of this.
      """,
    fix: "writes the one declared name that differs by a single slip",
    flags: [
      Example(
        "misspelt", "- [ ] Paint ▸@annn◂ due:2026-03-12", configuration: "people:\n  anna: {}\n  bob: {}",
        fixed: "- [ ] Paint @anna due:2026-03-12"),
      Example(
        "not declared", "# House ▸@carl◂\n\n- [ ] Paint", configuration: "people:\n  anna: {}\n  bob: {}"),
      Example("one of two", "- [ ] Paint @anna|▸carl◂", configuration: "people:\n  anna: {}\n  bob: {}"),
      Example(
        "who answers for it", "- [ ] Paint owner:▸@carl◂", configuration: "people:\n  anna: {}\n  bob: {}"),
    ],
    passes: [
      Example("declared", "- [ ] Paint @anna owner:@bob", configuration: "people:\n  anna: {}\n  bob: {}"),
      Example(
        "a mention", "- [ ] Ask @carl about the paint", configuration: "people:\n  anna: {}\n  bob: {}"),
      Example("nobody is declared", "- [ ] Paint @carl"),
      Example(
        "done, and carl has left", "- [x] Paint @carl", configuration: "people:\n  anna: {}\n  bob: {}"),
    ])

  let interest = RuleInterest(plan: true)

  func checkPlan(_ context: LintContext, _ report: inout LintReport) {
    let plan = context.plan
    guard !context.configuration.people.isEmpty else { return }
    var names = NearestNames()
    for person in context.configuration.people { names.add(person.key.utf8) }
    for task in plan.taskIndices where plan[task].isUnfinished && plan[task].tagCount > 0 {
      check(plan.tags(of: task), plan[task].file, &names, context, &report)
    }
    for project in plan.projectIndices where plan[project].tagCount > 0 {
      check(plan.tags(of: project), plan[project].file, &names, context, &report)
    }
  }

  private func check(
    _ tags: ArraySlice<Tag>, _ file: FileIndex, _ names: inout NearestNames, _ context: LintContext,
    _ report: inout LintReport
  ) {
    for tag in tags {
      if tag.key == .owner ? !tag.isEffective : tag.key != .assignee || !isUnknownName(tag) { continue }
      let bytes = context.plan[file].bytes
      let parts = bytes[tag.value].split(separator: UInt8(ascii: "|"))
      for part in parts {
        let name = part.first == UInt8(ascii: "@") ? part.dropFirst() : part
        let text = String(decoding: name, as: UTF8.self)
        guard context.configuration.person(text) == nil, !name.isEmpty else { continue }
        let matches = names.find(Array(name))
        var range = name.startIndex..<name.endIndex
        let fix = matches.single.map { Fix(.unsafe, [TextEdit(range, $0)]) }
        // The sign belongs to the name.
        if range.lowerBound > 0, bytes[range.lowerBound - 1] == UInt8(ascii: "@") {
          range = range.lowerBound - 1..<range.upperBound
        }
        report.add(
          file, ByteRange(range), "nobody named `\(text)` is declared",
          help: matches.question ?? "declare \(text) under people: in planmd.yaml, or write a name that is",
          fix: fix)
      }
    }
  }

  private func isUnknownName(_ tag: Tag) -> Bool {
    tag.flags.contains(.mention) && !tag.flags.contains(.unreadable)
      && (tag.flags.contains(.inTail) || tag.form != .sign)
  }
}
