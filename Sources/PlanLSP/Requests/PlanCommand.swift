import PlanWorkspace
import PlanModel
import PlanReport
import PlanText

/// What a client may have done: as commands, which code actions, code lenses and keys use.
enum PlanCommand: String, CaseIterable {
  case done = "planmd.done"
  case start = "planmd.start"
  case cancel = "planmd.cancel"
  case reopen = "planmd.reopen"
  case hold = "planmd.hold"
  /// `when`: a date or words, as `planmd defer` takes them.
  case putOff = "planmd.defer"
  /// `who`: names, or `none`.
  case assign = "planmd.assign"
  case addID = "planmd.addId"
  /// `on`: the line of the task that is waited for; without it each of the lines to `last` waits for the one before.
  case wait = "planmd.wait"
  /// `to`: the line of a heading, in the file of address `toUri`.
  case move = "planmd.move"
  case makeProject = "planmd.makeProject"
  case sortTags = "planmd.sortTags"
  case fixAll = "planmd.fixAll"
  case updateBlocks = "planmd.updateBlocks"
  /// Answers with Markdown that tells what is known of the task or project on the line.
  case show = "planmd.show"
}

/// Edits of the files of a plan.
typealias PlanEdits = [(file: FileIndex, edits: [TextEdit])]

extension LanguageServer {
  /// workspace/executeCommand: an edit that the client is asked to apply, or an answer.
  mutating func executeCommand(_ parameters: JSONValue) throws(Problem) -> JSONValue {
    guard let name = parameters["command"]?.string, let command = PlanCommand(rawValue: name) else {
      throw .badParameters("there is no command '\(parameters["command"]?.string ?? "")'")
    }
    guard let argument = parameters["arguments"]?.array?.first.map(LanguageServer.plain),
      let uri = argument["uri"]?.string
    else { throw .badParameters("`\(name)` takes an object with uri and line") }
    guard documents[uri] != nil else { throw .badParameters("'\(uri)' is not open") }
    guard let place = place(of: uri) else { throw .failed("'\(uri)' is not part of a plan") }
    let token = parameters["workDoneToken"]
    if let token {
      tell("$/progress", ["token": token, "value": ["kind": "begin", "title": .string(name)]])
    }
    defer { if let token { tell("$/progress", ["token": token, "value": ["kind": "end"]]) } }
    if command == .show { return .string(try page(argument, place)) }
    let edits = try edits(of: command, argument, place)
    guard edits.contains(where: { !$0.edits.isEmpty }) else { return .null }
    guard client.takesEdits else { throw .failed("this editor takes no edits from the server") }
    applyEdit(place.snapshot.workspaceEdit(edits, client), name)
    return .null
  }

  /// Some clients can put a place into arguments only as requests have it: `{"textDocument": …, "position": …}`.
  private static func plain(_ argument: JSONValue) -> JSONValue {
    guard case .object(var members) = argument else { return argument }
    if members["uri"] == nil { members["uri"] = argument["textDocument"]?["uri"] }
    if members["line"] == nil { members["line"] = argument["position"]?["line"] }
    return .object(members)
  }

  private func page(_ argument: JSONValue, _ place: Place) throws(Problem) -> String {
    guard argument["line"]?.int != nil else { throw .badParameters("`planmd.show` takes a line") }
    let words = HoverWords(place.snapshot)
    switch place.node(argument["line"]) {
    case .task(let task): return words.text(task)
    case .project(let project): return words.text(project)
    case nil: throw .failed("on this line stands no task and no project")
    }
  }

