import ArgumentParser
import PlanReport
import PlanWorkspace

/// `--baseline`, for commands that compare.
struct BaselineOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Compare with this baseline, as planmd baseline save keeps one, or with a commit: a tag, HEAD~3.",
      valueName: "name|rev"))
  var baseline: String?

  func read(_ session: Session) throws -> Baseline? {
    guard let baseline else { return nil }
    let isKept =
      (try? BaselineFile.check(baseline)) != nil && session.workspace.exists(BaselineFile.path(baseline))
    guard !isKept, session.workspace.isInRepository else { return try BaselineFile.read(baseline, session) }
    let snapshot: GitSnapshot
    do {
      snapshot = try GitSnapshot(.revision(baseline), root: session.workspace.root)
    } catch {
      throw WorkspaceError(
        "there is no baseline '\(baseline)', and no such commit",
        help: "planmd baseline save \(baseline) makes one of today's plan; or write a tag, a branch, HEAD~3")
    }
    // The plan of a commit is levelled for the day of the commit: what it promised then.
    return Baseline(snapshot.workspace.plan, today: snapshot.day ?? session.today, name: baseline)
  }
}
