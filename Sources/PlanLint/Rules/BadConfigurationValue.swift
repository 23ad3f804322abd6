import PlanModel

/// A value of `planmd.yaml` that cannot be used.
struct BadConfigurationValue: LintRule {
  let info = RuleInfo(
    id: "bad-configuration-value", family: .configuration, severity: .error,
    summary: "A value of the configuration cannot be used.",
    reason: "The default counts instead of what is written, and everything computed from it is different.",
    flags: [
      Example("no hours", "- [ ] Paint", configuration: "calendar: {hours: ▸nine to five◂}\n"),
      Example("a name that nobody has", "- [ ] Paint", configuration: "people: {ann: {}}\nme: ▸bob◂\n"),
      Example("no effort", "- [ ] Paint", configuration: "defaults: {estimate: ▸2◂}\n"),
    ],
    passes: [
      Example(
        "values", "- [ ] Paint",
        configuration: "calendar: {hours: \"9:00-17:00\"}\npeople: {ann: {}}\nme: ann\n")
    ])

  let interest = RuleInterest(remarks: [.configurationBadValue])

  func check(_ remark: Remark, _ context: LintContext, _ report: inout LintReport) {
    report.add(remark.file, remark.range, remark.detail, help: remark.replacement)
  }
}
