import Foundation
import PlanModel
import PlanTestSupport
import PlanWorkspace
import Testing

/// Format, section 2: which files belong to the plan.
@Suite struct FileFinderTests {
  @Test func markdownFilesInByteOrderOfTheirPaths() async throws {
    let folder = TemporaryFolder([
      "b.md": "", "B.md": "", "ä.md": "", "a/z.md": "", "a/b/c.markdown": "", "a.md": "", "a-b.md": "",
      "A.MD": "", "x.txt": "", "md": "", "y.md.bak": "",
    ])
    #expect(
      try await open(folder).paths == [
        "A.MD", "B.md", "a-b.md", "a.md", "a/b/c.markdown", "a/z.md", "b.md", "ä.md",
      ])
  }

  @Test func hiddenFoldersAndThoseOfPackagesAreLeftOut() async throws {
    let folder = TemporaryFolder([
      ".trash/a.md": "", "node_modules/a.md": "", "x/node_modules/y/a.md": "", "x/.y/a.md": "",
      "templates/a.md": "", "x/templates/a.md": "",
      "node_modules.md": "", "x/a.md": "",
    ])
    #expect(try await open(folder).paths == ["node_modules.md", "x/a.md", "x/templates/a.md"])
  }

  @Test func theTemplatesFolderIsTheConfigured() async throws {
    let folder = TemporaryFolder([
      "planmd.yaml": "templates: x/forms\n", "templates/a.md": "", "x/forms/b.md": "", "x/forms.md": "",
    ])
    #expect(try await open(folder).paths == ["templates/a.md", "x/forms.md"])
  }

  @Test func excludedIsWhatTheGlobsSay() async throws {
    let folder = TemporaryFolder([
      "planmd.yaml": "exclude: [\"vendor/**\", \"*.draft.md\", /old, \"b/{x,y}.md\"]\n", "vendor/a.md": "",
      "vendor/a/b.md": "", "a.draft.md": "", "c/d.draft.md": "",
      "old/a.md": "", "c/old/a.md": "", "b/x.md": "", "b/y.md": "", "b/z.md": "", "vendor.md": "",
    ])
    #expect(try await open(folder).paths == ["b/z.md", "c/old/a.md", "vendor.md"])
  }

  @Test func filesOfTheArchiveAreHistory() async throws {
    let folder = TemporaryFolder([
      "planmd.yaml": "archive: archive/{year}.md\n", "archive/2025.md": "", "archive/x/2025.md": "",
      "a.md": "",
    ])
    let plan = try await open(folder).plan
    #expect(
      plan.files.map { "\($0.path) \($0.kind)" } == [
        "a.md plan", "archive/2025.md archive", "archive/x/2025.md plan", "planmd.yaml configuration",
      ])
  }

  @Test func aFileThatSaysPlanmdOffStaysEmpty() async throws {
    let folder = TemporaryFolder(["a.md": "---\nplanmd: off\n---\n- [ ] a\n", "b.md": "- [ ] b\n"])
    #expect(try await open(folder).plan.taskOutline == "open b")
  }

  @Test func bytesThatAreNoTextAreReadAllTheSame() async throws {
    let folder = TemporaryFolder()
    folder.write([0x2D, 0x20, 0x5B, 0x20, 0x5D, 0x20, 0xFF, 0x00, 0x61, 0x0A], to: "a.md")
    let plan = try await open(folder).plan
    #expect(plan.tasks.count == 1)
    #expect(plan.files[0].bytes == folder.bytes(of: "a.md"))
    #expect(plan.remarks.map { "\($0.kind)" } == ["invalidUTF8", "controlCharacter"])
  }

  // MARK: Links and odd things

  @Test func linksToFoldersAreNotFollowed() async throws {
    let folder = TemporaryFolder(["a/x.md": "", "b/": ""])
    folder.link("b/to-a", to: "../a")
    folder.link("b/loop", to: "..")
    folder.link("b/folder.md", to: "../a")
    #expect(try await open(folder).paths == ["a/x.md"])
  }

  @Test func aLinkToAFileInsideIsThatFile() async throws {
    let folder = TemporaryFolder(["a/x.md": "- [ ] x\n", "notes.txt": "- [ ] n\n", "b/": ""])
    folder.link("b/y.md", to: "../a/x.md")
    folder.link("z.md", to: "a/x.md")
    folder.link("notes.md", to: "notes.txt")
    let workspace = try await open(folder)
    #expect(workspace.paths == ["a/x.md", "notes.txt"])
    #expect(workspace.plan.taskOutline == "open x\nopen n")
    #expect(workspace.plan.faults == [])
  }

  @Test func severalLinksToAFileCountItOnce() async throws {
    let folder = TemporaryFolder(["notes.txt": "- [ ] n\n"])
    folder.link("a.md", to: "notes.txt")
    folder.link("b.md", to: "notes.txt")
    folder.link("c.md", to: "b.md")
    #expect(try await open(folder).paths == ["notes.txt"])
  }

  @Test func aLinkOutOfTheRootIsNotFollowed() async throws {
    let folder = TemporaryFolder([
      "secret.md": "- [ ] s\n", "plan/x.md": "- [ ] x\n", "plan-b/y.md": "- [ ] y\n",
    ])
    folder.link("plan/out.md", to: "../secret.md")
    folder.link("plan/sibling.md", to: "../plan-b/y.md")
    folder.link("plan/absolute.md", to: folder["secret.md"])
    let workspace = try await open(folder, root: "plan")
    #expect(workspace.paths == ["x.md"])
    #expect(workspace.plan.faults == [])
  }

  @Test func aLinkThatLeadsNowhereIsAFinding() async throws {
    let folder = TemporaryFolder(["x.md": "- [ ] x\n"])
    folder.link("gone.md", to: "nowhere.md")
    folder.link("loop.md", to: "loop.md")
    let workspace = try await open(folder)
    #expect(workspace.plan.taskOutline == "open x")
    #expect(
      workspace.plan.faults == [
        "gone.md fileUnreadable: it is a link that leads nowhere",
        "loop.md fileUnreadable: it is a link that leads nowhere",
      ])
  }

  @Test func aPipeIsNotWaitedFor() async throws {
    let folder = TemporaryFolder(["x.md": "- [ ] x\n"])
    try #require(mkfifo(folder["pipe.md"], 0o600) == 0)
    let workspace = try await open(folder)
    #expect(workspace.plan.taskOutline == "open x")
    #expect(workspace.plan.faults == ["pipe.md fileUnreadable: it is not a regular file"])
  }

  @Test func aFolderMayBeNamedLikeAFile() async throws {
    let folder = TemporaryFolder(["x.md/y.md": "- [ ] y\n"])
    #expect(try await open(folder).paths == ["x.md/y.md"])
  }

  @Test(.enabled(if: geteuid() != 0, "root may read everything")) func aFileThatMayNotBeReadIsAFinding()
    async throws
  {
    let folder = TemporaryFolder(["x.md": "- [ ] x\n", "y.md": "- [ ] y\n"])
    try #require(chmod(folder["x.md"], 0) == 0)
    let workspace = try await open(folder)
    #expect(workspace.plan.taskOutline == "open y")
    #expect(workspace.plan.faults == ["x.md fileUnreadable: permission denied"])
  }

  // MARK: git

  @Test(.enabled(if: TemporaryFolder.hasGit)) func whatGitIgnoresIsLeftOut() async throws {
    let folder = TemporaryFolder([
      ".gitignore": "build/\n*.tmp.md\n!keep.tmp.md\n/top.md\n", "a.md": "", "build/a.md": "",
      "x/build/a.md": "", "x.tmp.md": "", "keep.tmp.md": "", "top.md": "", "x/top.md": "",
      "x/.gitignore": "local.md\n!../a.md\n!y.tmp.md\n", "x/local.md": "", "local.md": "", "x/y.tmp.md": "",
      "tracked.tmp.md": "", "ünïcode.md": "", "with \"quote\".md": "",
    ])
    try #require(folder.git("init", "-q"))
    try #require(folder.git("add", "-f", "tracked.tmp.md"))
    #expect(
      try await open(folder).paths == [
        "a.md", "keep.tmp.md", "local.md", "tracked.tmp.md", "with \"quote\".md", "x/top.md", "x/y.tmp.md",
        "ünïcode.md",
      ])
    #expect(try await open(folder, from: "x").paths.contains("x/y.tmp.md"))
    #expect(try await open(folder, root: "x").paths == ["top.md", "y.tmp.md"])
  }

  @Test(.enabled(if: TemporaryFolder.hasGit)) func aRepositoryInsideHasItsOwnRules() async throws {
    let folder = TemporaryFolder([
      ".gitignore": "a.md\n", "a.md": "", "b.md": "", "inner/.gitignore": "b.md\n", "inner/a.md": "",
      "inner/b.md": "",
    ])
    try #require(folder.git("init", "-q"))
    try #require(folder.git("init", "-q", in: "inner"))
    #expect(try await open(folder).paths == ["b.md", "inner/a.md"])
  }

  @Test(.enabled(if: TemporaryFolder.hasGit)) func aSubmodulesFilesBelongToThePlan() async throws {
    let folder = TemporaryFolder([
      "lib/a.md": "- [ ] a\n", "lib/b.md": "", "lib/.gitignore": "b.md\n", "plan/x.md": "- [ ] x\n",
    ])
    try #require(folder.git("init", "-q", in: "lib"))
    try #require(
      folder.git("add", "a.md", ".gitignore", in: "lib") && folder.git("commit", "-q", "-m", "a", in: "lib"))
    try #require(folder.git("init", "-q", in: "plan"))
    try #require(
      folder.git(
        "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", folder["lib"], "lib", in: "plan"))
    folder.write("", to: "plan/lib/b.md")
    #expect(try await open(folder, from: "plan").paths == ["lib/a.md", "x.md"])
  }

  @Test func withoutARepositoryAnIgnoreFileIsOnlyAFile() async throws {
    let folder = TemporaryFolder([".gitignore": "*.md\n", "a.md": ""])
    #expect(try await open(folder).paths == ["a.md"])
  }

  @Test func readingChangesNothing() async throws {
    let folder = TemporaryFolder(["planmd.yaml": "me: ann\n", "a.md": "- [ ] a\r\n", "x/b.md": "- [ ] b"])
    let before = folder.names.map { [$0, folder.text(of: $0) ?? ""] }
    _ = try await open(folder)
    #expect(folder.names.map { [$0, folder.text(of: $0) ?? ""] } == before)
  }
}
