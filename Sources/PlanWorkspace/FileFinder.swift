package import PlanModel

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Finds the root of a plan and the files that belong to it. Source: format, section 2.
package struct FileFinder: Sendable {
  package let root: String
  private let configuration: Configuration
  private let excluded: [Glob]
  private let archive: Glob?

  init(root: String, configuration: Configuration) {
    self.root = root
    self.configuration = configuration
    excluded = configuration.exclude.map(Glob.init)
    archive = configuration.archive.map { Glob("/" + $0.replacing(year: "*")) }
  }

  package enum RootSource: Sendable { case option, configuration, obsidian, git, currentFolder }

  /// The nearest folder upwards with `planmd.yaml`, else with `.obsidian`, else the top of the git repository, else
  /// the current one.
  static func findRoot(from directory: String) -> (path: String, source: RootSource) {
    for (marker, source) in [
      ("planmd.yaml", RootSource.configuration), (".obsidian", .obsidian), (".git", .git),
    ] {
      var folder = directory
      while true {
        if FileAccess.exists(folder == "/" ? "/" + marker : folder + "/" + marker) { return (folder, source) }
        guard folder != "/", let slash = folder.lastIndex(of: "/") else { break }
        folder = slash == folder.startIndex ? "/" : String(folder[..<slash])
      }
    }
    return (directory, .currentFolder)
  }

  struct Found: Sendable {
    let path: String
    let kind: SourceFile.Kind
    /// Why it is not to be read, for links and things that are no files.
    var fault: String?
  }

  /// All files of the plan in byte order of their paths, before git is asked.
  ///
  /// - Throws: ``WorkspaceError`` where the root cannot be listed; a folder below it is found as something unreadable.
  func candidates() throws(WorkspaceError) -> (files: [Found], repositories: [String]) {
    var files: [Found] = []
    var repositories: [String] = []
    var folders = [""]
    while let folder = folders.popLast() {
      let absolute = folder.isEmpty ? root : root + "/" + folder
      guard let entries = FileAccess.entries(absolute) else {
        let reason = faultMessage(errno)
        guard !folder.isEmpty else { throw WorkspaceError("the folder '\(root)' cannot be read: \(reason)") }
        files.append(Found(path: folder, kind: .plan, fault: "the folder cannot be listed: \(reason)"))
        continue
      }
      for (name, kind) in entries {
        let path = folder.isEmpty ? name : folder + "/" + name
        if name == ".git", !folder.isEmpty { repositories.append(folder) }
        guard !name.hasPrefix("."), name != "node_modules", !excluded.contains(where: { $0.matches(path) }),
          path != configuration.templates
        else { continue }
        switch kind {
        case .folder: folders.append(path)
        case .file: if isMarkdown(name) { files.append(found(path)) }
        case .link: if isMarkdown(name), let target = target(of: path) { files.append(target) }
        case .other:
          if isMarkdown(name) {
            files.append(Found(path: path, kind: .plan, fault: "it is not a regular file"))
          }
        }
      }
    }
    files.sort { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    // Several links may name one file.
    let found = zip(files.indices, files).filter { $0 == 0 || $1.path != files[$0 - 1].path }.map(\.1)
    return (found, repositories)
  }

  /// The kind of a file that git has below the root; nil where its path is no part of the plan.
  func kind(ofTracked path: String) -> SourceFile.Kind? {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    guard let name = parts.last, isMarkdown(String(name)) else { return nil }
    var walked = ""
    for part in parts {
      walked += walked.isEmpty ? String(part) : "/" + part
      if part.hasPrefix(".") || part == "node_modules" || walked == configuration.templates
        || excluded.contains(where: { $0.matches(walked) })
      {
        return nil
      }
    }
    return found(path).kind
  }

  private func found(_ path: String) -> Found {
    Found(path: path, kind: archive?.matches(path) == true ? .archive : .plan)
  }

  private func isMarkdown(_ name: String) -> Bool {
    let lower = name.lowercased()
    return lower.hasSuffix(".md") || lower.hasSuffix(".markdown")
  }

  /// A link to a file inside the root is that file. Where that one is found by itself, the link adds nothing; links
  /// to folders and out of the root are not followed.
  private func target(of path: String) -> Found? {
    guard let real = FileAccess.realPath(root + "/" + path) else {
      return Found(path: path, kind: .plan, fault: "it is a link that leads nowhere")
    }
    let base = FileAccess.realPath(root) ?? root
    guard real.hasPrefix(base + "/"), FileAccess.kind(of: real) == .file else { return nil }
    let relative = String(real.dropFirst(base.count + 1))
    let name = relative.split(separator: "/").last.map(String.init) ?? relative
    let isFoundAnyway =
      isMarkdown(name)
      && !relative.split(separator: "/").contains { $0.hasPrefix(".") || $0 == "node_modules" }
    return isFoundAnyway ? nil : found(relative)
  }

  /// The candidates that git ignores, asked of the repository that each belongs to.
  func ignored(_ paths: [String], repositories: [String]) -> Set<String> {
    var groups: [String: [String]] = [:]
    for path in paths {
      let inner = repositories.filter { path.hasPrefix($0 + "/") }.max { $0.utf8.count < $1.utf8.count }
      groups[inner ?? "", default: []].append(path)
    }
    var result: Set<String> = []
    for (repository, paths) in groups {
      let isInside = !repository.isEmpty || FileFinder.isInsideRepository(root)
      guard isInside else { continue }
      let folder = repository.isEmpty ? root : root + "/" + repository
      let prefix = repository.isEmpty ? "" : repository + "/"
      for path in Git(folder: folder).ignored(paths.map { String($0.dropFirst(prefix.count)) }) {
        result.insert(prefix + path)
      }
    }
    return result
  }

  /// True if git has a say in what belongs to the plan.
  var isInRepository: Bool { FileFinder.isInsideRepository(root) }

  private static func isInsideRepository(_ directory: String) -> Bool {
    var folder = directory
    while true {
      if FileAccess.exists(folder + "/.git") { return true }
      guard folder != "/", !folder.isEmpty, let slash = folder.lastIndex(of: "/") else { return false }
      folder = String(folder[..<slash])
    }
  }
}

extension String {
  /// The text with `{year}` replaced.
  func replacing(year: String) -> String {
    guard let start = firstIndex(of: "{"), self[start...].hasPrefix("{year}") else { return self }
    return String(self[..<start]) + year + String(self[index(start, offsetBy: 6)...])
  }
}