  /// The edits of a command, checked as those of the command line are.
  func edits(of command: PlanCommand, _ argument: JSONValue, _ place: Place) throws(Problem) -> PlanEdits {
    let plan = place.plan
    guard plan[place.file].kind == .plan else {
      throw .failed(
        "'\(plan[place.file].path)' is left as it is: it is no part of the plan that is worked on")
    }
    guard !plan.hasConflictMarkers(place.file) else {
      throw .failed("'\(plan[place.file].path)' has conflict markers; resolve the conflict first")
    }
    switch command {
    case .updateBlocks:
      do {
        return [(place.file, try surroundings.updateBlocks(place.snapshot.workspace, place.file))]
      } catch {
        throw .failed("\(error)")
      }
    case .fixAll: return [(place.file, place.safeFixes())]
    case .show: return []
    case .done, .start, .cancel, .reopen, .hold, .putOff, .assign, .addID, .wait, .move, .makeProject,
      .sortTags:
      break
    }
    guard argument["line"]?.int != nil else { throw .badParameters("`\(command.rawValue)` takes a line") }
    guard case .task(let task)? = place.node(argument["line"]) else {
      throw .failed("on this line stands no task")
    }
    if command == .sortTags { return [(place.file, place.formatting(of: [task]))] }
    let target = try target(of: command, argument, task, place)
    return try place.snapshot.edited { editor throws(EditProblem) in
      switch command {
      case .done:
        let open = plan.subtree(of: task).contains { plan.tasks[$0].isUnfinished }
        let withSubtasks = argument["withSubtasks"]?.bool ?? false
        guard !open || withSubtasks else { throw .openSubtasks(plan.text(of: task)) }
        _ = try editor.complete(task, withSubtasks: withSubtasks)
      case .start: _ = try editor.setStatus(.started, of: task)
      case .cancel: _ = try editor.setStatus(.cancelled, of: task)
      case .reopen: _ = try editor.setStatus(.open, of: task)
      case .hold: _ = try editor.setStatus(.held, of: task)
      case .putOff:
        if let date = target.date { try editor.putOff(task, plan.keyToPutOff(task), to: date) }
      case .assign:
        try editor.assign(task, target.names.map { .add($0) })
      case .addID:
        if plan.tag(.id, of: task) == nil { _ = try editor.giveID(to: task) }
      case .wait:
        let last = argument["last"]?.int.flatMap { place.node(.int($0)) }
        try editor.wait(task, through: last, on: argument["on"].flatMap { place.node($0) })
      case .move: if let project = target.project { try editor.move(task, to: project) }
      case .makeProject: try editor.makeProject(of: task)
      case .sortTags, .fixAll, .updateBlocks, .show: break
      }
    }
  }
}

extension LanguageServer {
  /// What a command names beside its task.
  private func target(of command: PlanCommand, _ argument: JSONValue, _ task: TaskIndex, _ place: Place)
    throws(Problem) -> (date: DateValue?, project: ProjectIndex?, names: [NewTag])
  {
    let plan = place.plan
    switch command {
    case .putOff:
      guard let when = (argument["when"] ?? "tomorrow").string else {
        throw .badParameters("`when` is a date or words, as text")
      }
      let date = plan.dateToPutOff(task, plan.keyToPutOff(task), when, today: place.snapshot.today)
      guard let date else {
        throw .failed("'\(when)' is no date: write it as 2026-03-31, fri, tomorrow, +2w or eom")
      }
      return (date, nil, [])
    case .move:
      guard let project = place.snapshot.project(argument) else {
        throw .failed("`to` and `toUri` name no heading of the plan")
      }
      return (nil, project, [])
    case .assign:
      guard let who = argument["who"]?.string, !who.split(separator: " ").isEmpty else {
        throw .badParameters("`who` is a text with names, or none")
      }
      let names = who.split(separator: " ").map { String($0.drop { $0 == "@" }) }
      guard names != ["none"] else { return (nil, nil, []) }
      let people = plan.configuration.people.map(\.key)
      for name in names.flatMap({ $0.split(separator: "|") }) {
        let key = String(name.drop { $0 == "@" }.prefix { $0 != "(" })
        guard people.isEmpty || people.contains(key) else {
          throw .failed("nobody in planmd.yaml is called '\(key)'")
        }
      }
      return (nil, nil, names.map { NewTag(.assignee, $0) })
    case .done, .start, .cancel, .reopen, .hold, .addID, .wait, .makeProject, .sortTags, .fixAll,
      .updateBlocks, .show:
      return (nil, nil, [])
    }
  }
}

extension PlanEditor {
  /// Gives a task an id made of its text, if it has none; returns the one that it has.
  mutating func giveID(to task: TaskIndex) throws(EditProblem) -> String {
    if let known = plan.id(of: .task(task)) { return known }
    if let block = plan.tag(.blockID, of: task) { return plan.text(of: block, in: plan[task].file) }
    var names = FreshNames(plan)
    let id = names.name(for: plan.text(of: task))
    try change(task) { paragraph throws(EditProblem) in try paragraph.set(NewTag(.id, id)) }
    return id
  }

