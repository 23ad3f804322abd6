import ArgumentParser
import PlanModel
import PlanQuery
import PlanText
import PlanWorkspace

struct SetTags: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "set", abstract: "Set tags of a task or project, or take them out.",
    discussion: """
      set REF due:fri est:2d @ann sets and adds; set REF due: takes a tag out. Dates in words are written out. With
      --where all arguments are tags, for every task that matches.
      """)

  @Argument(
    help: ArgumentHelp("A task or project, then key:value, @name or #label.", valueName: "ref key:value"))
  var arguments: [String]

  @OptionGroup var filter: QueryOption
  @OptionGroup var options: EditOptions

  func run() throws {
    var edit = try EditSession(options)
    let words = filter.query == nil ? Array(arguments.dropFirst()) : arguments
    guard !words.isEmpty else {
      throw WorkspaceError("nothing is to be set", help: "write the task, then tags: planmd set REF due:fri")
    }
    let changes = try words.map { try TagEdit($0, edit.session) }
    if filter.query == nil, case .project(let project) = try edit.node(arguments[0]) {
      try edit.attempt { try edit.editor.change(project, changes) }
      edit.say("set: \(edit.plan[project].name)")
    } else {
      for task in try edit.tasks(filter.query == nil ? [arguments[0]] : [], query: filter.query) {
        try edit.attempt {
          try edit.editor.change(task) { paragraph throws(EditProblem) in
            for change in changes { try change.apply(to: &paragraph) }
          }
        }
        edit.say("set", task)
      }
    }
    try edit.finish(title: "set " + arguments.joined(separator: " "))
  }
}

struct Edit: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Give a task another text.",
    discussion: "Its tags stay; tags in the new text are set as planmd set does.")

  @Argument(help: ArgumentHelp("The task.", valueName: "ref"))
  var reference: String

  @Argument(help: ArgumentHelp("The new text.", valueName: "text"))
  var words: [String]

  @OptionGroup var options: EditOptions

  func run() throws {
    var edit = try EditSession(options)
    let task = try edit.task(reference)
    let new = try NewTaskText(words, edit.session)
    let (text, tags) = new.parts()
    edit.editor.keepsTexts = false
    try edit.attempt {
      try edit.editor.change(task) { paragraph throws(EditProblem) in
        try paragraph.setText(text)
        for tag in tags {
          if tag.key.isList { try paragraph.add(tag) } else { try paragraph.set(tag) }
        }
      }
    }
    edit.say("edited", task, "now '\(text)'")
    try edit.finish(title: "edit \(reference)")
  }
}

struct Assign: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Give a task to someone.",
    discussion:
      "Who had it before has it no more. assign REF @ann @bob gives it to both, assign REF none to nobody.")

  @Argument(
    help: ArgumentHelp("The task, then names: @ann, @ann|bob, @crew(2), or none.", valueName: "ref @name"))
  var arguments: [String]

  @OptionGroup var filter: QueryOption
  @OptionGroup var options: EditOptions

  func run() throws {
    var edit = try EditSession(options)
    let names = filter.query == nil ? Array(arguments.dropFirst()) : arguments
    guard !names.isEmpty else {
      throw WorkspaceError("nobody is named", help: "write the task, then a name: planmd assign REF @ann")
    }
    let takesOut = names == ["none"]
    let changes =
      try takesOut ? [] : names.map { try TagEdit($0.hasPrefix("@") ? $0 : "@" + $0, edit.session) }
    try warnAboutUnknown(names, edit)
    for task in try edit.tasks(filter.query == nil ? [arguments[0]] : [], query: filter.query) {
      try edit.attempt {
        try edit.editor.assign(task, changes)
      }
      edit.say("assigned", task, takesOut ? "to nobody" : "to " + names.joined(separator: " "))
    }
    try edit.finish(title: "assign " + arguments.joined(separator: " "))
  }

  /// A name that nobody has would be no assignment.
  private func warnAboutUnknown(_ names: [String], _ edit: EditSession) throws {
    let people = edit.plan.configuration.people.map(\.key)
    guard !people.isEmpty, names != ["none"] else { return }
    for name in names.flatMap({ $0.split(separator: "|") }) {
      let key = name.drop { $0 == "@" }.prefix { $0 != "(" }
      guard !people.contains(String(key)) else { continue }
      throw WorkspaceError(
        "nobody in planmd.yaml is called '\(key)'",
        help: suggestion(for: String(key), among: people).map { "did you mean @\($0)?" })
    }
  }
}

