import PlanSchedule
package import PlanModel
package import PlanWorkspace

/// The language server: messages of the client in, messages for it out. It knows nothing of streams and threads.
///
/// Requests are answered at once from what is known of the plan, but for those that tell computed dates: they wait
/// until a job has levelled the plan (``Request/needsSchedule``). Source: Language Server Protocol 3.17.
package struct LanguageServer {
  /// What the server asks of the world.
  package struct Surroundings {
    /// The root of the plan around a folder, and whether something marks it as one.
    package var findRoot: (_ folder: String) throws -> (root: String, isMarked: Bool)
    /// Loads the files of a plan.
    package var load: (_ root: String) throws -> PlanFiles
    package var today: () -> Day
    package var version: String
    /// The user's own folder, which is no plan for lack of anything else.
    package var home: String?
    /// Starts a job; what it finds comes back through ``LanguageServer/finish(_:)``.
    package var start: (PlanJob) -> Void
    /// The texts of what stands in regenerated blocks, as edits of a file of the plan.
    package var updateBlocks: (Workspace, FileIndex) throws -> [TextEdit]
    /// The templates of the plan, filled in for today: names, what they are about, texts.
    package var templates: (Workspace) -> [(name: String, about: String, text: String)]
    /// The address of a rule's page; nil where there is nowhere to put one.
    package var rulePage: (_ rule: String) -> String?

    package init(
      findRoot: @escaping (String) throws -> (root: String, isMarked: Bool),
      load: @escaping (String) throws -> PlanFiles, today: @escaping () -> Day, version: String,
      home: String? = nil, start: @escaping (PlanJob) -> Void,
      updateBlocks: @escaping (Workspace, FileIndex) throws -> [TextEdit] = { _, _ in [] },
      templates: @escaping (Workspace) -> [(name: String, about: String, text: String)] = { _ in [] },
      rulePage: @escaping (String) -> String? = { _ in nil }
    ) {
      self.findRoot = findRoot
      (self.load, self.today, self.version, self.start) = (load, today, version, start)
      self.home = home
      (self.updateBlocks, self.templates, self.rulePage) = (updateBlocks, templates, rulePage)
    }
  }

  enum Phase { case new, running, shutDown, ended }

  let surroundings: Surroundings
  var phase = Phase.new
  var wasShutDown = false
  var encoding = PositionEncoding.utf16
  var client = ClientAbilities()
  var settings = Settings()
  /// Open texts by their address.
  var documents: [String: TextMirror] = [:]
  /// Plans by their roots.
  var folders: [String: OpenFolder] = [:]
  /// Which plan a folder belongs to; nil for one that cannot be read.
  var roots: [String: String?] = [:]
  /// Folders that the client has open.
  var workspaceFolders: [String] = []
  /// Texts whose findings are to be sent.
  var unsettled: Set<String> = []
  /// Those of them that the client changed.
  var changedTexts: Set<String> = []
  /// What was sent of each text last.
  var published: [String: Int] = [:]
  var deferred: [Deferred] = []
  private var outbox: [JSONValue] = []
  private(set) var nextID = 1
  /// What to do with the client's answers, by the ids of our requests.
  private var awaited: [Int: Awaited] = [:]
  /// Which request made the progress that is shown of a plan.
  var progress: [String: Int] = [:]

  /// A request that waits for a schedule.
  struct Deferred {
    let id: JSONValue
    let request: Request
    let parameters: JSONValue
    let root: String
    let generation: Int
  }

  enum Awaited { case configuration, nothing }

  package init(_ surroundings: Surroundings) { self.surroundings = surroundings }

  /// What the process exits with when the client says `exit`: 0 after `shutdown`, else 1; nil while it runs.
  package var exitCode: Int32? { phase == .ended ? (wasShutDown ? 0 : 1) : nil }

  // MARK: Messages

  /// Takes messages that have arrived together; whatever they are, the server lives on.
  package mutating func receive(_ contents: [[UInt8]]) -> [JSONValue] {
    let messages = contents.map { JSONValue($0) }
    // Who has taken a question back before it was looked at gets no answer to it.
    let cancelled = messages.compactMap { message -> JSONValue? in
      message?["method"] == .string(Notification.cancel.rawValue) ? message?["params"]?["id"] : nil
    }
    for message in messages where phase != .ended { receive(message, cancelled) }
    return emptyOutbox()
  }

  private mutating func receive(_ message: JSONValue?, _ cancelled: [JSONValue]) {
    guard let message else { return fail(.null, Problem(code: -32700, message: "this is no JSON")) }
    guard case .object = message else {
      return fail(.null, .invalidRequest("a message is an object; batches are not part of the protocol"))
    }
    guard let method = message["method"]?.string else {
      if let id = message["id"], message["result"] != nil || message["error"] != nil {
        return answered(id, message["result"])
      }
      return fail(message["id"] ?? .null, .invalidRequest("a message needs a method"))
    }
    let parameters = message["params"] ?? .null
    guard let id = message["id"] else { return notified(method, parameters) }
    if cancelled.contains(id) { return fail(id, .cancelled) }
    do throws(Problem) {
      guard let request = Request(rawValue: method) else {
        throw phase == .new ? .notInitialized() : .unknownMethod(method)
      }
      if !request.isUrgent { settleFindings() }
      if try postpones(request, id, parameters) { return }
      send(["jsonrpc": "2.0", "id": id, "result": try answer(request, parameters)])
    } catch {
      fail(id, error)
    }
  }

  mutating func fail(_ id: JSONValue, _ problem: Problem) {
    send([
      "jsonrpc": "2.0", "id": id,
      "error": ["code": .int(problem.code), "message": .string(problem.message)],
    ])
  }

  mutating func send(_ message: JSONValue) { outbox.append(message) }

  mutating func emptyOutbox() -> [JSONValue] {
    defer { outbox = [] }
    return outbox
  }

  mutating func tell(_ method: String, _ parameters: JSONValue) {
    send(["jsonrpc": "2.0", "method": .string(method), "params": parameters])
  }

  mutating func ask(_ method: String, _ parameters: JSONValue?, _ awaits: Awaited = .nothing) {
    awaited[nextID] = awaits
    var message: [String: JSONValue] = [
      "jsonrpc": "2.0", "id": .string("planmd-\(nextID)"), "method": .string(method),
    ]
    if let parameters { message["params"] = parameters }
    send(.object(message))
    nextID += 1
  }

  /// Lets the client change texts; it has the user's last word on it.
  mutating func applyEdit(_ edit: JSONValue, _ label: String) {
    ask("workspace/applyEdit", ["label": .string(label), "edit": edit])
  }

  private mutating func answered(_ id: JSONValue, _ result: JSONValue?) {
    guard let text = id.string, text.hasPrefix("planmd-"), let number = Int(text.dropFirst(7)),
      let what = awaited.removeValue(forKey: number)
    else { return }
    guard phase == .running else { return }
    switch what {
    case .configuration:
      settings.take(result?.array?.first)
      settingsChanged()
    case .nothing: break
    }
  }

  // MARK: Requests

  mutating func answer(_ request: Request, _ parameters: JSONValue) throws(Problem) -> JSONValue {
    switch phase {
    case .new:
      guard request == .initialize else { throw .notInitialized() }
      return initialize(parameters)
    case .shutDown, .ended: throw .invalidRequest("the server is shut down")
    case .running: break
    }
    switch request {
    case .initialize: throw .invalidRequest("the server is initialized")
    case .shutdown:
      phase = .shutDown
      wasShutDown = true
      return .null
    case .workspaceSymbol: return workspaceSymbols(parameters)
    case .executeCommand: return try executeCommand(parameters)
    case .incomingCalls: return try calls(parameters, incoming: true)
    case .outgoingCalls: return try calls(parameters, incoming: false)
    case .text: return try text(parameters)
    case .diagnostic: return try diagnostics(parameters)
    case .completion, .hover, .inlayHint, .codeAction, .codeLens, .definition, .references,
      .documentHighlight, .prepareRename, .rename, .documentSymbol, .foldingRange, .selectionRange,
      .documentLink, .formatting, .rangeFormatting, .onTypeFormatting, .semanticTokens,
      .semanticTokensInRange, .prepareCallHierarchy:
      guard let place = try place(parameters) else { return LanguageServer.nothing(request) }
      return try answer(request, parameters, place)
    }
  }

  /// About a text of a plan.
  private mutating func answer(_ request: Request, _ parameters: JSONValue, _ place: Place) throws(Problem)
    -> JSONValue
  {
    switch request {
    case .completion: return try completion(parameters, place)
    case .hover: return try hover(parameters, place)
    case .inlayHint: return try inlayHints(parameters, place)
    case .codeAction: return try codeActions(parameters, place)
    case .codeLens: return codeLenses(place)
    case .definition: return try definition(parameters, place)
    case .references: return try references(parameters, place)
    case .documentHighlight: return try highlights(parameters, place)
    case .prepareRename: return try prepareRename(parameters, place)
    case .rename: return try rename(parameters, place)
    case .documentSymbol: return documentSymbols(place)
    case .foldingRange: return foldingRanges(place)
    case .selectionRange: return try selectionRanges(parameters, place)
    case .documentLink: return documentLinks(place)
    case .formatting: return formatting(place, in: nil)
    case .rangeFormatting: return formatting(place, in: try place.range(parameters["range"]))
    case .onTypeFormatting: return try onTypeFormatting(parameters, place)
    case .semanticTokens: return semanticTokens(place, in: nil)
    case .semanticTokensInRange: return semanticTokens(place, in: try place.range(parameters["range"]))
    case .prepareCallHierarchy: return try prepareCallHierarchy(parameters, place)
    case .initialize, .shutdown, .workspaceSymbol, .executeCommand, .incomingCalls, .outgoingCalls, .text,
      .diagnostic:
      return .null
    }
  }

  /// The answer about a text that belongs to no plan.
  private static func nothing(_ request: Request) -> JSONValue {
    switch request {
    case .hover, .prepareRename, .rename, .definition, .prepareCallHierarchy: .null
    case .semanticTokens, .semanticTokensInRange: ["data": []]
    case .completion: ["isIncomplete": false, "items": []]
    default: []
    }
  }

  /// planmd/text
  private func text(_ parameters: JSONValue) throws(Problem) -> JSONValue {
    guard let mirror = parameters["textDocument"]?["uri"]?.string.flatMap({ documents[$0] }) else {
      throw .badParameters("the text is not open")
    }
    return [
      "text": .string(String(decoding: mirror.bytes, as: UTF8.self)),
      "version": mirror.version.map { .int($0) } ?? .null,
    ]
  }
}
