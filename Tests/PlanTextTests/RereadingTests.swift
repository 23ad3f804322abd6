import PlanModel
import PlanTestSupport
import PlanText
import Testing

/// What an editor's key strokes leave: a plan that is read again gives what it gives when it is read anew.
@Suite struct RereadingTests {
  @Test("after any edits the plan is that of its text", arguments: 0..<40)
  func edits(_ group: Int) {
    for seed in group * 25..<group * 25 + 25 {
      var random = SeededGenerator(seed: UInt64(seed))
      var files = (0..<Int.random(in: 1...3, using: &random)).map { number in
        SourceFile(
          path: "\(number).md", bytes: NastyDocument.bytes(seed: UInt64(seed * 3 + number)), kind: .plan)
      }
      var reader = PlanRereader(configuration: Configuration(), pieceSize: random.pick([1, 16, 64, 4096]))
      for step in 0..<8 {
        let plan = reader.read(files)
        let whole = readPlan(files, configuration: Configuration())
        guard plan.dump == whole.dump else {
          Issue.record("seed \(seed), step \(step): \(files.map { $0.text(0..<$0.bytes.count) })")
          return
        }
        edit(&files, &random)
      }
    }
  }

  private func edit(_ files: inout [SourceFile], _ random: inout SeededGenerator) {
    if random.chance(8) { files.shuffle(using: &random) }
    let position = Int.random(in: 0..<files.count, using: &random)
    var bytes = files[position].bytes
    let start = Int.random(in: 0...bytes.count, using: &random)
    let end = min(bytes.count, start + random.pick([0, 0, 1, 2, 8, 40]))
    let pieces = [
      "", "x", " ", "\n", "\r\n", "\r", "```\n", "<!-- ", "-->", "- [ ] ", "# ", "%%", "---\n", "[", "\t",
      "due:2026-01-12",
    ]
    bytes.replaceSubrange(start..<end, with: random.pick(pieces).utf8)
    files[position] = SourceFile(path: files[position].path, bytes: bytes, kind: .plan)
  }

  @Test("a key stroke costs a piece and not the file")
  func isBounded() {
    let lines = (0..<5000).map { "- [ ] Task \($0) due:2026-03-\(10 + $0 % 20) @ann\n" }
    var text = Array(("# P\n\n" + lines.joined()).utf8)
    var reader = PlanRereader(configuration: Configuration())
    func plan() -> Plan { reader.read([SourceFile(path: "a.md", bytes: text)]) }
    _ = plan()
    #expect(reader.parsedBytes == text.count)
    for offset in stride(from: 100, to: text.count, by: 9973) {
      text.insert(UInt8(ascii: "x"), at: offset)
      #expect(plan().tasks.count >= 4999)
      #expect(reader.parsedBytes <= 3 * 8192, "\(offset)")
    }
    _ = plan()
    #expect(reader.parsedBytes == 0)
  }

  @Test("a fence that is opened takes what follows, and gives it back when it is closed")
  func fences() {
    let lines = (0..<2000).map { "- [ ] Task \($0)\n" }.joined()
    var reader = PlanRereader(configuration: Configuration())
    func count(_ text: String) -> Int {
      reader.read([SourceFile(path: "a.md", bytes: Array(text.utf8))]).tasks.count
    }
    #expect(count(lines) == 2000)
    #expect(count("```\n" + lines) == 0)
    #expect(count("```\n```\n" + lines) == 2000)
    #expect(reader.parsedBytes > 0)
    #expect(count("```\n```\n" + lines + "- [ ] x\n") == 2001)
    #expect(reader.parsedBytes < 20_000)
  }
}
