package import PlanModel

/// A plan as git has it: in a commit, or staged for the next one.
package struct GitSnapshot: Sendable {
  package enum Source: Sendable {
    /// Any name of a commit: a tag, a branch, `HEAD~3`.
    case revision(String)
    /// What is staged, in a hook the index that git names by its variables.
    case index
  }

  package let workspace: Workspace
  /// The commit; nil for the index.
  package let commit: String?
  /// The day on which the commit was made, in the zone of its maker.
  package let day: Day?
  /// Staged files of the plan that differ from the last commit; nil for a commit.
  package let changed: Set<FileIndex>?

  /// - Parameters:
  ///   - root: The plan's folder, absolute.
  ///   - hookFolder: In a hook: the folder in which git runs it, which its variables are relative to.
  /// - Throws: ``WorkspaceError`` where there is no repository or no such commit.
  package init(_ source: Source, root: String, hookFolder: String? = nil) throws(WorkspaceError) {
    let git = Git(folder: hookFolder ?? root, keepsVariables: hookFolder != nil)
    let prefix = try GitSnapshot.prefix(of: root, git)
    let entries: [Entry]
    switch source {
    case .revision(let name):
      let found = try GitSnapshot.commit(name, git)
      (commit, day) = (found.id, found.day)
      entries = try GitSnapshot.entries(
        ["ls-tree", "-r", "-z", "--full-tree", found.id] + (prefix.isEmpty ? [] : ["--", prefix]), git)
    case .index:
      (commit, day) = (nil, nil)
      entries = try GitSnapshot.entries(["ls-files", "-s", "-z", "--full-name", "--", ":/"], git)
    }
    let objects = Dictionary(
      entries.compactMap { entry in
        entry.path.hasPrefix(prefix) && entry.isFile
          ? (String(entry.path.dropFirst(prefix.count)), entry.object) : nil
      }, uniquingKeysWith: { first, _ in first })
    var reading = Workspace.ConfigurationFile()
    if let object = objects["planmd.yaml"], let bytes = git.blobs([object]).first ?? nil {
      reading = Workspace.ConfigurationFile(bytes) { path in
        objects[path].flatMap { git.blobs([$0]).first ?? nil }
      }
    }
    let finder = FileFinder(root: root, configuration: reading.configuration)
    let paths = objects.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    let chosen = paths.compactMap { path in finder.kind(ofTracked: path).map { (path: path, kind: $0) } }
    let blobs = git.blobs(chosen.map { objects[$0.path]! })
    var (files, remarks): ([SourceFile], [Remark]) = ([], [])
    for (number, (file, bytes)) in zip(chosen, blobs).enumerated() {
      files.append(SourceFile(path: file.path, bytes: bytes ?? [], kind: file.kind))
      if bytes == nil {
        remarks.append(
          Remark(
            .fileUnreadable, file: FileIndex(number), range: ByteRange(0, 0),
            detail: "git does not have its bytes"))
      }
    }
    let plan = Workspace.assemble(files, remarks, reading)
    workspace = Workspace(root: root, rootSource: .git, plan: plan)
    guard case .index = source else {
      changed = nil
      return
    }
    let names = git.run(["diff", "--cached", "--name-only", "-z", "--no-renames", "--no-ext-diff"])
    let staged = Set(
      (names?.output ?? []).split(separator: 0).map { String(decoding: $0, as: UTF8.self) }.filter {
        $0.hasPrefix(prefix)
      }.map { String($0.dropFirst(prefix.count)) })
    changed = Set(plan.files.indices.filter { staged.contains(plan.files[$0].path) }.map { FileIndex($0) })
  }

  /// The day of a commit; nil where git knows none of that name.
  package static func day(of name: String, root: String) -> Day? {
    (try? commit(name, Git(folder: root)))?.day
  }

  // MARK: What git knows

  private struct Entry {
    let isFile: Bool
    let object: String
    let path: String
  }

  /// `100644 blob ID\tPATH` of trees, `100644 ID 0\tPATH` of the index; links and submodules are no files.
  private static func entries(_ arguments: [String], _ git: Git) throws(WorkspaceError) -> [Entry] {
    guard let answer = git.run(arguments), answer.exitCode == 0 else {
      throw WorkspaceError("git \(arguments[0]) failed")
    }
    return answer.output.split(separator: 0).compactMap { line in
      guard let tab = line.firstIndex(of: 0x09) else { return nil }
      let fields = String(decoding: line[..<tab], as: UTF8.self).split(separator: " ").map(String.init)
      guard fields.count == 3 else { return nil }
      let isTree = fields[1].count < 40
      // Conflicting stages are no file yet.
      guard isTree || fields[2] == "0" else { return nil }
      return Entry(
        isFile: fields[0] == "100644" || fields[0] == "100755", object: isTree ? fields[2] : fields[1],
        path: String(decoding: line[(tab + 1)...], as: UTF8.self))
    }
  }

  /// The root's path below the top of its repository, with a `/` at the end.
  static func prefix(of root: String, _ git: Git) throws(WorkspaceError) -> String {
    // Of a hook, git's variables say which repository; the folder says where in it the plan lies.
    guard let top = git.run(["rev-parse", "--show-toplevel"]), top.exitCode == 0, !top.line.isEmpty else {
      throw WorkspaceError("'\(root)' is in no git repository, or git is not installed")
    }
    let (base, real) = (FileAccess.realPath(top.line) ?? top.line, FileAccess.realPath(root) ?? root)
    if base == real { return "" }
    let start = base == "/" ? "/" : base + "/"
    guard real.hasPrefix(start) else { throw WorkspaceError("'\(root)' is not in the repository \(base)") }
    return String(real.dropFirst(start.count)) + "/"
  }

  private static func commit(_ name: String, _ git: Git) throws(WorkspaceError) -> (id: String, day: Day?) {
    let answer = git.run(["rev-parse", "--verify", "--quiet", "--end-of-options", name + "^{commit}"])
    guard let answer, answer.exitCode == 0, !answer.line.isEmpty else {
      throw WorkspaceError("git knows no commit '\(name)'", help: "write a tag, a branch, or such as HEAD~3")
    }
    let day = git.run(["show", "-s", "--format=%cd", "--date=format:%Y-%m-%d", answer.line])
    return (answer.line, day.flatMap { (try? DateValue(parsing: $0.line))?.first })
  }
}

