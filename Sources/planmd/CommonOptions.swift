import ArgumentParser
import PlanModel
import PlanQuery
import PlanReport
import PlanWorkspace

/// Options that every command has.
struct CommonOptions: ParsableArguments {
  @Option(
    name: [.customShort("C"), .long], help: "The plan's folder. Nothing above it is looked at.",
    completion: .directory)
  var root: String?

  @Option(help: ArgumentHelp("The day that counts as today.", valueName: "date"))
  var today: String?

  @Option(
    name: .long, help: "Colours: auto, always or never.", completion: .list(["auto", "always", "never"]))
  var color: ColorChoice = .auto

  @Option(name: [.short, .long], help: "Write to this file instead.", completion: .file())
  var output: String?

  @Flag(name: [.short, .long], help: "Say less on stderr.")
  var quiet = false

  @Flag(name: [.short, .long], help: "Say more on stderr.")
  var verbose = false

  /// The options as words, for a command that runs another.
  var arguments: [String] {
    var result = ["--color", color.rawValue]
    if let root { result += ["--root", root] }
    if let today { result += ["--today", today] }
    if let output { result += ["--output", output] }
    if quiet { result.append("--quiet") }
    if verbose { result.append("--verbose") }
    return result
  }
}

enum ColorChoice: String, ExpressibleByArgument, CaseIterable { case auto, always, never }

/// `-w`, for commands that show tasks.
struct QueryOption: ParsableArguments {
  @Option(
    name: [.customShort("w"), .customLong("where")],
    help: ArgumentHelp("Only tasks that match.", valueName: "query"))
  var query: String?
}

/// The nearest of some names, for messages.
func suggestion(for word: String, among names: [String]) -> String? {
  Spelling.nearest(to: word, among: names)
}

/// A format by `-f`, else by the extension of `-o`, else the first one.
func chosenFormat(_ option: String?, output: String?, among formats: [String]) throws(WorkspaceError)
  -> String
{
  if let option {
    let wanted = option == "md" ? "markdown" : option
    if formats.contains(wanted) { return wanted }
    let nearest = suggestion(for: wanted, among: formats)
    throw WorkspaceError(
      "there is no format '\(option)' here",
      help: nearest.map { "did you mean \($0)?" } ?? "write one of \(formats.joined(separator: ", "))")
  }
  guard let output, let dot = output.lastIndex(of: ".") else { return formats[0] }
  let byExtension = [
    "md": "markdown", "markdown": "markdown", "json": "json", "csv": "csv", "html": "html", "txt": "text",
    "sarif": "sarif",
  ]
  guard let format = byExtension[output[output.index(after: dot)...].lowercased()], formats.contains(format)
  else { return formats[0] }
  return format
}

/// An opened plan with what a command needs to answer: the day, the formats' options, the way out.
struct Session {
  let world: World
  let options: CommonOptions
  let workspace: Workspace
  let today: Day

  var plan: Plan { workspace.plan }

  init(_ options: CommonOptions) throws {
    world = Runtime.world
    self.options = options
    today = try world.today(option: options.today)
    workspace = try Runtime.openWorkspace ?? Workspace.open(world, root: options.root)
  }

  /// Reading commands go on where something cannot be read, and say so on stderr.
  func warnAboutUnread() {
    guard !options.quiet else { return }
    for remark in plan.remarks {
      let what: String
      switch remark.kind {
      case .fileUnreadable: what = "cannot be read: \(remark.detail)"
      case .configurationUnreadable: what = "cannot be read: \(remark.detail); defaults are used"
      case .configurationBadValue: what = remark.detail
      default: continue
      }
      let path = TerminalText.visible(plan[remark.file].path)
      world.errors.write("planmd: warning: \(path): \(TerminalText.visible(what))\n")
    }
  }

  var formatOptions: FormatOptions {
    let isToTerminal = options.output == nil && world.output.isTerminal
    let usesColor: Bool
    switch options.color {
    case .always: usesColor = true
    case .never: usesColor = false
    case .auto:
      usesColor =
        isToTerminal && world.environment["NO_COLOR", default: ""].isEmpty
        && world.environment["TERM"] != "dumb"
    }
    return FormatOptions(width: options.output == nil ? world.terminalWidth : nil, usesColor: usesColor)
  }

  /// Writes a report as Markdown, as a page, or as text for the terminal.
  func write(_ report: Report, as format: String, title: String? = nil) throws {
    let units = plan.units
    switch format {
    case "markdown": try write(MarkdownFormat(units: units).text(report))
    case "html": try write(HTMLFormat(units: units).page(report, title: title))
    default: try write(TextFormat(units: units, options: formatOptions).text(report))
    }
  }

  func write(_ text: String) throws { try write(Array(text.utf8)) }

  func write(_ bytes: [UInt8]) throws {
    guard let path = options.output else { return world.output.write(bytes) }
    try OutputFile.write(bytes, to: world.absolute(path))
  }

  /// Parses a query; an error shows the query with a caret.
  func query(_ words: [String]) throws -> Query {
    do {
      return try Query(parsing: words, in: QueryContext(today: today, configuration: plan.configuration))
    } catch {
      throw WorkspaceError(error.rendered)
    }
  }

  func tasks(matching query: Query) throws -> [TaskIndex] {
    do {
      return try query.evaluate(plan)
    } catch {
      throw WorkspaceError(error.rendered)
    }
  }
}

extension HandleTable {
  /// A task's handle, or a project's id.
  func handle(_ node: NodeIndex, in plan: Plan) -> String? {
    switch node {
    case .task(let task): handle(of: task)
    case .project: plan.id(of: node)
    }
  }
}

extension Session {
  /// For each task whether a query matches it; nil without a query.
  func inclusion(_ text: String?) throws -> [Bool]? {
    guard let text else { return nil }
    let query = try query([text])
    do {
      let matcher = try query.matcher(for: plan, as: .asWritten)
      return plan.taskIndices.map { matcher.matches($0) }
    } catch {
      throw WorkspaceError(error.rendered)
    }
  }
}
