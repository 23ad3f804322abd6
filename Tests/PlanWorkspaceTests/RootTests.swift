import PlanModel
import PlanTestSupport
import PlanWorkspace
import Testing

/// Format, section 2: which folder is the plan's.
@Suite struct RootTests {
  @Test(
    "markers in their order, whichever is nearer",
    arguments: [
      (["planmd.yaml", "a/.obsidian/x", "a/b/.git/x"], "", FileFinder.RootSource.configuration),
      (["planmd.yaml", "a/planmd.yaml", "a/b/.obsidian/x"], "a", .configuration),
      ([".obsidian/x", "a/.git/x"], "", .obsidian), ([".obsidian/x", "a/.obsidian/x"], "a", .obsidian),
      (["a/.git/x"], "a", .git), ([".git"], "", .git),
      ([".git/x", "a/b/planmd.yaml"], "a/b", .configuration), (["x.md"], "a/b", .currentFolder),
      (["a/b/c/planmd.yaml"], "a/b", .currentFolder),
    ])
  func markers(_ files: [String], _ root: String, _ source: FileFinder.RootSource) async throws {
    let folder = TemporaryFolder()
    folder.makeFolder("a/b")
    for file in files { folder.write("", to: file) }
    let workspace = try await open(folder, from: "a/b")
    #expect(workspace.root == (root.isEmpty ? folder.path : folder[root]))
    #expect(workspace.rootSource == source)
  }

  @Test func theRootThatIsNamedIsTheRootAndNothingAboveCounts() async throws {
    let folder = TemporaryFolder(["planmd.yaml": "me: ann\n", "x.md": "- [ ] x\n", "a/y.md": "- [ ] y\n"])
    for (directory, root) in [("", "a"), ("", "./a/"), ("a", "."), ("", "x/../a"), ("a", folder["a"])] {
      let workspace = try await open(folder, from: directory, root: root)
      #expect(workspace.root == folder["a"])
      #expect(workspace.rootSource == .option)
      #expect(workspace.paths == ["y.md"])
      #expect(workspace.plan.configuration.me == nil)
    }
  }

  @Test func theNamedRootMayBeALink() async throws {
    let folder = TemporaryFolder(["a/y.md": "- [ ] y\n"])
    folder.link("b", to: "a")
    #expect(try await open(folder, root: "b").paths == ["y.md"])
  }

  @Test(
    "a root that is no folder",
    arguments: [("b", "--root: there is no folder 'b'"), ("x.md", "--root: 'x.md' is not a folder")])
  func noFolder(_ root: String, _ message: String) async throws {
    let folder = TemporaryFolder(["x.md": ""])
    let error = await #expect(throws: WorkspaceError.self) { try await open(folder, root: root) }
    #expect(error?.message == message)
    #expect(error?.exitCode == 2)
  }

  @Test func aMarkerShowsThatThisIsAPlan() throws {
    for (file, isPlan) in [("planmd.yaml", true), (".obsidian/x", true), (".git/x", true), ("x.md", false)] {
      let folder = TemporaryFolder([file: ""])
      #expect(try Workspace.findsRootByMarker(world(folder)) == isPlan)
    }
  }
}
