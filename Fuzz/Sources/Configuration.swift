import PlanLint
import PlanModel
import PlanText
import PlanWorkspace

private let document = SourceFile(
  path: "plan.md", bytes: Array("# A due:2026-04-01\n\n- [ ] b est:2d @ann due:2026-03-12\n- [!] c est:1w @bob cost:5EUR rec:+1d\n".utf8))

/// Any bytes are a configuration, perhaps with findings. It may name a calendar, which is the same bytes again.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzConfiguration(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = input(start, count)
  let reader = ConfigurationReader(bytes, file: FileIndex(0)) { _ in bytes }
  for remark in reader.remarks {
    demand(remark.range.upperBound <= bytes.count, "a remark stands behind the file: \(remark.detail)")
  }
  let plan = readPlan([document], configuration: reader.configuration)
  demand(plan.tasks.count <= 2, "a configuration makes tasks")
  _ = lint(plan, today: today)
  let calendar = ConfigurationReader(Array("calendar: {holiday-files: [a.ics]}".utf8), file: FileIndex(0)) { _ in bytes }
  _ = calendar.configuration.calendar
  return 0
}
