import Foundation
import PlanTestSupport
import Testing

@testable import planmd

@Suite("planmd site")
struct SiteCommandTests {
  private let plan = "# A id:a\n\n- [ ] One est:1d @ann\n\n# B id:b\n\n- [ ] Two\n"

  @Test("writes no file where nothing changed, and only what changed")
  func unchanged() async throws {
    let folder = folder(plan)
    let first = try await ask("site", "-o", "out", in: folder)
    #expect(first.exitCode == 0 && first.errors.contains(" 0 unchanged"))
    let before = try stamps(folder.path + "/out")
    let second = try await ask("site", "-o", "out", in: folder)
    #expect(second.errors.contains(": 0 written, "))
    #expect(try stamps(folder.path + "/out") == before)
    try Data((plan + "\n- [ ] Three\n").utf8).write(to: URL(filePath: folder.path + "/plan.md"))
    _ = try await ask("site", "-o", "out", in: folder)
    let after = try stamps(folder.path + "/out")
    #expect(after["projects/a.html"] == before["projects/a.html"])
    #expect(after["projects/b.html"] != before["projects/b.html"])
  }

  @Test("removes the page of what is gone, and nothing that is not its own")
  func stale() async throws {
    let folder = folder(plan)
    _ = try await ask("site", "-o", "out", in: folder)
    try Data("mine".utf8).write(to: URL(filePath: folder.path + "/out/projects/mine.html"))
    try Data("# A id:a\n\n- [ ] One est:1d @ann\n".utf8).write(to: URL(filePath: folder.path + "/plan.md"))
    let answer = try await ask("site", "-o", "out", in: folder)
    #expect(!answer.errors.contains(" 0 removed"))
    let names = try stamps(folder.path + "/out").keys
    #expect(!names.contains("projects/b.html"))
    #expect(names.contains("projects/mine.html"))
  }

  @Test("never overwrites a file that it did not write, unless it is told to")
  func foreign() async throws {
    let folder = folder(plan)
    try FileManager.default.createDirectory(atPath: folder.path + "/out", withIntermediateDirectories: true)
    try Data("mine".utf8).write(to: URL(filePath: folder.path + "/out/index.html"))
    let refused = try await ask("site", "-o", "out", in: folder)
    #expect(refused.exitCode == 3)
    #expect(refused.errors.contains("'index.html' in "))
    #expect(try stamps(folder.path + "/out").count == 1)
    #expect(try await ask("site", "-o", "out", "--force", in: folder).exitCode == 0)
  }

  @Test("a folder that is a link is not followed out of the site")
  func link() async throws {
    let folder = folder(plan)
    try FileManager.default.createDirectory(atPath: folder.path + "/out", withIntermediateDirectories: true)
    try FileManager.default.createDirectory(atPath: folder.path + "/else", withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      atPath: folder.path + "/out/projects", withDestinationPath: "../else")
    #expect(try await ask("site", "-o", "out", in: folder).exitCode == 3)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/else").isEmpty)
  }

  @Test("takes the folder of the configuration, and says what to write where there is none")
  func folders() async throws {
    let configured = folder(plan, configuration: "hooks: {site: public}\n")
    #expect(try await ask("site", in: configured).exitCode == 0)
    #expect(try stamps(configured.path + "/public")["index.html"] != nil)
    let answer = try await ask("site", in: folder(plan))
    #expect(answer.exitCode == 2 && answer.errors.contains("write -o DIR"))
  }

  @Test("templates are listed, written out, and taken back")
  func templates() async throws {
    let folder = folder(plan)
    let listed = try await ask("site", "--list-templates", in: folder)
    #expect(listed.output.split(separator: "\n").contains("portfolio.mustache"))
    _ = try await ask("site", "--list-templates", "-o", "own", in: folder)
    #expect(try await ask("site", "--list-templates", "-o", "own", in: folder).exitCode == 3)
    try Data("<p>{{site.title}}".utf8).write(to: URL(filePath: folder.path + "/own/people.mustache"))
    _ = try await ask("site", "-o", "out", "--title", "Us & them", "--templates", "own", in: folder)
    #expect(
      try String(contentsOfFile: folder.path + "/out/people/index.html", encoding: .utf8)
        == "<p>Us &amp; them")
    try Data("{{#open}}".utf8).write(to: URL(filePath: folder.path + "/own/people.mustache"))
    let broken = try await ask("site", "-o", "out", "--templates", "own", in: folder)
    #expect(broken.exitCode == 2 && broken.errors.contains("template people.mustache: line "))
  }

  private func stamps(_ path: String) throws -> [String: Date] {
    var result: [String: Date] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: path) where !name.hasPrefix(".") {
      let attributes = try FileManager.default.attributesOfItem(atPath: path + "/" + name)
      guard attributes[.type] as? FileAttributeType == .typeRegular else { continue }
      result[name] = attributes[.modificationDate] as? Date
    }
    return result
  }
}
