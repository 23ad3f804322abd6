import ArgumentParser
import PlanReport
import PlanWorkspace

/// `--baseline`, for commands that compare.
struct BaselineOption: ParsableArguments {
  @Option(
    help: ArgumentHelp("Compare with this baseline, as planmd baseline save keeps one.", valueName: "name"))
  var baseline: String?

  func read(_ session: Session) throws -> Baseline? {
    try baseline.map { try BaselineFile.read($0, session) }
  }
}
