#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// planmd as the merge driver of a repository: git's configuration says what it is, the attributes of the clone for which
/// files.
package struct MergeDriver: Sendable {
  private let git: Git
  private let attributes: String
  private let prefix: String

  /// - Throws: ``WorkspaceError`` where there is no repository with a work tree.
  package init(root: String) throws(WorkspaceError) {
    git = Git(folder: root)
    prefix = try GitSnapshot.prefix(of: root, git)
    guard let path = git.run(["rev-parse", "--git-path", "info/attributes"]), path.exitCode == 0 else {
      throw WorkspaceError("git does not say where its attributes are")
    }
    attributes = path.line.hasPrefix("/") ? path.line : root + "/" + path.line
  }

  /// - Parameter program: planmd's absolute path, for shells whose `PATH` does not have it.
  package func install(program: String) throws(WorkspaceError) -> String {
    // Where planmd is gone, is one that does not know the command, or was stopped before it wrote, git merges as it would
    // without it: of a driver that fails, git keeps our file, without a sign that theirs is missing.
    let driver = [
      "p=planmd", "command -v \"$p\" >/dev/null 2>&1 || p=\(shellWord(program))",
      "\"$p\" merge-driver --marker-size=%L --path=%P %O %A %B", "s=$?",
      "if [ $s -gt 1 ]; then if grep -q '^<<<<<<<* ours (' %A; then s=1",
      "else git merge-file --marker-size=%L %A %O %B", "s=$?", "fi", "fi", "exit $s",
    ].joined(separator: "; ")
    try configure(["merge.planmd.name", "merge plans by task and tag"])
    try configure(["merge.planmd.driver", driver])
    let text = try attributesText()
    let own = text.map(HookFiles.without) ?? ""
    let lines = ["[mM][dD]", "[mM][aA][rR][kK][dD][oO][wW][nN]"].map {
      pattern(extension: $0) + " merge=planmd"
    }
    let new =
      own + (own.isEmpty || own.hasSuffix("\n") ? "" : "\n")
      + ([HookFiles.begin] + lines + [HookFiles.end]).joined(separator: "\n") + "\n"
    if new == text { return "merge driver: is installed already" }
    guard let slash = attributes.lastIndex(of: "/"), makeFolders(String(attributes[..<slash])) != nil else {
      throw WorkspaceError("the folder of '\(attributes)' cannot be made")
    }
    try OutputFile.write(Array(new.utf8), to: attributes)
    let place = prefix.isEmpty ? "all Markdown files" : "the Markdown files in \(prefix.dropLast())"
    return "merge driver: installed for \(place), in this clone"
  }

  /// - Returns: What was done; nil where there was nothing to do.
  package func uninstall() throws(WorkspaceError) -> String? {
    let known = git.run(["config", "--local", "--get", "merge.planmd.driver"])?.exitCode == 0
    if known {
      guard git.run(["config", "--local", "--remove-section", "merge.planmd"])?.exitCode == 0 else {
        throw WorkspaceError("git does not take merge.planmd out of its configuration", exitCode: 3)
      }
    }
    guard let text = try attributesText() else { return known ? "merge driver: removed" : nil }
    let own = HookFiles.without(text)
    if own.isEmpty {
      unlink(attributes)
    } else if own != text {
      try OutputFile.write(Array(own.utf8), to: attributes)
    }
    return known || own != text ? "merge driver: removed" : nil
  }

  private func configure(_ pair: [String]) throws(WorkspaceError) {
    guard git.run(["config", "--local"] + pair)?.exitCode == 0 else {
      throw WorkspaceError("git does not take \(pair[0]) into its configuration", exitCode: 3)
    }
  }

  private func attributesText() throws(WorkspaceError) -> String? {
    guard FileAccess.exists(attributes) else { return nil }
    guard let bytes = try? FileAccess.read(attributes), let text = String(validating: bytes, as: UTF8.self)
    else {
      throw WorkspaceError("'\(attributes)' cannot be read", exitCode: 3)
    }
    return text
  }

  /// A pattern of gitattributes(5) for the plan's files, quoted where the plan's folder needs it.
  private func pattern(extension end: String) -> String {
    guard !prefix.isEmpty else { return "*." + end }
    var text = "/"
    for character in prefix {
      if "*?[\\".contains(character) { text.append("\\") }
      text.append(character)
    }
    text += "**/*." + end
    guard text.contains(where: { " \"\t".contains($0) }) || text.hasPrefix("\"") else { return text }
    let escaped = text.map { "\\\"".contains($0) ? "\\\($0)" : String($0) }.joined()
    return "\"\(escaped)\""
  }
}
