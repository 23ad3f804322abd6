import Foundation
import PlanTestSupport
import Testing

@testable import planmd

/// A repository with one committed plan.
private func repository(
  _ text: String = "# P\n\n- [ ] One est:1d due:2026-12-01 id:one @ann\n", configuration: String = ""
)
  -> TemporaryFolder
{
  let folder = folder(text, configuration: configuration)
  git(folder, "init", "-q", "-b", "main", ".")
  git(folder, "add", ".")
  git(folder, "commit", "-qm", "first")
  return folder
}

@discardableResult
private func git(_ folder: TemporaryFolder, _ arguments: String...) -> Int32? {
  let identity = ["-c", "user.name=A", "-c", "user.email=a@x", "-c", "commit.gpgsign=false"]
  return TemporaryFolder.run("/usr/bin/env", ["git"] + identity + arguments, in: folder.path)?.exitCode
}

@Suite("planmd hook", .enabled(if: TemporaryFolder.hasGit))
struct HookCommandTests {
  private let bad = "# P\n\n- [ ] One due:2026-02-30\n"
  private let good = "# P\n\n- [ ] One due:2026-12-02\n"

  @Test("pre-commit looks at the staged text, not at the file")
  func staged() async throws {
    let folder = repository()
    folder.write(bad, to: "plan.md")
    git(folder, "add", "plan.md")
    folder.write(good, to: "plan.md")
    let refused = try await ask("hook", "run", "pre-commit", in: folder)
    #expect(refused.exitCode == 1)
    #expect(refused.output.contains("plan.md:3:15: error: `2026-02-30` does not exist"))
    #expect(refused.errors == "planmd: not committed; git commit --no-verify commits all the same\n")
    git(folder, "add", "plan.md")
    folder.write(bad, to: "plan.md")
    #expect(try await ask("hook", "run", "pre-commit", in: folder).exitCode == 0)
  }

  @Test("pre-commit tells only what is wrong in staged files")
  func touched() async throws {
    let folder = repository(bad)
    folder.write("# Other\n\n- [ ] Two\n", to: "other.md")
    git(folder, "add", "other.md")
    let answer = try await ask("hook", "run", "pre-commit", in: folder)
    #expect(answer.exitCode == 0 && answer.output.isEmpty)
    #expect(try await ask("hook", "run", "pre-commit", "--everywhere", in: folder).exitCode == 1)
  }

  @Test("a file that git does not know is no part of the staged plan")
  func untracked() async throws {
    let folder = repository()
    folder.write("# Q\n\n- [ ] Waits after:two due:2026-12-03\n", to: "staged.md")
    folder.write("# R\n\n- [ ] Two id:two\n", to: "untracked.md")
    git(folder, "add", "staged.md")
    let answer = try await ask("hook", "run", "pre-commit", in: folder)
    #expect(answer.output.contains("no task or project has the id `two`"))
  }

  @Test("pre-commit refuses a stale block where the configuration says so")
  func blocks() async throws {
    let block = "# P\n\n- [ ] One\n\n<!-- planmd: list -->\nold\n<!-- /planmd 2026-03-09 -->\n"
    for (configuration, code) in [("", Int32(0)), ("hooks: {check-blocks: true}\n", 1)] {
      let folder = repository(configuration: configuration)
      folder.write(block, to: "plan.md")
      git(folder, "add", "plan.md")
      let answer = try await ask("hook", "run", "pre-commit", in: folder)
      #expect(answer.exitCode == code)
      #expect(answer.errors.contains("plan.md:5: the regenerated block is stale") == (code == 1))
    }
  }

