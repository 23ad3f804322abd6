import ArgumentParser
import Dispatch
import PlanLSP
import PlanLint
import PlanModel
import PlanText
import PlanWorkspace

struct LanguageServerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lsp",
    abstract: "Run the language server on standard input and output; an editor starts it.",
    discussion: """
      Speaks the Language Server Protocol 3.17: findings and fixes while typing, completion, planned dates and why, \
      renaming, and what commands do to a task.
      """)

  @OptionGroup var common: CommonOptions

  /// What the server waits for.
  private enum Event: Sendable {
    case input([UInt8])
    case end
    case result(PlanJobResult)
  }

  /// Nobody has typed for so long: time for what takes longer.
  private static let pauseMilliseconds = 300
  /// How long a question that belongs to a key stroke may come behind it.
  private static let breathMilliseconds = 2

  func run() throws {
    let world = Runtime.world
    _ = try world.today(option: common.today)
    if let root = common.root { _ = try PlanFiles.findRoot(world, root: root) }
    if world.inputIsTerminal {
      world.errors.write(
        "planmd: the language server waits for an editor, which starts it by itself; Ctrl-D ends it\n")
      try world.errors.flush()
    }
    let mailbox = Mailbox<Event>()
    var server = LanguageServer(surroundings(world) { mailbox.post(.result($0)) })
    DispatchQueue(label: "planmd.input").async {
      while let bytes = world.read() { mailbox.post(.input(bytes)) }
      mailbox.post(.end)
    }
    var reader = MessageReader()
    func write(_ messages: [JSONValue]) throws {
      for message in messages { world.output.write(MessageReader.framed(message.bytes)) }
      try world.output.flush()
    }
    var (mayRest, waiting) = (false, Event?.none)
    events: while server.exitCode == nil {
      var event = waiting ?? mailbox.take(within: mayRest ? LanguageServerCommand.pauseMilliseconds : nil)
      waiting = nil
      guard event != nil else {
        mayRest = server.rest()
        continue
      }
      // What has arrived by now is taken together, so that findings are those of the last key stroke.
      while let next = event {
        switch next {
        case .input(let bytes):
          reader.append(bytes)
          var messages: [[UInt8]] = []
          while let message = reader.next() { messages.append(message) }
          try write(server.receive(messages))
        case .result(let result): try write(server.finish(result))
        case .end: break events
        }
        guard server.exitCode == nil else { break events }
        event = mailbox.take(within: 0)
      }
      // Who types asks at once for what may come next: that goes before the findings.
      if let next = mailbox.take(within: LanguageServerCommand.breathMilliseconds) {
        waiting = next
        continue
      }
      try write(server.settle())
      mayRest = true
    }
    // A client that is gone without a word is no client that said exit.
    let code = server.exitCode ?? 1
    if code != 0 { throw ExitCode(code) }
  }

  private func surroundings(_ world: World, _ finish: @escaping @Sendable (PlanJobResult) -> Void)
    -> LanguageServer.Surroundings
  {
    let (today, root) = (common.today, common.root)
    func inner(_ folder: String) -> World {
      var inner = world
      inner.directory = folder
      return inner
    }
    let option = root.map(world.absolute)
    func day() -> Day { (try? world.today(option: today)) ?? Day(number: 0) }
    let pages = RulePages()
    return LanguageServer.Surroundings(
      findRoot: { try PlanFiles.findRoot(inner($0), root: option) },
      load: { try PlanFiles.load(inner($0), root: $0) }, today: day, version: Planmd.version,
      home: world.environment["HOME"],
      start: { job in BackgroundThread.run { job.run(finish) } },
      updateBlocks: { workspace, file in
        let writer = BlockWriter(workspace, inner(workspace.root), today: day())
        return try workspace.plan.blocks.filter { $0.file == file }.flatMap { try writer.edits(of: $0) }
      },
      templates: { workspace in
        let templates = Templates(workspace)
        return templates.names.compactMap { name in
          guard let template = try? templates.named(name),
            let text = try? template.text(
              Dictionary(
                template.parameters.filter { $0.fallback == nil }.map { ($0.name, $0.name) },
                uniquingKeysWith: { first, _ in first }), today: day(), plan: workspace.plan)
          else { return nil }
          return (name, template.about, String(decoding: text, as: UTF8.self))
        }
      }, rulePage: { pages.address(of: $0, world) })
  }
}

/// Pages about rules, for editors that open the one of a finding: written into the user's cache when one is asked for.
private final class RulePages {
  private var known: [String: String?] = [:]

  func address(of id: String, _ world: World) -> String? {
    if let address = known[id] { return address }
    let address = write(id, world)
    known[id] = .some(address)
    return address
  }

  private func write(_ id: String, _ world: World) -> String? {
    guard let rule = rule(id) else { return nil }
    return CacheFolder(world)?.file("rules-\(Planmd.version)/\(id).md") {
      Array(RulePage(rule.info).markdown.utf8)
    }.map { DocumentURI.uri($0) }
  }
}
