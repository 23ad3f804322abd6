import ArgumentParser
import PlanModel
import PlanText
import PlanWorkspace

struct Done: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Complete tasks; a recurring one is followed by its next occurrence.",
    discussion: """
      The next occurrence is written directly above the completed task, with its notes and its whole checklist. A task \
      with open subtasks is completed only with --with-subtasks, or after asking.
      """)

  @OptionGroup var target: TargetOptions

  @Flag(help: "Complete open subtasks, too.")
  var withSubtasks = false

  @OptionGroup var options: EditOptions

  func run() throws {
    var edit = try EditSession(options)
    let tasks = try target.tasks(&edit)
    let chosen = Set(tasks)
    for task in tasks {
      // Completed with a parent that is completed with its subtasks.
      if withSubtasks, edit.plan.ancestors(of: task).contains(where: { chosen.contains($0) }) { continue }
      guard edit.plan[task].status != .done else {
        edit.say("already done", task)
        continue
      }
      let open = edit.plan.subtree(of: task).map { TaskIndex($0) }.filter {
        edit.plan[$0].isUnfinished && !chosen.contains($0)
      }
      let includes = try open.isEmpty || withSubtasks ? withSubtasks : ask(about: open, of: task, edit)
      let completion = try edit.attempt { try edit.editor.complete(task, withSubtasks: includes) }
      say(completion, &edit)
    }
    try edit.finish(title: target.title("done"))
  }

  /// True if the open subtasks are to be completed, too.
  ///
  /// - Throws: where nobody can be asked, or the answer is no.
  private func ask(about open: [TaskIndex], of task: TaskIndex, _ edit: EditSession) throws -> Bool {
    let text = edit.plan.text(of: task)
    let what = "\(counted(open.count, "subtask")) of '\(text)' \(open.count == 1 ? "is" : "are") open"
    let names = open.prefix(5).map { "  \(edit.plan.text(of: $0))" }.joined(separator: "\n")
    let help = "complete them first, or with it: --with-subtasks"
    guard let answer = edit.session.world.ask("\(what):\n\(names)\nComplete them, too? [y/N] ") else {
      throw WorkspaceError("\(what):\n\(names)", help: help)
    }
    guard ["y", "yes"].contains(answer.trimmed.lowercased()) else {
      throw WorkspaceError("nothing is changed", help: help)
    }
    return true
  }

  private func say(_ completion: Completion, _ edit: inout EditSession) {
    let plan = edit.plan
    var details: [String] = []
    if !completion.subtasks.isEmpty {
      details.append("with \(counted(completion.subtasks.count, "subtask"))")
    }
    if completion.isRemoved { details.append("taken out, as onCompletion:delete says") }
    edit.say("done", completion.task, details.joined(separator: ", "))
    let recurring = completion.subtasks.filter { plan[$0].keys.contains(.recurrence) }
    if let first = recurring.first {
      edit.say("  the series of '\(plan.text(of: first))' ends with it")
    }
    if plan.logs(of: .task(completion.task)).contains(where: { $0.isRunning }) {
      edit.say("  its timer still runs: planmd log stop")
    }
    guard let succession = completion.succession else { return }
    guard let next = succession.next else { return edit.say("  that was the last of its series") }
    if completion.successorExists {
      edit.say("  the next one is there already")
    } else {
      edit.say("  next: \(next) (\(next.weekday.shortName))")
    }
    guard succession.passed > 0 else { return }
    let days =
      "\(counted(succession.passed, "occurrence")) of the series \(succession.passed == 1 ? "is" : "are") past"
    edit.say(
      next > edit.today
        ? "  \(days), and skipped" : "  \(days), the next one among them; a rule with ++ skips them")
  }
}

extension LogEntry {
  /// A clock range without an end.
  var isRunning: Bool {
    if case .clock(_, nil) = kind { return true }
    return false
  }
}