  @Test("a shell script gets a block at its head, and is as before when it is taken out")
  func coexistence() async throws {
    let folder = repository()
    let old = "#!/bin/bash\nset -e\nmake test\n"
    folder.write(old, to: ".git/hooks/pre-commit")
    #expect(
      try await ask("hook", "install", in: folder).output
        == "pre-commit: installed at the head of what is there\n")
    let installed = try #require(folder.text(of: ".git/hooks/pre-commit"))
    #expect(installed.hasPrefix("#!/bin/bash\n# planmd: begin"))
    #expect(installed.hasSuffix("# planmd: end\nset -e\nmake test\n"))
    #expect(try await ask("hook", "install", in: folder).output == "pre-commit: is installed already\n")
    #expect(
      try await ask("hook", "uninstall", in: folder).output == "pre-commit: taken out of what is there\n")
    #expect(folder.text(of: ".git/hooks/pre-commit") == old)
  }

  @Test("another program is kept and called")
  func chained() async throws {
    let folder = repository()
    let old = "#!/usr/bin/env python3\nprint('x')\n"
    folder.write(old, to: ".git/hooks/pre-commit")
    _ = try await ask("hook", "install", in: folder)
    #expect(folder.text(of: ".git/hooks/pre-commit.before-planmd") == old)
    #expect(
      folder.text(of: ".git/hooks/pre-commit")?.hasSuffix(
        "exec \"${0%/*}/pre-commit.before-planmd\" \"$@\"\n") == true)
    _ = try await ask("hook", "uninstall", in: folder)
    #expect(folder.text(of: ".git/hooks/pre-commit") == old)
    #expect(folder.text(of: ".git/hooks/pre-commit.before-planmd") == nil)
  }

  @Test("core.hooksPath is heeded, and refused where it leads out of the repository")
  func hooksPath() async throws {
    let folder = repository()
    git(folder, "config", "core.hooksPath", ".husky")
    #expect(try await ask("hook", "install", "pre-push", in: folder).exitCode == 0)
    #expect(folder.text(of: ".husky/pre-push")?.contains("hook run pre-push") == true)
    let elsewhere = TemporaryFolder()
    git(folder, "config", "core.hooksPath", elsewhere.path)
    let refused = try await ask("hook", "install", in: folder)
    #expect(refused.exitCode == 3 && refused.errors.contains("--shared"))
    #expect(elsewhere.names.isEmpty)
    #expect(try await ask("hook", "install", "--shared", in: folder).exitCode == 0)
    #expect(elsewhere.names == ["pre-commit"])
  }

  @Test("a plan below the top of its repository is named in the hook")
  func below() async throws {
    let folder = repository()
    folder.write("", to: "the plan/planmd.yaml")
    _ = try await ask(["hook", "install"], in: folder.path + "/the plan")
    #expect(
      folder.text(of: ".git/hooks/pre-commit")?.contains("hook run pre-commit --root 'the plan' </dev/null")
        == true)
  }

  @Test("after a commit the configured report and site are written, but not in the middle of a merge")
  func outputs() async throws {
    let folder = repository(configuration: "hooks: {report: out/status.html, site: out/site}\n")
    folder.write("", to: ".git/MERGE_HEAD")
    _ = try await ask("hook", "run", "post-commit", in: folder)
    #expect(!folder.names.contains("out"))
    try FileManager.default.removeItem(atPath: folder[".git/MERGE_HEAD"])
    let answer = try await ask("hook", "run", "post-commit", in: folder)
    #expect(answer.exitCode == 0 && answer.errors.isEmpty)
    #expect(folder.text(of: "out/status.html")?.contains("Status on Mon 2026-03-09") == true)
    #expect(folder.names.contains("out/site/index.html"))
  }

  @Test("a commit is a baseline, and a day to look back to")
  func revisions() async throws {
    let folder = repository()
    git(folder, "tag", "signed")
    folder.write("# P\n\n- [ ] One est:5d due:2026-12-01 id:one @ann\n", to: "plan.md")
    let json = try await ask("schedule", "--baseline", "signed", "-f", "json", in: folder).output
    #expect(json.contains("\"baseline\": {\"start\": "))
    #expect(try await ask("schedule", "--baseline", "no-such", in: folder).errors.contains("no such commit"))
    #expect(try await ask("report", "--since", "no-such", in: folder).errors.contains("no commit either"))
  }

  @Test("what planmd has nothing to do with, and what is no repository, is told")
  func refused() async throws {
    let folder = repository()
    #expect(try await ask("hook", "install", "post-checkout", in: folder).exitCode == 2)
    let none = try await ask("hook", "install", in: self.none)
    #expect(none.exitCode == 2 && none.errors.contains("is in no git repository"))
  }

  private let none = folder("# P\n")

  @Test("findings for GitLab have a fingerprint each")
  func gitlab() async throws {
    let answer = try await ask("lint", "-f", "gitlab", in: folder(bad + "- [ ] One due:2026-02-30\n"))
    let found = try #require(
      try JSONSerialization.jsonObject(with: Data(answer.output.utf8)) as? [[String: Any]])
    #expect(found.compactMap { $0["check_name"] as? String }.filter { $0 == "impossible-date" }.count == 2)
    #expect(Set(found.compactMap { $0["fingerprint"] as? String }).count == found.count)
    #expect((found[0]["location"] as? [String: Any])?["path"] as? String == "plan.md")
  }
}

