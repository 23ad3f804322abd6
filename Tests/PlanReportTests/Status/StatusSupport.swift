import PlanModel
import PlanReport
import PlanText
import Testing

/// Monday of 2026-W11.
let monday = Day(2026, 3, 9)!

func plan(_ text: String, _ change: (inout Configuration) -> Void = { _ in }) -> Plan {
  plan(["plan.md": text], change)
}

/// Paths that begin with `archive/` are history.
func plan(_ files: KeyValuePairs<String, String>, _ change: (inout Configuration) -> Void = { _ in }) -> Plan
{
  var configuration = Configuration()
  change(&configuration)
  let sources = files.map { path, text in
    SourceFile(path: path, bytes: Array(text.utf8), kind: path.hasPrefix("archive/") ? .archive : .plan)
  }
  return readPlan(sources, configuration: configuration)
}

func status(_ plan: Plan, period: StatusPeriod? = nil, by grouping: StatusGrouping = .project) -> StatusReport
{
  StatusReport(plan: plan, today: monday, period: period, by: grouping)
}

/// The week before today's.
let lastWeek = StatusPeriod(first: monday - 7, last: monday - 1)

func written(_ status: StatusReport, width: Int? = nil) -> String {
  TextFormat(units: status.plan.units, options: FormatOptions(width: width)).text(status.report)
}

func markdown(_ status: StatusReport) -> String {
  MarkdownFormat(units: status.plan.units).text(status.report)
}

func csv(_ table: Table, isRaw: Bool = false) -> String {
  CSVFormat(units: EffortUnits(), isRaw: isRaw).text(table)
}

func json(_ status: StatusReport) -> String {
  var writer = JSONWriter()
  status.write(to: &writer)
  return String(decoding: writer.bytes, as: UTF8.self)
}

extension StatusReport {
  func texts(_ items: [StatusItem]) -> [String] { items.map { plan.text(of: $0.task) } }

  func project(_ name: String) throws -> ProjectStatus {
    try #require(projects.first { plan[$0.project].name == name })
  }
}

/// Everything that a terminal, a spreadsheet or a renderer would take for more than text.
let hostileTexts = [
  "=cmd|' /C calc'!A0", "-2h pairing", "+1 for @ann", "@SUM(A1)", "a | b \\| c", "<script>alert(1)</script>",
  "[x](javascript:alert(1))", "![i](http://e/x.png)", "`code` *bold* _it_ ~~no~~", "# not a heading",
  "1. not a list", "<!-- /planmd -->", "&lt;b&gt; $x$", "esc \u{1B}]52;c;YQ==\u{7} bel", "c1 \u{9B}31m",
  "bidi \u{202E}gnp.exe", "isolate \u{2066}x\u{2069}", "nul \u{0} del \u{7F}", "wide 漢字漢字漢字 👩‍👩‍👧‍👦 e\u{301}",
  "averyveryveryveryverylongwordwithoutanyblankinittobreakalineatsomewherereasonable",
]

var hostilePlan: Plan {
  var text = "# Title <b> | \u{1B}[31m =1+1 id:top due:2026-03-01\n"
  for hostile in hostileTexts {
    text +=
      "- [ ] Do \(hostile) due:2026-03-02 after:w\n  - 2026-03-10 \(hostile) #risk\n  - 2026-03-10 \(hostile)\n"
    text += "- [>] \(hostile) waiting:\"\(hostile)\" id:w\n"
    text += "- [x] \(hostile) done:2026-03-10\n"
    text += "- [ ] \(hostile) #milestone due:2026-03-12\n"
  }
  for hostile in hostileTexts { text += "## \(hostile) id:p\(text.utf8.count) due:2026-03-02\n- [ ] x\n" }
  return plan(text)
}
