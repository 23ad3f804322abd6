import Foundation

/// A new folder that is deleted when the last reference to it goes.
///
/// A class, since the folder on the disk is one thing.
package final class TemporaryFolder: Sendable {
  /// Without links, since `/tmp` is one on macOS.
  package let path: String

  package init() {
    let base = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
    path = base.appending(path: "planmd-\(UUID().uuidString)").path
    try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  /// With these files; names that end with `/` are empty folders.
  package convenience init(_ files: KeyValuePairs<String, String>) {
    self.init()
    for (name, text) in files { write(text, to: name) }
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  package subscript(_ name: String) -> String { path + "/" + name }

  package func write(_ text: String, to name: String) { write(Array(text.utf8), to: name) }

  package func write(_ bytes: [UInt8], to name: String) {
    guard !name.hasSuffix("/") else { return makeFolder(name) }
    if let slash = name.lastIndex(of: "/") { makeFolder(String(name[..<slash])) }
    FileManager.default.createFile(atPath: self[name], contents: Data(bytes))
  }

  package func makeFolder(_ name: String) {
    try? FileManager.default.createDirectory(atPath: self[name], withIntermediateDirectories: true)
  }

  /// A symbolic link `name` that holds `target` as it is.
  package func link(_ name: String, to target: String) {
    try? FileManager.default.createSymbolicLink(atPath: self[name], withDestinationPath: target)
  }

  package func bytes(of name: String) -> [UInt8]? {
    FileManager.default.contents(atPath: self[name]).map { Array($0) }
  }

  package func text(of name: String) -> String? {
    bytes(of: name).map { String(decoding: $0, as: UTF8.self) }
  }

  /// All paths below the folder, in order.
  package var names: [String] {
    ((try? FileManager.default.subpathsOfDirectory(atPath: path)) ?? []).sorted()
  }
}

extension TemporaryFolder {
  /// True where git can be run.
  package static let hasGit = run("/usr/bin/env", ["git", "--version"], in: "/")?.exitCode == 0

  /// Runs git in the folder, without the user's settings.
  @discardableResult
  package func git(_ arguments: String..., in folder: String = "") -> Bool {
    let settings = ["-c", "user.name=T", "-c", "user.email=t@example.org", "-c", "init.defaultBranch=main"]
    return TemporaryFolder.run(
      "/usr/bin/env", ["git"] + settings + arguments, in: folder.isEmpty ? path : self[folder])?.exitCode == 0
  }

  package struct Outcome: Sendable {
    package let exitCode: Int32
    package let output: String
    package let errors: String
  }

  /// Runs a program and waits for it; nil where it cannot be started.
  package static func run(
    _ program: String, _ arguments: [String], in folder: String, environment: [String: String] = [:]
  ) -> Outcome? {
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    process.currentDirectoryURL = URL(filePath: folder)
    process.environment = ProcessInfo.processInfo.environment
      .merging(["GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null"]) { $1 }
      .merging(environment) { $1 }
    let (output, errors) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = errors
    process.standardInput = FileHandle.nullDevice
    do { try process.run() } catch { return nil }
    let written = output.fileHandleForReading.readDataToEndOfFile()
    let said = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Outcome(
      exitCode: process.terminationStatus, output: String(decoding: written, as: UTF8.self),
      errors: String(decoding: said, as: UTF8.self))
  }
}
