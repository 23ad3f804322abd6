#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The user's folder for what can be made again at any time. Source: XDG Base Directory Specification; on macOS the
/// system's own place.
package struct CacheFolder: Sendable {
  package let path: String

  /// - Returns: nil for a user without a home.
  package init?(_ world: World) {
    if let folder = world.environment["XDG_CACHE_HOME"], folder.hasPrefix("/") {
      path = folder + "/planmd"
      return
    }
    guard let home = world.environment["HOME"], home.hasPrefix("/"), home != "/" else { return nil }
    #if canImport(Darwin)
      path = home + "/Library/Caches/planmd"
    #else
      path = home + "/.cache/planmd"
    #endif
  }

  /// Makes a file of the folder where it is missing.
  ///
  /// - Parameter name: Below the folder.
  /// - Returns: The file's path; nil where it cannot be made.
  package func file(_ name: String, _ bytes: () -> [UInt8]) -> String? {
    let path = path + "/" + name
    if FileAccess.exists(path) { return path }
    guard makeFolders(splitPath(path).folder) != nil else { return nil }
    // Two servers may make it at the same time: each renames a whole one.
    let temporary = "\(path).\(getpid())"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { return nil }
    let fault = writeAll(bytes(), to: descriptor)
    guard close(descriptor) == 0, fault == nil, rename(temporary, path) == 0 else {
      unlink(temporary)
      return nil
    }
    return path
  }
}
