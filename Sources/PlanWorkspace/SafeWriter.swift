#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The only function that writes a user's file: afterwards it is byte-exactly old or new.
package enum SafeWriter {
  /// Replaces the text of a file that still holds `old`.
  ///
  /// The new text goes to a temporary file beside it, with the same mode and owner, reaches the disk, and takes the
  /// name in one step. A symbolic link stays and its target is written; a file with several names is refused.
  ///
  /// - Throws: ``WorkspaceError`` with exit code 3 where the file has changed or cannot keep what it has.
  package static func replace(_ path: String, old: [UInt8], with new: [UInt8]) throws(WorkspaceError) {
    guard let target = FileAccess.realPath(path) else { throw refusal(path, "it is gone") }
    var status = stat()
    guard lstat(target, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw refusal(path, "it is not a regular file")
    }
    guard status.st_nlink == 1 else {
      throw refusal(path, "it has \(status.st_nlink) names (hard links), which a safe write would part")
    }
    guard let current = try? FileAccess.read(target), current == old else {
      throw refusal(path, "it has changed since it was read")
    }
    guard access(target, W_OK) == 0 else { throw refusal(path, "it is write-protected") }
    let folder = target.lastIndex(of: "/").map { String(target[..<$0]) } ?? "."
    let name = target.split(separator: "/").last.map(String.init) ?? target
    let temporary = folder + "/." + name + ".planmd-tmp"
    try write(new, to: temporary, like: status, path)
    // The last look before the name changes hands: an editor may have saved meanwhile.
    guard let again = try? FileAccess.read(target), again == old else {
      unlink(temporary)
      throw refusal(path, "it has changed since it was read")
    }
    guard rename(temporary, target) == 0 else {
      let reason = String(cString: strerror(errno))
      unlink(temporary)
      throw refusal(path, reason)
    }
    let descriptor = open(folder, O_RDONLY | O_CLOEXEC)
    if descriptor >= 0 {
      fsync(descriptor)
      close(descriptor)
    }
  }

  private static func refusal(_ path: String, _ reason: String) -> WorkspaceError {
    WorkspaceError("'\(path)' is not written: \(reason)", exitCode: 3)
  }

  private static func write(_ bytes: [UInt8], to temporary: String, like status: stat, _ path: String)
    throws(WorkspaceError)
  {
    unlink(temporary)
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw refusal(path, String(cString: strerror(errno))) }
    var fault: Int32?
    if status.st_uid != getuid() || status.st_gid != getgid(),
      fchown(descriptor, status.st_uid, status.st_gid) != 0
    {
      fault = errno
    }
    if fault == nil, fchmod(descriptor, status.st_mode & 0o7777) != 0 { fault = errno }
    var offset = 0
    bytes.withUnsafeBytes { buffer in
      while offset < buffer.count, fault == nil {
        #if canImport(Darwin)
          let written = Darwin.write(descriptor, buffer.baseAddress! + offset, buffer.count - offset)
        #elseif canImport(Musl)
          let written = Musl.write(descriptor, buffer.baseAddress! + offset, buffer.count - offset)
        #else
          let written = Glibc.write(descriptor, buffer.baseAddress! + offset, buffer.count - offset)
        #endif
        if written >= 0 {
          offset += written
        } else if errno != EINTR {
          fault = errno
        }
      }
    }
    if fault == nil, fsync(descriptor) != 0 { fault = errno }
    if close(descriptor) != 0, fault == nil { fault = errno }
    guard let fault else { return }
    unlink(temporary)
    throw refusal(path, String(cString: strerror(fault)))
  }
}
