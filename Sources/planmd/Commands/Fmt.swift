import ArgumentParser
import PlanModel
import PlanReport
import PlanText
import PlanWorkspace

/// What `fmt` and `update` have in common.
struct RegenerateOptions: ParsableArguments {
  @Argument(help: "Files and folders; all of the plan without.", completion: .file())
  var paths: [String] = []

  @Flag(help: "Change nothing; exit 1 if something would change.")
  var check = false

  @Flag(help: "Show what would change as a diff, and change nothing.")
  var diff = false

  @OptionGroup var options: EditOptions

  var showsDiff: Bool { diff || options.dryRun }
  var writes: Bool { !check && !showsDiff }

  /// Opens the plan; the lock is only taken where something may be written.
  func session() throws -> EditSession {
    var options = options
    options.dryRun = !writes
    return try EditSession(options)
  }

  /// Files of the plan that are named, in their order.
  func files(_ edit: EditSession) throws -> [FileIndex] {
    let named =
      try paths.isEmpty
      ? nil
      : paths.reduce(into: Set<FileIndex>()) {
        $0.formUnion(try edit.session.workspace.files(named: $1, edit.session.world))
      }
    return edit.plan.files.indices.map { FileIndex($0) }.filter { named?.contains($0) ?? true }
  }

  /// Writes or shows the changes, and says what became of each file.
  func finish(_ changes: [FileChange], _ edit: inout EditSession, verb: String, title: String) throws {
    if showsDiff {
      try edit.session.write(
        PlanReport.TerminalText.visibleLines(
          changes.map { unifiedDiff($0.old ?? [], $0.new ?? [], path: $0.path) }.joined()))
    }
    if writes { try edit.commit(changes, title: title) }
    guard !edit.session.options.quiet, !showsDiff else {
      if check, !changes.isEmpty { throw ExitCode(1) }
      return
    }
    for change in changes {
      try edit.session.write(
        TerminalText.visibleLines("\(writes ? verb : "would be \(verb)"): \(change.path)\n"))
    }
    if check, !changes.isEmpty { throw ExitCode(1) }
  }
}

struct Fmt: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Give tasks canonical spacing and tag order.",
    discussion: """
      Prose is never touched, and what a page shows stays the same. On a line that mixes dialects, tags take the one \
      that most have. Files with conflict markers are left alone.
      """)

  @OptionGroup var regenerate: RegenerateOptions

  func run() throws {
    var edit = try regenerate.session()
    let formatter = Formatter(edit.plan)
    let changes = try regenerate.files(edit).compactMap { file in
      formatter.text(of: file).map {
        FileChange(path: edit.plan[file].path, old: edit.plan[file].bytes, new: $0)
      }
    }
    try regenerate.finish(changes, &edit, verb: "formatted", title: "fmt")
  }
}
