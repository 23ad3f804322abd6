import Dispatch
package import PlanModel
import PlanParallel
import PlanText

/// A plan's folder: where it is, what its configuration says, and its plan.
package struct Workspace: Sendable {
  package let root: String
  package let rootSource: FileFinder.RootSource
  package let plan: Plan

  /// The root's path below the top of its repository, with a `/` at the end; empty at the top and where there is none.
  package var folderInRepository: String {
    var folder = root
    while true {
      if FileAccess.exists(folder == "/" ? "/.git" : folder + "/.git") {
        return folder.utf8.count == root.utf8.count
          ? "" : String(root.dropFirst(folder == "/" ? 1 : folder.count + 1)) + "/"
      }
      guard folder != "/", let slash = folder.lastIndex(of: "/") else { return "" }
      folder = slash == folder.startIndex ? "/" : String(folder[..<slash])
    }
  }

  /// Finds, reads and links all files of the plan.
  ///
  /// - Parameter root: `--root`: this folder is the root, and nothing above it is looked at.
  /// - Throws: ``WorkspaceError`` only if the root itself cannot be used.
  package static func open(_ world: World, root option: String?) throws(WorkspaceError) -> Workspace {
    let (root, source) = try findRoot(world, option)
    let reading = readConfiguration(root)
    let finder = FileFinder(root: root, configuration: reading.configuration)
    let (found, repositories) = try finder.candidates()
    // git takes longer to start than files to be read: both at once. Where there is no repository, no thread is needed.
    let readable = found.filter { $0.fault == nil }.map(\.path)
    let asked = Answer()
    let done = DispatchSemaphore(value: 0)
    let hasGit = finder.isInRepository || !repositories.isEmpty
    if hasGit {
      DispatchQueue.global().async {
        asked.ignored = finder.ignored(readable, repositories: repositories)
        done.signal()
      }
    }
    var (files, remarks) = readFiles(found, root)
    if hasGit { done.wait() }
    let ignored = asked.ignored
    if !ignored.isEmpty { (files, remarks) = readFiles(found.filter { !ignored.contains($0.path) }, root) }
    return Workspace(root: root, rootSource: source, plan: assemble(files, remarks, reading))
  }

  /// The thread that asks git writes it, the semaphore orders both.
  private final class Answer: @unchecked Sendable { var ignored: Set<String> = [] }

  /// The plan's folder, before anything of it is read.
  package static func findRoot(_ world: World, root option: String?) throws(WorkspaceError) -> String {
    try findRoot(world, option).0
  }

  static func findRoot(_ world: World, _ option: String?) throws(WorkspaceError) -> (
    String, FileFinder.RootSource
  ) {
    guard let option else { return FileFinder.findRoot(from: world.directory) }
    let path = world.absolute(option)
    switch FileAccess.realPath(path).flatMap({ FileAccess.kind(of: $0) }) {
    case .folder: return (path, .option)
    case nil:
      throw WorkspaceError(
        "--root: there is no folder '\(option)'", help: "name the folder that holds the plan")
    case .file, .link, .other:
      throw WorkspaceError("--root: '\(option)' is not a folder", help: "name the folder that holds the plan")
    }
  }

  struct ConfigurationFile {
    var configuration = Configuration()
    var file: SourceFile?
    var remarks: [Remark] = []

    init() {}

    /// - Parameter read: A file below the root that the configuration names.
    init(_ bytes: [UInt8], read: @escaping (String) -> [UInt8]?) {
      let reader = ConfigurationReader(bytes, file: FileIndex(0), readFile: read)
      configuration = reader.configuration
      file = SourceFile(path: "planmd.yaml", bytes: bytes, kind: .configuration)
      remarks = reader.remarks
    }

    init(file: SourceFile, remarks: [Remark]) { (self.file, self.remarks) = (file, remarks) }
  }

  /// The configuration of the plan that a file belongs to; the default where there is none.
  static func configuration(around path: String) -> Configuration {
    var folder = splitPath(path).folder
    while !folder.isEmpty {
      if FileAccess.exists(folder + "/planmd.yaml") { return readConfiguration(folder).configuration }
      guard folder != "/", folder.contains("/") else { break }
      folder = splitPath(folder).folder
    }
    return Configuration()
  }

  private static func readConfiguration(_ root: String) -> ConfigurationFile {
    let path = root + "/planmd.yaml"
    guard FileAccess.exists(path) else { return ConfigurationFile() }
    do {
      let bytes = try FileAccess.read(path)
      return ConfigurationFile(bytes) { relative in
        // Nothing that a file names is read outside the root.
        guard let real = FileAccess.realPath(root + "/" + relative),
          real.hasPrefix((FileAccess.realPath(root) ?? root) + "/")
        else { return nil }
        return try? FileAccess.read(real)
      }
    } catch {
      let file = SourceFile(path: "planmd.yaml", bytes: [], kind: .configuration)
      let remark = Remark(.fileUnreadable, file: FileIndex(0), range: ByteRange(0, 0), detail: error.message)
      return ConfigurationFile(file: file, remarks: [remark])
    }
  }

  /// Reads files; one that cannot be read stays as an empty one, with a remark.
  private static func readFiles(_ found: [FileFinder.Found], _ root: String) -> ([SourceFile], [Remark]) {
    let outcomes = inParallel(found.count, isWorthIt: found.count > 64) { position -> (SourceFile, String?) in
      let one = found[position]
      if let fault = one.fault { return (SourceFile(path: one.path, bytes: [], kind: one.kind), fault) }
      do {
        return (
          SourceFile(path: one.path, bytes: try FileAccess.read(root + "/" + one.path), kind: one.kind), nil
        )
      } catch {
        return (
          SourceFile(path: one.path, bytes: [], kind: one.kind),
          (error as? ReadFault)?.message ?? "it cannot be read"
        )
      }
    }
    let remarks = outcomes.enumerated().compactMap { position, outcome in
      outcome.1.map { Remark(.fileUnreadable, file: FileIndex(position), range: ByteRange(0, 0), detail: $0) }
    }
    return (outcomes.map(\.0), remarks)
  }

  /// The same plan with other texts in the place of what lies on the disk, as an editor holds them.
  ///
  /// - Parameter texts: By path relative to the root; files that are not there yet come last.
  package func with(_ texts: [String: [UInt8]]) -> Workspace {
    guard !texts.isEmpty else { return self }
    let finder = FileFinder(root: root, configuration: plan.configuration)
    var files = plan.files.map { file in
      texts[file.path].map { SourceFile(path: file.path, bytes: $0, kind: file.kind) } ?? file
    }
    let known = Set(files.map(\.path))
    for path in texts.keys.sorted() where !known.contains(path) {
      if let kind = finder.kind(ofTracked: path) {
        files.append(SourceFile(path: path, bytes: texts[path] ?? [], kind: kind))
      }
    }
    var plan = readPlan(files, configuration: plan.configuration)
    let kinds: [Remark.Kind] = [
      .fileUnreadable, .configurationUnreadable, .configurationUnknownKey, .configurationBadValue,
    ]
    plan.remarks += self.plan.remarks.filter { kinds.contains($0.kind) }
    return Workspace(root: root, rootSource: rootSource, plan: plan)
  }

  static func assemble(_ files: [SourceFile], _ remarks: [Remark], _ reading: ConfigurationFile)
    -> Plan
  {
    var files = files
    let configurationIndex = FileIndex(files.count)
    if let file = reading.file { files.append(file) }
    var plan = readPlan(files, configuration: reading.configuration)
    plan.remarks += remarks
    for var remark in reading.remarks {
      remark.file = configurationIndex
      plan.remarks.append(remark)
    }
    return plan
  }
}

