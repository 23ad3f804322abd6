import Foundation
import PlanModel
import PlanTestSupport
import PlanText
import Testing

/// An edit changes only the bytes it names. Random documents in many shapes of encoding and line ends, random edits.
///
/// `EDIT_PAIRS` says how many pairs of document and edit are tried.
@Suite struct ByteLocalityTests {
  private static let pairs = ProcessInfo.processInfo.environment["EDIT_PAIRS"].flatMap(Int.init) ?? 100_000

  @Test func everythingElseStays() throws {
    var counts: [String: Int] = [:]
    var tried = 0
    var seed: UInt64 = 1
    while tried < Self.pairs {
      var random = SeededGenerator(seed: seed)
      let shape = Shape.all[Int(seed) % Shape.all.count]
      seed += 1
      let bytes = shape.apply(document(seed, &random), &random)
      let plan = readPlan([SourceFile(path: "plan.md", bytes: bytes)], configuration: Configuration())
      guard !plan.tasks.isEmpty, !plan.hasConflictMarkers(FileIndex(0)) else { continue }
      for _ in 0..<6 {
        let task = TaskIndex(Int.random(in: 0..<plan.tasks.count, using: &random))
        let edit = Edit.allCases[Int.random(in: 0..<Edit.allCases.count, using: &random)]
        guard let problem = tries(edit, task, plan, &random) else {
          counts[edit.rawValue, default: 0] += 1
          tried += 1
          continue
        }
        Issue.record(
          "\(problem): \(edit) of task \(task.position), \(shape.name), seed \(seed - 1): \(String(decoding: bytes, as: UTF8.self).debugDescription)"
        )
        tried += 1
      }
    }
    // Each kind of edit must have been made, not only refused.
    for edit in Edit.allCases { #expect(counts[edit.rawValue, default: 0] > Self.pairs / 100, "\(edit)") }
  }

  /// Half of them are documents that hold nothing but what a person may write.
  private func document(_ seed: UInt64, _ random: inout SeededGenerator) -> [UInt8] {
    if seed % 2 == 0 { return NastyDocument.bytes(seed: seed) }
    var text = random.chance(50) ? "# Plan\n\n" : ""
    for _ in 0..<Int.random(in: 1...8, using: &random) {
      let indent = random.pick(["", "", "", "  ", "  ", "    "])
      text += indent + random.pick(["- [ ] ", "* [/] ", "1. [ ] ", "- [x] ", "- [>] ", "> - [ ] "])
      text += random.pick([
        "Paint the wall", "Paint", "café 漢字", "a `due:2026-01-01` b", "Lay floor (est:2d)",
      ])
      for _ in 0..<Int.random(in: 0...4, using: &random) {
        text +=
          " "
          + random.pick([
            "due:2026-01-12", "est:2d", "@ann", "#web", "pri:B", "📅 2026-01-12", "✅ 2026-01-02", "id:a", "^b",
            "[due:: 2026-01-02]", "rec:+1w", "start:2026-01-02",
          ])
      }
      text += random.pick([
        "\n", "\n", "  \n", "\n\n", "\\\n", "\n" + indent + "  more text\n",
        "\n" + indent + "  - 2026-01-02 1h x\n",
      ])
    }
    return Array(text.utf8)
  }

  private enum Edit: String, CaseIterable {
    case start, cancel, done, set, remove, assign, text, log, add, take, successor
  }

  /// Makes an edit and looks at the bytes around it; a refusal is fine.
  private func tries(_ edit: Edit, _ task: TaskIndex, _ plan: Plan, _ random: inout SeededGenerator)
    -> String?
  {
    var editor = PlanEditor(plan, today: monday)
    var keepsLines = true
    do {
      switch edit {
      case .start: try editor.change(task, status: .started) { _ in }
      case .cancel:
        try editor.change(task, status: .cancelled) { paragraph throws(EditProblem) in
          try paragraph.set(NewTag(.cancelled, "2026-03-09"))
        }
      case .done:
        try editor.change(task, status: .done) { paragraph throws(EditProblem) in
          try paragraph.set(NewTag(.done, "2026-03-09"))
        }
      case .set:
        let tag = random.pick([
          NewTag(.due, "2026-05-01"), NewTag(.estimate, "3h"), NewTag(attribute: "client", "acme"),
          NewTag(.priority, "A"), NewTag(.recurrence, "every 2 weeks"),
        ])
        try editor.change(task) { paragraph throws(EditProblem) in try paragraph.set(tag) }
      case .remove: try editor.change(task) { paragraph in paragraph.remove(.due) }
      case .assign:
        try editor.change(task) { paragraph throws(EditProblem) in try paragraph.add(NewTag(.assignee, "zoe"))
        }
      case .text:
        try editor.change(task) { paragraph throws(EditProblem) in try paragraph.setText("Other text") }
      case .log:
        try editor.log(Array("2026-03-09 2h done".utf8), below: task)
        keepsLines = false
      case .add:
        try editor.add(Array("[ ] new one".utf8), below: task)
        keepsLines = false
      case .take:
        try editor.remove(task)
        keepsLines = false
      case .successor:
        _ = try editor.complete(task, withSubtasks: false)
        keepsLines = false
      }
      guard let text = try editor.texts().first?.text else { return nil }
      return fault(edit, task, plan, text, keepsLines: keepsLines)
    } catch {
      return nil
    }
  }

  private func fault(_ edit: Edit, _ task: TaskIndex, _ plan: Plan, _ text: [UInt8], keepsLines: Bool)
    -> String?
  {
    let old = plan.files[0].bytes
    let record = plan[task]
    var (front, back) = (0, 0)
    while front < min(old.count, text.count), old[front] == text[front] { front += 1 }
    while back < min(old.count, text.count) - front, old[old.count - 1 - back] == text[text.count - 1 - back]
    { back += 1 }
    let changed = front..<max(front, old.count - back)
    if keepsLines {
      // Box and paragraph, nothing else.
      // A blank that goes before other blanks may be any of them: aligned from the end as well as from the beginning.
      var tail = 0
      while tail < min(old.count, text.count), old[old.count - 1 - tail] == text[text.count - 1 - tail] {
        tail += 1
      }
      let lower = min(front, min(old.count, text.count) - min(tail, min(old.count, text.count)))
      guard changed.isEmpty || lower >= Int(record.box) && old.count - tail <= Int(record.end) else {
        return "changed \(changed), not \(record.box)..<\(record.end)"
      }
    } else if edit == .log || edit == .add {
      guard changed.isEmpty else { return "\(changed) is gone" }
      guard text.count > old.count else { return "nothing is added" }
    } else if edit == .successor {
      guard changed.lowerBound >= old.startOfLine(Int(record.start)) else {
        return "changed \(changed) before the task"
      }
    }
    // Line ends: an edit brings none that the file does not have.
    if !old.contains(0x0D), text.contains(0x0D) { return "a CR came in" }
    if !old.contains(0x0A), old.contains(0x0D), text.contains(0x0A) { return "an LF came in" }
    return nil
  }

  /// A way in which a text may be written.
  private struct Shape {
    let name: String
    let apply: @Sendable ([UInt8], inout SeededGenerator) -> [UInt8]

    private static func lines(_ bytes: [UInt8]) -> [[UInt8]] {
      bytes.split(omittingEmptySubsequences: false) { $0 == 0x0A }.map { Array($0) }
    }

    private static let ends: [(String, [[UInt8]])] = [
      ("LF", [[0x0A]]), ("CRLF", [[0x0D, 0x0A]]), ("CR", [[0x0D]]), ("mixed", [[0x0A], [0x0D, 0x0A]]),
      ("all mixed", [[0x0A], [0x0D, 0x0A], [0x0D]]),
    ]

    private static let manners: [(String, @Sendable ([UInt8]) -> [UInt8])] = [
      ("plain", { $0 }),
      ("byte order mark", { $0.starts(with: [0xEF, 0xBB, 0xBF]) ? $0 : [0xEF, 0xBB, 0xBF] + $0 }),
      ("no final newline", { $0.last == 0x0A ? Array($0.dropLast()) : $0 }),
      ("trailing blanks", { Array(lines($0).map { $0 + [0x20, 0x20] }.joined(separator: [0x0A])) }),
      (
        "tabs",
        {
          Array(
            lines($0).map { $0.starts(with: [0x20, 0x20, 0x20, 0x20]) ? [0x09] + $0.dropFirst(4) : $0 }
              .joined(separator: [0x0A]))
        }
      ),
      ("broken UTF-8", { $0 + Array("\n- [ ] x ".utf8) + [0xC3, 0x28, 0xFF, 0x0A] }),
      ("NUL", { $0 + Array("\n- [ ] x \u{0} y\n".utf8) }),
      (
        "NFD, bidi, ZWJ",
        { $0 + Array("\n- [ ] cafe\u{301} \u{202E}x\u{202C} 👩\u{200D}🚀 due:2026-01-01\n".utf8) }
      ),
    ]

    static let all: [Shape] = ends.flatMap { end in
      manners.map { manner in
        Shape(name: "\(end.0), \(manner.0)") { bytes, random in
          let shaped = manner.1(bytes)
          var result: [UInt8] = []
          for (number, line) in lines(shaped).enumerated() {
            if number > 0 { result += random.pick(end.1) }
            result += line
          }
          return result
        }
      }
    }
  }
}
