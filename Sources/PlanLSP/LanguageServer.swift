package import PlanModel
package import PlanWorkspace

/// The language server: messages of the client in, messages for it out. It knows nothing of streams.
///
/// Source: Language Server Protocol 3.17.
package struct LanguageServer {
  /// What the server asks of the world.
  package struct Surroundings {
    package var open: (_ folder: String) throws -> Workspace
    package var today: () -> Day
    package var version: String

    package init(open: @escaping (String) throws -> Workspace, today: @escaping () -> Day, version: String) {
      (self.open, self.today, self.version) = (open, today, version)
    }
  }

  enum Phase { case new, running, shutDown, ended }

  let surroundings: Surroundings
  private(set) var phase = Phase.new
  private(set) var encoding = PositionEncoding.utf16
  /// Open texts by their URI.
  private(set) var documents: [String: TextMirror] = [:]
  /// By root; read again when a file outside the editor changes.
  private var workspaces: [String: Workspace] = [:]
  private var rootOfFolder: [String: String] = [:]
  /// Plans with the open texts in them, by root.
  private var plans: [String: Workspace] = [:]
  private var pullsDiagnostics = false
  private var outbox: [JSONValue] = []

  package init(_ surroundings: Surroundings) { self.surroundings = surroundings }

  /// What the process exits with when the client says `exit`: 0 after `shutdown`, else 1; nil while it runs.
  package var exitCode: Int32? { phase == .ended ? (wasShutDown ? 0 : 1) : nil }
  private var wasShutDown = false

  // MARK: Messages

  /// Takes one message; whatever it is, the server lives on.
  package mutating func receive(_ content: [UInt8]) -> [JSONValue] {
    outbox = []
    guard let message = JSONValue(content) else {
      return [LanguageServer.failure(.null, -32700, "this is no JSON")]
    }
    if case .array = message {
      return [LanguageServer.failure(.null, -32600, "batches are not part of the protocol")]
    }
    guard let method = message["method"]?.string else {
      // An answer of the client.
      if message["id"] != nil, message["result"] != nil || message["error"] != nil { return [] }
      return [LanguageServer.failure(message["id"] ?? .null, -32600, "a message needs a method")]
    }
    let parameters = message["params"] ?? .null
    guard let id = message["id"] else {
      notified(method, parameters)
      return outbox
    }
    switch answer(method, parameters) {
    case .success(let result): outbox.append(["jsonrpc": "2.0", "id": id, "result": result])
    case .failure(let problem): outbox.append(LanguageServer.failure(id, problem.code, problem.message))
    }
    return outbox
  }

  struct Problem: Error {
    let code: Int
    let message: String
  }

  private static func failure(_ id: JSONValue, _ code: Int, _ message: String) -> JSONValue {
    ["jsonrpc": "2.0", "id": id, "error": ["code": .int(code), "message": .string(message)]]
  }

  mutating func send(_ method: String, _ parameters: JSONValue) {
    outbox.append(["jsonrpc": "2.0", "method": .string(method), "params": parameters])
  }

  private mutating func answer(_ method: String, _ parameters: JSONValue) -> Result<JSONValue, Problem> {
    switch (phase, method) {
    case (.new, "initialize"): return .success(initialize(parameters))
    case (.new, _):
      return .failure(Problem(code: -32002, message: "the client has not initialized the server"))
    case (.shutDown, _), (.ended, _):
      return .failure(Problem(code: -32600, message: "the server is shut down"))
    case (.running, "initialize"):
      return .failure(Problem(code: -32600, message: "the server is initialized"))
    case (.running, "shutdown"):
      phase = .shutDown
      wasShutDown = true
      return .success(.null)
    case (.running, "textDocument/diagnostic"): return document(parameters) { $0.pulledDiagnostics($1) }
    case (.running, "textDocument/codeAction"): return document(parameters) { $0.codeActions($1, parameters) }
    case (.running, "textDocument/documentSymbol"): return document(parameters) { $0.symbols($1) }
    case (.running, "textDocument/formatting"): return document(parameters) { $0.formatting($1) }
    case (.running, _): return .failure(Problem(code: -32601, message: "there is no method '\(method)' here"))
    }
  }

  /// Answers a request about an open text.
  private mutating func document(
    _ parameters: JSONValue, _ body: (inout LanguageServer, String) -> JSONValue
  ) -> Result<JSONValue, Problem> {
    guard let uri = parameters["textDocument"]?["uri"]?.string else {
      return .failure(Problem(code: -32602, message: "the request names no document"))
    }
    guard documents[uri] != nil else {
      return .failure(Problem(code: -32602, message: "'\(uri)' is not open"))
    }
    return .success(body(&self, uri))
  }

  private mutating func notified(_ method: String, _ parameters: JSONValue) {
    if method == "exit" {
      phase = .ended
      return
    }
    guard phase == .running else { return }
    let uri = parameters["textDocument"]?["uri"]?.string
    switch method {
    case "textDocument/didOpen":
      guard let uri, let text = parameters["textDocument"]?["text"]?.string else { return }
      documents[uri] = TextMirror(
        text, version: parameters["textDocument"]?["version"]?.int, encoding: encoding)
      changed()
    case "textDocument/didChange":
      guard let uri, documents[uri] != nil, let changes = parameters["contentChanges"]?.array else { return }
      for change in changes {
        guard let text = change["text"]?.string else { continue }
        documents[uri]!.apply(text, at: LanguageServer.range(change["range"]))
      }
      documents[uri]!.setVersion(parameters["textDocument"]?["version"]?.int)
      changed()
    case "textDocument/didClose":
      guard let uri, documents.removeValue(forKey: uri) != nil else { return }
      send("textDocument/publishDiagnostics", ["uri": .string(uri), "diagnostics": []])
      changed()
    case "textDocument/didSave", "workspace/didChangeWatchedFiles":
      workspaces = [:]
      rootOfFolder = [:]
      changed()
    default: break
    }
  }

  private mutating func initialize(_ parameters: JSONValue) -> JSONValue {
    phase = .running
    let capabilities = parameters["capabilities"]
    let known = capabilities?["general"]?["positionEncodings"]?.array?.compactMap {
      $0.string.flatMap(PositionEncoding.init)
    }
    // Bytes are what planmd counts; UTF-16 is what every client can.
    encoding = known?.contains(.utf8) == true ? .utf8 : known?.first ?? .utf16
    pullsDiagnostics = capabilities?["textDocument"]?["diagnostic"] != nil
    return [
      "capabilities": [
        "positionEncoding": .string(encoding.rawValue),
        "textDocumentSync": ["openClose": true, "change": 2, "save": true],
        "diagnosticProvider": [
          "identifier": "planmd", "interFileDependencies": true, "workspaceDiagnostics": false,
        ],
        "codeActionProvider": ["codeActionKinds": ["quickfix"]], "documentSymbolProvider": true,
        "documentFormattingProvider": true,
      ],
      "serverInfo": ["name": "planmd", "version": .string(surroundings.version)],
    ]
  }

  // MARK: Plans

  private mutating func changed() {
    plans = [:]
    guard !pullsDiagnostics else { return }
    // A change in one file can settle or bring findings in another.
    for uri in documents.keys.sorted() { publish(uri) }
  }

  /// The plan that a document belongs to, with all open texts in it, and the file in it; nil for one of no folder.
  mutating func place(of uri: String) -> (workspace: Workspace, file: FileIndex)? {
    guard let path = DocumentURI.path(uri), let slash = path.lastIndex(of: "/") else { return nil }
    let folder = String(path[..<slash])
    let root: String
    if let known = rootOfFolder[folder] {
      root = known
    } else {
      guard let workspace = try? surroundings.open(folder) else { return nil }
      root = workspace.root
      rootOfFolder[folder] = root
      workspaces[root] = workspace
    }
    guard let base = workspaces[root] else { return nil }
    if plans[root] == nil {
      var texts: [String: [UInt8]] = [:]
      for (uri, mirror) in documents {
        guard let path = DocumentURI.path(uri), path.hasPrefix(root + "/") else { continue }
        texts[String(path.dropFirst(root.count + 1))] = mirror.bytes
      }
      plans[root] = base.with(texts)
    }
    guard let workspace = plans[root],
      let position = workspace.plan.files.firstIndex(where: { root + "/" + $0.path == path })
    else { return nil }
    return (workspace, FileIndex(position))
  }

  // MARK: Places

  static func range(_ value: JSONValue?) -> (start: Position, end: Position)? {
    guard let start = position(value?["start"]), let end = position(value?["end"]) else { return nil }
    return (start, end)
  }

  private static func position(_ value: JSONValue?) -> Position? {
    guard let line = value?["line"]?.int, let character = value?["character"]?.int else { return nil }
    return Position(line: line, character: character)
  }

  static func json(_ position: Position) -> JSONValue {
    ["line": .int(position.line), "character": .int(position.character)]
  }

  static func json(_ range: Range<Int>, _ mirror: TextMirror) -> JSONValue {
    [
      "start": json(mirror.position(of: range.lowerBound)),
      "end": json(mirror.position(of: range.upperBound)),
    ]
  }
}