// MARK: - Other files of the folder

extension Workspace {
  /// The names of the files in a folder of the plan; none where there is no such folder.
  package func names(in folder: String) -> [String] {
    (FileAccess.entries(root + "/" + folder) ?? []).filter { $0.kind == .file }.map(\.name)
  }

  package var isInRepository: Bool {
    FileFinder(root: root, configuration: plan.configuration).isInRepository
  }

  /// True if something has this path, relative to the root.
  package func exists(_ path: String) -> Bool { FileAccess.kind(of: root + "/" + path) != nil }

  /// A file below the root that is no part of the plan, such as a template; nil where it leads out of the root or
  /// cannot be read.
  package func read(below path: String) -> [UInt8]? {
    guard let real = FileAccess.realPath(root + "/" + path), let base = FileAccess.realPath(root),
      real.hasPrefix(base + "/")
    else { return nil }
    return try? FileAccess.read(real)
  }

  /// The names of the Markdown files in a folder below the root, without their extension.
  package func markdownNames(in folder: String) -> [String] {
    (FileAccess.entries(root + "/" + folder) ?? []).filter {
      $0.name.hasSuffix(".md") && !$0.name.hasPrefix(".")
    }
    .map { String($0.name.dropLast(3)) }
  }
}

// MARK: - Paths on the command line

