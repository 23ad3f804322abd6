import ArgumentParser
import PlanLSP
import PlanModel
import PlanWorkspace

struct LanguageServerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lsp",
    abstract: "Run the language server on standard input and output; an editor starts it.",
    discussion: """
      Speaks the Language Server Protocol 3.17: findings while typing, fixes, formatting, and an outline of projects and tasks.
      """)

  @OptionGroup var common: CommonOptions

  func run() throws {
    let world = Runtime.world
    let (today, root) = (common.today, common.root)
    _ = try world.today(option: today)
    var server = LanguageServer(
      LanguageServer.Surroundings(
        open: { folder in
          var inner = world
          inner.directory = folder
          return try Workspace.open(inner, root: root.map(world.absolute))
        },
        today: { (try? world.today(option: today)) ?? Day(number: 0) }, version: Planmd.version))
    var reader = MessageReader()
    while server.exitCode == nil, let bytes = world.read() {
      reader.append(bytes)
      while server.exitCode == nil, let message = reader.next() {
        for answer in server.receive(message) { world.output.write(MessageReader.framed(answer.bytes)) }
        try world.output.flush()
      }
    }
    // A client that is gone without a word is no client that said exit.
    let code = server.exitCode ?? 1
    if code != 0 { throw ExitCode(code) }
  }
}
