import Foundation
import PlanLint
import PlanModel
import PlanTestSupport
import PlanText
import Testing

@Suite struct GoldenFindingTests {
  @Test(
    "values that many parsers take in part",
    arguments: [
      ("- [ ] Paint budget:1▸,◂5", "unreadable-money"),
      ("- [ ] Paint budget:12▸abc◂", "unreadable-money"),
      ("- [ ] Paint due:▸2026-02-30◂", "impossible-date"),
      ("- [ ] Paint due:▸26-1-5◂", "unreadable-date"),
      ("- [ ] Paint due:2026-01-01▸x◂", "unreadable-date"),
      ("- [ ] Paint due:▸２０２６-01-12◂", "unreadable-date"),
      ("- [ ] Paint due:▸２０２６-０１-１２◂", "unreadable-date"),
      ("- [ ] Paint due:2026-01-12T▸25:00◂", "impossible-date"),
    ])
  func halfReadableValues(_ text: String, _ rule: String) {
    let marked = MarkedPlan(text)
    let found = marked.findings
    #expect(found.map(\.rule) == [rule])
    #expect(found.map(\.severity) == [.error])
    #expect(marked.shown(found) == marked.shownMarks)
    #expect(found.allSatisfy { $0.fix == nil })
  }

  @Test func allFiveInOnePlan() {
    let text = """
      - [ ] a budget:1▸,◂5
      - [ ] b budget:12▸abc◂
      - [ ] c due:▸2026-02-30◂
      - [ ] d due:▸26-1-5◂
      - [ ] e due:2026-01-01▸x◂
      """
    let marked = MarkedPlan(text)
    #expect(marked.shown(marked.findings) == marked.shownMarks)
  }

  @Test func whatLooksLikeABoxAndIsNone() {
    #expect(MarkedPlan("- [ ]\u{301} Paint").plan.tasks.isEmpty)
    #expect(MarkedPlan("-\u{A0}[ ] Paint").plan.tasks.isEmpty)
  }
}

/// Markdown that nobody wrote for planmd: nothing but its genuine faults may be more than an *info*.
@Suite struct RealFilesTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Fixtures/real")

  private static func files() throws -> [SourceFile] {
    let paths = try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter {
      $0.hasSuffix(".md")
    }.sorted()
    return try paths.map {
      SourceFile(path: $0, bytes: Array(try Data(contentsOf: folder.appending(path: $0))))
    }
  }

  @Test func onlyGenuineFaultsAreFound() throws {
    let plan = readPlan(try RealFilesTests.files(), configuration: Configuration())
    let found = lint(plan, today: Example.today).filter { $0.severity > .info }.map { finding in
      let file = plan[finding.file]
      return "\(file.path):\(LineTable(file.bytes).position(of: finding.range.lowerBound).line)"
    }
    let list = try String(
      contentsOf: RealFilesTests.folder.appending(path: "expected-findings.txt"), encoding: .utf8)
    let expected = list.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { line in
      line.split(separator: ":").prefix(2).joined(separator: ":")
    }
    #expect(found.sorted() == expected.sorted())
  }
}
