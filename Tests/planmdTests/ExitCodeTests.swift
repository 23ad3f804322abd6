import PlanTestSupport
import PlanWorkspace
import Testing

@testable import planmd

/// Exit codes: 0 fine, 1 findings, 2 usage or input, 3 refused to write.
@Suite struct ExitCodeTests {
  private let clean = folder(
    "# House\n\n- [ ] Paint the wall due:2026-03-20 est:2h @ann id:wall\n- [ ] Paint the door est:1h @ann\n")
  private let faulty = folder("- [ ] Paint due:2026-02-30\n")

  @Test(
    "what is fine",
    arguments: [
      [], ["today"], ["agenda"], ["agenda", "--days", "366"], ["agenda", "--week", "2026-W12"], ["next"],
      ["list"], ["list", "@nobody"], ["list", "all"], ["projects"],
      ["projects", "--all"], ["show", "wall"], ["show", "House"], ["lint"], ["lint", "plan.md"], ["explain"],
      ["explain", "almost-a-tag"], ["report"], ["report", "--week", "2026-W10"],
      ["report", "--since", "-2w"], ["report", "--by", "person"], ["recur", "+1w"],
      ["recur", "FREQ=MONTHLY;BYDAY=-1FR", "--count", "2"], ["recur", "+1w", "--until", "2020-01-01"],
      ["--version"],
      ["--help"], ["list", "--sort", "due"], ["list", "--by", "person"], ["list", "-w", "due:..2026-04"],
      ["list", "-q"], ["list", "-C", "."], ["list", "--color", "always"],
    ])
  func fine(_ arguments: [String]) async throws {
    let answer = try await ask(arguments, in: clean)
    #expect(answer.exitCode == 0, "\(answer.errors)")
    #expect(!answer.output.isEmpty || arguments.contains("2020-01-01"))
  }

  @Test("every command has help, on stdout", arguments: typedCommands)
  func help(_ command: String) async throws {
    let answer = try await ask([command, "--help"], in: clean)
    #expect(answer.exitCode == 0)
    #expect(answer.output.contains("USAGE: planmd \(command)"))
    #expect(answer.errors == "")
    #expect(try await ask(["help", command], in: clean).output == answer.output)
  }

  @Test func readingCommandsExitZeroWhateverTheyFind() async throws {
    for command in [["today"], ["agenda"], ["next"], ["list"], ["projects"], ["show", "Paint"], ["report"]] {
      #expect(try await ask(command, in: faulty).exitCode == 0)
    }
  }

  @Test(
    "lint exits 1 on what it looks for",
    arguments: [
      ("- [ ] Paint due:2026-02-30\n", [], 1), ("- [ ] Paint due: 2026-03-10\n", [], 0),
      ("- [ ] Paint due: 2026-03-10\n", ["--fail-on", "warning"], 1),
      ("- [ ] Paint due: 2026-03-10\n", ["--fail-on", "error"], 0),
      ("- [!] Paint\n", ["--fail-on", "info"], 1), ("- [!] Paint\n", ["--fail-on", "warning"], 0),
      ("- [ ] Paint\n", ["--fail-on", "info"], 0),
    ] as [(String, [String], Int32)])
  func lint(_ text: String, _ options: [String], _ code: Int32) async throws {
    let answer = try await ask(["lint"] + options, in: folder(text))
    #expect(answer.exitCode == code, "\(answer.output)")
  }

  @Test func theConfigurationSaysWhatFails() async throws {
    let folder = folder("- [ ] Paint due: 2026-03-10\n", configuration: "lint: {fail-on: warning}\n")
    #expect(try await ask("lint", in: folder).exitCode == 1)
    #expect(try await ask("lint", "--fail-on", "error", in: folder).exitCode == 0)
  }

