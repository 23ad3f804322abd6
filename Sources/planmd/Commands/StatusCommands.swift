import ArgumentParser
import PlanModel
import PlanText
import PlanWorkspace

/// Which tasks a command changes.
struct TargetOptions: ParsableArguments {
  @Argument(help: ArgumentHelp("Tasks: ids, handles, file.md:12, or words of the text.", valueName: "ref"))
  var references: [String] = []

  @OptionGroup var filter: QueryOption

  func tasks(_ edit: inout EditSession) throws -> [TaskIndex] {
    try edit.tasks(references, query: filter.query)
  }

  /// For the history that `undo` shows.
  func title(_ verb: String) -> String {
    ([verb] + references + (filter.query.map { ["-w '\($0)'"] } ?? [])).joined(separator: " ")
  }
}

struct Start: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Mark tasks as in progress.",
    discussion: "To note when work began and ended, see planmd log start.")

  @OptionGroup var target: TargetOptions
  @OptionGroup var options: EditOptions

  func run() throws {
    var edit = try EditSession(options)
    for task in try target.tasks(&edit) { try edit.setStatus(.started, of: task, verb: "started") }
    try edit.finish(title: target.title("start"))
  }
}

struct Cancel: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Cancel tasks.",
    discussion:
      "What waits for a cancelled task is reported by lint. Open subtasks are held by a cancelled parent.")

  @OptionGroup var target: TargetOptions
  @OptionGroup var options: EditOptions

  func run() throws {
    var edit = try EditSession(options)
    for task in try target.tasks(&edit) { try edit.setStatus(.cancelled, of: task, verb: "cancelled") }
    try edit.finish(title: target.title("cancel"))
  }
}

struct Reopen: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Open finished, cancelled, held or started tasks again.",
    discussion: "Takes done: and cancelled: out. A following occurrence that was written stays.")

  @OptionGroup var target: TargetOptions
  @OptionGroup var options: EditOptions

  func run() throws {
    var edit = try EditSession(options)
    for task in try target.tasks(&edit) { try edit.setStatus(.open, of: task, verb: "reopened") }
    try edit.finish(title: target.title("reopen"))
  }
}

struct Hold: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Put tasks on hold, or let them wait for someone.",
    discussion: """
      A held task gets no dates until it is reopened. With --waiting it keeps its place in the schedule, takes nobody's \
      time, and says whom or what it waits for.
      """)

  @OptionGroup var target: TargetOptions

  @Option(help: ArgumentHelp("Whom or what it waits for.", valueName: "text"))
  var waiting: String?

  @OptionGroup var options: EditOptions

  func run() throws {
    var edit = try EditSession(options)
    let tag = try waiting.map { text -> NewTag in
      guard !text.trimmed.isEmpty else { throw WorkspaceError("--waiting: nothing is said") }
      return NewTag(.waiting, text.trimmed)
    }
    for task in try target.tasks(&edit) {
      try edit.setStatus(
        tag == nil ? .held : .waiting, of: task, verb: tag == nil ? "held" : "waiting", adding: tag)
    }
    try edit.finish(title: target.title("hold"))
  }
}

extension EditSession {
  /// Changes a box, with the tags that say when, and says so; nothing where the status is that already.
  mutating func setStatus(_ status: Status, of task: TaskIndex, verb: String, adding tag: NewTag? = nil)
    throws
  {
    guard try attempt({ try editor.setStatus(status, of: task, adding: tag) }) else {
      return say("already \(verb)", task)
    }
    say(verb, task)
  }
}
