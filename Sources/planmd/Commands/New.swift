import ArgumentParser
import PlanModel
import PlanQuery
import PlanReport
import PlanText
import PlanWorkspace

struct New: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Start a project or checklist from a template.",
    discussion: """
      planmd new hiring candidate:"Ada L." start:2026-12-01

      Templates are Markdown files in the folder `templates:` of planmd.yaml (templates), and those that come with \
      planmd. Without an argument, all of them are listed. --copy writes one to the folder, to be changed there.
      """)

  @Argument(
    help: ArgumentHelp("The template, then its parameters as name:value.", valueName: "template name:value"))
  var arguments: [String] = []

  @Option(
    help: ArgumentHelp("The project it goes to, or a new file of that name (x.md).", valueName: "project"))
  var to: String?

  @Flag(help: "Copy the template that comes with planmd to the templates' folder.")
  var copy = false

  @OptionGroup var options: EditOptions

  func run() throws {
    guard let name = arguments.first else { return try list() }
    var edit = try EditSession(options)
    let templates = Templates(edit.session.workspace)
    if copy { return try write(templates.builtIn(name), &edit, templates) }
    let template = try templates.named(name)
    let text: [UInt8]
    do {
      text = try template.text(try values(), today: edit.today, plan: edit.plan)
    } catch let problem as TemplateProblem {
      throw WorkspaceError(problem.message, help: problem.help)
    }
    try place(text, template, &edit)
    try edit.finish(title: "new " + arguments.joined(separator: " "))
  }

  private func values() throws -> [String: String] {
    var result: [String: String] = [:]
    for argument in arguments.dropFirst() {
      guard let colon = argument.firstIndex(of: ":"), colon > argument.startIndex else {
        throw WorkspaceError("'\(argument)' is not name:value", help: "write it as candidate:\"Ada L.\"")
      }
      let name = String(argument[..<colon])
      guard result[name] == nil else { throw WorkspaceError("`\(name)` is given twice") }
      result[name] = String(argument[argument.index(after: colon)...]).trimmed
    }
    return result
  }

  private func place(_ text: [UInt8], _ template: Template, _ edit: inout EditSession) throws {
    let made = readPlan([SourceFile(path: "-", bytes: text)], configuration: edit.plan.configuration)
    let title = made.projects.first { !$0.range.isEmpty }?.name
    let what = title.map { "'\($0)'" } ?? counted(made.tasks.count, "task")
    if let target = to ?? template.destination {
      if let project = try project(target, &edit) {
        edit.editor.insert(text, into: project)
        let path = edit.plan[edit.plan[project].file].path
        return edit.say("new: \(what) in \(edit.plan.path(of: project).joined(separator: " / ")), \(path)")
      }
      return try create(target, text, what, &edit)
    }
    if let title { return try create(New.fileName(title), text, what, &edit) }
    guard let inbox = try project(edit.plan.configuration.inbox, &edit) else {
      return try create(edit.plan.configuration.inbox, Array("# Inbox\n\n".utf8) + text, what, &edit)
    }
    edit.editor.insert(text, into: inbox)
    edit.say("new: \(what) in \(edit.plan.configuration.inbox)")
  }

  /// The project that a title, an id or a path names; nil for a path that is free.
  private func project(_ target: String, _ edit: inout EditSession) throws -> ProjectIndex? {
    if let top = edit.plan.projectIndices.first(where: {
      edit.plan[edit.plan[$0].file].path == target && edit.plan[$0].parent.isNone
    }) {
      try edit.checkWritable(edit.plan[top].file)
      return top
    }
    if target.hasSuffix(".md"), try edit.isFree(target) { return nil }
    guard case .project(let project) = try edit.node(target, as: .project) else { return nil }
    return project
  }

  private func create(_ path: String, _ text: [UInt8], _ what: String, _ edit: inout EditSession) throws {
    guard try edit.isFree(path) else {
      throw WorkspaceError("'\(path)' is there already", help: "name a project or another file with --to")
    }
    edit.newFiles.append((path, text.last?.isLineEnd == true ? text : text + [0x0A]))
    edit.say("new: \(what) in \(path)")
  }

  /// `Hire Ada L.` as `hire-ada-l.md`.
  private static func fileName(_ title: String) -> String {
    var name = ""
    for character in title.lowercased() {
      if character.isLetter || character.isNumber {
        name.append(character)
      } else if !name.isEmpty, !name.hasSuffix("-") {
        name.append("-")
      }
    }
    while name.hasSuffix("-") { name.removeLast() }
    return (name.isEmpty ? "project" : String(name.prefix(60))) + ".md"
  }

  private func write(_ bytes: [UInt8], _ edit: inout EditSession, _ templates: Templates) throws {
    let path = "\(edit.plan.configuration.templates)/\(arguments[0]).md"
    guard try edit.isFree(path) else { throw WorkspaceError("'\(path)' is there already") }
    edit.newFiles.append((path, bytes))
    edit.say("copied: \(path)")
    try edit.finish(title: "new \(arguments[0]) --copy")
  }

  private func list() throws {
    let session = try Session(options.common)
    let templates = Templates(session.workspace)
    let rows = templates.names.map { name -> Row in
      let template = try? templates.named(name)
      let parameters =
        template?.parameters.map { $0.fallback == nil ? "\($0.name):…" : "[\($0.name):\($0.fallback ?? "")]" }
        ?? []
      return Row([
        .text(name), .text(template?.about ?? "cannot be read"), .text(parameters.joined(separator: " ")),
      ])
    }
    var report = Report(title: "")
    report.add(
      .table(
        Table(
          [
            Column("template", "Template"), Column("about", "About", isFlexible: true),
            Column("parameters", "Parameters", isFlexible: true),
          ], rows)))
    try session.write(TextFormat(units: session.plan.units, options: session.formatOptions).text(report))
  }
}
