import CFileCalls
import PlanParallel

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Why a file was not read.
package enum ReadFault: Error, Sendable {
  case missing
  case notRegular(String)
  case tooLarge
  case system(Int32)

  package var message: String {
    switch self {
    case .missing: "there is no such file"
    case .notRegular(let kind): "it is a \(kind), not a file"
    case .tooLarge: "it is larger than 2 GiB"
    case .system(let code): String(cString: strerror(code)).lowercased()
    }
  }
}

/// The only functions that open files of a plan for reading.
enum FileAccess {
  /// Larger files are refused: positions have 32 bits.
  private static let sizeLimit = 1 << 31

  /// All bytes of a regular file. Never blocks on a FIFO or device.
  static func read(_ path: String) throws(ReadFault) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
    guard descriptor >= 0 else { throw errno == ENOENT ? .missing : .system(errno) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .system(errno) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw .notRegular(kind(status.st_mode)) }
    guard status.st_size < sizeLimit else { throw .tooLarge }
    // A file may grow while it is read, and files of /proc say they are empty.
    var fault: Int32?
    var bytes = [UInt8](unsafeUninitializedCapacity: Int(status.st_size) + 1) { buffer, count in
      let buffer = UnsafeMutableRawBufferPointer(buffer)
      LargeMemory.prepare(buffer)
      count = fillInParts(descriptor, buffer, &fault)
    }
    if let fault { throw .system(fault) }
    guard bytes.count > Int(status.st_size) else { return bytes }
    var rest = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = rest.withUnsafeMutableBytes { fill(descriptor, $0, from: bytes.count, &fault) }
      if let fault { throw .system(fault) }
      bytes += rest[..<count]
      guard bytes.count < sizeLimit else { throw .tooLarge }
      if count < rest.count { return bytes }
    }
  }

  /// Whether some program has a file open to write it; nil where the system cannot tell, as on macOS.
  static func hasWriter(_ path: String) -> Bool? {
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    let answer = file_has_writer(descriptor)
    return answer < 0 ? nil : answer == 1
  }

  /// What one core reads of a large file in one go.
  private static let partSize = 4 << 20

  /// Reads a file's beginning, a large file's on all cores; fewer bytes than fit mean that it ends there, or a fault.
  private static func fillInParts(
    _ descriptor: Int32, _ buffer: UnsafeMutableRawBufferPointer, _ fault: inout Int32?
  ) -> Int {
    let count = buffer.count
    nonisolated(unsafe) let buffer = buffer
    let parts = inChunks(count, of: partSize) { range in
      var fault: Int32?
      let part = UnsafeMutableRawBufferPointer(rebasing: buffer[range])
      return (filled: fill(descriptor, part, from: range.lowerBound, &fault), fault: fault)
    }
    var filled = 0
    for (number, part) in parts.enumerated() {
      filled += part.filled
      fault = part.fault
      if part.filled < min(partSize, count - number * partSize) { break }
    }
    return filled
  }

  private static func fill(
    _ descriptor: Int32, _ buffer: UnsafeMutableRawBufferPointer, from offset: Int, _ fault: inout Int32?
  ) -> Int {
    var filled = 0
    while filled < buffer.count {
      let count = pread(
        descriptor, buffer.baseAddress! + filled, buffer.count - filled, off_t(offset + filled))
      if count == 0 { break }
      if count < 0 {
        if errno == EINTR { continue }
        fault = errno
        break
      }
      filled += count
    }
    return filled
  }

  private static func kind(_ mode: mode_t) -> String {
    switch mode & S_IFMT {
    case S_IFDIR: "folder"
    case S_IFIFO: "named pipe"
    case S_IFSOCK: "socket"
    default: "device"
    }
  }

  enum Kind: Equatable { case file, folder, link, other }

  /// What a path is, without following a link.
  static func kind(of path: String) -> Kind? {
    var status = stat()
    guard lstat(path, &status) == 0 else { return nil }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return .file
    case S_IFDIR: return .folder
    case S_IFLNK: return .link
    default: return .other
    }
  }

  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// The path without links, or nil where it does not lead to anything.
  static func realPath(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  /// The names in a folder with what they are, in byte order; nil, with `errno`, where it cannot be read to its end.
  static func entries(_ folder: String) -> [(name: String, kind: Kind)]? {
    var opened = opendir(folder)
    while opened == nil, errno == EINTR { opened = opendir(folder) }
    guard let stream = opened else { return nil }
    defer { closedir(stream) }
    var result: [(name: String, kind: Kind)] = []
    while true {
      errno = 0
      guard let entry = readdir(stream) else {
        // The end and a fault look alike but for this.
        guard errno == 0 else { return nil }
        break
      }
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 1024) { String(validatingCString: $0) }
      }
      // A name that is no UTF-8 cannot be shown or referred to; the finder says so.
      guard let name else {
        result.append(("\u{FFFD}", .other))
        continue
      }
      guard name != ".", name != ".." else { continue }
      let kind: Kind?
      switch Int32(entry.pointee.d_type) {
      case Int32(DT_REG): kind = .file
      case Int32(DT_DIR): kind = .folder
      case Int32(DT_LNK): kind = .link
      case Int32(DT_UNKNOWN): kind = FileAccess.kind(of: folder + "/" + name)
      default: kind = .other
      }
      if let kind { result.append((name, kind)) }
    }
    return result.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }
}
