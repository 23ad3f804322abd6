#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Writes all bytes to a descriptor, however many calls that takes.
///
/// - Returns: The number of the fault, or nil.
func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Int32? {
  bytes.withUnsafeBytes { buffer in
    var offset = 0
    while offset < buffer.count {
      #if canImport(Darwin)
        let written = Darwin.write(descriptor, buffer.baseAddress! + offset, buffer.count - offset)
      #elseif canImport(Musl)
        let written = Musl.write(descriptor, buffer.baseAddress! + offset, buffer.count - offset)
      #else
        let written = Glibc.write(descriptor, buffer.baseAddress! + offset, buffer.count - offset)
      #endif
      if written > 0 {
        offset += written
      } else if written == 0 {
        // Nothing taken and no reason given: a device that never will.
        return EIO
      } else if errno != EINTR {
        return errno
      }
    }
    return nil
  }
}

/// A system call's fault in words.
func faultMessage(_ code: Int32) -> String { String(cString: strerror(code)).lowercased() }

/// Makes what a folder holds last: new names and names that are gone.
///
/// File systems that cannot do it have nothing to be waited for.
func syncFolder(_ folder: String) {
  let descriptor = open(folder, O_RDONLY | O_CLOEXEC | O_DIRECTORY)
  guard descriptor >= 0 else { return }
  fsync(descriptor)
  close(descriptor)
}

/// The folder of a path, and the name in it.
func splitPath(_ path: String) -> (folder: String, name: String) {
  guard let slash = path.lastIndex(of: "/") else { return (".", path) }
  let folder = slash == path.startIndex ? "/" : String(path[..<slash])
  return (folder, String(path[path.index(after: slash)...]))
}