@Suite("Merges and history in a repository", .enabled(if: TemporaryFolder.hasGit))
struct MergeDriverCommandTests {
  @Test("installed, git merges by task and tag; uninstalled, as before")
  func driver() async throws {
    let folder = repository("# P\n\n- [ ] One est:1d @ann\n")
    let installed = try await ask("hook", "install", "--merge-driver", in: folder)
    #expect(installed.output == "merge driver: installed for all Markdown files, in this clone\n")
    let again = try await ask("hook", "install", "--merge-driver", in: folder)
    #expect(again.output == "merge driver: is installed already\n")
    let attributes = folder.read(".git/info/attributes") ?? ""
    #expect(attributes.contains("*.[mM][dD] merge=planmd\n"))
    let removed = try await ask("hook", "uninstall", in: folder)
    #expect(removed.output == "merge driver: removed\n")
    #expect(folder.read(".git/info/attributes") == nil)
    #expect(git(folder, "config", "--get", "merge.planmd.driver") == 1)
  }

  @Test("writes the merge over ours; 1 is a conflict, 129 a file that cannot be read")
  func files() async throws {
    let folder = folder("")
    folder.write("- [ ] A\n", to: "o")
    folder.write("- [ ] A @ann\n", to: "a")
    folder.write("- [ ] A est:2h\n", to: "b")
    #expect(try await ask("merge-driver", "o", "a", "b", in: folder).exitCode == 0)
    #expect(folder.read("a") == "- [ ] A @ann est:2h\n")
    folder.write("- [x] A\n", to: "a")
    folder.write("- [-] A\n", to: "b")
    let answer = try await ask("merge-driver", "--path", "x.md", "o", "a", "b", in: folder)
    #expect(answer.exitCode == 1)
    #expect(answer.errors == "x.md:1: status: ours [x], theirs [-], before [ ]\n")
    #expect(try await ask("merge-driver", "o", "a", "none", in: folder).exitCode == 129)
  }

  @Test("history tells what commits changed, and keeps what it read")
  func history() async throws {
    let folder = repository("# P due:2026-12-01\n\n- [ ] One\n- [ ] Two\n")
    folder.write("# P due:2026-12-08\n\n- [x] One\n- [ ] Two\n- [ ] Three\n", to: "plan.md")
    git(folder, "commit", "-qam", "second")
    let answer = try await ask("history", "--today", "2099-01-01", in: folder)
    #expect(answer.output.contains("Tasks            2 → 3  ▅█"))
    #expect(answer.output.contains("- P: 2026-12-01 → 2026-12-08 on "))
    #expect(folder.read(".git/planmd/history")?.hasPrefix("planmd history 1\n") == true)
    #expect(try await ask("history", "--today", "2099-01-01", in: folder).output == answer.output)
    let none = try await ask("history", in: TemporaryFolder())
    #expect(none.exitCode == 2 && none.errors.contains("is in no git repository"))
  }
}

extension TemporaryFolder {
  fileprivate func read(_ name: String) -> String? {
    FileManager.default.contents(atPath: path + "/" + name).map { String(decoding: $0, as: UTF8.self) }
  }
}
