import Foundation
import PlanModel
import PlanTestSupport
import PlanText
import Testing

@Suite struct FormatterTests {
  private func formatted(_ bytes: [UInt8]) -> [UInt8]? {
    let plan = readPlan([SourceFile(path: "plan.md", bytes: bytes)], configuration: Configuration())
    return Formatter(plan).text(of: FileIndex(0))
  }

  @Test(
    "canonical spacing, order and dialect",
    arguments: [
      ("- [X]   Paint  due:2026-03-20   @ann est:2d  \n", "- [x] Paint @ann est:2d due:2026-03-20\n"),
      (
        "- [ ] Paint 📅 2026-03-21 est:1h ✅ 2026-03-02 pri:A\n",
        "- [ ] Paint est:1h 🔺 📅 2026-03-21 ✅ 2026-03-02\n"
      ),
      ("- [ ] Paint t:2026-03-01 estimate:2h\n", "- [ ] Paint est:2h start:2026-03-01\n"),
      (
        "- [ ] Paint due:2026-03-20 ⏳ 2026-03-19 start:2026-03-01\n",
        "- [ ] Paint start:2026-03-01 scheduled:2026-03-19 due:2026-03-20\n"
      ),
      (
        "- [ ] Paint  \n  second  line due:2026-03-04 id:z  \n",
        "- [ ] Paint  \n  second  line due:2026-03-04 id:z\n"
      ),
      ("- [ ] (A) Paint ^b\n", "- [ ] (A) Paint ^b\n"),
      ("- [ ] @ann Paint due:2026-03-04\n", "- [ ] @ann Paint due:2026-03-04\n"),
      ("- [ ] Paint (est:2d,  due:2026-01-12)\n", "- [ ] Paint (est:2d,  due:2026-01-12)\n"),
      (
        "- [ ] Paint due:2026-03-04 @ann <!-- planmd-disable-line due-order -->\n",
        "- [ ] Paint @ann due:2026-03-04 <!-- planmd-disable-line due-order -->\n"
      ),
      (
        "Text  with   blanks  \n\n- plain   item due:2026-01-01  @ann\n",
        "Text  with   blanks  \n\n- plain   item due:2026-01-01  @ann\n"
      ),
    ])
  func lines(_ text: String, _ expected: String) throws {
    let result = formatted(Array(text.utf8)).map { String(decoding: $0, as: UTF8.self) } ?? text
    #expect(result == expected)
  }

  /// The formatter itself compares tasks, tags and rendered HTML, and leaves a task alone where they differ.
  @Test("twice is once, on random documents") func twiceIsOnce() throws {
    var changed = 0
    for seed in UInt64(1)...2500 {
      let bytes = NastyDocument.bytes(seed: seed)
      guard let once = formatted(bytes) else { continue }
      changed += 1
      let again = formatted(once)
      #expect(again == nil, "seed \(seed): \(String(decoding: bytes, as: UTF8.self).debugDescription)")
    }
    #expect(changed > 500)
  }

  @Test func conflictsAndArchivesAreLeftAlone() throws {
    #expect(formatted(Array("<<<<<<< a\n- [X]  x\n=======\n>>>>>>> b\n".utf8)) == nil)
  }
}
