import PlanModel

// What the client tells: texts, files, folders, settings.

extension LanguageServer {
  mutating func notified(_ method: String, _ parameters: JSONValue) {
    guard let notification = Notification(rawValue: method) else { return }
    if notification == .exit {
      phase = .ended
      return
    }
    guard phase == .running else { return }
    switch notification {
    case .initialized: registerAndAsk()
    case .exit: break
    case .didOpen: opened(parameters)
    case .didChange: changed(parameters)
    case .didClose: closed(parameters)
    case .didSave:
      if let uri = parameters["textDocument"]?["uri"]?.string, !isKnown(uri) { diskChanged() }
    case .didChangeWatchedFiles:
      let changes = parameters["changes"]?.array ?? []
      let isNews =
        changes.isEmpty || changes.contains { $0["type"]?.int != 2 || !isKnown($0["uri"]?.string ?? "") }
      if isNews { diskChanged() }
    case .didChangeWorkspaceFolders:
      let event = parameters["event"]
      let removed = Set((event?["removed"]?.array ?? []).compactMap(LanguageServer.folderPath))
      workspaceFolders.removeAll { removed.contains($0) }
      workspaceFolders += (event?["added"]?.array ?? []).compactMap(LanguageServer.folderPath)
      roots = [:]
      touchAll()
    case .didChangeConfiguration:
      if client.answersConfiguration {
        askConfiguration()
      } else {
        settings.take(parameters["settings"]?["planmd"] ?? parameters["settings"])
        settingsChanged()
      }
    case .cancel:
      guard let id = parameters["id"], let position = deferred.firstIndex(where: { $0.id == id }) else {
        return
      }
      deferred.remove(at: position)
      fail(id, .cancelled)
    }
  }

  static func folderPath(_ folder: JSONValue) -> String? {
    guard var path = folder["uri"]?.string.flatMap(DocumentURI.path) else { return nil }
    while path.utf8.count > 1, path.hasSuffix("/") { path.removeLast() }
    return path
  }

  private mutating func opened(_ parameters: JSONValue) {
    guard let document = parameters["textDocument"], let uri = document["uri"]?.string,
      let text = document["text"]?.string
    else { return }
    documents[uri] = TextMirror(text, version: document["version"]?.int, encoding: encoding)
    textChanged(uri)
  }

  private mutating func changed(_ parameters: JSONValue) {
    guard let uri = parameters["textDocument"]?["uri"]?.string, var mirror = documents[uri],
      let changes = parameters["contentChanges"]?.array
    else { return }
    // What is no change leaves the copy wrong whatever is done: then nothing of it is.
    guard changes.allSatisfy({ $0["text"]?.string != nil && LanguageServer.isRange($0["range"]) }) else {
      tell(
        "window/logMessage",
        ["type": 1, "message": .string("planmd: a change of \(uri) cannot be read; open the text again")])
      return
    }
    documents[uri] = nil
    for change in changes {
      guard let text = change["text"]?.string else { continue }
      let range = change["range"]
      if let start = Position(range?["start"]), let end = Position(range?["end"]) {
        mirror.apply(text, at: (start, end))
      } else {
        mirror.apply(text, at: nil)
      }
    }
    mirror.setVersion(parameters["textDocument"]?["version"]?.int)
    documents[uri] = mirror
    textChanged(uri)
  }

  private static func isRange(_ value: JSONValue?) -> Bool {
    guard let value, value != .null else { return true }
    return Position(value["start"]) != nil && Position(value["end"]) != nil
  }

  private mutating func closed(_ parameters: JSONValue) {
    guard let uri = parameters["textDocument"]?["uri"]?.string, documents.removeValue(forKey: uri) != nil
    else { return }
    published[uri] = nil
    unsettled.remove(uri)
    let isAbout = { (one: Deferred) in one.parameters["textDocument"]?["uri"] == .string(uri) }
    for one in deferred where isAbout(one) { fail(one.id, .contentModified) }
    deferred.removeAll(where: isAbout)
    tell("textDocument/publishDiagnostics", ["uri": .string(uri), "diagnostics": []])
    // What was not saved is not part of the plan any more.
    diskChanged()
  }

  private mutating func textChanged(_ uri: String) {
    changedTexts.insert(uri)
    published[uri] = nil
    guard let root = root(of: uri) else {
      unsettled.insert(uri)
      return
    }
    folders[root]?.change()
    // A change in one file can settle or bring findings in another.
    for (other, itsRoot) in openRoots() where itsRoot == root { unsettled.insert(other) }
  }

  /// True for a text of a plan that is open: the editor's text counts, whatever lies on the disk. The configuration
  /// also says which files there are.
  private mutating func isKnown(_ uri: String) -> Bool {
    guard let place = place(of: uri) else { return false }
    return place.plan[place.file].kind == .plan
  }

  private mutating func diskChanged() {
    for root in folders.keys { folders[root]?.isStale = true }
    // A file that came or went may have made a folder a plan.
    roots = [:]
    touchAll()
  }

  private mutating func touchAll() {
    for root in folders.keys { folders[root]?.change() }
    unsettled.formUnion(documents.keys)
  }

  mutating func settingsChanged() {
    unsettled.formUnion(documents.keys)
    refresh()
  }

  // MARK: Asking the client

  mutating func askConfiguration() {
    ask("workspace/configuration", ["items": [["section": "planmd"]]], .configuration)
  }

  private mutating func registerAndAsk() {
    if client.watchesFiles {
      let watchers = ["**/*.md", "**/*.markdown", "**/planmd.yaml", "**/.gitignore"].map {
        ["globPattern": .string($0)] as JSONValue
      }
      ask(
        "client/registerCapability",
        [
          "registrations": [
            [
              "id": "planmd-files", "method": "workspace/didChangeWatchedFiles",
              "registerOptions": ["watchers": .array(watchers)],
            ]
          ]
        ])
    }
    if client.answersConfiguration { askConfiguration() }
  }
}
