import PlanTestSupport
import Testing

@testable import planmd

/// Formats by `-f` and by the extension of `-o`.
@Suite struct FormatOptionTests {
  private let plan = folder("# House\n\n- [ ] Paint due:2026-03-20 @ann\n")

  @Test(
    "the extension of the output picks the format",
    arguments: [
      ("out.json", "{"), ("out.csv", "handle,"), ("out.md", "| "), ("out.markdown", "| "), ("out.txt", ""),
      ("out", ""), ("out.MD", "| "), ("out.xyz", ""),
    ])
  func extensions(_ name: String, _ beginning: String) async throws {
    let folder = folder("# House\n\n- [ ] Paint due:2026-03-20 @ann\n")
    let format = ["{": "json", "handle,": "csv", "| ": "markdown"][beginning] ?? "text"
    let answer = try await ask("list", "-o", name, in: folder)
    #expect(answer.exitCode == 0 && answer.output == "" && answer.errors == "")
    let written = try #require(folder.text(of: name))
    #expect(written.hasPrefix(beginning))
    #expect(written == (try await ask("list", "-f", format, in: plan)).output)
    #expect(folder.names.filter { $0.hasSuffix("planmd-tmp") } == [])
  }

  @Test func theOptionBeatsTheExtension() async throws {
    _ = try await ask("list", "-f", "json", "-o", "x.csv", in: plan)
    #expect(plan.text(of: "x.csv")?.hasPrefix("{") == true)
  }

  @Test func lintKnowsSarifByItsExtension() async throws {
    _ = try await ask("lint", "-o", "x.sarif", in: plan)
    #expect(plan.text(of: "x.sarif")?.contains("\"2.1.0\"") == true)
  }

  @Test func anExistingFileIsReplacedAndAnUnwritableOneIsAnError() async throws {
    plan.write("old", to: "x.txt")
    _ = try await ask("list", "-o", "x.txt", in: plan)
    #expect(plan.text(of: "x.txt")?.contains("Paint") == true)
    for path in ["gone/x.txt", "."] {
      let answer = try await ask("list", "-o", path, in: plan)
      #expect(answer.exitCode == 2)
      #expect(answer.errors.contains("cannot be written"))
    }
  }

  @Test func mdIsShortForMarkdown() async throws {
    #expect(
      try await ask("list", "-f", "md", in: plan).output
        == (try await ask("list", "-f", "markdown", in: plan)).output)
  }

  @Test func cellsThatStartAFormulaAreMadeInert() async throws {
    let folder = folder("- [ ] =cmd|' /C calc'!A0\n- [ ] -2h pairing\n- [ ] a \"quoted\", b\n")
    let inert = try await ask("list", "-f", "csv", "--columns", "text", in: folder).output
    #expect(
      inert.split(whereSeparator: \.isNewline) == [
        "text", "'=cmd|' /C calc'!A0", "'-2h pairing", "\"a \"\"quoted\"\", b\"",
      ])
    let raw = try await ask("list", "-f", "csv", "--columns", "text", "--raw", in: folder).output
    #expect(
      raw.split(whereSeparator: \.isNewline) == [
        "text", "=cmd|' /C calc'!A0", "-2h pairing", "\"a \"\"quoted\"\", b\"",
      ])
  }

  @Test func textIsPlainWhereNoTerminalIs() async throws {
    #expect(try await ask("list", in: plan).output.contains("\u{1B}") == false)
    #expect(
      try await ask("list", "--color", "always", in: folder("- [ ] Paint due:2026-01-01\n")).output.contains(
        "\u{1B}[31m"))
    #expect(try await ask("list", "--color", "never", in: plan).output.contains("\u{1B}") == false)
  }
}

@Suite("CSV for spreadsheets")
struct RawOptionTests {
  @Test(
    "a cell that starts a formula is inert, unless --raw asks for it as it is",
    arguments: [["list"], ["today"], ["agenda"], ["next"], ["schedule"]])
  func raw(_ command: [String]) async throws {
    let folder = folder("# P\n\n- [ ] =1+1 due:2026-03-09 est:1h @ann\n")
    let inert = try await ask(command + ["-f", "csv"], in: folder)
    let exact = try await ask(command + ["-f", "csv", "--raw"], in: folder)
    #expect(inert.exitCode == 0 && exact.exitCode == 0)
    #expect(inert.output.contains("'=1+1"))
    #expect(exact.output.contains(",=1+1") && !exact.output.contains("'=1+1"))
  }
}
