#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Where planmd keeps what is not the plan: the lock, the journal of a write, and what `undo` needs. In the git
/// directory, so that nothing of it is ever committed; without git, in `.planmd` at the root.
struct StateFolder: Sendable {
  let path: String

  init(root: String) {
    let real = FileAccess.realPath(root) ?? root
    guard let (top, directory) = StateFolder.repository(of: real) else {
      path = real + "/.planmd"
      return
    }
    // Several plans may lie in one repository.
    let inner = String(real.dropFirst(top.count)).split(separator: "/").joined(separator: "/")
    path = directory + "/planmd" + (inner.isEmpty ? "" : "/roots/" + StateFolder.name(for: inner))
  }

  /// One name for a relative path, however long that is.
  private static func name(for path: String) -> String {
    var hash: UInt64 = 14_695_981_039_346_656_037
    for byte in path.utf8 { hash = (hash ^ UInt64(byte)) &* 1_099_511_628_211 }
    let readable = path.utf8.suffix(80).map { $0 == UInt8(ascii: "/") ? UInt8(ascii: "-") : $0 }
    return String(decoding: readable.drop { $0 & 0xC0 == 0x80 }, as: UTF8.self) + "-"
      + String(hash, radix: 16)
  }

  /// The top of the repository around a folder, and its git directory: `.git`, or where a file of that name points.
  private static func repository(of folder: String) -> (top: String, directory: String)? {
    var folder = folder
    while true {
      let candidate = folder == "/" ? "/.git" : folder + "/.git"
      switch FileAccess.kind(of: FileAccess.realPath(candidate) ?? candidate) {
      case .folder: return (folder, candidate)
      case .file:
        guard let bytes = try? FileAccess.read(candidate) else { return nil }
        let line = String(decoding: bytes.prefix { $0 != 0x0A && $0 != 0x0D }, as: UTF8.self)
        guard line.hasPrefix("gitdir: ") else { return nil }
        let target = String(line.dropFirst("gitdir: ".count))
        let path = target.hasPrefix("/") ? target : folder + "/" + target
        return FileAccess.realPath(path).map { (folder, $0) }
      case nil, .link, .other: break
      }
      guard folder != "/" else { return nil }
      folder = splitPath(folder).folder
    }
  }

  var journal: String { path + "/journal" }
  var history: String { path + "/undo" }
  var lock: String { path + "/lock" }

  /// Makes the folder.
  func make() throws(WorkspaceError) {
    guard makeFolders(path) != nil, makeFolders(history) != nil else {
      throw WorkspaceError(
        "nothing is written: '\(path)', where undo data is kept, cannot be made: \(faultMessage(errno))",
        exitCode: 3)
    }
    // Should git come later, it must not see this.
    if path.hasSuffix("/.planmd"), !FileAccess.exists(path + "/.gitignore") {
      _ = StateFolder.put(Array("*\n".utf8), to: path + "/.gitignore")
    }
  }

  /// Writes a file of the folder: whole or not at all.
  static func put(_ bytes: [UInt8], to path: String) -> Int32? {
    let temporary = path + ".new"
    unlink(temporary)
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { return errno }
    var fault = writeAll(bytes, to: descriptor)
    if fault == nil, fsync(descriptor) != 0 { fault = errno }
    if close(descriptor) != 0, fault == nil { fault = errno }
    if fault == nil, rename(temporary, path) != 0 { fault = errno }
    if let fault {
      unlink(temporary)
      return fault
    }
    syncFolder(splitPath(path).folder)
    return nil
  }
}

/// Makes a folder and those around it that are missing; gives those it made, outermost first, or nil with `errno` set.
func makeFolders(_ path: String) -> [String]? {
  if FileAccess.exists(path) { return [] }
  let parent = splitPath(path).folder
  guard let made = parent == path ? [] : makeFolders(parent) else { return nil }
  if mkdir(path, 0o777) == 0 { return made + [path] }
  return errno == EEXIST ? made : nil
}
