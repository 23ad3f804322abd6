import ArgumentParser
import PlanModel
import PlanText
import PlanWorkspace

struct Update: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write regenerated blocks anew.",
    discussion: """
      <!-- planmd: list overdue by:person -->
      <!-- /planmd -->

      What stands between the two is replaced by what the command prints. --check computes for the day that is noted in \
      the last line, so that a block is stale when the plan has changed, not when a day has passed.
      """)

  @OptionGroup var regenerate: RegenerateOptions

  func run() throws {
    var edit = try regenerate.session()
    let files = try regenerate.files(edit)
    var changes: [FileChange] = []
    var failures: [WorkspaceError] = []
    for file in files {
      let blocks = edit.plan.blocks.filter { $0.file == file }
      guard !blocks.isEmpty, edit.plan[file].kind == .plan else { continue }
      do {
        try edit.checkWritable(file)
        let writer = BlockWriter(
          edit.session.workspace, edit.session.world, today: edit.today, keepsDay: regenerate.check)
        var edits: [TextEdit] = []
        for block in blocks {
          do { edits += try writer.edits(of: block) } catch let error as WorkspaceError {
            failures.append(error)
          }
        }
        let old = edit.plan[file].bytes
        let text = old.applying(edits)
        if text != old { changes.append(FileChange(path: edit.plan[file].path, old: old, new: text)) }
      } catch let error as WorkspaceError {
        failures.append(error)
      }
    }
    for failure in failures { edit.warn(failure.message, help: failure.help) }
    var code: ExitCode?
    do {
      try regenerate.finish(changes, &edit, verb: "updated", title: "update")
    } catch let exit as ExitCode {
      code = exit
    }
    if let worst = failures.map(\.exitCode).max() { throw ExitCode(worst) }
    if let code { throw code }
  }
}
