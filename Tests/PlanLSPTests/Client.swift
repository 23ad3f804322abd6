import PlanModel
import PlanTestSupport
import PlanWorkspace

@testable import PlanLSP

/// An editor for tests: it keeps texts, talks to a server in the same process, and runs its jobs at once.
final class Client {
  private(set) var server: LanguageServer
  let folder: TemporaryFolder
  /// Everything that the server told or asked, the oldest first.
  private(set) var told: [JSONValue] = []
  private(set) var texts: [String: TextMirror] = [:]
  private var id = 0
  let encoding: PositionEncoding

  static let capabilities: JSONValue = [
    "general": ["positionEncodings": ["utf-16"]],
    "workspace": ["workspaceEdit": ["documentChanges": true], "applyEdit": true, "configuration": true],
    "textDocument": [
      "codeAction": ["codeActionLiteralSupport": ["codeActionKind": ["valueSet": ["quickfix"]]]],
      "publishDiagnostics": ["relatedInformation": true, "codeDescriptionSupport": true],
      "hover": ["contentFormat": ["markdown", "plaintext"]],
      "documentSymbol": ["hierarchicalDocumentSymbolSupport": true],
    ],
  ]

  /// - Parameter files: What lies on the disk.
  init(
    _ files: KeyValuePairs<String, String>, encoding: PositionEncoding = .utf16,
    capabilities: JSONValue = capabilities
  ) {
    folder = TemporaryFolder(files)
    self.encoding = encoding
    let path = folder.path
    let world = World(environment: [:], directory: path, clock: { 0 }, output: Output(), errors: Output())
    let holder = JobHolder()
    server = LanguageServer(
      LanguageServer.Surroundings(
        findRoot: { folder in
          var inner = world
          inner.directory = folder
          return try PlanFiles.findRoot(inner, root: nil)
        }, load: { try PlanFiles.load(world, root: $0) }, today: { Day(2026, 3, 9)! }, version: "test",
        start: { holder.jobs.append($0) }, updateBlocks: { _, _ in [] },
        templates: { _ in [("sprint", "two weeks", "- [ ] Plan\n- [ ] Review\n")] },
        rulePage: { "file:///rules/\($0).md" }))
    self.holder = holder
    var wanted = capabilities
    if encoding != .utf16, case .object(var members) = capabilities {
      members["general"] = ["positionEncodings": [.string(encoding.rawValue)]]
      wanted = .object(members)
    }
    _ = request(
      "initialize",
      [
        "capabilities": wanted,
        "workspaceFolders": [["uri": .string(DocumentURI.uri(path)), "name": "plan"]],
      ])
    notify("initialized", [:])
  }

  private func results(of job: PlanJob) -> [PlanJobResult] {
    var results: [PlanJobResult] = []
    job.run { results.append($0) }
    return results
  }

  private final class JobHolder { var jobs: [PlanJob] = [] }
  private let holder: JobHolder

  func uri(_ name: String) -> String { DocumentURI.uri("\(folder.path)/\(name)") }

  // MARK: Talking

  /// The answer to a request: its result, or its error.
  @discardableResult
  func request(_ method: String, _ parameters: JSONValue) -> JSONValue {
    id += 1
    let message: JSONValue = [
      "jsonrpc": "2.0", "id": .int(id), "method": .string(method), "params": parameters,
    ]
    var answer: JSONValue?
    var messages = server.receive([message.bytes])
    while true {
      for one in messages {
        if one["id"] == .int(id), one["method"] == nil {
          let whole = JSONValue(one.bytes)
          answer = whole?["result"] ?? whole?["error"]
        } else {
          take(one)
        }
      }
      guard !holder.jobs.isEmpty else { break }
      messages = results(of: holder.jobs.removeFirst()).flatMap { server.finish($0) }
    }
    for one in server.settle() { take(one) }
    return answer ?? ["code": "no answer"]
  }

  func notify(_ method: String, _ parameters: JSONValue) {
    let message: JSONValue = ["jsonrpc": "2.0", "method": .string(method), "params": parameters]
    for one in server.receive([message.bytes]) + server.settle() { take(one) }
  }

  /// Lets the server do what it does while nobody types.
  func rest() {
    while server.rest() || !holder.jobs.isEmpty {
      guard !holder.jobs.isEmpty else { break }
      for result in results(of: holder.jobs.removeFirst()) { for one in server.finish(result) { take(one) } }
    }
  }

