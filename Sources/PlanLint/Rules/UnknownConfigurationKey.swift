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
    ],
    passes: [
      Example("known keys", "- [ ] Paint", configuration: "people: {ann: {capacity: 32h}}\n")
    ])

  let interest = RuleInterest(remarks: [.configurationUnknownKey])

  func check(_ remark: Remark, _ context: LintContext, _ report: inout LintReport) {
    report.add(
      remark.file, remark.range, "there is no key `\(remark.detail)`",
      help: remark.replacement.map { "write `\($0)`" } ?? "take it out; the documentation lists the keys")
  }
}