struct Defer: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Put a task off.",
    discussion: """
      Moves scheduled where there is one, else due; a task with neither gets start. WHEN is a date or words: fri, \
      tomorrow, eom, "next tue", +2w. A distance counts from the date that moves, or from today where that is past.
      """)

  @Argument(help: ArgumentHelp("The task.", valueName: "ref"))
  var reference: String

  @Argument(help: ArgumentHelp("The new day.", valueName: "when"))
  var when: [String]

  @Option(help: ArgumentHelp("Which date moves: due, start or scheduled.", valueName: "key"))
  var key: String?

  @OptionGroup var options: EditOptions

  func run() throws {
    var edit = try EditSession(options)
    let task = try edit.task(reference)
    let key = try chosenKey(edit.plan, task)
    let old = edit.plan.date(key, of: task)
    let words = when.joined(separator: " ").trimmed
    guard let new = edit.plan.dateToPutOff(task, key, words, today: edit.today) else {
      _ = try readDay(words, edit.session, option: "defer")
      return
    }
    try edit.attempt { try edit.editor.putOff(task, key, to: new) }
    edit.say("deferred", task, "\(key.name) \(old.map { "\($0) -> " } ?? "")\(new)")
    let skipped = edit.plan.skippedByDeferring(task, key, to: new)
    if skipped > 0 {
      edit.say("  \(counted(skipped, "occurrence")) of the series \(skipped == 1 ? "is" : "are") skipped")
    }
    if let due = edit.plan.due(task), key != .due, new.first > due {
      edit.say("  that is after its due day \(due)")
    }
    try edit.finish(title: "defer \(reference) \(when.joined(separator: " "))")
  }

  private func chosenKey(_ plan: Plan, _ task: TaskIndex) throws -> TagKey {
    guard let key else { return plan.keyToPutOff(task) }
    switch TagKey(spelling: key) {
    case .due?: return .due
    case .start?: return .start
    case .scheduled?: return .scheduled
    default: throw WorkspaceError("--key: '\(key)' cannot be deferred", help: "write due, start or scheduled")
    }
  }
}

struct Move: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Move tasks to another project, with everything below them.")

  @OptionGroup var target: TargetOptions

  @Option(help: ArgumentHelp("The project: its id or title.", valueName: "project"))
  var to: String

  @OptionGroup var options: EditOptions

  func run() throws {
    var edit = try EditSession(options)
    guard case .project(let project) = try edit.node(to, as: .project) else { return }
    for task in edit.outermost(try target.tasks(&edit)) {
      let isThere = edit.plan[task].project == project && edit.plan[task].parent.isNone
      guard !isThere else {
        edit.say("already there", task)
        continue
      }
      try edit.attempt { try edit.editor.move(task, to: project) }
      edit.say("moved", task, "to \(edit.plan.path(of: project).joined(separator: " / "))")
      if edit.plan.tag(.blockID, of: task) != nil, edit.plan[task].file != edit.plan[project].file {
        edit.warn(
          "'\(edit.plan.text(of: task))' has a block id, which links from other files find by its file's name"
        )
      }
    }
    try edit.finish(title: target.title("move") + " --to \(to)")
  }
}

struct Remove: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Take tasks out, with everything below them.",
    discussion:
      "planmd undo brings them back; planmd archive keeps finished work, planmd cancel says that it will not be done."
  )

  @OptionGroup var target: TargetOptions
  @OptionGroup var options: EditOptions

  func run() throws {
    var edit = try EditSession(options)
    for task in edit.outermost(try target.tasks(&edit)) {
      let count = edit.plan.subtree(of: task).count
      try edit.attempt { try edit.editor.remove(task) }
      edit.say("removed", task, count > 0 ? "with \(counted(count, "subtask"))" : "")
      warnAboutDependents(of: task, edit)
    }
    try edit.finish(title: target.title("remove"))
  }

  private func warnAboutDependents(of task: TaskIndex, _ edit: EditSession) {
    let range = task.position..<max(task.position + 1, edit.plan.subtree(of: task).upperBound)
    let waiting = edit.plan.dependencies.first { edge in
      guard case .task(let target) = edge.target, range.contains(target.position) else { return false }
      if case .task(let owner) = edge.owner { return !range.contains(owner.position) }
      return true
    }
    guard let waiting else { return }
    edit.warn(
      "'\(edit.plan.name(of: waiting.owner))' depends on it: \(edit.plan[waiting.file].text(waiting.reference.range))"
    )
  }
}
