import ArgumentParser
import PlanModel
import PlanReport
import PlanText
import PlanWorkspace

/// Commands that may stand in a block: they read, and they can write Markdown.
let blockCommands: [any ParsableCommand.Type] = [
  Today.self, Agenda.self, Next.self, List.self, Projects.self, Show.self, ReportCommand.self,
  ScheduleCommand.self,
  WorkloadCommand.self, ForecastCommand.self, Explain.self,
]

/// Computes what stands in regenerated blocks. Source: format, section 8.
struct BlockWriter {
  private let workspace: Workspace
  private let world: World
  private let today: Day
  /// Computes for the day that a block notes, and keeps it: for `--check`.
  private let keepsDay: Bool

  init(_ workspace: Workspace, _ world: World, today: Day, keepsDay: Bool = false) {
    self.workspace = workspace
    self.world = world
    self.today = today
    self.keepsDay = keepsDay
  }

  private var plan: Plan { workspace.plan }

  /// The edits that make a block current: its text, and the day in its last line.
  func edits(of block: RegeneratedBlock) throws -> [TextEdit] {
    let file = plan[block.file]
    let day = keepsDay ? block.noted ?? today : today
    let words = try BlockWriter.words(file.text(block.command.range), place(block))
    let text = try output(of: words, on: day, block)
    // From the line behind the first marker to the line of the last.
    let lineEnd: [UInt8] =
      file.bytes.contains(0x0D) ? (file.bytes.contains(0x0A) ? [0x0D, 0x0A] : [0x0D]) : [0x0A]
    var inner: [UInt8] = []
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      inner += Array(line.utf8) + lineEnd
    }
    let start = file.bytes.pastLineEnd(file.bytes.endOfLine(block.opening.upperBound))
    let end = file.bytes.startOfLine(block.closing.lowerBound)
    var edits: [TextEdit] = []
    if start <= end, file.bytes.startOfLine(block.opening.lowerBound) != end {
      edits.append(TextEdit(start..<end, bytes: inner))
    } else {
      // Both markers on one line.
      edits.append(TextEdit(block.opening.upperBound..<block.closing.lowerBound, bytes: lineEnd + inner))
    }
    if !keepsDay || block.noted == nil {
      edits.append(TextEdit(block.closing.range, "<!-- /planmd \(day) -->"))
    }
    return edits.filter { Array(file.bytes[$0.range.range]) != $0.replacement }
  }

  private func place(_ block: RegeneratedBlock) -> String {
    let file = plan[block.file]
    return "\(file.path):\(LineTable(file.bytes).position(of: block.opening.lowerBound).line)"
  }

  // MARK: The command

  /// Splits at blanks; quotes hold words together.
  static func words(_ text: String, _ place: String) throws -> [String] {
    var (words, word, quoted): ([String], String?, Bool) = ([], nil, false)
    for character in text {
      if character == "\"" {
        quoted.toggle()
        word = word ?? ""
        // A query wants to see them.
        word?.append(character)
      } else if character.isWhitespace, !quoted {
        if let done = word { words.append(done) }
        word = nil
      } else {
        word = (word ?? "") + String(character)
      }
    }
    guard !quoted else { throw WorkspaceError("\(place): a quote is not closed in `\(text)`") }
    if let word { words.append(word) }
    return words
  }

  private func output(of words: [String], on day: Day, _ block: RegeneratedBlock) throws -> String {
    let place = place(block)
    guard let name = words.first else { throw WorkspaceError("\(place): the block names no command") }
    guard let command = blockCommands.first(where: { $0._commandName == name }) else {
      let names = blockCommands.map { $0._commandName }
      throw WorkspaceError(
        "\(place): '\(name)' is no command that a block can hold",
        help: suggestion(for: name, among: names).map { "did you mean \($0)?" }
          ?? "write one of \(names.joined(separator: ", "))")
    }
    let options = BlockWriter.longOptions(of: command)
    var (arguments, query): ([String], [String]) = ([name], [])
    for word in words.dropFirst() {
      guard let colon = word.firstIndex(of: ":"), options.contains(String(word[..<colon])) else {
        query.append(word)
        continue
      }
      let option = String(word[..<colon])
      guard !["output", "root", "today", "color"].contains(option) else {
        throw WorkspaceError("\(place): a block takes no `\(option):`")
      }
      var value = String(word[word.index(after: colon)...])
      if value.count >= 2, value.hasPrefix("\""), value.hasSuffix("\"") {
        value = String(value.dropFirst().dropLast())
      }
      arguments.append("--\(option)=\(value)")
    }
    if !arguments.contains(where: { $0.hasPrefix("--format=") }) { arguments.append("--format=markdown") }
    arguments += ["--root", workspace.root, "--today", day.description, "--color", "never", "--quiet"]
    let unquoted = name == "show" ? query.map { $0.filter { $0 != "\"" } } : query
    if !unquoted.isEmpty { arguments += ["--"] + unquoted }
    return try run(arguments, place)
  }

  /// Runs a command in this process, on the plan that is open.
  private func run(_ arguments: [String], _ place: String) throws -> String {
    var world = world
    world.output = Output()
    world.errors = Output()
    let code = Runtime.$openWorkspace.withValue(workspace) { runPlanmd(arguments, in: world) }
    guard code == 0 else {
      let errors = world.errors.captured.trimmed
      throw WorkspaceError("\(place): \(errors.hasPrefix("planmd: ") ? String(errors.dropFirst(8)) : errors)")
    }
    var text = world.output.captured
    while text.hasSuffix("\n") { text.removeLast() }
    return text
  }

  /// The names behind `--` in a command's help.
  private static func longOptions(of command: any ParsableCommand.Type) -> Set<String> {
    var result: Set<String> = []
    for line in command.helpMessage(columns: 200).split(separator: "\n") {
      guard line.hasPrefix("  -") else { continue }
      for word in line.split(separator: " ").prefix(3) where word.hasPrefix("--") {
        result.insert(String(word.dropFirst(2).prefix { $0.isLetter || $0 == "-" }))
      }
    }
    return result
  }
}
