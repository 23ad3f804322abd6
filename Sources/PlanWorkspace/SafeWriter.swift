import CFileCalls

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The only functions that write a user's file: afterwards it is byte-exactly old or new.
///
/// Who calls them holds the lock and has put old and new bytes into the journal (``Transaction``), so that a temporary
/// file which a stop leaves behind is known for what it is.
enum SafeWriter {
  /// The name of the temporary file beside a target.
  static func temporary(for target: String) -> String {
    let (folder, name) = splitPath(target)
    return folder + "/." + name + ".planmd-tmp"
  }

  /// Where a path leads, and what lies there; a symbolic link stays and its target is written.
  private struct Target {
    let path: String
    let status: stat
  }

  private static func target(_ path: String, _ shown: String) throws(WorkspaceError) -> Target {
    guard let real = FileAccess.realPath(path) else { throw refusal(shown, "it is gone") }
    var status = stat()
    guard lstat(real, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw refusal(shown, "it is not a regular file")
    }
    guard status.st_nlink == 1 else {
      throw refusal(shown, "it has \(status.st_nlink) names (hard links), which a safe write would part")
    }
    guard access(real, W_OK) == 0, status.st_mode & 0o222 != 0 else {
      throw refusal(shown, "it is write-protected")
    }
    return Target(path: real, status: status)
  }

  /// Checks that a file can be replaced, without touching it.
  static func check(_ path: String, old: [UInt8], shown: String) throws(WorkspaceError) {
    let target = try target(path, shown)
    guard let current = try? FileAccess.read(target.path), current == old else {
      throw refusal(shown, "it has changed since it was read")
    }
    guard access(splitPath(target.path).folder, W_OK | X_OK) == 0 else {
      throw refusal(shown, "its folder is write-protected")
    }
  }

  /// Replaces the text of a file that still holds `old`.
  ///
  /// The new text goes to a temporary file beside it, with the same mode, owner and attributes, and reaches the disk.
  /// Then the two change names in one step, and what comes out is compared with what was read: where an editor saved
  /// in between, or has the file open to write it, the step is taken back, and its text stays.
  ///
  /// - Throws: ``WorkspaceError`` with exit code 3 where the file has changed or cannot keep what it has.
  static func replace(_ path: String, old: [UInt8], with new: [UInt8], shown: String) throws(WorkspaceError) {
    let target = try target(path, shown)
    guard let current = try? FileAccess.read(target.path), current == old else {
      throw refusal(shown, "it has changed since it was read")
    }
    let temporary = temporary(for: target.path)
    try write(new, to: temporary, like: target, shown)
    // Nobody else knows the new file; a file system that says otherwise cannot tell who has a file open.
    let tellsWriters = FileAccess.hasWriter(temporary) == false
    let fault = file_exchange(temporary, target.path)
    if fault != 0 {
      try replaceWithoutExchange(temporary, target.path, old, fault, shown)
    } else if comesOut(temporary, as: old, tellsWriters: tellsWriters, patience: 20) {
      unlink(temporary)
    } else {
      try giveBack(temporary, target.path, put: new, tellsWriters: tellsWriters, shown)
    }
    syncFolder(splitPath(target.path).folder)
  }

  /// Whether a file that has lost its name holds a text and nobody can write another one into it.
  ///
  /// - Parameter patience: For how many milliseconds someone may still have it open.
  private static func comesOut(_ temporary: String, as text: [UInt8], tellsWriters: Bool, patience: Int)
    -> Bool
  {
    // First who has it open, then what it holds: the other way round a save between the two would be missed.
    for _ in 0..<patience {
      let isOpen = tellsWriters && FileAccess.hasWriter(temporary) == true
      guard let out = try? FileAccess.read(temporary), out == text else { return false }
      if !isOpen { return true }
      usleep(1000)
    }
    return false
  }

  /// Someone saved between the last look and the step, or is about to: theirs is the newer text, and takes its place
  /// again. They may save once more meanwhile, so that what comes out is looked at each time: the last save wins.
  private static func giveBack(
    _ temporary: String, _ target: String, put new: [UInt8], tellsWriters: Bool, _ shown: String
  ) throws(WorkspaceError) {
    var expected = new
    for _ in 0..<100 {
      let theirs = try? FileAccess.read(temporary)
      let fault = file_exchange(temporary, target)
      guard fault == 0, let theirs else {
        throw refusal(shown, "it was changed meanwhile; a text of it lies in '\(temporary)'")
      }
      if comesOut(temporary, as: expected, tellsWriters: tellsWriters, patience: 1000) {
        unlink(temporary)
        syncFolder(splitPath(target).folder)
        throw refusal(shown, "it has changed since it was read, or is open to be written")
      }
      expected = theirs
    }
    throw refusal(shown, "it is saved again and again; a text of it lies in '\(temporary)'")
  }

