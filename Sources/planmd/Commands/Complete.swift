import ArgumentParser
import PlanLSP
import PlanReport
import PlanWorkspace

struct Complete: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List what may be written at a place of a file, for editors.",
    discussion: """
      The file's text is read from standard input, since an editor holds it unsaved; at a terminal it is the file's own. \
      The first line is the column where the completed word begins, each other one a candidate, a tab, and what it is.
      """)

  @Argument(help: ArgumentHelp("The file.", valueName: "file"))
  var file: String

  @Argument(help: ArgumentHelp("The line, from 1.", valueName: "line"))
  var line: Int

  @Argument(
    help: ArgumentHelp("The byte of the line before which the cursor stands, from 1.", valueName: "column"))
  var column: Int

  @Option(name: [.short, .long], help: "text or json.")
  var format: String?

  @OptionGroup var common: CommonOptions

  func run() throws {
    let world = Runtime.world
    let format = try chosenFormat(self.format, output: common.output, among: ["text", "json"])
    guard line > 0, column > 0 else { throw WorkspaceError("lines and columns count from 1") }
    let path = world.absolute(file)
    let text = try world.inputIsTerminal ? Workspace.read(path) : input(world)
    var inner = world
    inner.directory = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "/"
    let files = try PlanFiles.load(inner, root: common.root.map(world.absolute))
    let prefix = files.root == "/" ? "/" : files.root + "/"
    let today = try world.today(option: common.today)
    let found =
      path.hasPrefix(prefix)
      ? Completions(
        files, path: String(path.dropFirst(prefix.count)), text: text, line: line, column: column,
        today: today)
      : nil
    if found == nil {
      world.errors.write("planmd: '\(TerminalText.visible(file))' is not part of the plan\n")
    }
    try write(found, format, world)
  }

  private func input(_ world: World) -> [UInt8] {
    var text: [UInt8] = []
    while let more = world.read() { text += more }
    return text
  }

  private func write(_ found: Completions?, _ format: String, _ world: World) throws {
    var text = "\(found?.column ?? column)\n"
    if format == "json" {
      var json = JSONWriter()
      json.object { json in
        json.field("schema", "planmd.completions/1")
        json.field("column", found?.column ?? column)
        json.key("items")
        json.array { json in
          for item in found?.items ?? [] {
            json.object {
              $0.field("text", item.text)
              $0.field("about", item.menu)
            }
          }
        }
      }
      text = String(decoding: json.bytes, as: UTF8.self)
    } else {
      for item in found?.items ?? [] { text += "\(item.text)\t\(item.menu)\n" }
      text = TerminalText.visibleLines(text)
    }
    if let path = common.output { return try OutputFile.write(Array(text.utf8), to: world.absolute(path)) }
    world.output.write(text)
  }
}