  @Test(
    "what cannot be done, and what to do instead",
    arguments: [
      (["lst"], "planmd: there is no command 'lst'\nhelp: did you mean list?\n"),
      (["frobnicate"], "planmd: there is no command 'frobnicate'\nhelp: see planmd --help\n"),
      (["list", "-f", "jsn"], "planmd: there is no format 'jsn' here\nhelp: did you mean json?\n"),
      (
        ["list", "-f", "sarif"],
        "planmd: there is no format 'sarif' here\nhelp: write one of text, markdown, html, json, csv\n"
      ),
      (
        ["list", "--columns", "duo"], "planmd: --columns: there is no column 'duo'\nhelp: did you mean due?\n"
      ),
      (
        ["list", "-C", "gone"],
        "planmd: --root: there is no folder 'gone'\nhelp: name the folder that holds the plan\n"
      ),
      (["list", "--today", "fri"], "planmd: --today: 'fri' is not a day\nhelp: write it as 2026-03-31\n"),
      (["lint", "gone.md"], "planmd: 'gone.md': there is no such file or folder\n"),
      (
        ["lint", "--fail-on", "never"],
        "planmd: --fail-on: there is no severity 'never'\nhelp: write error, warning or info\n"
      ),
      (
        ["explain", "almost-tag"], "planmd: there is no rule 'almost-tag'\nhelp: did you mean almost-a-tag?\n"
      ), (["explain", "xyz"], "planmd: there is no rule 'xyz'\nhelp: planmd explain lists all rules\n"),
      (["agenda", "--days", "0"], "planmd: --days: 0 is not from 1 to 366\n"),
      (["agenda", "--week", "soon"], "planmd: --week: 'soon' is not a week\nhelp: write it as 2026-W12\n"),
      (
        ["report", "bord"],
        "planmd: there is no report 'bord'\nhelp: declare it under reports: in planmd.yaml\n"
      ),
      (
        ["report", "--week", "2026-W10", "--since", "-1w"],
        "planmd: --week and --since both say the period\nhelp: give one of them\n"
      ),
      (
        ["report", "--by", "persn"],
        "planmd: --by: no task and no project has the key 'persn'\nhelp: did you mean person?\n"
      ),
      (["report", "--since", "tomorrow"], "planmd: --since: 2026-03-10 is after today, 2026-03-09\n"),
      (
        ["recur", "+1w", "--from", "soon"],
        "planmd: --from: 'soon' is not a day\nhelp: write it as 2026-03-31\n"
      ),
      (["lint", "--known", "gone.json"], "planmd: --known: 'gone.json' cannot be read\n"),
      (
        ["lint", "--known", "plan.md"],
        "planmd: --known: 'plan.md' is not a list of findings\nhelp: make it with planmd lint -f json\n"
      ),
    ])
  func errors(_ arguments: [String], _ errors: String) async throws {
    let answer = try await ask(arguments, in: clean)
    #expect(answer.exitCode == 2)
    #expect(answer.errors == errors)
    #expect(answer.output == "")
  }