  /// Lets a task wait for another, or each of several for the one before it.
  fileprivate mutating func wait(_ task: TaskIndex, through last: NodeIndex?, on other: NodeIndex?)
    throws(EditProblem)
  {
    var pairs: [(first: TaskIndex, second: TaskIndex)] = []
    if case .task(let other)? = other {
      pairs = [(other, task)]
    } else if case .task(let last)? = last, last > task {
      let siblings = (task.position...last.position).map { TaskIndex($0) }.filter {
        plan[$0].parent == plan[task].parent && plan[$0].project == plan[task].project
      }
      pairs = zip(siblings, siblings.dropFirst()).map { ($0, $1) }
    }
    // A task in the middle gets an id and waits: both in one change, since the edits of a line must not overlap.
    var ids: [TaskIndex: String] = [:]
    var names = FreshNames(plan)
    for pair in pairs {
      let known =
        plan.id(of: .task(pair.first))
        ?? plan.tag(.blockID, of: pair.first).map { plan.text(of: $0, in: plan[pair.first].file) }
      ids[pair.first] = known ?? names.name(for: plan.text(of: pair.first))
    }
    let waits = Dictionary(pairs.map { ($0.second, $0.first) }, uniquingKeysWith: { first, _ in first })
    for task in Set(pairs.flatMap { [$0.first, $0.second] }).sorted() {
      let newID = ids[task].flatMap {
        plan.id(of: .task(task)) == nil && plan.tag(.blockID, of: task) == nil ? $0 : nil
      }
      let before = waits[task].flatMap { ids[$0] }
      let known = plan.dependencies(of: task).contains { $0.targetNode == waits[task].map { .task($0) } }
      try change(task) { paragraph throws(EditProblem) in
        if let newID { try paragraph.set(NewTag(.id, newID)) }
        if let before, !known { try paragraph.add(NewTag(.after, before)) }
      }
    }
  }
}

extension PlanSnapshot {
  /// What an editor of the plan changes, read again as the command line reads it.
  func edited(_ body: (inout PlanEditor) throws(EditProblem) -> Void) throws(Problem) -> PlanEdits {
    var editor = PlanEditor(plan, today: today)
    do {
      try body(&editor)
      for (file, text) in try editor.texts() { try editor.check(text, of: file) }
    } catch {
      throw .failed(error.help.map { "\(error.message); \($0)" } ?? error.message)
    }
    return editor.edits
  }

  /// The project whose heading stands on the line `to` of the file `toUri`.
  func project(_ argument: JSONValue) -> ProjectIndex? {
    guard let line = argument["to"]?.int, let target = argument["toUri"]?.string,
      let path = DocumentURI.path(target), let relative = LanguageServer.relative(path, workspace.root),
      let file = files[relative], plan[file].kind == .plan
    else { return nil }
    return projects(in: file).map { ProjectIndex($0) }.first { Int(plan[$0].line) - 1 == line }
  }
}

extension Place {
  /// The task or project on a line, counted from 0.
  func node(_ line: JSONValue?) -> NodeIndex? {
    guard let line = line?.int, line >= 0, line < mirror.lines.starts.count else { return nil }
    let start = Int(mirror.lines.starts[line])
    if let project = snapshot.heading(at: start, in: file) { return .project(project) }
    let end = bytes.endOfLine(start)
    // Of several tasks on a line, as nested markers make them, the outermost.
    let tasks = snapshot.tasks(in: file, touching: start..<end)
    return (tasks.first { Int(plan[$0].line) == line + 1 } ?? tasks.last).map { .task($0) }
  }

  /// The safe fixes of the text that do not touch each other.
  func safeFixes() -> [TextEdit] {
    var result: [TextEdit] = []
    var end = -1
    for finding in (snapshot.quickFindings[file] ?? []) {
      guard let fix = finding.fix, fix.safety == .safe else { continue }
      let edits = fix.edits.sorted { $0.range < $1.range }
      guard let first = edits.first, first.range.lowerBound > end else { continue }
      result += edits
      end = edits.map(\.range.upperBound).max() ?? end
    }
    return result
  }
}
