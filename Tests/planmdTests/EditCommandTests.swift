import Foundation
import PlanTestSupport
import Testing

@testable import planmd

/// Commands that write: what they do to a folder, and what they leave alone.
@Suite struct EditCommandTests {
  private let plan = """
    # House

    - [ ] Draft the plan est:2d @ann id:draft
      - [ ] collect
    - [ ] Build it after:draft due:2026-03-20

    ## Upkeep type:area

    - [ ] Report rec:+1w due:2026-03-09

    """

  private func after(_ commands: [[String]], _ text: String? = nil, configuration: String = "") async throws
    -> TemporaryFolder
  {
    let folder = folder(text ?? plan, configuration: configuration)
    for command in commands {
      let answer = try await ask(command, in: folder)
      #expect(answer.exitCode == 0, "\(command): \(answer.errors)")
    }
    return folder
  }

  @Test(
    "one command, one change",
    arguments: [
      (
        ["start", "draft"], "- [ ] Draft the plan est:2d @ann id:draft",
        "- [/] Draft the plan est:2d @ann id:draft"
      ),
      (
        ["cancel", "build it"], "- [ ] Build it after:draft due:2026-03-20",
        "- [-] Build it after:draft due:2026-03-20 cancelled:2026-03-09"
      ),
      (["hold", "build it"], "- [ ] Build it after:draft", "- [h] Build it after:draft"),
      (
        ["hold", "build it", "--waiting", "the bank"], "- [ ] Build it after:draft due:2026-03-20",
        "- [>] Build it after:draft due:2026-03-20 waiting:\"the bank\""
      ),
      (
        ["set", "build it", "due:fri", "#web", "est:3h"], "- [ ] Build it after:draft due:2026-03-20",
        "- [ ] Build it after:draft due:2026-03-13 #web est:3h"
      ),
      (
        ["set", "build it", "due:"], "- [ ] Build it after:draft due:2026-03-20", "- [ ] Build it after:draft"
      ),
      (["set", "House", "budget:900EUR"], "# House\n", "# House\n\nbudget:900EUR\n"),
      (
        ["set", "-w", "has:due", "pri:A"],
        "due:2026-03-20\n\n## Upkeep type:area\n\n- [ ] Report rec:+1w due:2026-03-09",
        "due:2026-03-20 pri:A\n\n## Upkeep type:area\n\n- [ ] Report rec:+1w due:2026-03-09 pri:A"
      ),
      (
        ["edit", "build it", "Build", "the", "house", "est:1w"], "- [ ] Build it after:draft due:2026-03-20",
        "- [ ] Build the house after:draft due:2026-03-20 est:1w"
      ),
      (["assign", "draft", "@bob", "@cy|di"], "est:2d @ann id:draft", "est:2d id:draft @bob @cy|di"),
      (["assign", "draft", "none"], "est:2d @ann id:draft", "est:2d id:draft"),
      (["defer", "build it", "+1w"], "due:2026-03-20", "due:2026-03-27"),
      (["defer", "draft", "next", "tue"], "id:draft", "id:draft start:2026-03-10"),
      (["defer", "report", "wed"], "rec:+1w due:2026-03-09", "rec:+1w due:2026-03-11 from:2026-03-09"),
      (["log", "draft", "2h30m", "sketch"], "id:draft\n", "id:draft\n  - 2026-03-09 2h30m sketch\n"),
      (
        ["log", "draft", "350EUR", "paper", "--on", "yesterday"], "id:draft\n",
        "id:draft\n  - 2026-03-08 350EUR paper\n"
      ),
      (["log", "start", "draft"], "id:draft\n", "id:draft\n  - 2026-03-09 12:00-\n"),
      (
        ["add", "Call Bob", "due:eom", "--to", "Upkeep"], "- [ ] Report rec:+1w due:2026-03-09\n",
        "- [ ] Report rec:+1w due:2026-03-09\n- [ ] Call Bob due:2026-03-31\n"
      ),
      (["add", "sort", "--to", "draft"], "  - [ ] collect\n", "  - [ ] collect\n  - [ ] sort\n"),
      (
        ["move", "report", "--to", "House"],
        "due:2026-03-20\n\n## Upkeep type:area\n\n- [ ] Report rec:+1w due:2026-03-09\n",
        "due:2026-03-20\n- [ ] Report rec:+1w due:2026-03-09\n\n## Upkeep type:area\n\n"
      ),
      (["remove", "draft"], "- [ ] Draft the plan est:2d @ann id:draft\n  - [ ] collect\n", ""),
      (
        ["done", "report"], "- [ ] Report rec:+1w due:2026-03-09\n",
        "- [ ] Report rec:+1w due:2026-03-16\n- [x] Report rec:+1w due:2026-03-09 done:2026-03-09\n"
      ),
      (
        ["done", "draft", "--with-subtasks"], "- [ ] Draft the plan est:2d @ann id:draft\n  - [ ] collect\n",
        "- [x] Draft the plan est:2d @ann id:draft done:2026-03-09\n  - [x] collect done:2026-03-09\n"
      ),
    ])
  func changes(_ command: [String], _ old: String, _ new: String) async throws {
    let folder = try await after([command])
    #expect(folder.text(of: "plan.md") == plan.replacing(old, with: new))
    let undone = try await ask("undo", in: folder)
    #expect(undone.exitCode == 0)
    #expect(folder.text(of: "plan.md") == plan)
  }

