import ArgumentParser
import PlanModel
import PlanText
import PlanWorkspace

struct Add: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Add a task.",
    discussion: """
      The words of the text may hold tags; dates in words (due:fri, start:+2w, due:eom) are written out. The task goes \
      behind the project's last one on its level, or below another task; without --to, into the inbox.
      """)

  @Argument(help: ArgumentHelp("What is to be done, and its tags.", valueName: "text"))
  var words: [String]

  @Option(help: ArgumentHelp("The project, or the task below which it goes.", valueName: "ref"))
  var to: String?

  @OptionGroup var options: EditOptions

  func run() throws {
    var edit = try EditSession(options)
    let text = try NewTaskText(words, edit.session)
    let place: String
    if let to {
      switch try edit.destination(to) {
      case .project(let project): place = try add(text, to: project, &edit)
      case .task(let task):
        let line = try edit.attempt {
          try text.line(edit.editor, in: edit.editor.dialect(of: edit.plan[task].file))
        }
        try edit.attempt { try edit.editor.add(line, below: task) }
        place = "below '\(edit.plan.text(of: task))'"
      }
    } else {
      place = try addToInbox(text, &edit)
    }
    edit.say("added: \(text.text) (\(place))")
    try edit.finish(title: "add \(text.text)")
  }

  private func add(_ text: NewTaskText, to project: ProjectIndex, _ edit: inout EditSession) throws -> String
  {
    let file = edit.plan[project].file
    let line = try edit.attempt { try text.line(edit.editor, in: edit.editor.dialect(of: file)) }
    edit.editor.add(line, to: project)
    return "\(edit.plan.path(of: project).joined(separator: " / ")), \(edit.plan[file].path)"
  }

  private func addToInbox(_ text: NewTaskText, _ edit: inout EditSession) throws -> String {
    let path = edit.plan.configuration.inbox
    if let project = edit.plan.projectIndices.first(where: {
      edit.plan[edit.plan[$0].file].path == path && edit.plan[$0].parent.isNone
    }) {
      try edit.checkWritable(edit.plan[project].file)
      return try add(text, to: project, &edit)
    }
    guard try edit.isFree(path) else {
      throw WorkspaceError(
        "the inbox '\(path)' is no file of the plan",
        help: "name a project with --to, or another inbox in planmd.yaml")
    }
    let line = try edit.attempt { try text.line(edit.editor, in: .keyValue) }
    edit.newFiles.append((path, Array("# Inbox\n\n- ".utf8) + line + [0x0A]))
    return "\(path), which is new"
  }
}
