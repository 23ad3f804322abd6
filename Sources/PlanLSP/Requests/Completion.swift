import PlanModel

extension LanguageServer {
  /// textDocument/completion
  func completion(_ parameters: JSONValue, _ place: Place) throws(Problem) -> JSONValue {
    let offset = try place.offset(parameters["position"])
    // Asked for by hand, not by a letter that was typed.
    let isInvoked = parameters["context"]?["triggerKind"]?.int ?? 1 == 1
    let templates = { self.surroundings.templates(place.snapshot.workspace) }
    let completer = Completer(place.snapshot, place.file, offset, isInvoked: isInvoked, templates: templates)
    let found = completer.candidates()
    let items = found.candidates.enumerated().map { number, candidate -> JSONValue in
      var members: [String: JSONValue] = [
        "label": .string(candidate.label), "kind": .int(candidate.kind.rawValue),
        "filterText": .string(candidate.filter), "sortText": .string(LanguageServer.sortText(number)),
        "textEdit": ["range": place.json(found.range), "newText": .string(candidate.text)],
      ]
      if !candidate.detail.isEmpty { members["detail"] = .string(candidate.detail) }
      if let more = candidate.documentation { members["documentation"] = .string(more) }
      if !candidate.otherEdits.isEmpty {
        members["additionalTextEdits"] = .array(place.json(candidate.otherEdits))
      }
      return .object(members)
    }
    return ["isIncomplete": .bool(found.isIncomplete), "items": .array(items)]
  }

  /// Numbers that sort as texts do.
  private static func sortText(_ number: Int) -> String { String(String(10_000 + number).dropFirst()) }
}