  @Test(
    "what is refused changes nothing",
    arguments: [
      (["done", "draft"], Int32(2), "1 subtask of 'Draft the plan' is open"),
      (["done", "nothing"], 2, "no task or project is called"),
      (["set", "draft", "due:2026-02-30"], 2, "`2026-02-30` does not exist"),
      (["set", "draft", "est:3"], 2, "est:3"),
      (["set", "draft", "x"], 2, "is not key:value"), (["defer", "draft", "someday"], 2, "is no date"),
      (["assign", "draft"], 2, "nobody is named"),
      (["move", "draft", "--to", "Nowhere"], 2, "no task or project"),
      (["log", "draft", "2x"], 2, "'2x' is no effort"), (["log", "stop"], 2, "no timer runs"),
      (["add", " "], 2, "the task has no text"), (["add", "x", "due:2026-13-01"], 2, "does not exist"),
      (["archive"], 2, "no archive is configured"), (["undo"], 2, "nothing to take back"),
      (["new", "hirng"], 2, "there is no template 'hirng'"), (["new", "hiring"], 2, "wants to know"),
    ])
  func refusals(_ command: [String], _ code: Int32, _ message: String) async throws {
    let folder = folder(plan)
    let answer = try await ask(command, in: folder)
    #expect(answer.exitCode == code)
    #expect(answer.errors.contains(message), "\(answer.errors)")
    if code != 0 { #expect(folder.text(of: "plan.md") == plan) }
  }

  @Test func aConflictBarsEveryCommandThatWrites() async throws {
    let text = plan + "<<<<<<< HEAD\n- [ ] ours\n=======\n- [ ] theirs\n>>>>>>> other\n"
    let folder = folder(text)
    for command in [
      ["done", "report"], ["set", "draft", "due:fri"], ["add", "x", "--to", "House"],
      ["move", "report", "--to", "House"], ["log", "draft", "2h"],
    ] {
      let answer = try await ask(command, in: folder)
      #expect(answer.exitCode == 3, "\(command)")
      #expect(answer.errors.contains("conflict markers"))
    }
    #expect(folder.text(of: "plan.md") == text)
  }

  @Test func aDryRunWritesNothingAndShowsADiff() async throws {
    let folder = folder(plan)
    let before = folder.names
    let answer = try await ask("done", "report", "--dry-run", in: folder)
    #expect(answer.output.contains("+- [x] Report rec:+1w due:2026-03-09 done:2026-03-09"))
    #expect(folder.text(of: "plan.md") == plan)
    #expect(folder.names == before)
  }

  @Test func undoRefusesWhatWasChangedSince() async throws {
    let folder = try await after([["start", "draft"]])
    let changed = (folder.text(of: "plan.md") ?? "") + "more\n"
    folder.write(changed, to: "plan.md")
    let answer = try await ask("undo", in: folder)
    #expect(answer.exitCode == 3)
    #expect(folder.text(of: "plan.md") == changed)
  }

  @Test func theInboxIsMadeAndTakenBack() async throws {
    let folder = try await after([["add", "Buy", "milk", "due:tomorrow"]])
    #expect(folder.text(of: "inbox.md") == "# Inbox\n\n- [ ] Buy milk due:2026-03-10\n")
    _ = try await ask("undo", in: folder)
    #expect(folder.text(of: "inbox.md") == nil)
  }

  @Test func tagsTakeTheDialectOfTheFile() async throws {
    let folder = try await after(
      [["add", "Call", "due:fri", "est:1h", "#home", "--to", "Home"]], "# Home\n\n- [ ] Paint 📅 2026-03-20\n")
    #expect(
      folder.text(of: "plan.md")
        == "# Home\n\n- [ ] Paint 📅 2026-03-20\n- [ ] Call est:1h #home 📅 2026-03-13\n")
  }

