import PlanModel
import Testing

@Suite struct LineTableTests {
  @Test(
    "lines end with LF, CRLF or a lone CR",
    arguments: [
      ("", [0]), ("a", [0]), ("a\n", [0, 2]), ("a\nb", [0, 2]), ("a\r\nb", [0, 3]), ("a\rb", [0, 2]),
      ("a\r\r\nb", [0, 2, 4]), ("\n\n\n", [0, 1, 2, 3]),
      ("\r\n\r\n", [0, 2, 4]), ("\n\r", [0, 1, 2]), ("a\u{2028}b\u{B}c\u{85}d", [0]),
    ])
  func starts(_ text: String, _ expected: [UInt32]) {
    #expect(LineTable(Array(text.utf8)).starts == expected)
  }

  @Test func partsFindTheSameLinesWhereverTheyAreCut() {
    let text = Array("one\r\ntwo, which is longer\rthree\n\n\r\n\té and so on\u{85}\n0123456\r\n".utf8)
    let whole = LineTable(text).starts
    for size in 1...text.count {
      let parts = stride(from: 0, to: text.count, by: size).map {
        LineTable.starts(in: text, $0..<min($0 + size, text.count))
      }
      #expect(LineTable(joining: parts, text).starts == whole, "parts of \(size) bytes")
    }
  }

  @Test func columnsCountBytesWithTheMark() {
    let table = LineTable(Array("\u{FEFF}é漢x\ny".utf8))
    #expect(table.position(of: 0) == (1, 1))
    #expect(table.position(of: 8) == (1, 9))
    #expect(table.position(of: 10) == (2, 1))
    #expect(table.position(of: 11) == (2, 2))
  }

  @Test func aLineReachesToItsEndAndHoldsIt() {
    let table = LineTable(Array("ab\r\nc\n\nd".utf8))
    #expect((1...4).map { table.range(ofLine: $0) } == [0..<4, 4..<6, 6..<7, 7..<8])
  }

  @Test(
    "every position is that of a walk through the text",
    arguments: ["", "a\nbb\r\n\rc\n", "\r\n", "é\n\n漢\r\n"])
  func positions(_ text: String) {
    let bytes = Array(text.utf8)
    let table = LineTable(bytes)
    var (line, column) = (1, 1)
    for offset in 0...bytes.count {
      #expect(table.position(of: offset) == (line, column))
      guard offset < bytes.count else { break }
      let isEnd =
        bytes[offset] == 0x0A
        || (bytes[offset] == 0x0D && !(offset + 1 < bytes.count && bytes[offset + 1] == 0x0A))
      (line, column) = isEnd ? (line + 1, 1) : (line, column + 1)
    }
  }
}

@Suite struct TextEditTests {
  private func applying(_ edits: [TextEdit], to text: String = "0123456789") -> String {
    String(decoding: Array(text.utf8).applying(edits), as: UTF8.self)
  }

  @Test func editsMayComeInAnyOrder() {
    let edits = [TextEdit(8..<9, "x"), TextEdit(0..<0, ">"), TextEdit(2..<5, ""), TextEdit(10..<10, "<")]
    #expect(applying(edits) == ">01567x9<")
    #expect(applying(edits.reversed()) == ">01567x9<")
  }

  @Test func ofTwoThatOverlapTheLaterIsLeftOut() {
    #expect(applying([TextEdit(2..<5, "a"), TextEdit(4..<6, "b")]) == "01a56789")
    #expect(applying([TextEdit(4..<6, "b"), TextEdit(2..<5, "a")]) == "01a56789")
    #expect(applying([TextEdit(2..<5, "a"), TextEdit(3..<3, "b")]) == "01a56789")
  }

  @Test func neighboursAreBothMade() {
    #expect(applying([TextEdit(2..<4, "a"), TextEdit(4..<6, "b")]) == "01ab6789")
    #expect(applying([TextEdit(4..<4, "a"), TextEdit(4..<6, "b")]) == "0123ab6789")
  }

  @Test func beyondTheEndNothingIsMade() {
    #expect(applying([TextEdit(9..<12, "x")]) == "0123456789")
    #expect(applying([TextEdit(11..<11, "x")]) == "0123456789")
    #expect(applying([TextEdit(0..<0, "x")], to: "") == "x")
  }

  @Test func bytesAreWrittenAsTheyAre() {
    #expect(Array("ab".utf8).applying([TextEdit(1..<1, bytes: [0xFF, 0x0D])]) == [0x61, 0xFF, 0x0D, 0x62])
  }
}

@Suite struct ByteRangeTests {
  @Test func aRangeIsHalfOpen() {
    let range = ByteRange(3, 5)
    #expect(range.count == 2 && !range.isEmpty && range.range == 3..<5)
    #expect((2...5).map { range.contains($0) } == [false, true, true, false])
    #expect(range.shifted(by: -3) == ByteRange(0, 2))
    #expect(ByteRange(5, 3) == ByteRange(5, 5))
  }

  @Test func rangesSortByTheirBeginnings() {
    let sorted = [ByteRange(0, 0), ByteRange(0, 2), ByteRange(1, 1), ByteRange(1, 9)]
    #expect(sorted.reversed().sorted() == sorted)
  }
}

@Suite struct SpellingTests {
  @Test(
    "the nearest word",
    arguments: [
      ("due", "due"), ("deu", "due"), ("duw", "due"), ("du", "due"), ("dues", "due"), ("xyz", nil),
      ("staert", "start"), ("strat", "start"), ("startxx", "start"),
      ("sched", nil), ("shceduled", "scheduled"), ("DUE", "due"), ("", nil), ("q", nil),
    ])
  func nearest(_ word: String, _ expected: String?) {
    #expect(Spelling.nearest(to: word, among: ["due", "start", "scheduled"]) == expected)
  }

  @Test func tiesGoToTheFirst() {
    #expect(Spelling.nearest(to: "bat", among: ["cat", "hat"]) == "cat")
    #expect(Spelling.nearest(to: "bat", among: ["hat", "cat"]) == "hat")
  }

  @Test func nearerBeatsFirst() {
    #expect(Spelling.nearest(to: "status", among: ["statics", "statut"]) == "statut")
  }

  @Test func veryLongWordsAreNotCompared() {
    #expect(
      Spelling.nearest(to: String(repeating: "a", count: 65), among: [String(repeating: "a", count: 65)])
        == nil)
  }

  @Test(
    "one step for each slip",
    arguments: [
      ("", "", 0), ("a", "", 1), ("", "ab", 2), ("ab", "ba", 1), ("abc", "acb", 1), ("kitten", "sitting", 3),
      ("ca", "abc", 3), ("due", "due", 0),
    ])
  func distance(_ a: String, _ b: String, _ expected: Int) {
    #expect(Spelling.distance(Array(a.utf8), Array(b.utf8)) == expected)
    #expect(Spelling.distance(Array(b.utf8), Array(a.utf8)) == expected)
  }
}

@Suite struct SourceFileTests {
  @Test(arguments: [("a.md", "a"), ("x/b.c.md", "b.c"), ("x/.md", ".md"), ("README", "README"), ("", "")])
  func theStemIsTheNameWithoutItsLastPart(_ path: String, _ stem: String) {
    #expect(SourceFile(path: path, bytes: []).stem == stem)
  }

  @Test func bytesThatAreNoTextAreShownAsSuch() {
    let file = SourceFile(path: "a.md", bytes: [0x61, 0xFF, 0x62])
    #expect(file.text(0..<3) == "a\u{FFFD}b")
    #expect(file.text(2..<9) == "b")
  }
}
