import PlanLint
import PlanModel
import PlanTestSupport
import Testing

@Suite struct RuleExampleTests {
  @Test(
    "a rule flags exactly the marked ranges of its examples", arguments: RuleCase.flags, Disguise.allCases)
  func marksAndOnlyMarks(_ example: RuleCase, _ disguise: Disguise) {
    guard disguise.suits(example.example.text) else { return }
    let marked = MarkedPlan(example.example, disguise)
    #expect(
      marked.shown(marked.findings(of: example.rule.info.id)) == marked.shownMarks,
      sourceLocation: example.place)
    #expect(
      marked.marks.values.contains { !$0.isEmpty }, "the example marks nothing", sourceLocation: example.place
    )
  }

  @Test("a rule finds nothing in what passes", arguments: RuleCase.passes, Disguise.allCases)
  func passes(_ example: RuleCase, _ disguise: Disguise) {
    guard disguise.suits(example.example.text) else { return }
    let marked = MarkedPlan(example.example, disguise)
    #expect(
      marked.shown(marked.findings(of: example.rule.info.id)) == marked.shownMarks,
      sourceLocation: example.place)
  }

  @Test("fixes give the text that is stated", arguments: RuleCase.flags, Disguise.allCases)
  func fixes(_ example: RuleCase, _ disguise: Disguise) {
    guard let fixed = example.example.fixed, disguise.suits(example.example.text) else { return }
    let marked = MarkedPlan(example.example, disguise)
    let edits = marked.findings(of: example.rule.info.id).flatMap { finding in
      finding.fix.map { $0.safety > .shown ? $0.edits : [] } ?? []
    }
    let result = marked.plan[MarkedPlan.text].bytes.applying(edits)
    #expect(String(decoding: result, as: UTF8.self) == disguise(fixed), sourceLocation: example.place)
  }

  @Test("no fix adds a finding", arguments: RuleCase.flags, Disguise.allCases)
  func fixesAddNoFinding(_ example: RuleCase, _ disguise: Disguise) {
    guard disguise.suits(example.example.text) else { return }
    let marked = MarkedPlan(example.example, disguise)
    let before = counts(marked.findings)
    for finding in marked.findings(of: example.rule.info.id) where finding.file == MarkedPlan.text {
      guard let fix = finding.fix, fix.safety > .shown else { continue }
      let text = String(decoding: marked.plan[MarkedPlan.text].bytes.applying(fix.edits), as: UTF8.self)
      let after = counts(
        MarkedPlan(text, configuration: example.example.configuration.map { MarkedText($0).text }).findings)
      let added = after.filter { $0.value > before[$0.key] ?? 0 }.keys.sorted()
      #expect(added == [], "in: \(text)", sourceLocation: example.place)
      #expect(
        after[finding.rule] ?? 0 < before[finding.rule] ?? 0, "is not settled: \(text)",
        sourceLocation: example.place)
    }
  }

  @Test("edits of a fix lie in the file and do not overlap", arguments: RuleCase.flags)
  func editsAreInOrder(_ example: RuleCase) {
    let marked = MarkedPlan(example.example)
    for finding in marked.findings(of: example.rule.info.id) {
      let ranges = (finding.fix?.edits ?? []).map(\.range).sorted()
      let count = marked.plan[finding.file].bytes.count
      #expect(ranges.allSatisfy { $0.upperBound <= count }, sourceLocation: example.place)
      #expect(
        zip(ranges, ranges.dropFirst()).allSatisfy { $0.upperBound <= $1.lowerBound },
        sourceLocation: example.place)
    }
  }

  @Test("messages begin in lower case and end without a stop", arguments: RuleCase.flags)
  func messagesReadAlike(_ example: RuleCase) {
    for finding in MarkedPlan(example.example).findings(of: example.rule.info.id) {
      for text in [finding.message, finding.help ?? "ok"] {
        #expect(!text.isEmpty && !text.hasSuffix(".") && !text.contains("\n"), sourceLocation: example.place)
        #expect(
          text.first?.isUppercase != true || text.dropFirst().first?.isUppercase == true,
          sourceLocation: example.place)
      }
    }
  }

  private func counts(_ findings: [Finding]) -> [String: Int] {
    findings.reduce(into: [:]) { $0[$1.rule, default: 0] += 1 }
  }
}