  @Test func finishedWorkGoesToTheArchiveWithItsHeadings() async throws {
    let text = """
      # House

      client:acme

      - [x] Old id:old done:2025-12-30
        - 2025-12-29 2h dug
      - [ ] Open after:old
        - [x] part done:2026-01-02

      ## Garden

      - [-] Pond cancelled:2026-02-01
      - [x] Path done:2026-02-02

      """
    let folder = try await after([["archive"]], text, configuration: "archive: archive/{year}.md\n")
    #expect(
      folder.text(of: "plan.md")
        == "# House\n\nclient:acme\n\n- [ ] Open after:old\n  - [x] part done:2026-01-02\n\n## Garden\n\n")
    #expect(
      folder.text(of: "archive/2025.md")
        == "# House\n\nclient:acme\n\n- [x] Old id:old done:2025-12-30\n  - 2025-12-29 2h dug\n")
    #expect(
      folder.text(of: "archive/2026.md")
        == "# House\n\nclient:acme\n\n## Garden\n\n- [-] Pond cancelled:2026-02-01\n- [x] Path done:2026-02-02\n"
    )
    let lint = try await ask("lint", in: folder)
    #expect(!lint.output.contains("unknown-dependency"))
    let taken = try await ask(["new", "publication", "title:x", "author:a", "editor:b"], in: folder)
    #expect(taken.exitCode == 0)
    _ = try await ask("undo", in: folder)
    _ = try await ask("undo", in: folder)
    #expect(folder.text(of: "plan.md") == text)
    #expect(folder.names.filter { $0.hasPrefix("archive") }.isEmpty)
  }

  @Test(
    "templates that come with planmd give plans without a finding", arguments: Templates.builtIn.map(\.name))
  func templates(_ name: String) async throws {
    let folder = TemporaryFolder(["planmd.yaml": "people: {ann: {}}\nme: ann\n"])
    let template = try await ask("new", in: folder)
    #expect(template.output.contains(name))
    let values = [
      "candidate:Ada L.", "client:Acme", "key:acme", "product:X", "day:2026-06-15", "title:T",
      "name:Sprint 1", "goal:ship", "month:2026-03",
    ]
    var arguments = ["new", name]
    for value in values {
      let probe = try await ask(["new", name, "--dry-run"] + [value], in: folder)
      if !probe.errors.contains("has no parameter") { arguments.append(value) }
    }
    // Twice, so that ids must be made unique.
    for _ in 0..<2 {
      let made = try await ask(arguments + ["--to", "plan.md"], in: folder)
      #expect(made.exitCode == 0, "\(made.errors)")
    }
    let lint = try await ask(["lint", "--fail-on", "info"], in: folder)
    #expect(lint.exitCode == 0 || lint.output.contains("unassigned"), "\(lint.output)")
    #expect(!lint.output.contains("error") && !lint.output.contains("warning"), "\(lint.output)")
  }

  /// The sample uses them as a plan of its own would: from its folder, to be changed there.
  @Test func theSamplesTemplatesAreThoseThatComeWithPlanmd() throws {
    for (name, bytes) in Templates.builtIn {
      let copy = try Data(contentsOf: URL(filePath: agency + "/templates/\(name).md"))
      #expect(Array(copy) == bytes, "\(name)")
    }
  }

  @Test func blocksAreWrittenAndCheckedForTheirDay() async throws {
    let text =
      "# A\n\n- [ ] Late due:2026-03-01\n\n<!-- planmd: list overdue columns:text -->\n<!-- /planmd -->\n"
    let folder = try await after([["update"]], text)
    let block =
      "<!-- planmd: list overdue columns:text -->\n| Task |\n| --- |\n| Late |\n<!-- /planmd 2026-03-09 -->\n"
    #expect(folder.text(of: "plan.md")?.hasSuffix(block) == true)
    // Days later it is still what it was on its day; when the plan changes, it is stale.
    var check = try await ask(["update", "--check", "--today", "2026-04-01"], in: folder)
    #expect(check.exitCode == 0)
    let again = try await ask("update", in: folder)
    #expect(again.output.isEmpty)
    _ = try await ask("done", "late", in: folder)
    check = try await ask(["update", "--check"], in: folder)
    #expect(check.exitCode == 1)
  }

  @Test(
    "a block that cannot be computed says where",
    arguments: [
      ("lst", "'lst' is no command"), ("list due:", "plan.md:1"), ("list output:x", "takes no `output:`"),
      ("done x", "is no command"),
    ])
  func faultyBlocks(_ command: String, _ message: String) async throws {
    let text = "<!-- planmd: \(command) -->\nkept\n<!-- /planmd -->\n\n- [ ] a\n"
    let folder = folder(text)
    let answer = try await ask("update", in: folder)
    #expect(answer.exitCode == 2)
    #expect(answer.errors.contains(message) && answer.errors.contains("plan.md:1"), "\(answer.errors)")
    #expect(folder.text(of: "plan.md") == text)
  }

  @Test func initMakesAPlanWithoutFindings() async throws {
    let folder = TemporaryFolder()
    let answer = try await ask("init", in: folder)
    #expect(answer.exitCode == 0)
    let lint = try await ask(["lint", "--fail-on", "info"], in: folder)
    #expect(lint.exitCode == 0, "\(lint.output)")
    let again = try await ask("init", in: folder)
    #expect(again.exitCode == 2)
  }

  @Test func aRunThatWasStoppedBetweenTwoFilesIsFinishedByTheNext() async throws {
    let folder = TemporaryFolder(["planmd.yaml": "", "a.md": "# A\n\n- [ ] x\n", "b.md": "# B\n\n- [ ] y\n"])
    let moved = try await ask("move", "x", "--to", "B", in: folder)
    #expect(moved.exitCode == 0)
    // As if it had been stopped after the first file: the journal is there, and the second file is old.
    try FileManager.default.moveItem(atPath: folder[".planmd/undo/1"], toPath: folder[".planmd/journal"])
    folder.write("# A\n\n- [ ] x\n", to: "a.md")
    let next = try await ask("start", "y", in: folder)
    #expect(next.errors.contains("finished 'move x --to B'"))
    #expect(folder.text(of: "a.md") == "# A\n\n")
    #expect(folder.text(of: "b.md") == "# B\n\n- [/] y\n- [ ] x\n")
  }
}
