import PlanModel
import PlanParallel
import PlanReport
import PlanText
import PlanWorkspace

/// Reads what the commits of a plan say; texts that were read before are known by git's names of them.
enum HistoryReading {
  /// Texts that are in memory at a time.
  private static let batch = 64
  /// What is kept of texts that no commit has any more, in bytes.
  private static let most = 1 << 25

  /// - Throws: ``WorkspaceError`` where there is no repository, or no commit in it.
  static func steps(root: String) throws(WorkspaceError) -> [PlanHistory.Step] {
    let history = try GitHistory(root: root)
    let kept = history.kept
    let known = SummaryStore(kept)
    func key(_ version: GitHistory.Version) -> String {
      let file = SourceFile(path: version.path, bytes: [])
      return "\(version.blob) \(history.configurations[version.configuration].blob) \(file.stem)"
    }
    var (store, missing): (SummaryStore, [GitHistory.Version]) = (SummaryStore(), [])
    var wanted: Set<String> = []
    for commit in history.commits {
      for case let version? in commit.changes.flatMap({ [$0.old, $0.new] }) {
        let key = key(version)
        guard wanted.insert(key).inserted else { continue }
        if let summary = known[key] { store[key] = summary } else { missing.append(version) }
      }
    }
    for start in stride(from: 0, to: missing.count, by: batch) {
      let versions = Array(missing[start..<min(missing.count, start + batch)])
      let files = history.texts(of: versions)
      let summaries = inParallel(versions.count, isWorthIt: true) { position -> FileSummary in
        guard let file = files[position] else { return FileSummary(parts: []) }
        let configuration = history.configurations[versions[position].configuration].configuration
        return FileSummary(readPlan([file], configuration: configuration))
      }
      for (version, summary) in zip(versions, summaries) { store[key(version)] = summary }
    }
    if !missing.isEmpty {
      var all = store
      // Another branch may want it next.
      if kept.count < most { for (key, summary) in known.summaries { all[key] = summary } }
      history.keep(all.bytes)
    }
    return history.commits.map { commit in
      PlanHistory.Step(
        commit: commit.id, day: commit.day,
        old: commit.changes.compactMap { $0.old.flatMap { store[key($0)] } },
        new: commit.changes.compactMap { $0.new.flatMap { store[key($0)] } })
    }
  }

  /// What the commits up to today say; none where there is no repository, or no commit in it.
  static func steps(_ session: Session) -> [PlanHistory.Step] {
    guard session.workspace.isInRepository, let steps = try? steps(root: session.workspace.root) else {
      return []
    }
    return steps.filter { $0.day <= session.today }
  }

  static func history(_ session: Session, since: Day, until: Day) -> PlanHistory? {
    let steps = steps(session)
    return steps.isEmpty ? nil : PlanHistory(steps, since: since, until: until)
  }
}
