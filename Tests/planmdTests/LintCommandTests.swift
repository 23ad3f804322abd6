import Foundation
import PlanLint
import PlanModel
import PlanTestSupport
import Testing

@testable import planmd

/// `lint`: what is reported, in which form, and what fixes write.
@Suite struct LintCommandTests {
  @Test func aFindingShowsItsPlaceItsLineAndWhatToWrite() async throws {
    let answer = try await ask("lint", in: folder("# House\n\n- [ ] Paint due:2026-02-30 @ann\n"))
    #expect(
      answer.output == """
        plan.md:3:17: error: `2026-02-30` does not exist: February 2026 has 28 days [impossible-date]
          3 | - [ ] Paint due:2026-02-30 @ann
            |                 ^^^^^^^^^^
          help: write the day that is meant, at most 2026-02-28

        1 error in 1 file

        """)
    #expect(answer.exitCode == 1 && answer.errors == "")
  }

  @Test func withoutFindingsThereIsALine() async throws {
    #expect(try await ask("lint", in: folder("- [ ] Paint\n")).output == "no findings in 1 file\n")
    #expect(try await ask("lint", "-q", in: folder("- [ ] Paint\n")).output == "")
  }

  @Test func aPathLimitsWhatIsReportedNotWhatIsRead() async throws {
    let folder = TemporaryFolder([
      "planmd.yaml": "", "a.md": "- [ ] a after:b due:2026-02-30\n",
      "x/b.md": "- [ ] b id:b due:2026-02-31\n",
    ])
    #expect(try await rules(["lint", "a.md"], folder) == ["a.md impossible-date"])
    #expect(try await rules(["lint", "x"], folder) == ["x/b.md impossible-date"])
    #expect(
      try await rules(["lint", "x", "a.md"], folder) == ["a.md impossible-date", "x/b.md impossible-date"])
    #expect(try await rules(["lint"], folder) == ["a.md impossible-date", "x/b.md impossible-date"])
  }

  /// `file rule` of each finding.
  private func rules(_ arguments: [String], _ folder: TemporaryFolder) async throws -> [String] {
    let root = try parsed(try await ask(arguments + ["-f", "json"], in: folder).output)
    #expect(root["schema"] as? String == "planmd.findings/1")
    let findings = try #require(root["findings"] as? [[String: Any]])
    return findings.map { "\($0["file"] ?? "") \($0["rule"] ?? "")" }
  }

  // MARK: Formats

  @Test func jsonHasTheContractsFields() async throws {
    let folder = folder("\u{FEFF}- [ ] é due: 2026-04-01 x\n")
    let root = try parsed(try await ask("lint", "-f", "json", in: folder).output)
    let finding = try #require((root["findings"] as? [[String: Any]])?.first)
    #expect(
      finding.keys.sorted() == [
        "column", "endColumn", "endLine", "file", "fix", "help", "line", "message", "rule", "severity",
      ])
    #expect(
      finding["rule"] as? String == "almost-a-tag" && finding["severity"] as? String == "warning"
        && finding["file"] as? String == "plan.md")
    let places = ["line", "column", "endLine", "endColumn"].map { finding[$0] as? Int }
    #expect(places == [1, 13, 1, 28])
    #expect(
      try canonical(finding["fix"] as Any)
        == "{\"edits\":[{\"end\":27,\"file\":\"plan.md\",\"start\":12,\"text\":\"due:2026-04-01\"}],\"safety\":\"unsafe\"}"
    )
  }

  @Test func sarifHasItsShape() async throws {
    let root = try parsed(
      try await ask(
        "lint", "-f", "sarif", in: folder("\u{FEFF}- [ ] é🎉 due:2026-02-30\n- [ ] x due:2026-02-30\n")
      ).output)
    #expect(root["version"] as? String == "2.1.0")
    let run = try #require((root["runs"] as? [[String: Any]])?.first)
    let driver = try #require((run["tool"] as? [String: [String: Any]])?["driver"])
    #expect(driver["name"] as? String == "planmd")
    #expect((driver["rules"] as? [[String: Any]])?.map { $0["id"] as? String } == ["impossible-date"])
    let results = try #require(run["results"] as? [[String: Any]])
    #expect(results.map { $0["ruleId"] as? String } == ["impossible-date", "impossible-date"])
    #expect(results.map { $0["level"] as? String } == ["error", "error"])
    let location = try #require(
      (results[0]["locations"] as? [[String: [String: Any]]])?.first?["physicalLocation"])
    #expect(
      try canonical(location["artifactLocation"] as Any)
        == "{\"uri\":\"plan.md\",\"uriBaseId\":\"%SRCROOT%\"}")
    #expect(
      try canonical(location["region"] as Any)
        == "{\"endColumn\":24,\"endLine\":1,\"startColumn\":14,\"startLine\":1}")
    let prints = try results.map { try canonical($0["partialFingerprints"] as Any) }
    #expect(Set(prints).count == 2)
  }

  @Test func githubHasALineForEachFinding() async throws {
    let folder = TemporaryFolder(["planmd.yaml": "", "a,b:c.md": "- [ ] Paint 100% due:2026-02-30\n"])
    #expect(
      try await ask("lint", "-f", "github", in: folder).output
        == "::error file=a%2Cb%3Ac.md,line=1,col=22,endColumn=32,endLine=1,title=impossible-date::"
        + "`2026-02-30` does not exist: February 2026 has 28 days%0A"
        + "help: write the day that is meant, at most 2026-02-28\n")
  }

  @Test func rulesThatReadTheClockAreLeftOutThere() async throws {
    let clockRules = Set(allRules.map(\.info).filter(\.readsClock).map(\.id))
    #expect(!clockRules.isEmpty)
    let folder = folder("- [ ] Paint due:2026-03-12\n", configuration: "people: {ann: {}, bob: {}}\n")
    #expect(try await rules(["lint"], folder) == ["plan.md unassigned-due-soon"])
    #expect(clockRules.contains("unassigned-due-soon"))
    for format in ["sarif", "github"] {
      #expect(try await ask("lint", "-f", format, in: folder).output.contains("unassigned-due-soon") == false)
      #expect(
        try await ask("lint", "-f", format, "--clock", in: folder).output.contains("unassigned-due-soon"))
    }
  }

  // MARK: Fixes

  /// CRLF, a mark, blanks at ends, a tab and no last line end: what a careless writer would tidy up.
  private let untidy =
    "\u{FEFF}# Flat  \r\n-\t[ ]\u{A0}Nothing\r\n\r\n* [ ] Paint due: 2026-04-01  \r\n\t- [x] Lay due=2026-04-02\r\n\r\n\r\nend \t"

  @Test func safeFixesChangeTheirBytesOnly() async throws {
    let folder = folder("- [ ] a #web  due:2026-04-01 due:2026-04-01\r\n-\u{A0}[ ] b \r\n\r\n\ttext ")
    let answer = try await ask("lint", "--fix", in: folder)
    #expect(folder.text(of: "plan.md") == "- [ ] a #web  due:2026-04-01\r\n- [ ] b \r\n\r\n\ttext ")
    #expect(answer.exitCode == 0 && answer.errors == "")
    #expect(answer.output == "no findings in 1 file\n")
  }

  @Test func unsafeFixesAreMadeWhereTheyAreAskedFor() async throws {
    let folder = folder(untidy)
    _ = try await ask("lint", "--fix", in: folder)
    #expect(folder.text(of: "plan.md") == untidy.replacing("]\u{A0}", with: "] "))
    _ = try await ask("lint", "--unsafe-fixes", in: folder)
    let expected = untidy.replacing("]\u{A0}", with: "] ").replacing("due: ", with: "due:").replacing(
      "due=", with: "due:")
    #expect(folder.text(of: "plan.md") == expected)
  }

  @Test func aDifferenceIsShownAndNothingWritten() async throws {
    let folder = folder("one\n- [ ] a due: 2026-04-01\r\nlast")
    let answer = try await ask("lint", "--diff", "--unsafe-fixes", in: folder)
    #expect(
      answer.output == """
        --- a/plan.md
        +++ b/plan.md
        @@ -1,3 +1,3 @@
         one
        -- [ ] a due: 2026-04-01
        +- [ ] a due:2026-04-01
         last
        \\ No newline at end of file

        """)
    #expect(answer.exitCode == 0)
    #expect(folder.text(of: "plan.md") == "one\n- [ ] a due: 2026-04-01\r\nlast")
    #expect(try await ask("lint", "--diff", in: folder).output == "")
  }

  @Test func withoutAFixNothingIsWritten() async throws {
    let folder = folder("- [ ] Paint due:2026-02-30\r\n")
    let before =
      try FileManager.default.attributesOfItem(atPath: folder["plan.md"])[.systemFileNumber] as? Int
    #expect(try await ask("lint", "--fix", "--unsafe-fixes", in: folder).exitCode == 1)
    let after = try FileManager.default.attributesOfItem(atPath: folder["plan.md"])[.systemFileNumber] as? Int
    #expect(before == after)
    #expect(folder.text(of: "plan.md") == "- [ ] Paint due:2026-02-30\r\n")
  }

  @Test func onlyTheNamedFilesAreFixed() async throws {
    let folder = TemporaryFolder(["planmd.yaml": "", "a.md": "-\u{A0}[ ] a\n", "b.md": "-\u{A0}[ ] b\n"])
    _ = try await ask("lint", "--fix", "b.md", in: folder)
    #expect(folder.text(of: "a.md") == "-\u{A0}[ ] a\n")
    #expect(folder.text(of: "b.md") == "- [ ] b\n")
  }

  @Test func aFileWithConflictMarkersIsNotTouched() async throws {
    let text = "-\u{A0}[ ] a\n\n<<<<<<< HEAD\n\n- [ ] b\n\n=======\n\n>>>>>>> x\n"
    let folder = folder(text)
    #expect(try await ask("lint", "--fix", in: folder).exitCode != 0)
    #expect(folder.text(of: "plan.md") == text)
  }

  @Test func aFileWithSeveralNamesIsRefused() async throws {
    let folder = folder("-\u{A0}[ ] a\n")
    try FileManager.default.linkItem(atPath: folder["plan.md"], toPath: folder["other.txt"])
    let answer = try await ask("lint", "--fix", in: folder)
    #expect(answer.exitCode == 3)
    #expect(answer.errors.contains("hard links"))
    #expect(folder.text(of: "plan.md") == "-\u{A0}[ ] a\n")
    let visible = folder.names.filter { !$0.hasPrefix(".planmd") }
    #expect(visible == ["other.txt", "plan.md", "planmd.yaml"])
  }

  @Test func modesAndLinksAreKept() async throws {
    let folder = TemporaryFolder(["planmd.yaml": "", "real/a.txt": "-\u{A0}[ ] a\n"])
    folder.link("a.md", to: "real/a.txt")
    try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: folder["real/a.txt"])
    _ = try await ask("lint", "--fix", in: folder)
    #expect(folder.text(of: "real/a.txt") == "- [ ] a\n")
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder["a.md"]) == "real/a.txt")
    #expect(
      try FileManager.default.attributesOfItem(atPath: folder["real/a.txt"])[.posixPermissions] as? Int
        == 0o640)
  }

  // MARK: Known findings and suppression

  @Test func knownFindingsAreNotReported() async throws {
    let folder = folder("- [ ] a due:2026-02-30\n- [ ] b due:2026-02-31\n")
    _ = try await ask("lint", "-o", "known.json", in: folder)
    let silent = try await ask("lint", "--known", "known.json", in: folder)
    #expect(silent.exitCode == 0)
    #expect(silent.output == "no findings in 1 file\n")
    folder.write(
      "\n# New line\n\n- [ ] b due:2026-02-31\n- [ ] a due:2026-02-30\n- [ ] c due:2026-02-30\n",
      to: "plan.md")
    let one = try await ask("lint", "--known", "known.json", "-f", "json", in: folder)
    #expect(one.exitCode == 1)
    #expect((try parsed(one.output)["findings"] as? [[String: Any]])?.map { $0["line"] as? Int } == [6])
  }

  @Test func commentsSilenceFindings() async throws {
    #expect(
      try await ask(
        "lint", in: folder("- [ ] a due:2026-02-30 <!-- planmd-disable-line impossible-date -->\n")
      ).exitCode == 0)
    #expect(
      try await ask(
        "lint", in: folder("<!-- planmd-disable-file impossible-date -->\n\n- [ ] a due:2026-02-30\n")
      ).exitCode == 0)
  }

  @Test func theConfigurationSwitchesRulesOff() async throws {
    let folder = folder("- [ ] a due:2026-02-30\n", configuration: "lint: {rules: {impossible-date: off}}\n")
    #expect(try await ask("lint", in: folder).output == "no findings in 1 file\n")
    let other = TemporaryFolder([
      "planmd.yaml": "lint: {rules: {impossible-date: info}}\n", "a.md": "- [ ] a due:2026-02-30\n",
    ])
    #expect(try await ask("lint", in: other).exitCode == 0)
  }

  @Test func theSeverityOfARuleAboutSchedulesIsConfigured() async throws {
    let text = "- [ ] Prime est:1d @anna id:p\n- [/] Paint est:1d @bob after:p\n"
    let folder = TemporaryFolder([
      "plan.md": text,
      "planmd.yaml": "people: {anna: {}, bob: {}}\nlint: {rules: {started-too-early: error}}\n",
    ])
    let answer = try await ask(["lint", "--today", "2026-03-09"], in: folder)
    #expect(answer.exitCode == 1)
    #expect(answer.output.contains("error: `Paint` is in progress"), "\(answer.output)")
  }
}
