import Foundation
import PlanTestSupport
import Testing

@testable import planmd

@Suite("--baseline")
struct BaselineOptionTests {
  private let before =
    "# Shop id:shop due:2026-04-30\n\n- [ ] Draw it est:1d @ann id:draw\n- [ ] Build it est:2d @ann after:draw id:build\n"

  /// Saved on Monday with three days of work; then drawing takes three days more.
  private func grown() async throws -> TemporaryFolder {
    let folder = folder(before)
    _ = try await ask("baseline", "save", "start", in: folder)
    folder.write(before.replacing("est:1d", with: "est:4d"), to: "plan.md")
    return folder
  }

  @Test("schedule shows the day that was and how far it moved, in every format")
  func schedule() async throws {
    let folder = try await grown()
    let text = try await ask("schedule", "--baseline", "start", in: folder).output
    #expect(text.contains("Was"))
    #expect(text.contains("2026-03-09    +3d"))
    #expect(text.contains("2026-03-11    +5d"))
    let json = try await ask("schedule", "--baseline", "start", "-f", "json", in: folder).output
    #expect(
      json.contains("\"baseline\": {\"start\": \"2026-03-09\", \"finish\": \"2026-03-09\", \"moved\": 3}"))
    let svg = try await ask("schedule", "--baseline", "start", "-f", "svg", in: folder).output
    #expect(svg.ranges(of: "<rect class=\"base\"").count == 2)
  }

  @Test("report and site show how far a project's end moved")
  func report() async throws {
    let folder = try await grown()
    #expect(try await ask("report", "--baseline", "start", in: folder).output.contains("2026-03-11    +5d"))
    let json = try await ask("report", "--baseline", "start", "-f", "json", in: folder).output
    #expect(json.contains("\"baselineFinish\": \"2026-03-11\", \"moved\": 5"))
    _ = try await ask("site", "-o", "out", "--baseline", "start", in: folder)
    let page = try #require(folder.text(of: "out/projects/shop.html"))
    #expect(page.contains("in the baseline 11 Mar 2026 (+5d)"))
  }

  @Test("forecast gives the chance of the day that was")
  func forecast() async throws {
    let folder = try await grown()
    let json = try await ask("forecast", "--baseline", "start", "--samples", "200", "-f", "json", in: folder)
      .output
    #expect(json.contains("\"baseline\": {\"finish\": \"2026-03-11\", \"chance\": "))
  }

  @Test("a name that nobody saved is told", arguments: ["schedule", "report", "forecast", "budget", "site"])
  func missing(_ command: String) async throws {
    let answer = try await ask(
      [command, "--baseline", "nosuch"] + (command == "site" ? ["-o", "out"] : []), in: folder(before))
    #expect(answer.exitCode == 2)
    #expect(answer.errors.contains("there is no baseline 'nosuch'"))
  }
}
