import Foundation
import PlanModel
import PlanTestSupport
import PlanWorkspace
import Testing

/// Files and folders that are named on the command line.
@Suite struct NamedPathTests {
  private let folder = TemporaryFolder([
    "planmd.yaml": "exclude: [vendor]\n", "a.md": "", "x/b.md": "", "x/y/c.md": "", "xy/d.md": "",
    "vendor/e.md": "", "notes.txt": "", "empty/": "",
  ])

  private func named(_ path: String, from directory: String = "") async throws -> [String] {
    let workspace = try await open(folder, from: directory)
    return try workspace.files(named: path, world(folder, directory)).sorted().map { workspace.plan[$0].path }
  }

  @Test(
    "a file is itself, a folder all below it",
    arguments: [
      ("a.md", ["a.md"]), ("./a.md", ["a.md"]), ("x", ["x/b.md", "x/y/c.md"]),
      ("x/", ["x/b.md", "x/y/c.md"]), ("x/y/..", ["x/b.md", "x/y/c.md"]), ("empty", []),
      (".", ["a.md", "x/b.md", "x/y/c.md", "xy/d.md", "planmd.yaml"]), ("planmd.yaml", ["planmd.yaml"]),
    ])
  func paths(_ path: String, _ expected: [String]) async throws {
    #expect(try await named(path) == expected)
    #expect(try await named(folder[path]) == expected)
  }

  @Test func pathsAreThoseOfTheCurrentFolder() async throws {
    #expect(try await named("b.md", from: "x") == ["x/b.md"])
    #expect(try await named("../a.md", from: "x") == ["a.md"])
  }

  @Test(
    "what is not there, or no part of the plan, is an error",
    arguments: [
      ("gone.md", "'gone.md': there is no such file or folder"), ("", "'': there is no such file or folder"),
      ("notes.txt", "'notes.txt' is not part of the plan"),
      ("vendor/e.md", "'vendor/e.md' is not part of the plan"),
    ])
  func errors(_ path: String, _ message: String) async throws {
    guard !path.isEmpty else { return }
    let error = await #expect(throws: WorkspaceError.self) { try await named(path) }
    #expect(error?.message == message)
    #expect(error?.exitCode == 2)
  }

  @Test func outsideTheRootIsAnError() async throws {
    let error = await #expect(throws: WorkspaceError.self) { try await named("..") }
    #expect(error?.message == "'..' is not in the plan's folder \(folder.path)")
  }

  @Test func aPipeAndAFileThatLeadsNowhereAreErrors() async throws {
    try #require(mkfifo(folder["pipe.md"], 0o600) == 0)
    folder.link("gone.md", to: "nowhere.md")
    #expect(
      await #expect(throws: WorkspaceError.self) { try await named("pipe.md") }?.message
        == "'pipe.md' cannot be read: it is not a regular file")
    #expect(
      await #expect(throws: WorkspaceError.self) { try await named("gone.md") }?.message
        == "'gone.md' cannot be read: it is a link that leads nowhere")
  }

  @Test func theRootMayBeReachedThroughALink() async throws {
    let other = TemporaryFolder()
    other.link("plan", to: folder.path)
    let workspace = try await offPool { try Workspace.open(world(other), root: "plan") }
    #expect(try workspace.files(named: "plan/a.md", world(other)).map { workspace.plan[$0].path } == ["a.md"])
    #expect(
      try workspace.files(named: folder["a.md"], world(other)).map { workspace.plan[$0].path } == ["a.md"])
  }

  @Test(
    "dots are taken out of paths",
    arguments: [
      ("a", "/x/y/a"), ("../a", "/x/a"), ("../../../../a", "/a"), ("/a/./b/../c", "/a/c"), (".", "/x/y"),
      ("/", "/"), ("a//b/", "/x/y/a/b"), ("", "/x/y"),
    ])
  func absolute(_ path: String, _ expected: String) {
    let world = World(environment: [:], directory: "/x/y", clock: { 0 }, output: Output(), errors: Output())
    #expect(world.absolute(path) == expected)
  }
}
