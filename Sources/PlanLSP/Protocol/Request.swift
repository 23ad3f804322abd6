/// What a client asks and waits for. Source: Language Server Protocol 3.17.
enum Request: String, CaseIterable {
  case initialize, shutdown
  case diagnostic = "textDocument/diagnostic"
  case completion = "textDocument/completion"
  case hover = "textDocument/hover"
  case inlayHint = "textDocument/inlayHint"
  case codeAction = "textDocument/codeAction"
  case codeLens = "textDocument/codeLens"
  case definition = "textDocument/definition"
  case references = "textDocument/references"
  case documentHighlight = "textDocument/documentHighlight"
  case prepareRename = "textDocument/prepareRename"
  case rename = "textDocument/rename"
  case documentSymbol = "textDocument/documentSymbol"
  case workspaceSymbol = "workspace/symbol"
  case foldingRange = "textDocument/foldingRange"
  case selectionRange = "textDocument/selectionRange"
  case documentLink = "textDocument/documentLink"
  case formatting = "textDocument/formatting"
  case rangeFormatting = "textDocument/rangeFormatting"
  case onTypeFormatting = "textDocument/onTypeFormatting"
  case semanticTokens = "textDocument/semanticTokens/full"
  case semanticTokensInRange = "textDocument/semanticTokens/range"
  case prepareCallHierarchy = "textDocument/prepareCallHierarchy"
  case incomingCalls = "callHierarchy/incomingCalls"
  case outgoingCalls = "callHierarchy/outgoingCalls"
  case executeCommand = "workspace/executeCommand"
  /// The server's copy of an open text: an extension, by which a client can see that both have the same.
  case text = "planmd/text"

  /// True where the answer tells computed dates, so that it waits until the plan is levelled.
  var needsSchedule: Bool {
    switch self {
    case .hover, .inlayHint, .codeLens: true
    case .initialize, .shutdown, .diagnostic, .completion, .codeAction, .definition, .references,
      .documentHighlight, .prepareRename, .rename, .documentSymbol, .workspaceSymbol, .foldingRange,
      .selectionRange, .documentLink, .formatting, .rangeFormatting, .onTypeFormatting, .semanticTokens,
      .semanticTokensInRange, .prepareCallHierarchy, .incomingCalls, .outgoingCalls, .executeCommand, .text:
      false
    }
  }
}

extension Request {
  /// True where somebody waits for the answer with the next key: it goes before the findings about the last one.
  var isUrgent: Bool {
    switch self {
    case .completion, .onTypeFormatting: true
    case .initialize, .shutdown, .diagnostic, .hover, .inlayHint, .codeAction, .codeLens, .definition,
      .references, .documentHighlight, .prepareRename, .rename, .documentSymbol, .workspaceSymbol,
      .foldingRange, .selectionRange, .documentLink, .formatting, .rangeFormatting, .semanticTokens,
      .semanticTokensInRange, .prepareCallHierarchy, .incomingCalls, .outgoingCalls, .executeCommand, .text:
      false
    }
  }
}

/// What a client tells.
enum Notification: String, CaseIterable {
  case initialized, exit
  case didOpen = "textDocument/didOpen"
  case didChange = "textDocument/didChange"
  case didClose = "textDocument/didClose"
  case didSave = "textDocument/didSave"
  case didChangeWatchedFiles = "workspace/didChangeWatchedFiles"
  case didChangeWorkspaceFolders = "workspace/didChangeWorkspaceFolders"
  case didChangeConfiguration = "workspace/didChangeConfiguration"
  case cancel = "$/cancelRequest"
}

/// Why a request has no answer. Source: LSP 3.17, "Response Message".
struct Problem: Error {
  let code: Int
  let message: String

  static func notInitialized() -> Problem {
    Problem(code: -32002, message: "the client has not initialized the server")
  }
  static func invalidRequest(_ message: String) -> Problem { Problem(code: -32600, message: message) }
  static func unknownMethod(_ method: String) -> Problem {
    Problem(code: -32601, message: "there is no method '\(method)' here")
  }
  static func badParameters(_ message: String) -> Problem { Problem(code: -32602, message: message) }
  /// The request was right, and cannot be fulfilled.
  static func failed(_ message: String) -> Problem { Problem(code: -32803, message: message) }
  static let cancelled = Problem(code: -32800, message: "the request was cancelled")
  /// The text has changed since it was asked about.
  static let contentModified = Problem(code: -32801, message: "the text has changed")
}
