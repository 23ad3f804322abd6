#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A folder of generated files. What does not change is not written, what is not generated any more goes, and what somebody
/// else wrote is never overwritten: a list in the folder says which files are planmd's.
package struct OutputFolder: Sendable {
  package struct Outcome: Sendable {
    package var written = 0
    package var kept = 0
    package var removed = 0
  }

  /// One relative path a line.
  package static let listName = ".planmd-files"

  private let root: String
  private let isForced: Bool

  /// - Parameters:
  ///   - root: Absolute; it is made where it is missing.
  ///   - isForced: Files that are not planmd's are overwritten, too.
  package init(_ root: String, isForced: Bool) { (self.root, self.isForced) = (root, isForced) }

  /// - Parameter files: Paths relative to the folder, without `..`, one folder deep at most.
  /// - Throws: ``WorkspaceError`` with exit code 3, before anything is written, where a file is not planmd's own.
  package func write(_ files: [(path: String, bytes: [UInt8])]) throws(WorkspaceError) -> Outcome {
    if let kind = FileAccess.kind(of: FileAccess.realPath(root) ?? root), kind != .folder {
      throw WorkspaceError("'\(root)' is not a folder")
    }
    let listed = (try? FileAccess.read(root + "/" + OutputFolder.listName)) ?? []
    let old = Set(
      String(decoding: listed, as: UTF8.self).split(separator: "\n").map(String.init).filter(
        OutputFolder.isFine))
    var outcome = Outcome()
    var changed: [(path: String, bytes: [UInt8])] = []
    var strange: [String] = []
    for file in files {
      let path = root + "/" + file.path
      switch FileAccess.kind(of: path) {
      case nil: changed.append(file)
      case .file:
        if (try? FileAccess.read(path)) == file.bytes {
          outcome.kept += 1
        } else {
          changed.append(file)
          if !old.contains(file.path), !isForced { strange.append(file.path) }
        }
      case .folder, .link, .other: strange.append(file.path)
      }
    }
    if let first = strange.first {
      let others = strange.count > 1 ? " (and \(strange.count - 1) more)" : ""
      throw WorkspaceError(
        "'\(first)'\(others) in \(root) was not written by planmd and would be overwritten",
        help: "choose another folder, or write --force", exitCode: 3)
    }
    let new = Set(files.map(\.path))
    let stale = old.subtracting(new).sorted()
    // While files change, the list holds the old ones and the new ones: a stop leaves none that nobody knows.
    if new != old { try write(list: old.union(new)) }
    for folder in Set(changed.compactMap { OutputFolder.folder(of: $0.path) }).sorted() { try make(folder) }
    for file in changed {
      try OutputFile.write(file.bytes, to: root + "/" + file.path)
      outcome.written += 1
    }
    for path in stale where remove(path) { outcome.removed += 1 }
    if !stale.isEmpty { try write(list: new) }
    return outcome
  }

  /// The files of a folder, in the order of their names.
  package static func names(in folder: String) throws(WorkspaceError) -> [String] {
    guard let entries = FileAccess.entries(folder) else {
      throw WorkspaceError("'\(folder)' is not a folder that can be read")
    }
    return entries.filter { $0.kind == .file }.map(\.name).sorted()
  }

  package static func exists(_ path: String) -> Bool { FileAccess.kind(of: path) != nil }

  package static func make(_ folder: String) throws(WorkspaceError) {
    try OutputFolder(folder, isForced: false).make(nil)
  }

  private static func folder(of path: String) -> String? {
    path.lastIndex(of: "/").map { String(path[..<$0]) }
  }

  /// A path as this type writes it: it cannot lead out of the folder.
  private static func isFine(_ path: String) -> Bool {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    return parts.count <= 2 && parts.allSatisfy { !$0.isEmpty && !$0.hasPrefix(".") }
  }

  private func write(list: Set<String>) throws(WorkspaceError) {
    try make(nil)
    try OutputFile.write(
      Array(list.sorted().map { $0 + "\n" }.joined().utf8), to: root + "/" + OutputFolder.listName)
  }

  private func make(_ folder: String?) throws(WorkspaceError) {
    let path = folder.map { root + "/" + $0 } ?? root
    // A link in the folder would lead what is written out of it.
    if folder != nil, let kind = FileAccess.kind(of: path), kind != .folder {
      throw WorkspaceError("'\(path)' is not a folder", exitCode: 3)
    }
    guard makeFolders(path) != nil else {
      throw WorkspaceError("'\(path)' cannot be made: \(String(cString: strerror(errno)))")
    }
  }

  /// False where it is gone already or something else has its place.
  private func remove(_ path: String) -> Bool {
    let folder = OutputFolder.folder(of: path)
    guard folder.map({ FileAccess.kind(of: root + "/" + $0) == .folder }) ?? true,
      FileAccess.kind(of: root + "/" + path) == .file, unlink(root + "/" + path) == 0
    else { return false }
    if let folder { rmdir(root + "/" + folder) }
    return true
  }
}
