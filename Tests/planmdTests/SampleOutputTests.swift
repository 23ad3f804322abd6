import PlanTestSupport
import Testing

@testable import planmd

/// What the commands show of the sample of a design agency, on a Monday morning.
@Suite struct SampleOutputTests {
  @Test(
    "commands and their whole output",
    arguments: [
      ("list", ["list"]), ("list-overdue-by-person", ["list", "overdue", "--by", "person"]),
      ("list-done.md", ["list", "status:done", "-f", "markdown"]),
      ("list-columns.csv", ["list", "@declan", "-f", "csv", "--columns", "due,estimate,who,text,project"]),
      ("today", ["today"]), ("today-all", ["today", "--all"]),
      ("agenda", ["agenda", "--all", "--days", "5"]),
      ("agenda-week.md", ["agenda", "--all", "--week", "2026-W12", "-f", "markdown"]),
      ("next", ["next", "--all", "-n", "12"]),
      ("projects", ["projects"]), ("projects-all.csv", ["projects", "--all", "-f", "csv"]),
      ("show-task", ["show", "corrib-timetable"]), ("show-project", ["show", "Corrib Ferries relaunch"]),
      ("report", ["report"]), ("report-week.md", ["report", "--week", "2026-W10", "-f", "markdown"]),
      ("report-by-person", ["report", "--by", "person"]), ("lint", ["lint"]),
      ("recur-weeks", ["recur", "every 2 weeks on mon, thu", "--from", "2026-03-09", "--count", "4"]),
      ("recur-last-friday", ["recur", "FREQ=MONTHLY;BYDAY=-1FR", "--from", "2026-03-27", "--count", "3"]),
      ("recur-months", ["recur", "+1m", "--from", "2026-01-31", "--count", "6"]),
      ("explain-rule", ["explain", "impossible-date"]),
    ])
  func output(_ name: String, _ arguments: [String]) async throws {
    let answer = try await ask(arguments, in: agency)
    #expect(answer.errors == "")
    expectSnapshot(answer.output, name.contains(".") ? name : name + ".txt")
  }

  @Test(
    "the same in every zone and locale",
    arguments: [
      ["list", "all"], ["today", "--all"], ["agenda", "--all"], ["next", "--all"], ["projects", "--all"],
      ["report"], ["report", "-f", "json"], ["lint"], ["lint", "-f", "json"],
    ])
  func zonesAndLocales(_ arguments: [String]) async throws {
    let first = try await ask(arguments, in: agency, environment: ["TZ": "UTC", "LANG": "C"])
    for (zone, locale) in [("AAA-14", "de_DE.UTF-8"), ("BBB+12", "tr_TR.UTF-8")] {
      let other = try await ask(
        arguments, in: agency, environment: ["TZ": zone, "LANG": locale, "LC_ALL": locale])
      #expect(other.output == first.output)
      #expect(other.exitCode == first.exitCode)
    }
  }

  @Test("the same twice, and from another folder", arguments: [["list", "all"], ["report"], ["lint"]])
  func again(_ arguments: [String]) async throws {
    let first = try await ask(arguments, in: agency)
    #expect(try await ask(arguments, in: agency).output == first.output)
    #expect(try await ask(arguments, in: agency + "/clients").output == first.output)
    #expect(try await ask(arguments + ["--root", agency], in: "/").output == first.output)
  }

  @Test func readCommandsWriteNothing() async throws {
    let folder = TemporaryFolder([
      "planmd.yaml": "", "a.md": "- [ ] a due: 2026-04-01\r\n", "x/b.md": "- [ ] b\n",
    ])
    let before = folder.names.map { [$0, folder.text(of: $0) ?? ""] }
    for command in [
      ["today"], ["agenda"], ["next"], ["list"], ["projects"], ["show", "b"], ["report"], ["lint"],
      ["lint", "--diff"], ["explain"], ["recur", "+1w"],
    ] {
      _ = try await ask(command, in: folder)
    }
    #expect(folder.names.map { [$0, folder.text(of: $0) ?? ""] } == before)
  }

  @Test func aNamedReportIsItsCommand() async throws {
    #expect(
      try await ask(["report", "board"], in: agency).output
        == (try await ask(
          ["list", "-w", "not done", "--by", "person", "--columns", "due,text,project"], in: agency)).output)
  }

  @Test func whereMeIsKnownTodayShowsMyTasks() async throws {
    let folder = folder(
      "- [ ] a @ann due:2026-03-09\n- [ ] b @bob due:2026-03-09\n", configuration: "me: ann\n")
    #expect(
      try await ask("today", "-f", "csv", in: folder).output.split(whereSeparator: \.isNewline).count == 2)
    #expect(
      try await ask("today", "--all", "-f", "csv", in: folder).output.split(whereSeparator: \.isNewline).count
        == 3)
  }
}