  @Test(
    "an option that is none suggests one",
    arguments: [
      ["list", "--frmat", "json"], ["lint", "--unsafe-fix"], ["show"], ["recur"],
      ["list", "--color", "green"],
    ])
  func unknownOptions(_ arguments: [String]) async throws {
    let answer = try await ask(arguments, in: clean)
    #expect(answer.exitCode == 2)
    #expect(answer.output == "")
    #expect(answer.errors.hasPrefix("Error: "))
    if arguments.contains("--frmat") { #expect(answer.errors.contains("Did you mean '--format'?")) }
  }

  @Test(
    "an option before the command says where it belongs",
    arguments: [
      (["--hlep"], "there is no option '--hlep' before a command\nhelp: did you mean --help?"),
      (
        ["--root", ".", "lint"],
        "there is no option '--root' before a command\nhelp: options come behind the command: planmd lint --root …"
      ),
      (["--frobnicate"], "there is no option '--frobnicate' before a command\nhelp: see planmd --help"),
    ])
  func optionsBeforeTheCommand(_ arguments: [String], _ errors: String) async throws {
    let answer = try await ask(arguments, in: clean)
    #expect(answer.exitCode == 2)
    #expect(answer.errors == "planmd: \(errors)\n")
    #expect(answer.output == "")
  }

  @Test(
    "a schedule says what it does not heed, at most five times",
    arguments: ["schedule", "workload", "forecast"])
  func unheeded(_ command: String) async throws {
    let lines = (0..<7).map { "- [ ] Task \($0) est:2x after:nothing\($0)\n" }.joined()
    let folder = TemporaryFolder(["plan.md": lines])
    let answer = try await ask(command, in: folder)
    #expect(answer.exitCode == 0)
    let warnings = answer.errors.split(separator: "\n")
    #expect(warnings.count == 6 && warnings.last == "planmd: warning: and 9 more: planmd lint shows them")
    #expect(warnings.first?.hasPrefix("planmd: warning: plan.md:1: not heeded: ") == true, "\(answer.errors)")
    #expect(try await ask(command, "-q", in: folder).errors == "")
  }

  @Test func anErrorInAQueryPointsAtTheCharacter() async throws {
    let answer = try await ask("list", "@ann", "due:soon", in: clean)
    #expect(answer.exitCode == 2)
    let lines = answer.errors.split(separator: "\n")
    #expect(lines[0].hasPrefix("planmd: "))
    #expect(lines[1] == "  @ann due:soon")
    #expect(lines[2].hasPrefix("           ^"))
    #expect(lines[3].hasPrefix("help: "))
    #expect(try await ask("next", "-w", "due:soon", in: clean).exitCode == 2)
    #expect(try await ask("report", "-w", "(", in: clean).exitCode == 2)
  }

  @Test func anErrorInARulePointsAtTheCharacter() async throws {
    let answer = try await ask("recur", "every 2 wekes", in: clean)
    #expect(answer.exitCode == 2)
    #expect(answer.errors.contains("\n  every 2 wekes\n          ^^^^^\n"))
  }

  @Test func aReferenceMustMeanOneThing() async throws {
    let several = try await ask("show", "Paint", in: clean)
    #expect(several.exitCode == 2)
    #expect(several.errors.contains("Paint the wall") && several.errors.contains("Paint the door"))
    #expect(try await ask("show", "Garden", in: clean).exitCode == 2)
  }

  @Test func aRuleWithoutDatesIsNoError() async throws {
    let answer = try await ask(
      "recur", "+1w", "--from", "2026-03-09", "--until", "2026-03-01", "-f", "json", in: clean)
    #expect(answer.exitCode == 0)
    #expect(answer.errors == "planmd: the rule gives no date from 2026-03-09 on\n")
    #expect(try canonical(parsed(answer.output)["dates"] as Any) == "[]")
  }

  @Test func withoutAPlanThereIsHelp() async throws {
    let folder = TemporaryFolder(["plan.md": "- [ ] Paint\n"])
    let answer = try await ask([], in: folder)
    #expect(answer.exitCode == 0)
    #expect(answer.output.contains("USAGE: planmd"))
    folder.write("", to: "planmd.yaml")
    #expect(try await ask([], in: folder).output == (try await ask(["today"], in: folder)).output)
  }

  @Test func aFileThatCannotBeReadIsSaidOnStderr() async throws {
    let folder = folder("- [ ] Paint\n", configuration: "calendar: {hours: never}\n")
    folder.link("gone.md", to: "nowhere")
    let answer = try await ask("list", in: folder)
    #expect(answer.exitCode == 0)
    #expect(
      answer.errors == """
        planmd: warning: gone.md: cannot be read: it is a link that leads nowhere
        planmd: warning: planmd.yaml: 'never' is not a list of hours that rise

        """)
    #expect(try await ask("list", "-q", in: folder).errors == "")
    #expect(try await ask("lint", in: folder).exitCode == 1)
  }
}
