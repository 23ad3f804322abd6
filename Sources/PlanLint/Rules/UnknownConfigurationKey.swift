import PlanModel

/// A key of `planmd.yaml` that means nothing.
struct UnknownConfigurationKey: LintRule {
  let info = RuleInfo(
    id: "unknown-configuration-key", family: .configuration, severity: .warning,
    summary: "The configuration has a key that means nothing.",
    reason: "Most often it is misspelt, and the default counts instead of what is written.",
    flags: [
      Example("misspelt", "- [ ] Paint", configuration: "▸pepole◂: {ann: {}}\n"),
      Example("inside another", "- [ ] Paint", configuration: "people: {ann: {▸capacty◂: 32h}}\n"),
      Example("a misspelt rule", "- [ ] Paint", configuration: "lint: {rules: {▸due-befor-start◂: off}}\n"),
      Example(
        "an option that the rule does not have", "- [ ] Paint",
        configuration: "lint: {rules: {stale-in-progress: {▸dayz◂: 9}}}\n"),
    ],
    passes: [
      Example("known keys", "- [ ] Paint", configuration: "people: {ann: {capacity: 32h}}\n"),
      Example(
        "a rule and its option", "- [ ] Paint",
        configuration: "lint: {rules: {due-before-start: off, stale-in-progress: {days: 9}}}\n"),
    ])

  let interest = RuleInterest(remarks: [.configurationUnknownKey], plan: true)

  func check(_ remark: Remark, _ context: LintContext, _ report: inout LintReport) {
    report.add(
      remark.file, remark.range, "there is no key `\(remark.detail)`",
      help: remark.replacement.map { "write `\($0)`" } ?? "take it out; the documentation lists the keys")
  }

  /// The names below `lint: rules:`, which only the linter knows.
  func checkPlan(_ context: LintContext, _ report: inout LintReport) {
    let settings = context.plan.configuration.rules
    guard !settings.isEmpty,
      let file = context.plan.files.firstIndex(where: { $0.kind == .configuration }).map({ FileIndex($0) })
    else { return }
    for (name, setting) in settings {
      guard let rule = rule(name) else {
        let nearest = Spelling.nearest(to: name, among: allRules.map(\.info.id))
        report.add(
          file, setting.place, "there is no rule `\(name)`",
          help: nearest.map { "write `\($0)`" } ?? "`planmd explain` lists the names")
        continue
      }
      let options = rule.info.options.map(\.name)
      for (option, place) in setting.optionPlaces where !options.contains(option) {
        report.add(
          file, place, "`\(name)` has no option `\(option)`",
          help: options.isEmpty
            ? "write `severity`, its only one" : "write `severity` or `\(options.joined(separator: "`, `"))`")
      }
    }
  }
}
