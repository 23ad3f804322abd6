package import PlanModel

/// The commits of a plan from its first to the current one, along first parents, with what each changed in which file.
package struct GitHistory: Sendable {
  /// A text of a file, and how it is read.
  package struct Version: Hashable, Sendable {
    package let path: String
    /// git's name of its bytes.
    package let blob: String
    package let kind: SourceFile.Kind
    /// Position in ``GitHistory/configurations``.
    package let configuration: Int
  }

  package struct Change: Sendable {
    package let old: Version?
    package let new: Version?
  }

  package struct Commit: Sendable {
    package let id: String
    /// In the zone of its maker; never before that of the commit before it.
    package let day: Day
    package let changes: [Change]
  }

  package private(set) var commits: [Commit] = []
  /// Each with git's name of its bytes, empty for the default.
  package private(set) var configurations: [(blob: String, configuration: Configuration)] = []

  private let git: Git
  private let state: StateFolder
  private let root: String

  /// - Throws: ``WorkspaceError`` where there is no repository, or no commit in it.
  package init(root: String) throws(WorkspaceError) {
    self.root = root
    git = Git(folder: root)
    state = StateFolder(root: root)
    let prefix = try GitSnapshot.prefix(of: root, git)
    guard git.run(["rev-parse", "--verify", "--quiet", "HEAD^{commit}"])?.exitCode == 0 else {
      throw WorkspaceError("the repository of '\(root)' has no commit yet")
    }
    let options = [
      "--first-parent", "-m", "--reverse", "--raw", "--no-abbrev", "-z", "--no-renames", "--no-ext-diff",
      "--no-textconv", "--no-color", "--format=%x01%H%x02%cd", "--date=format:%Y-%m-%d", "HEAD",
    ]
    // In a repository of programs, git need not tell of these.
    let folder = prefix.map { "*?[\\".contains($0) ? "\\\($0)" : String($0) }.joined()
    let paths =
      ["md", "markdown"].map { ":(top,icase,glob)\(folder)**/*.\($0)" } + [
        ":(top,literal)\(prefix)planmd.yaml"
      ]
    let answer = git.run(["-c", "log.showRoot=true", "log"] + options + ["--"] + paths)
    guard let answer, answer.exitCode == 0 else { throw WorkspaceError("git log failed") }
    read(answer.output, prefix)
  }

  /// `^AID^BDAY`, then for each file `:100644 100644 OLD NEW M` and its path, all closed by NUL.
  private mutating func read(_ output: [UInt8], _ prefix: String) {
    var (blobs, current): ([String: String], [String: Version]) = ([:], [:])
    var (configuration, finder) = (
      configurationPosition(nil), FileFinder(root: root, configuration: Configuration())
    )
    var (id, day) = ("", Day?.none)
    var touched: [String] = []
    func version(_ path: String) -> Version? {
      guard let blob = blobs[path], let kind = finder.kind(ofTracked: path) else { return nil }
      return Version(path: path, blob: blob, kind: kind, configuration: configuration)
    }
    func close() {
      guard let day else { return }
      let known = blobs["planmd.yaml"]
      if touched.contains("planmd.yaml") {
        configuration = configurationPosition(known)
        finder = FileFinder(root: root, configuration: configurations[configuration].configuration)
        touched = Array(Set(touched).union(current.keys).union(blobs.keys))
      }
      var changes: [Change] = []
      for path in Set(touched).sorted() {
        let (old, new) = (current[path], version(path))
        guard old != new else { continue }
        current[path] = new
        changes.append(Change(old: old, new: new))
      }
      if !changes.isEmpty {
        commits.append(Commit(id: id, day: max(day, commits.last?.day ?? day), changes: changes))
      }
      touched = []
    }
    var object: String?
    for var token in output.split(separator: 0) {
      // A path may begin with anything.
      while object == nil, token.first == 0x0A { token.removeFirst() }
      if object == nil, token.first == 0x01 {
        close()
        let parts = token.dropFirst().split(separator: 0x02)
        guard parts.count == 2 else { continue }
        id = String(decoding: parts[0], as: UTF8.self)
        day =
          (try? DateValue(parsing: String(decoding: parts[1].prefix { $0 != 0x0A }, as: UTF8.self)))?.first
      } else if object == nil, token.first == UInt8(ascii: ":") {
        let fields = String(decoding: token, as: UTF8.self).split(separator: " ")
        guard fields.count == 5 else { continue }
        object = fields[1].hasPrefix("100") ? String(fields[3]) : ""
      } else if let blob = object {
        object = nil
        let path = String(decoding: token, as: UTF8.self)
        guard path.hasPrefix(prefix) else { continue }
        let relative = String(path.dropFirst(prefix.count))
        blobs[relative] = blob.isEmpty ? nil : blob
        touched.append(relative)
      }
    }
    close()
  }

  private mutating func configurationPosition(_ blob: String?) -> Int {
    if let known = configurations.firstIndex(where: { $0.blob == blob ?? "" }) { return known }
    var configuration = Configuration()
    if let blob, let bytes = git.blobs([blob]).first ?? nil {
      configuration = Workspace.ConfigurationFile(bytes) { _ in nil }.configuration
    }
    configurations.append((blob ?? "", configuration))
    return configurations.count - 1
  }

  /// The texts of versions, in order; nil for one that git does not have, as in a partial clone.
  package func texts(of versions: [Version]) -> [SourceFile?] {
    zip(versions, git.blobs(versions.map(\.blob))).map { version, bytes in
      bytes.map { SourceFile(path: version.path, bytes: $0, kind: version.kind) }
    }
  }

  // MARK: What is kept

  private var cachePath: String { state.path + "/history" }

  /// What ``keep(_:)`` kept last; empty where there is nothing.
  package var kept: [UInt8] { (try? FileAccess.read(cachePath)) ?? [] }

  /// Keeps bytes for the next time, in git's folder. Where that cannot be written, the next time takes as long as this one.
  package func keep(_ bytes: [UInt8]) {
    guard makeFolders(state.path) != nil else { return }
    _ = StateFolder.put(bytes, to: cachePath)
  }
}
