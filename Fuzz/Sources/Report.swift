import PlanLint
import PlanModel
import PlanQuery
import PlanReport
import PlanText

/// Any bytes are a plan, which every format can show.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzReport(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let plan = readPlan([SourceFile(path: "plan.md", bytes: input(start, count))], configuration: Configuration())
  writeFindings(plan)
  writeTasks(plan)
  return 0
}

private func writeFindings(_ plan: Plan) {
  let findings = lint(plan, today: today)
  checkText(FindingText(plan: plan, options: FormatOptions(width: 80)).text(findings))
  checkText(Array(writeFindingsGitHub(findings, plan: plan).utf8))
  _ = writeFindingsJSON(findings, plan: plan)
  _ = writeFindingsSARIF(findings, plan: plan, rules: [], version: "0")
}

private func writeTasks(_ plan: Plan) {
  let (units, tasks, handles) = (plan.units, Array(plan.taskIndices), HandleTable(plan))
  var json = JSONWriter()
  TaskJSON(plan: plan, today: today, handle: handles.handle).write(tasks, to: &json)
  let table = TaskTable(plan: plan, today: today, handle: handles.handle).table(tasks, TaskColumn.allCases)
  let narrow = TextFormat(units: units, options: FormatOptions(width: 40))
  checkText(Array(narrow.text(table).utf8))
  checkText(Array(CSVFormat(units: units, isRaw: false).text(table).utf8))
  checkText(Array(MarkdownFormat(units: units).text(table).utf8))
  checkText(Array(narrow.text(StatusReport(plan: plan, today: today).report).utf8))
  let waiting = plan.waitingCounts()
  for task in tasks {
    _ = plan.urgency(of: task, today: today, waiting: waiting[task.position])
    _ = plan.comingDays(of: task, from: today, through: today + 400)
  }
}

/// No control character but those that end lines, and no C1 code, goes out.
private func checkText(_ bytes: [UInt8]) {
  for (offset, byte) in bytes.enumerated() {
    demand(byte >= 0x20 && byte != 0x7F || byte == 0x0A || byte == 0x0D || byte == 0x09, "the byte \(byte) goes out")
    let isC1 = byte == 0xC2 && offset + 1 < bytes.count && bytes[offset + 1] < 0xA0
    demand(!isC1, "a C1 code goes out")
  }
}