  /// Where names cannot change their files in one step: a last look, then the new name takes the place.
  private static func replaceWithoutExchange(
    _ temporary: String, _ target: String, _ old: [UInt8], _ fault: Int32, _ shown: String
  ) throws(WorkspaceError) {
    guard [ENOSYS, EINVAL, ENOTSUP, EOPNOTSUPP].contains(fault) else {
      unlink(temporary)
      throw refusal(shown, faultMessage(fault))
    }
    guard let again = try? FileAccess.read(target), again == old else {
      unlink(temporary)
      throw refusal(shown, "it has changed since it was read")
    }
    guard rename(temporary, target) == 0 else {
      let reason = faultMessage(errno)
      unlink(temporary)
      throw refusal(shown, reason)
    }
  }

  /// Writes a file that is not there yet.
  static func create(_ path: String, _ bytes: [UInt8], shown: String) throws(WorkspaceError) {
    var status = stat()
    guard lstat(path, &status) != 0 else { throw refusal(shown, "there is something of that name") }
    let temporary = temporary(for: path)
    try write(bytes, to: temporary, like: nil, shown)
    let fault = file_rename_new(temporary, path)
    guard fault == 0 else {
      unlink(temporary)
      throw refusal(shown, fault == EEXIST ? "there is something of that name" : faultMessage(fault))
    }
    syncFolder(splitPath(path).folder)
  }

  /// Takes away a file that still holds `old`: first its name, so that what is saved meanwhile can be told.
  static func delete(_ path: String, old: [UInt8], shown: String) throws(WorkspaceError) {
    try check(path, old: old, shown: shown)
    let temporary = temporary(for: path)
    let fault = file_rename_new(path, temporary)
    guard fault == 0 else { throw refusal(shown, faultMessage(fault)) }
    if comesOut(temporary, as: old, tellsWriters: FileAccess.hasWriter(temporary) != nil, patience: 20) {
      unlink(temporary)
    } else {
      guard file_rename_new(temporary, path) == 0 else {
        throw refusal(shown, "it was changed meanwhile; a text of it lies in '\(temporary)'")
      }
      throw refusal(shown, "it has changed since it was read, or is open to be written")
    }
    syncFolder(splitPath(path).folder)
  }

  static func refusal(_ shown: String, _ reason: String) -> WorkspaceError {
    WorkspaceError("'\(shown)' is not written: \(reason)", exitCode: 3)
  }

  private static func write(_ bytes: [UInt8], to temporary: String, like target: Target?, _ shown: String)
    throws(WorkspaceError)
  {
    // What lies there already nobody knows: the journal's leftovers are gone by now.
    let descriptor = open(
      temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, target == nil ? 0o666 : 0o600)
    guard descriptor >= 0 else {
      guard errno == EEXIST else { throw refusal(shown, faultMessage(errno)) }
      throw WorkspaceError(
        "'\(shown)' is not written: '\(temporary)' is in the way, and planmd does not know its text",
        help: "look at it, and take it away", exitCode: 3)
    }
    var fault = writeAll(bytes, to: descriptor)
    if fault == nil, let target { fault = copyMetadata(of: target, to: descriptor) }
    if fault == nil, fsync(descriptor) != 0 { fault = errno }
    if close(descriptor) != 0, fault == nil { fault = errno }
    guard let fault else { return }
    unlink(temporary)
    throw refusal(shown, faultMessage(fault))
  }

  /// Owner, attributes, then mode: a change of owner takes bits of the mode away.
  private static func copyMetadata(of target: Target, to descriptor: Int32) -> Int32? {
    let status = target.status
    var own = stat()
    guard fstat(descriptor, &own) == 0 else { return errno }
    if status.st_uid != own.st_uid || status.st_gid != own.st_gid,
      fchown(descriptor, status.st_uid, status.st_gid) != 0
    {
      return errno
    }
    let source = open(target.path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard source >= 0 else { return errno }
    defer { close(source) }
    var failed = [CChar](repeating: 0, count: 256)
    let fault = file_copy_attributes(source, descriptor, &failed, failed.count)
    if fault != 0 { return fault }
    return fchmod(descriptor, status.st_mode & 0o7777) == 0 ? nil : errno
  }
}
