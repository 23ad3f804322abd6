import PlanModel

/// A character in a box that has no meaning.
struct UnknownStatus: LintRule {
  let info = RuleInfo(
    id: "unknown-status", family: .syntax, severity: .info,
    summary: "A box holds a character without a meaning.",
    reason: """
      Such a task counts as open. Themes for Obsidian use many characters; what they mean for a plan is \
      said once, in the configuration. Each character is reported once.
      """,
    flags: [
      Example("an exclamation mark", "- ▸[!]◂ Passport\n- [!] Tickets"),
      Example("two characters", "- ▸[i]◂ An idea\n- [x] Done\n- ▸[\"]◂ A quote"),
      Example("a character of more than one byte", "- ▸[✓]◂ Paint"),
    ],
    passes: [
      Example("the format's own", "- [ ] a\n- [x] b\n- [X] c\n- [/] d\n- [-] e\n- [>] f\n- [h] g\n- [?] h"),
      Example("a declared one", "- [!] Passport", configuration: "statuses: {\"!\": open}"),
      Example("a link", "- [a](https://example.org) is no task"),
    ])

  let interest = RuleInterest(plan: true)

  func checkPlan(_ context: LintContext, _ report: inout LintReport) {
    let plan = context.plan
    var first: [[UInt8]: TaskIndex] = [:]
    var counts: [[UInt8]: Int] = [:]
    for task in plan.taskIndices where plan.tasks[task.position].flags.contains(.unknownStatus) {
      let record = plan[task]
      guard !plan[record.file].isArchive else { continue }
      let character = Array(plan[record.file].bytes[record.boxRange.range.dropFirst().dropLast()])
      // A no-break space has a rule of its own.
      guard character != [0xC2, 0xA0] else { continue }
      if first[character] == nil { first[character] = task }
      counts[character, default: 0] += 1
    }
    for (character, task) in first {
      let text = String(decoding: character, as: UTF8.self)
      let others = counts[character, default: 1] - 1
      let more = others == 0 ? "the task counts" : "it and \(others) more count"
      let key = text == "\"" || text == "\\" ? "'\(text)'" : "\"\(text)\""
      report.add(
        plan[task].file, plan[task].boxRange, "`[\(text)]` has no meaning: \(more) as open",
        help: "write `statuses: {\(key): open}` in planmd.yaml, or started, waiting, held, done, cancelled")
    }
  }
}
