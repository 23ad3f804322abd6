package import PlanModel
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
    let files = try PlanFiles.load(world, root: option)
    return Workspace(
      root: files.root, rootSource: files.rootSource,
      plan: assemble(files.files, files.remarks, files.configuration))
  }

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

    /// The configuration of a plan's folder, which may name files below it.
    init(_ bytes: [UInt8], root: String) {
      self.init(bytes) { relative in
        // Nothing that a file names is read outside the root.
        guard let real = FileAccess.realPath(root + "/" + relative),
          real.hasPrefix((FileAccess.realPath(root) ?? root) + "/")
        else { return nil }
        return try? FileAccess.read(real)
      }
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

  static func readConfiguration(_ root: String) -> ConfigurationFile {
    let path = root + "/planmd.yaml"
    guard FileAccess.exists(path) else { return ConfigurationFile() }
    do {
      return ConfigurationFile(try FileAccess.read(path), root: root)
    } catch {
      let file = SourceFile(path: "planmd.yaml", bytes: [], kind: .configuration)
      let remark = Remark(.fileUnreadable, file: FileIndex(0), range: ByteRange(0, 0), detail: error.message)
      return ConfigurationFile(file: file, remarks: [remark])
    }
  }

  /// - Parameter read: Reads the files, the configuration's own the last of them.
  static func assemble(
    _ files: [SourceFile], _ remarks: [Remark], _ reading: ConfigurationFile,
    read: ([SourceFile], Configuration) -> Plan = { readPlan($0, configuration: $1) }
  ) -> Plan {
    var files = files
    let configurationIndex = FileIndex(files.count)
    if let file = reading.file { files.append(file) }
    var plan = read(files, reading.configuration)
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
