#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Writes the file of `-o`: new output, whole or not at all.
package enum OutputFile {
  package static func write(_ bytes: [UInt8], to path: String) throws(WorkspaceError) {
    // A device or pipe cannot be replaced; it takes the bytes as they come.
    if let kind = FileAccess.kind(of: FileAccess.realPath(path) ?? path), kind != .file {
      guard kind == .other else { throw WorkspaceError("'\(path)' cannot be written: it is a folder") }
      try put(bytes, to: path, flags: O_WRONLY, name: path)
      return
    }
    let temporary = path + ".planmd-tmp"
    try put(bytes, to: temporary, flags: O_WRONLY | O_CREAT | O_TRUNC, name: path)
    guard rename(temporary, path) == 0 else {
      let reason = String(cString: strerror(errno))
      unlink(temporary)
      throw WorkspaceError("'\(path)' cannot be written: \(reason)")
    }
  }

  private static func put(_ bytes: [UInt8], to path: String, flags: Int32, name: String)
    throws(WorkspaceError)
  {
    let descriptor = open(path, flags | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      throw WorkspaceError("'\(name)' cannot be written: \(String(cString: strerror(errno)))")
    }
    var fault = writeAll(bytes, to: descriptor)
    if close(descriptor) != 0, fault == nil { fault = errno }
    guard let fault else { return }
    if flags & O_CREAT != 0 { unlink(path) }
    throw WorkspaceError("'\(name)' cannot be written: \(String(cString: strerror(fault)))")
  }
}