  private func take(_ sent: JSONValue) {
    // As it comes over the wire.
    guard let message = JSONValue(sent.bytes) else { return }
    told.append(message)
    guard let number = message["id"], let method = message["method"]?.string else { return }
    var result: JSONValue = .null
    if method == "workspace/applyEdit", let edit = message["params"]?["edit"] {
      apply(edit)
      result = ["applied": true]
    }
    if method == "workspace/configuration" { result = [settings] }
    let answer: JSONValue = ["jsonrpc": "2.0", "id": number, "result": result]
    for one in server.receive([answer.bytes]) { take(one) }
  }

  var settings: JSONValue = .null

  // MARK: Texts

  /// Opens a text; `▸` marks the place that the following requests are about.
  @discardableResult
  func open(_ name: String, _ marked: String) -> Client {
    let text = String(marked.split(separator: "▸", omittingEmptySubsequences: false).joined())
    if let mark = marked.firstIndex(of: "▸") {
      let before = TextMirror(String(marked[..<mark]), version: nil, encoding: encoding)
      cursor = (name, before.position(of: before.bytes.count))
    }
    texts[name] = TextMirror(text, version: 1, encoding: encoding)
    notify(
      "textDocument/didOpen",
      [
        "textDocument": [
          "uri": .string(uri(name)), "languageId": "markdown", "version": 1, "text": .string(text),
        ]
      ])
    return self
  }

  private(set) var cursor = ("", Position(line: 0, character: 0))

  /// A request about the marked place.
  func ask(_ method: String, _ more: [String: JSONValue] = [:]) -> JSONValue {
    var parameters = more
    parameters["textDocument"] = ["uri": .string(uri(cursor.0))]
    if parameters["position"] == nil { parameters["position"] = cursor.1.json }
    return request("textDocument/" + method, .object(parameters))
  }

  func change(_ name: String, _ text: String, at range: (start: Position, end: Position)?) {
    guard var mirror = texts[name] else { return }
    mirror.apply(text, at: range)
    mirror.setVersion((mirror.version ?? 0) + 1)
    texts[name] = mirror
    var change: [String: JSONValue] = ["text": .string(text)]
    if let range { change["range"] = ["start": range.start.json, "end": range.end.json] }
    notify(
      "textDocument/didChange",
      [
        "textDocument": ["uri": .string(uri(name)), "version": .int(mirror.version ?? 0)],
        "contentChanges": [.object(change)],
      ])
  }

  func text(_ name: String) -> String { texts[name].map { String(decoding: $0.bytes, as: UTF8.self) } ?? "" }

  /// Applies a WorkspaceEdit, to the texts only; of a file that is not open, to what lies on the disk.
  func apply(_ edit: JSONValue) {
    for change in edit["documentChanges"]?.array ?? [] {
      guard let address = change["textDocument"]?["uri"]?.string, let path = DocumentURI.path(address) else {
        continue
      }
      let name = String(path.dropFirst(folder.path.utf8.count + 1))
      if texts[name] == nil {
        texts[name] = TextMirror(folder.text(of: name) ?? "", version: nil, encoding: encoding)
      }
      apply(change["edits"]?.array ?? [], to: name)
    }
  }

  /// Edits of one text, all of them about the text before.
  func apply(_ edits: [JSONValue], to name: String) {
    guard let mirror = texts[name] else { return }
    let changes = edits.compactMap { edit -> TextEdit? in
      guard let start = Position(edit["range"]?["start"]), let end = Position(edit["range"]?["end"]),
        let text = edit["newText"]?.string
      else { return nil }
      return TextEdit(mirror.offset(of: start)..<mirror.offset(of: end), text)
    }
    let new = mirror.bytes.applying(changes)
    if mirror.version == nil {
      texts[name] = TextMirror(new, version: nil, encoding: encoding)
    } else {
      change(name, String(decoding: new, as: UTF8.self), at: nil)
    }
  }

  // MARK: What was told

  /// The rules of the findings that were told of a text last.
  func rules(_ name: String) -> [String] { diagnostics(name).compactMap { $0["code"]?.string } }

  func diagnostics(_ name: String) -> [JSONValue] {
    told.last {
      $0["method"] == "textDocument/publishDiagnostics" && $0["params"]?["uri"] == .string(uri(name))
    }?[
      "params"]?["diagnostics"]?.array ?? []
  }
}
