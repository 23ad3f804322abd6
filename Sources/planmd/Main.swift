import ArgumentParser
import PlanReport
import PlanWorkspace

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

@main
struct Main {
  static func main() {
    // A closed pipe is an answer to write(), not a signal.
    signal(SIGPIPE, SIG_IGN)
    // So is a limit on the size of files.
    signal(SIGXFSZ, SIG_IGN)
    exit(runPlanmd(Array(CommandLine.arguments.dropFirst()), in: .real()))
  }
}

/// The root of all commands.
struct Planmd: ParsableCommand {
  static let version = "0.1.0"

  static let configuration = CommandConfiguration(
    commandName: "planmd",
    abstract: "A planner that lives in plain Markdown files.",
    discussion: """
      Headings are projects, checklists are tasks, `due:2026-03-31 est:2d @ann` are tags. planmd reads all Markdown \
      files of a folder, checks them, answers questions about them and reports. It never changes a file unless a \
      command says so.

      Without a command, planmd shows what today brings.
      """,
    version: version,
    subcommands: allCommands)

  func run() throws {
    if try Workspace.findsRootByMarker(Runtime.world) {
      let today = try Today.parse([])
      try today.run()
    } else {
      throw CleanExit.helpRequest(Planmd.self)
    }
  }
}

/// Every command, in the order of `--help`. A test holds the list against the files of `Commands/`.
let allCommands: [any ParsableCommand.Type] = [
  Today.self, Agenda.self, Next.self, List.self, Projects.self, Show.self, ScheduleCommand.self,
  WorkloadCommand.self, ForecastCommand.self, BudgetCommand.self, TimesheetCommand.self, Lint.self,
  Explain.self,
  ReportCommand.self, BaselineCommand.self, SiteCommand.self, Recur.self, Add.self, Done.self, Start.self,
  Cancel.self,
  Reopen.self, Hold.self,
  SetTags.self,
  Edit.self, Assign.self, Defer.self, Log.self, Move.self, Remove.self, New.self, Archive.self, Undo.self,
  Init.self, Fmt.self, Update.self, DiffCommand.self, HistoryCommand.self, HookCommand.self,
  MergeDriverCommand.self, Complete.self, LanguageServerCommand.self,
]

/// What the running command may see of the outside world: tests put in their own.
enum Runtime {
  @TaskLocal static var world = World.real()
  /// The plan that a command reads instead of opening it, where another command runs it.
  @TaskLocal static var openWorkspace: Workspace?
}

/// Runs one command line and gives its exit code: 0 fine, 1 findings, 2 usage or input, 70 internal.
func runPlanmd(_ arguments: [String], in world: World) -> Int32 {
  let code = Runtime.$world.withValue(world) { () -> Int32 in
    do {
      try refuseUnknownCommand(arguments)
      var command = try Planmd.parseAsRoot(arguments)
      try command.run()
      return 0
    } catch {
      return report(error, world)
    }
  }
  do {
    try world.output.flush()
    try world.errors.flush()
    return code
  } catch {
    world.errors.write("planmd: \(error.message)\n")
    try? world.errors.flush()
    return error.exitCode
  }
}

/// Says what went wrong on the right stream; help and version are no errors.
private func report(_ error: any Error, _ world: World) -> Int32 {
  switch error {
  case let error as WorkspaceError:
    // Messages quote arguments and files.
    world.errors.write(TerminalText.visibleLines("planmd: \(error.message)\n"))
    if let help = error.help { world.errors.write(TerminalText.visibleLines("help: \(help)\n")) }
    return error.exitCode
  case let code as ExitCode: return code.rawValue
  default:
    let message = Planmd.fullMessage(for: error)
    let isClean = Planmd.exitCode(for: error) == .success
    if isClean {
      world.output.write(message + "\n")
      return 0
    }
    guard Planmd.exitCode(for: error) == .validationFailure else {
      // Everything that a user can bring about has an error of its own.
      world.errors.write(TerminalText.visibleLines("planmd: internal error: \(error)\n"))
      world.errors.write("help: report it, with the command and, if you may, the plan\n")
      return 70
    }
    world.errors.write(TerminalText.visibleLines(message) + "\n")
    return 2
  }
}

/// An unknown command or an option before the command suggests what to write, instead of being called unexpected.
private func refuseUnknownCommand(_ arguments: [String]) throws(WorkspaceError) {
  guard let first = arguments.first else { return }
  guard !first.hasPrefix("-") else { return try refuseUnknownOption(first, arguments.dropFirst()) }
  let names = allCommands.map { $0._commandName } + ["help"]
  guard !names.contains(first) else { return }
  let nearest = suggestion(for: first, among: names)
  throw WorkspaceError(
    "there is no command '\(first)'", help: nearest.map { "did you mean \($0)?" } ?? "see planmd --help")
}

private func refuseUnknownOption(_ first: String, _ rest: ArraySlice<String>) throws(WorkspaceError) {
  let own = ["--help", "--version"]
  guard !own.contains(first), first != "-h", !first.hasPrefix("--generate-completion-script"),
    !first.hasPrefix("--experimental")
  else { return }
  let names = Set(allCommands.map { $0._commandName })
  let nearest = suggestion(for: first, among: own).map { "did you mean \($0)?" }
  let command = rest.first(where: names.contains).map {
    "options come behind the command: planmd \($0) \(first) …"
  }
  throw WorkspaceError(
    "there is no option '\(first)' before a command", help: nearest ?? command ?? "see planmd --help")
}
