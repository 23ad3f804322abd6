import ArgumentParser
import PlanModel
import PlanQuery
import PlanReport
import PlanText
import PlanWorkspace

/// Options of commands that write.
struct EditOptions: ParsableArguments {
  @Flag(name: [.customShort("n"), .long], help: "Show what would change as a diff, and change nothing.")
  var dryRun = false

  @OptionGroup var common: CommonOptions
}

/// The unified diff of changed files, control characters made visible.
func diff(of changes: [FileChange]) -> String {
  TerminalText.visibleLines(
    changes.map { unifiedDiff($0.old ?? [], $0.new ?? [], path: $0.path) }.joined())
}

/// An opened plan with what a command needs to change it: the lock, the editor, the way back to the disk.
///
/// The lock is taken before the plan is read, so that nothing that planmd itself writes can come in between.
struct EditSession {
  let session: Session
  let isDryRun: Bool
  var editor: PlanEditor
  /// Files that are not there yet, by path.
  var newFiles: [(path: String, text: [UInt8])] = []
  /// Changes of files that are written before all others.
  var leading: [FileChange] = []
  private let transaction: Transaction?
  private var resolver: ReferenceResolver
  private var lines: [String] = []

  init(_ options: EditOptions) throws {
    isDryRun = options.dryRun
    let world = Runtime.world
    transaction =
      options.dryRun ? nil : try Transaction(root: Workspace.findRoot(world, root: options.common.root))
    for note in transaction?.notes ?? [] where !options.common.quiet {
      world.errors.write("planmd: \(TerminalText.visible(note))\n")
    }
    session = try Session(options.common)
    session.warnAboutUnread()
    editor = PlanEditor(session.plan, today: session.today)
    resolver = ReferenceResolver(session.plan)
  }

  var plan: Plan { session.plan }
  var today: Day { session.today }
  var root: String { session.workspace.root }

  // MARK: What is meant

  /// The task or project that a reference names, in a file that may be edited.
  mutating func node(_ reference: String, as kind: ReferenceResolver.Kind = .any) throws -> NodeIndex {
    let node: NodeIndex
    do {
      node = try resolver.resolve(reference, as: kind)
    } catch {
      throw WorkspaceError(error.rendered)
    }
    try checkWritable(plan.file(of: node))
    return node
  }

  mutating func task(_ reference: String) throws -> TaskIndex {
    guard case .task(let task) = try node(reference, as: .task) else {
      throw WorkspaceError("`\(reference)` is a project, and a task is wanted")
    }
    return task
  }

  /// A project, or the task below which something goes.
  mutating func destination(_ reference: String) throws -> NodeIndex {
    // Titles of projects are what `--to` is about: they come before texts of tasks.
    do {
      let project = try resolver.resolve(reference, as: .project)
      try checkWritable(plan.file(of: project))
      return project
    } catch let failure as ReferenceFailure {
      if failure.problem == .ambiguous { throw WorkspaceError(failure.rendered) }
      return try node(reference)
    }
  }

  /// The tasks that are named, and those that match a query, each once and in the plan's order.
  mutating func tasks(_ references: [String], query: String?) throws -> [TaskIndex] {
    var found = try references.map { try task($0) }
    if let query {
      let matching = try session.tasks(matching: try session.query([query])).filter { !plan.isArchived($0) }
      for task in matching { try checkWritable(plan[task].file) }
      found += matching
    }
    guard !found.isEmpty else {
      throw WorkspaceError(
        query == nil ? "no task is named" : "no task matches `\(query ?? "")`",
        help: query == nil ? "name one by its id, its handle, or words of its text" : nil)
    }
    return Set(found).sorted()
  }

  /// Tasks without those that lie below another of them: what is done to the whole is done to them.
  func outermost(_ tasks: [TaskIndex]) -> [TaskIndex] {
    let all = Set(tasks)
    return tasks.filter { task in !plan.ancestors(of: task).contains { all.contains($0) } }
  }

  func checkWritable(_ file: FileIndex) throws {
    let path = plan[file].path
    if plan[file].isArchive {
      throw WorkspaceError(
        "'\(path)' is the archive, which commands leave as it is", help: "change it by hand")
    }
    guard !plan.hasConflictMarkers(file) else {
      throw WorkspaceError(
        "nothing is written to '\(path)': it has conflict markers", help: "resolve the conflict first",
        exitCode: 3)
    }
  }

  /// True if nothing has this path, relative to the root.
  func isFree(_ path: String) throws -> Bool {
    guard !path.hasPrefix("/"), !path.split(separator: "/").contains("..") else {
      throw WorkspaceError("'\(path)' leads out of the plan's folder")
    }
    return !session.workspace.exists(path) && !newFiles.contains { $0.path == path }
  }

  // MARK: What is said

  /// A line for the person who ran the command; left out by `--quiet`, and where only a diff is asked for.
  mutating func say(_ line: String) { lines.append(line) }

  /// `started: Set up repository (clients/corrib-ferries.md:41)`
  ///
  /// The place, not the handle: that would cost a look at all texts of the plan.
  mutating func say(_ verb: String, _ task: TaskIndex, _ detail: String = "") {
    let place = "\(plan[plan[task].file].path):\(plan[task].line)"
    say("\(verb): \(plan.text(of: task)) (\(place))\(detail.isEmpty ? "" : ", \(detail)")")
  }

  func warn(_ message: String, help: String? = nil) {
    session.world.errors.write(TerminalText.visibleLines("planmd: \(message)\n"))
    if let help { session.world.errors.write(TerminalText.visibleLines("help: \(help)\n")) }
  }

  // MARK: The end

  /// Checks the result, and writes it or shows it.
  mutating func finish(title: String) throws {
    let changes = try self.changes()
    if isDryRun { return try session.write(diff(of: changes)) }
    if !changes.isEmpty { try transaction?.commit(changes, title: title) }
    guard !session.options.quiet else { return }
    for line in lines { try session.write(TerminalText.visibleLines(line + "\n")) }
  }

  /// Writes changes that were made elsewhere.
  func commit(_ changes: [FileChange], title: String) throws {
    if !changes.isEmpty { try transaction?.commit(changes, title: title) }
  }

  /// Edits that cannot be made are the input's fault, not the program's.
  func attempt<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let problem as EditProblem {
      throw WorkspaceError(problem.message, help: problem.help, exitCode: problem.isAboutPlace ? 3 : 2)
    }
  }

  private func changes() throws -> [FileChange] {
    let texts = try attempt { try editor.texts() }
    for (file, text) in texts { try attempt { try editor.check(text, of: file) } }
    // New files first: nothing leaves where it was before it is somewhere else.
    return newFiles.map { FileChange(path: $0.path, old: nil, new: $0.text) } + leading
      + texts.map { FileChange(path: plan[$0.file].path, old: plan[$0.file].bytes, new: $0.text) }
  }
}
