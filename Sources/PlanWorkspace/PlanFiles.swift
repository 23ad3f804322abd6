import Dispatch
package import PlanModel
import PlanParallel

/// The files of a plan as they lie on the disk, not yet read as a plan.
package struct PlanFiles: Sendable {
  package let root: String
  package let rootSource: FileFinder.RootSource
  /// In byte order of their paths, without the configuration.
  package let files: [SourceFile]
  /// Of files that cannot be read; those stay as empty ones.
  let remarks: [Remark]
  let configuration: Workspace.ConfigurationFile

  /// The root of the plan that a folder belongs to, and whether anything marks it as one.
  ///
  /// - Throws: ``WorkspaceError`` where `--root` names no folder.
  package static func findRoot(_ world: World, root option: String?) throws(WorkspaceError) -> (
    root: String, isMarked: Bool
  ) {
    let (root, source) = try Workspace.findRoot(world, option)
    switch source {
    case .option, .configuration, .obsidian, .git: return (root, true)
    case .currentFolder: return (root, false)
    }
  }

  /// A folder in which nothing is looked for.
  package static func none(_ root: String) -> PlanFiles {
    PlanFiles(root: root, rootSource: .currentFolder, files: [], remarks: [], configuration: .init())
  }

  /// Finds and loads all files of the plan.
  ///
  /// - Parameter root: `--root`: this folder is the root, and nothing above it is looked at.
  /// - Throws: ``WorkspaceError`` only if the root itself cannot be used.
  package static func load(_ world: World, root option: String?) throws(WorkspaceError) -> PlanFiles {
    let (root, source) = try Workspace.findRoot(world, option)
    let configuration = Workspace.readConfiguration(root)
    let finder = FileFinder(root: root, configuration: configuration.configuration)
    let (found, repositories) = try finder.candidates()
    // git takes longer to start than files to be read: both at once. Where there is no repository, no thread is needed.
    let readable = found.filter { $0.fault == nil }.map(\.path)
    let asked = Answer()
    let done = DispatchSemaphore(value: 0)
    let hasGit = finder.isInRepository || !repositories.isEmpty
    if hasGit {
      DispatchQueue.global().async {
        asked.ignored = finder.ignored(readable, repositories: repositories)
        done.signal()
      }
    }
    var (files, remarks) = load(found, root)
    if hasGit { done.wait() }
    let ignored = asked.ignored
    if !ignored.isEmpty { (files, remarks) = load(found.filter { !ignored.contains($0.path) }, root) }
    return PlanFiles(
      root: root, rootSource: source, files: files, remarks: remarks, configuration: configuration)
  }

  /// The thread that asks git writes it, the semaphore orders both.
  private final class Answer: @unchecked Sendable { var ignored: Set<String> = [] }

  private static func load(_ found: [FileFinder.Found], _ root: String) -> ([SourceFile], [Remark]) {
    let outcomes = inParallel(found.count, isWorthIt: found.count > 64) { position -> (SourceFile, String?) in
      let one = found[position]
      if let fault = one.fault { return (SourceFile(path: one.path, bytes: [], kind: one.kind), fault) }
      do {
        return (
          SourceFile(path: one.path, bytes: try FileAccess.read(root + "/" + one.path), kind: one.kind), nil
        )
      } catch {
        return (
          SourceFile(path: one.path, bytes: [], kind: one.kind),
          (error as? ReadFault)?.message ?? "it cannot be read"
        )
      }
    }
    let remarks = outcomes.enumerated().compactMap { position, outcome in
      outcome.1.map { Remark(.fileUnreadable, file: FileIndex(position), range: ByteRange(0, 0), detail: $0) }
    }
    return (outcomes.map(\.0), remarks)
  }
}
