import PlanModel

extension LanguageServer {
  /// initialize
  mutating func initialize(_ parameters: JSONValue) -> JSONValue {
    phase = .running
    let capabilities = parameters["capabilities"]
    client = ClientAbilities(capabilities)
    let known = capabilities?["general"]?["positionEncodings"]?.array?.compactMap {
      $0.string.flatMap(PositionEncoding.init)
    }
    // Bytes are what planmd counts; UTF-16 is what every client can.
    encoding = known?.contains(.utf8) == true ? .utf8 : known?.first ?? .utf16
    workspaceFolders = (parameters["workspaceFolders"]?.array ?? []).compactMap(LanguageServer.folderPath)
    if workspaceFolders.isEmpty, let root = parameters["rootUri"]?.string {
      workspaceFolders = [LanguageServer.folderPath(["uri": .string(root)])].compactMap(\.self)
    }
    let options = parameters["initializationOptions"]
    settings.take(options?["planmd"] ?? options)
    return [
      "capabilities": LanguageServer.capabilities(encoding),
      "serverInfo": ["name": "planmd", "version": .string(surroundings.version)],
    ]
  }

  private static func capabilities(_ encoding: PositionEncoding) -> JSONValue {
    [
      "positionEncoding": .string(encoding.rawValue),
      "textDocumentSync": ["openClose": true, "change": 2, "save": ["includeText": false]],
      "diagnosticProvider": [
        "identifier": "planmd", "interFileDependencies": true, "workspaceDiagnostics": false,
      ],
      "completionProvider": [
        "triggerCharacters": [":", "@", "#", ",", "[", "+", "\""], "resolveProvider": false,
      ],
      "hoverProvider": true, "inlayHintProvider": true, "definitionProvider": true,
      "referencesProvider": true, "documentHighlightProvider": true,
      "renameProvider": ["prepareProvider": true], "documentSymbolProvider": true,
      "workspaceSymbolProvider": true, "foldingRangeProvider": true, "selectionRangeProvider": true,
      "documentLinkProvider": ["resolveProvider": false],
      "codeActionProvider": [
        "codeActionKinds": ["quickfix", "refactor", "refactor.rewrite", "refactor.move", "source"]
      ],
      "codeLensProvider": ["resolveProvider": false], "documentFormattingProvider": true,
      "documentRangeFormattingProvider": true,
      "documentOnTypeFormattingProvider": ["firstTriggerCharacter": "\n"],
      "semanticTokensProvider": [
        "legend": SemanticTokenKind.legend, "full": true, "range": true,
      ],
      "callHierarchyProvider": true,
      "executeCommandProvider": ["commands": .array(PlanCommand.allCases.map { .string($0.rawValue) })],
      "workspace": ["workspaceFolders": ["supported": true, "changeNotifications": true]],
    ]
  }
}
