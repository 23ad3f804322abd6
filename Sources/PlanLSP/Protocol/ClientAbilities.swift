/// What the client says that it can, as far as the server does otherwise without.
struct ClientAbilities {
  var pullsDiagnostics = false
  var refreshesDiagnostics = false
  var refreshesInlayHints = false
  var refreshesCodeLenses = false
  var takesDocumentChanges = false
  var watchesFiles = false
  var answersConfiguration = false
  var showsProgress = false
  var takesEdits = false
  var takesRelatedInformation = false
  var takesCodeDescription = false
  var takesLiteralActions = false
  var takesTreeSymbols = false
  var takesMarkdown = false

  init() {}

  init(_ capabilities: JSONValue?) {
    func has(_ path: String...) -> Bool {
      let value = path.reduce(capabilities) { $0?[$1] }
      return value?.bool ?? (value != nil && value != .null)
    }
    pullsDiagnostics = has("textDocument", "diagnostic")
    refreshesDiagnostics = has("workspace", "diagnostics", "refreshSupport")
    refreshesInlayHints = has("workspace", "inlayHint", "refreshSupport")
    refreshesCodeLenses = has("workspace", "codeLens", "refreshSupport")
    takesDocumentChanges = has("workspace", "workspaceEdit", "documentChanges")
    watchesFiles = has("workspace", "didChangeWatchedFiles", "dynamicRegistration")
    answersConfiguration = has("workspace", "configuration")
    showsProgress = has("window", "workDoneProgress")
    takesEdits = has("workspace", "applyEdit")
    takesRelatedInformation = has("textDocument", "publishDiagnostics", "relatedInformation")
    takesCodeDescription = has("textDocument", "publishDiagnostics", "codeDescriptionSupport")
    takesLiteralActions = has("textDocument", "codeAction", "codeActionLiteralSupport")
    let formats = capabilities?["textDocument"]?["hover"]?["contentFormat"]?.array
    takesMarkdown = formats?.contains("markdown") ?? false
    takesTreeSymbols = has("textDocument", "documentSymbol", "hierarchicalDocumentSymbolSupport")
    // A client that pulls takes what the pull brings: the same capabilities stand there since 3.18.
    if has("textDocument", "diagnostic", "relatedInformation") { takesRelatedInformation = true }
    if has("textDocument", "diagnostic", "codeDescriptionSupport") { takesCodeDescription = true }
  }
}

/// What the user set, in the section `planmd` of the editor's configuration.
struct Settings: Equatable {
  enum Load: String { case off, over, always }

  var showsDates = true
  var showsProgress = true
  var load = Load.over
  var showsCodeLenses = true
  /// Whether the plan is levelled for findings about schedules.
  var levels = true

  /// Takes what is set; what is not stays.
  mutating func take(_ values: JSONValue?) {
    guard let values else { return }
    if let value = values["inlayHints"]?["dates"]?.bool { showsDates = value }
    if let value = values["inlayHints"]?["progress"]?.bool { showsProgress = value }
    if let value = values["inlayHints"]?["load"]?.string.flatMap(Load.init) { load = value }
    if let value = values["codeLenses"]?.bool { showsCodeLenses = value }
    if let value = values["schedule"]?.bool { levels = value }
  }
}