extension Workspace {
  /// The plan's files that a path of the command line names: a file, or all below a folder.
  ///
  /// - Throws: ``WorkspaceError`` where it cannot be read or lies outside the root.
  package func files(named path: String, _ world: World) throws(WorkspaceError) -> Set<FileIndex> {
    let absolute = world.absolute(path)
    guard let kind = FileAccess.kind(of: FileAccess.realPath(absolute) ?? absolute) else {
      throw WorkspaceError("'\(path)': there is no such file or folder")
    }
    guard let relative = relativePath(absolute) else {
      throw WorkspaceError(
        "'\(path)' is not in the plan's folder \(root)", help: "give the folder with --root")
    }
    if kind == .folder {
      let inside = plan.files.indices.filter {
        relative.isEmpty || plan.files[$0].path.hasPrefix(relative + "/")
      }
      return Set(inside.map { FileIndex($0) })
    }
    if let position = plan.files.firstIndex(where: { $0.path == relative }) {
      if let remark = plan.remarks.first(where: { $0.kind == .fileUnreadable && $0.file.position == position }
      ) {
        throw WorkspaceError("'\(path)' cannot be read: \(remark.detail)")
      }
      return [FileIndex(position)]
    }
    guard kind == .file else { throw WorkspaceError("'\(path)' cannot be read: it is not a regular file") }
    do {
      _ = try FileAccess.read(absolute)
    } catch {
      throw WorkspaceError("'\(path)' cannot be read: \(error.message)")
    }
    throw WorkspaceError(
      "'\(path)' is not part of the plan",
      help: "it is ignored, excluded, hidden, a link out of the folder, or no Markdown file")
  }

  private func relativePath(_ absolute: String) -> String? {
    for (path, base) in [
      (absolute, root), (FileAccess.realPath(absolute) ?? absolute, FileAccess.realPath(root) ?? root),
    ] {
      if path == base { return "" }
      let prefix = base == "/" ? "/" : base + "/"
      if path.hasPrefix(prefix) { return String(path.dropFirst(prefix.utf8.count)) }
    }
    return nil
  }
}

extension Workspace {
  /// True if the root is found by `planmd.yaml`, `.obsidian` or git, so that a bare `planmd` shows today.
  package static func findsRootByMarker(_ world: World) throws -> Bool {
    switch FileFinder.findRoot(from: world.directory).source {
    case .configuration, .obsidian, .git: true
    case .option, .currentFolder: false
    }
  }
}

extension Workspace {
  /// The bytes of a file that the user named.
  package static func read(_ path: String) throws -> [UInt8] { try FileAccess.read(path) }
}
