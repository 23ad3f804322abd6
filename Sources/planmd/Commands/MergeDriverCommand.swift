import ArgumentParser
import PlanReport
import PlanText
import PlanWorkspace

struct MergeDriverCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge-driver",
    abstract: "Merge two versions of a file by task and tag; git runs it.",
    discussion: """
      Writes the merge over OURS. What one side changed is as that side has it; what contradicts itself stands between conflict \
      markers with what differs. A recurring task that both completed has one successor. planmd hook install --merge-driver \
      tells git. Exits 1 if something is in conflict, 129 if a file cannot be read or written, which stops git's merge.
      """)

  @Argument(help: "The file that both come from (%O).")
  var base: String

  @Argument(help: "Our file, which the merge is written over (%A).")
  var ours: String

  @Argument(help: "Their file (%B).")
  var theirs: String

  @Option(
    help: ArgumentHelp("The file's path in the work tree, for its configuration (%P).", valueName: "path"))
  var path = "plan.md"

  @Option(help: ArgumentHelp("How many signs a conflict marker has (%L).", valueName: "n"))
  var markerSize = 7

  /// Above 128, so that git does not take our file for merged.
  static let failure: Int32 = 129

  func run() throws {
    let world = Runtime.world
    guard (1...1000).contains(markerSize) else {
      throw WorkspaceError("--marker-size must be 1 to 1000, not \(markerSize)", exitCode: Self.failure)
    }
    let merge: PlanMerge
    do throws(WorkspaceError) {
      merge = try MergeFiles.merge(
        base: world.absolute(base), ours: world.absolute(ours), theirs: world.absolute(theirs), path: path,
        in: world.directory, markerSize: markerSize)
    } catch {
      throw WorkspaceError(error.message, help: error.help, exitCode: Self.failure)
    }
    for conflict in merge.conflicts {
      world.errors.write(TerminalText.visible("\(path):\(conflict.line): \(conflict.message)") + "\n")
    }
    if !merge.conflicts.isEmpty { throw ExitCode(1) }
  }
}
