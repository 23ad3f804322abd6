import PlanModel
import PlanTestSupport
import PlanText
import Testing

/// Bytes and lines that are no ordinary text: told, and read all the same.
@Suite struct CharacterTests {
  @Test(
    "characters that a terminal would obey, and bytes that are none",
    arguments: [
      ([0x1B], "controlCharacter"), ([0x00], "controlCharacter"), ([0x07, 0x08], "controlCharacter"),
      ([0x7F], "controlCharacter"),
      ([0xC2, 0x9B], "controlCharacter"), ([0xE2, 0x80, 0xAE], "bidiControl"),
      ([0xE2, 0x81, 0xA6], "bidiControl"), ([0xFF], "invalidUTF8"),
      ([0xC3], "invalidUTF8"), ([0xE2, 0x82], "invalidUTF8"), ([0xED, 0xA0, 0x80], "invalidUTF8"),
      ([0xC0, 0x80], "invalidUTF8"),
      ([0xF5, 0x80, 0x80, 0x80], "invalidUTF8"),
    ] as [([UInt8], String)])
  func oddBytes(_ odd: [UInt8], _ kind: String) {
    let plan = read(bytes: Array("- [ ] Paint ".utf8) + odd + Array("x due:2026-01-12\n".utf8))
    #expect(plan.remarks.map { "\($0.kind)" } == [kind])
    #expect(plan.remarks.map(\.range.range) == [12..<12 + odd.count])
    #expect(plan.due(TaskIndex(0)) == Day(2026, 1, 12))
  }

  @Test("what is ordinary", arguments: ["\t", "é", "漢字", "👩‍👩‍👧‍👦", "\u{200B}", "\u{FEFF}", "\u{2028}", "\u{AD}"])
  func ordinary(_ text: String) {
    #expect(remarks("- [ ] Paint \(text)x\n") == [])
  }

  @Test(
    "every kind of line end ends a line",
    arguments: ["\n", "\r\n", "\r"])
  func lineEnds(_ end: String) {
    let text =
      "---\ntitle: House\n---\n## Roof due:2026-01-12\n\n1. [ ] a est:2d\n   more @ann\n2. [x] b\n   - 2026-01-12 2h x\n"
    let plan = read(text.replacing("\n", with: end))
    #expect(
      plan.outline == """
        = House
        ## Roof | due=2026-01-12
        open a more | est=2d, @ann
        done b <- a more
          2026-01-12 120min: x
        """)
    #expect(plan.tasks.map(\.line) == [6, 8])
    #expect(plan.logs.map(\.line) == [9])
  }

  @Test func lineEndsMayBeMixed() {
    #expect(tasks("- [ ] a\r\n- [ ] b\r- [ ] c\n  d\r\r- [ ] e") == "open a\nopen b\nopen c d\nopen e")
  }

  @Test(
    "the last line needs no end",
    arguments: [
      "- [ ] a due:2026-01-12", "- [ ] a\n  - 2026-01-12 2h", "# A\ndue:2026-01-12", "1. [ ] a\n2. [ ] b",
      "- [ ] a\n  b @ann", "A\n===", "- [ ]",
    ])
  func noFinalLineEnd(_ text: String) {
    #expect(outline(text) == outline(text + "\n"))
    #expect(remarks(text) == remarks(text + "\n"))
  }

  @Test(
    "files without anything",
    arguments: ["", "\n", " ", "\u{FEFF}", "\r", "\u{FEFF}\n", "\0"])
  func nothing(_ text: String) {
    #expect(outline(text) == "= plan")
  }

  @Test func aLineOfMoreThanAMegabyteIsRemarkedOn() {
    let line =
      "- [ ] a due:2026-01-12 " + String(repeating: "x", count: Shadowed.lineLimit) + " est:2d\n- [ ] b\n"
    let plan = read(line)
    #expect(plan.remarks.map(\.kind) == [.lineTooLong])
    #expect(plan.tasks.count == 2)
    #expect(plan.due(TaskIndex(0)) == Day(2026, 1, 12))
  }

  @Test("nesting beyond the limit is told", arguments: ["- ", "> ", "1. "])
  func deepNesting(_ marker: String) {
    let deep = String(repeating: marker, count: 150) + "[ ] a\n\n- [ ] b\n"
    #expect(tasks(deep).hasSuffix("open b"))
    #expect(remarks(deep).contains { $0.hasPrefix("nestingTooDeep") })
    #expect(read(String(repeating: marker, count: 50) + "[ ] a\n").remarks.isEmpty)
  }
}

/// The limit of a line that is read in full: a megabyte.
private enum Shadowed { static let lineLimit = 1 << 20 }
