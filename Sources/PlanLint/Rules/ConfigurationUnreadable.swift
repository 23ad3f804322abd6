import PlanModel

/// A `planmd.yaml` that is no YAML as planmd takes it.
struct ConfigurationUnreadable: LintRule {
  let info = RuleInfo(
    id: "configuration-unreadable", family: .configuration, severity: .error,
    summary: "The configuration cannot be read.",
    reason: """
      All of planmd.yaml is left out then: people, calendar and budgets have their defaults, and every \
      schedule and sum is different.
      """,
    flags: [
      Example("a colon too many", "- [ ] Paint", configuration: "people:\n  ann: Ann▸:◂ Lee\n"),
      Example("an anchor", "- [ ] Paint", configuration: "people: ▸&◂p {ann: {}}\n"),
    ],
    passes: [
      Example("a configuration", "- [ ] Paint", configuration: "people: {ann: {name: Ann Lee}}\n"),
      Example("none", "- [ ] Paint"),
    ])

  let interest = RuleInterest(remarks: [.configurationUnreadable])

  func check(_ remark: Remark, _ context: LintContext, _ report: inout LintReport) {
    report.add(
      remark.file, remark.range, "the configuration cannot be read: \(remark.detail)",
      help: "write YAML without anchors and tags; put texts with a colon and a blank in quotes")
  }
}