extension Git {
  /// The bytes of objects, in order, by one process; nil for one that is not there.
  func blobs(_ objects: [String]) -> [[UInt8]?] {
    guard !objects.isEmpty else { return [] }
    let input = Array(objects.map { $0 + "\n" }.joined().utf8)
    guard let answer = run(["cat-file", "--batch"], input: input), answer.exitCode == 0 else {
      return objects.map { _ in nil }
    }
    var (result, offset): ([[UInt8]?], Int) = ([], 0)
    let bytes = answer.output
    for _ in objects {
      guard let end = bytes[offset...].firstIndex(of: 0x0A) else {
        result.append(nil)
        continue
      }
      let fields = String(decoding: bytes[offset..<end], as: UTF8.self).split(separator: " ")
      offset = end + 1
      guard fields.count == 3, let size = Int(fields[2]), offset + size <= bytes.count else {
        result.append(nil)
        continue
      }
      result.append(Array(bytes[offset..<offset + size]))
      offset += size + 1
    }
    return result
  }
}

/// What git is in the middle of.
package struct GitState: Sendable {
  /// A rebase, a merge, a cherry-pick, a revert or `am` is not finished.
  package let isInProgress: Bool

  package init(root: String) throws(WorkspaceError) {
    guard let answer = Git(folder: root).run(["rev-parse", "--absolute-git-dir"]), answer.exitCode == 0 else {
      throw WorkspaceError("'\(root)' is in no git repository, or git is not installed")
    }
    isInProgress = ["rebase-merge", "rebase-apply", "CHERRY_PICK_HEAD", "REVERT_HEAD", "MERGE_HEAD"].contains
    {
      FileAccess.exists(answer.line + "/" + $0)
    }
  }
}
