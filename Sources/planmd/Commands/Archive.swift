import ArgumentParser
import PlanModel
import PlanText
import PlanWorkspace

struct Archive: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Move finished work to the archive.",
    discussion: """
      Moves tasks that are done or cancelled, with everything below them, to the file that `archive:` in planmd.yaml \
      names, below headings like those they had. Their ids stay taken, and reports still count them. A finished subtask \
      of an open task stays with it.
      """)

  @Option(help: ArgumentHelp("Only what was finished before this day.", valueName: "date"))
  var before: String?

  @OptionGroup var filter: QueryOption
  @OptionGroup var options: EditOptions

  func run() throws {
    var edit = try EditSession(options)
    guard let pattern = edit.plan.configuration.archive else {
      throw WorkspaceError(
        "no archive is configured", help: "write `archive: archive/{year}.md` in planmd.yaml")
    }
    let limit = try before.map { try readDay($0, edit.session, option: "--before").first }
    let tasks = try edit.archivable(before: limit, query: filter.query)
    var archive = ArchiveWriter(edit, pattern: pattern)
    for task in tasks { try edit.attempt { try archive.move(task) } }
    try archive.finish(&edit)
    for (path, count) in archive.counts { edit.say("archived: \(counted(count, "task")) to \(path)") }
    if tasks.isEmpty { edit.say("nothing to archive") }
    try edit.finish(title: "archive")
  }
}

extension EditSession {
  /// Finished tasks with nothing open below them, that stand below no other task.
  func archivable(before limit: Day?, query: String?) throws -> [TaskIndex] {
    let included = try session.inclusion(query)
    var result: [TaskIndex] = []
    var position = 0
    while position < plan.tasks.count {
      let task = TaskIndex(position)
      let end = max(position + 1, Int(plan.tasks[position].subtreeEnd))
      defer { position = end }
      guard !plan.isArchived(task), !plan.hasConflictMarkers(plan[task].file),
        (position..<end).allSatisfy({ !plan.tasks[$0].isUnfinished }), included?[position] ?? true
      else { continue }
      if let limit, let day = plan.finishedDay(task), day >= limit { continue }
      result.append(task)
    }
    return result
  }
}

extension Plan {
  /// When a task was done or cancelled.
  func finishedDay(_ task: TaskIndex) -> Day? {
    date(.done, of: task)?.last ?? date(.cancelled, of: task)?.last
  }
}
