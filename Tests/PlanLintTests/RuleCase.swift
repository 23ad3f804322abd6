import PlanLint
import PlanModel
import PlanTestSupport
import PlanText
import PlanWorkspace
import Testing

/// One example of one rule, which remembers where it is written.
struct RuleCase: Sendable, CustomTestStringConvertible {
  let rule: any LintRule
  let example: Example

  var testDescription: String { "\(rule.info.id): \(example.name)" }

  /// The example's place in the rule's file, so that a failure points there.
  var place: SourceLocation {
    let file = example.file.split(separator: "/").last.map(String.init) ?? example.file
    return SourceLocation(fileID: "PlanLint/\(file)", filePath: example.file, line: example.line, column: 1)
  }

  static let flags = allRules.flatMap { rule in rule.info.flags.map { RuleCase(rule: rule, example: $0) } }
  static let passes = allRules.flatMap { rule in rule.info.passes.map { RuleCase(rule: rule, example: $0) } }
}

/// How an example is disguised before it is read.
enum Disguise: CaseIterable, Sendable {
  case asWritten
  /// Behind a line of text whose characters take one to four bytes.
  case behindText
  case withCRLF

  func callAsFunction(_ text: String) -> String {
    switch self {
    case .asWritten: text
    case .behindText: "Übung — 漢字 🎉\n\n" + text
    case .withCRLF: text.withCRLF
    }
  }

  /// Front matter stands on line 1 or is none.
  func suits(_ text: String) -> Bool { self != .behindText || !text.hasPrefix("---") }
}

/// A text and its configuration as the linter sees them, with the places that are marked in both.
struct MarkedPlan {
  static let text = FileIndex(0)
  static let configuration = FileIndex(1)

  let plan: Plan
  /// Marked ranges by file.
  let marks: [FileIndex: [ByteRange]]

  init(_ example: Example, _ disguise: Disguise = .asWritten) {
    self.init(disguise(example.text), configuration: example.configuration)
  }

  init(_ text: String, configuration yaml: String? = nil) {
    let marked = MarkedText(text)
    let markedYAML = MarkedText(yaml ?? "")
    let reader = ConfigurationReader(markedYAML.bytes, file: MarkedPlan.configuration)
    var plan = readPlan(
      [
        SourceFile(path: "plan.md", bytes: marked.bytes),
        SourceFile(path: "planmd.yaml", bytes: markedYAML.bytes, kind: .configuration),
      ], configuration: reader.configuration)
    plan.remarks += reader.remarks
    self.plan = plan
    marks = [MarkedPlan.text: marked.ranges, MarkedPlan.configuration: markedYAML.ranges]
  }

  /// What all rules find.
  var findings: [Finding] { lint(plan, today: Example.today) }

  /// What one rule finds; all run, since a suppression may be about another.
  func findings(of rule: String) -> [Finding] { findings.filter { $0.rule == rule } }

  /// A file's text with marks where the findings are.
  func shown(_ findings: [Finding]) -> String {
    plan.files.indices.map { position in
      let index = FileIndex(position)
      return plan[index].bytes.marked(findings.filter { $0.file == index }.map(\.range))
    }.joined(separator: "\n")
  }

  /// The text as its marks have it.
  var shownMarks: String {
    plan.files.indices.map { plan.files[$0].bytes.marked(marks[FileIndex($0)] ?? []) }.joined(separator: "\n")
  }
}
