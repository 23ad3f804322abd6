#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// git's hooks of a repository, and planmd's part in them: a marked block at the head of a shell script, beside whatever else
/// stands there; any other program is kept beside and called.
package struct HookFiles: Sendable {
  /// Hooks that planmd has something to do in.
  package static let names = ["pre-commit", "post-commit", "post-merge", "pre-push"]

  /// Where git looks for hooks, `core.hooksPath` heeded.
  package let folder: String
  /// The folder belongs to other repositories, too.
  package let isShared: Bool
  /// The plan's folder relative to the top of the repository, with a `/` at the end.
  private let prefix: String

  static let begin = "# planmd: begin"
  static let end = "# planmd: end"
  private static let suffix = ".before-planmd"

  /// - Throws: ``WorkspaceError`` where there is no repository with a work tree.
  package init(root: String) throws(WorkspaceError) {
    let git = Git(folder: root)
    guard let top = git.run(["rev-parse", "--show-toplevel"]), top.exitCode == 0, !top.line.isEmpty else {
      throw WorkspaceError("'\(root)' is in no git repository, or git is not installed")
    }
    guard let path = git.run(["rev-parse", "--git-path", "hooks"]), path.exitCode == 0,
      let common = git.run(["rev-parse", "--git-common-dir"]), common.exitCode == 0
    else { throw WorkspaceError("git does not say where its hooks are") }
    func absolute(_ path: String) -> String {
      let path = path.hasPrefix("/") ? path : root + "/" + path
      return FileAccess.realPath(path) ?? path
    }
    folder = absolute(path.line)
    let (hooks, base) = (folder, absolute(top.line))
    isShared = ![base, absolute(common.line)].contains { hooks == $0 || hooks.hasPrefix($0 + "/") }
    let real = FileAccess.realPath(root) ?? root
    prefix = real == base ? "" : String(real.dropFirst(base == "/" ? 1 : base.count + 1)) + "/"
  }

  // MARK: Installing

  /// - Parameter program: planmd's absolute path, for shells whose `PATH` does not have it.
  /// - Returns: What was done, a line for each hook.
  package func install(_ names: [String], program: String) throws(WorkspaceError) -> [String] {
    guard makeFolders(folder) != nil else {
      throw WorkspaceError("'\(folder)' cannot be made: \(faultMessage(errno))")
    }
    var lines: [String] = []
    for name in names {
      let path = folder + "/" + name
      let block = block(name, program: program)
      let (text, note) = try planned(name, path, block)
      guard let text else {
        lines.append("\(name): \(note)")
        continue
      }
      try write(text, to: path)
      lines.append("\(name): \(note)")
    }
    return lines
  }

  /// What a hook's file is to hold; nil where it holds that already.
  private func planned(_ name: String, _ path: String, _ block: String) throws(WorkspaceError) -> (
    String?, String
  ) {
    guard let kind = FileAccess.kind(of: path) else { return ("#!/bin/sh\n" + block, "installed") }
    let bytes = kind == .file ? (try? FileAccess.read(path)) : nil
    if let bytes, let text = String(validating: bytes, as: UTF8.self), HookFiles.isShell(text) {
      let own = HookFiles.without(text)
      let lineEnd = own.firstIndex(of: "\n").map { own.index(after: $0) } ?? own.endIndex
      let head = own[..<lineEnd]
      let new = head + (head.hasSuffix("\n") ? "" : "\n") + block + own[lineEnd...]
      if new == text { return (nil, "is installed already") }
      return (String(new), own == text ? "installed at the head of what is there" : "renewed")
    }
    // Not a script that a block could stand in: it is kept and called.
    let kept = path + HookFiles.suffix
    guard FileAccess.kind(of: kept) == nil else {
      throw WorkspaceError("'\(kept)' is there already, and '\(path)' is no shell script", exitCode: 3)
    }
    guard rename(path, kept) == 0 else {
      throw WorkspaceError("'\(path)' cannot be moved: \(faultMessage(errno))", exitCode: 3)
    }
    return (
      "#!/bin/sh\n" + block + "exec \"${0%/*}/\(name)\(HookFiles.suffix)\" \"$@\"\n",
      "installed; what was there is called after it"
    )
  }

  private func block(_ name: String, program: String) -> String {
    let root = prefix.isEmpty ? "" : " --root \(shellWord(String(prefix.dropLast())))"
    return """
      \(HookFiles.begin) (planmd hook install)
      planmd=planmd
      command -v "$planmd" >/dev/null 2>&1 || planmd=\(shellWord(program))
      if command -v "$planmd" >/dev/null 2>&1; then
        "$planmd" hook run \(name)\(root) </dev/null || exit $?
      else
        echo "planmd is not installed: the plan was not checked" >&2
      fi
      unset planmd
      \(HookFiles.end)

      """
  }

  private static func isShell(_ text: String) -> Bool {
    guard text.hasPrefix("#!"), let line = text.split(separator: "\n", maxSplits: 1).first else {
      return false
    }
    let words = line.dropFirst(2).split(whereSeparator: { $0 == " " || $0 == "/" || $0 == "\t" || $0 == "\r" }
    )
    return words.contains { ["sh", "bash", "dash", "zsh", "ksh", "ash"].contains($0) }
      && !text.contains("\r\n")
  }

  /// The text without planmd's block.
  static func without(_ text: String) -> String {
    var lines: [Substring] = []
    var isInside = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix(begin) {
        isInside = true
      } else if isInside {
        if line.hasPrefix(end) { isInside = false }
      } else {
        lines.append(line)
      }
    }
    // A block that has no end is not planmd's to take out.
    return isInside ? text : lines.joined(separator: "\n")
  }

  private func write(_ text: String, to path: String) throws(WorkspaceError) {
    try OutputFile.write(Array(text.utf8), to: path)
    guard chmod(path, 0o755) == 0 else {
      throw WorkspaceError("'\(path)' cannot be made executable: \(faultMessage(errno))")
    }
  }

  // MARK: Uninstalling

  /// Takes planmd's part out of every hook, and gives back what was there before.
  package func uninstall() throws(WorkspaceError) -> [String] {
    var lines: [String] = []
    for name in HookFiles.names {
      let path = folder + "/" + name
      guard FileAccess.kind(of: path) == .file, let bytes = try? FileAccess.read(path),
        let text = String(validating: bytes, as: UTF8.self)
      else { continue }
      let own = HookFiles.without(text)
      guard own != text else { continue }
      let kept = path + HookFiles.suffix
      if FileAccess.kind(of: kept) != nil {
        guard rename(kept, path) == 0 else {
          throw WorkspaceError("'\(kept)' cannot be moved back: \(faultMessage(errno))", exitCode: 3)
        }
        lines.append("\(name): removed; what was there before is back")
      } else if own == "#!/bin/sh\n" {
        guard unlink(path) == 0 else {
          throw WorkspaceError("'\(path)' cannot be removed: \(faultMessage(errno))", exitCode: 3)
        }
        lines.append("\(name): removed")
      } else {
        try write(own, to: path)
        lines.append("\(name): taken out of what is there")
      }
    }
    return lines
  }
}

/// A word of a shell.
func shellWord(_ text: String) -> String {
  "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
}
