import PlanTestSupport
import Testing

@testable import planmd

/// Reliability, "L terminal": no control character, C1 or bidi override of a file reaches the terminal.
@Suite struct HostileTextTests {
  /// Every byte, and every control that takes several, in all places a plan has for text.
  private static let plan: TemporaryFolder = {
    let scalars =
      (Array(0...0x9F) + [0x61C, 0x200E, 0x200F, 0x2028, 0x2029, 0xFEFF] + Array(0x202A...0x202E)
      + Array(0x2066...0x2069))
      .compactMap { Unicode.Scalar($0 as UInt32) }.filter { $0 != "\n" && $0 != "\r" }
    var text = "# Ti\u{1B}[31mtle\u{9B}1m id:top due:2026-03-01 client:\"a\u{7}b\"\n\n"
    for (number, scalar) in scalars.enumerated() {
      text +=
        "- [ ] a\(scalar)b due:2026-03-0\(number % 9 + 1) #l\(scalar)x @ann waiting:\"w\(scalar)w\" own:\"o\(scalar)o\" id:i\(number) due:x\(scalar)y\n"
      text += "  - 2026-03-02 2h n\(scalar)n\n"
    }
    text +=
      "- [\u{1B}] box\n- [ ] link \u{1B}]8;;http://x\u{7}click\u{1B}]8;;\u{7}\n## H\u{202E}H\u{1B}c\n- [ ] x after:g\u{1B}one\n"
    let folder = TemporaryFolder([
      "planmd.yaml": "people: {\"a\\eb\": {}, ann: {name: \"A\\u009Bn\"}}\nme: \"m\\ae\"\n\"k\\ey\": 1\n",
      "a\u{1B}[2Jb\u{202E}.md": text,
    ])
    folder.write(Array("- [ ] bytes \u{0}".utf8) + Array(0x80...0xFF) + [0x0A], to: "bytes.md")
    return folder
  }()

  private func unsafe(_ text: String) -> [String] {
    let found = text.unicodeScalars.filter { scalar in
      switch scalar.value {
      case 0x09, 0x0A: false
      case 0..<0x20, 0x7F..<0xA0, 0x61C, 0x200E, 0x200F, 0x2028, 0x2029, 0x202A...0x202E, 0x2066...0x2069:
        true
      default: false
      }
    }
    return Set(found.map { String($0.value, radix: 16) }).sorted()
  }

  @Test(
    "text that people read",
    arguments: [
      ["list", "all"], ["list", "--by", "label"], ["list", "--by", "own"], ["list", "all", "-f", "markdown"],
      ["today", "--all"], ["agenda", "--all", "-f", "markdown"], ["next", "--all"],
      ["projects", "--all"], ["projects", "-f", "markdown"], ["show", "i27"], ["show", "top"], ["report"],
      ["report", "-f", "markdown"], ["report", "--by", "client"], ["lint"],
      ["lint", "--diff", "--unsafe-fixes"],
      ["lint", "-f", "github"], ["show", "a"], ["list", "a\u{1B}[0m"], ["list", "due:\u{1B}c"],
      ["explain", "\u{1B}x"], ["lint", "\u{9B}gone.md"], ["recur", "every \u{1B}x"], ["report", "x\u{202E}"],
      ["\u{1B}c"],
      ["list", "--columns", "\u{7}"], ["list", "--\u{1B}x"],
    ])
  func readText(_ arguments: [String]) async throws {
    let answer = try await ask(arguments, in: Self.plan)
    #expect(unsafe(answer.output) == [])
    #expect(unsafe(answer.errors) == [])
  }

  @Test(
    "data hold no raw control characters",
    arguments: [
      ["list", "all", "-f", "json"], ["report", "-f", "json"], ["lint", "-f", "json"],
      ["lint", "-f", "sarif"], ["projects", "--all", "-f", "json"], ["agenda", "--all", "-f", "json"],
    ])
  func data(_ arguments: [String]) async throws {
    let answer = try await ask(arguments, in: Self.plan)
    #expect(unsafe(answer.output) == [])
    _ = try parsed(answer.output)
  }

  @Test func jsonGivesTextsBackAsTheyAre() async throws {
    let answer = try await ask(["list", "-f", "json"], in: folder("- [ ] a \u{1B}[31m \u{202E}b\n"))
    let tasks = try #require(try parsed(answer.output)["tasks"] as? [[String: Any]])
    #expect(tasks.map { $0["text"] as? String } == ["a \u{1B}[31m \u{202E}b"])
  }
}
