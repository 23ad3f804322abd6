import PlanModel

extension Place {
  /// Edits of the place's text, in order.
  func json(_ edits: [TextEdit]) -> [JSONValue] {
    edits.sorted { $0.range < $1.range }.map { mirror.json($0) }
  }
}

extension TextMirror {
  func json(_ edit: TextEdit) -> JSONValue {
    [
      "range": json(edit.range.range),
      "newText": .string(String(decoding: edit.replacement, as: UTF8.self)),
    ]
  }
}

extension PlanSnapshot {
  /// A WorkspaceEdit. Texts that are open are named with the version that the edits are for.
  func workspaceEdit(_ edits: [(file: FileIndex, edits: [TextEdit])], _ client: ClientAbilities) -> JSONValue
  {
    let changes = edits.filter { !$0.edits.isEmpty }.map { file, edits in
      (file, JSONValue.array(edits.sorted { $0.range < $1.range }.map { mirror(file).json($0) }))
    }
    guard client.takesDocumentChanges else {
      return [
        "changes": .object(
          Dictionary(changes.map { (uri($0.0), $0.1) }, uniquingKeysWith: { first, _ in first }))
      ]
    }
    return [
      "documentChanges": .array(
        changes.map { file, edits in
          [
            "textDocument": [
              "uri": .string(uri(file)), "version": version(file).map { .int($0) } ?? .null,
            ], "edits": edits,
          ]
        })
    ]
  }
}
