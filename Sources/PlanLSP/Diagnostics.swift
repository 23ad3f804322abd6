import PlanLint
import PlanModel
import PlanText
import PlanWorkspace

extension LanguageServer {
  /// textDocument/publishDiagnostics
  mutating func publish(_ uri: String) {
    guard let mirror = documents[uri] else { return }
    var parameters: [String: JSONValue] = ["uri": .string(uri), "diagnostics": .array(diagnostics(uri))]
    if let version = mirror.version { parameters["version"] = .int(version) }
    send("textDocument/publishDiagnostics", .object(parameters))
  }

  /// textDocument/diagnostic
  mutating func pulledDiagnostics(_ uri: String) -> JSONValue {
    ["kind": "full", "items": .array(diagnostics(uri))]
  }

  private mutating func diagnostics(_ uri: String) -> [JSONValue] {
    guard let mirror = documents[uri] else { return [] }
    return findings(uri).map { finding in
      let severity =
        switch finding.severity {
        case .error: 1
        case .warning: 2
        case .info: 3
        }
      let help = finding.help.map { "\n\($0)" } ?? ""
      return [
        "range": LanguageServer.json(finding.range.range, mirror), "severity": .int(severity),
        "code": .string(finding.rule), "source": "planmd", "message": .string(finding.message + help),
      ]
    }
  }

  /// What lint says of an open text; rules that need a schedule are left to the command line.
  private mutating func findings(_ uri: String) -> [Finding] {
    guard let (workspace, file) = place(of: uri) else { return [] }
    return lint(workspace.plan, today: surroundings.today(), levels: false).filter { $0.file == file }
  }

  /// textDocument/codeAction: the fixes of findings that the range touches, safe ones first.
  mutating func codeActions(_ uri: String, _ parameters: JSONValue) -> JSONValue {
    guard let mirror = documents[uri], let range = LanguageServer.range(parameters["range"]) else {
      return []
    }
    let (start, end) = (mirror.offset(of: range.start), mirror.offset(of: range.end))
    let touched = findings(uri).filter { $0.range.lowerBound <= end && start <= $0.range.upperBound }
    let fixable = touched.compactMap { finding in finding.fix.map { (finding, $0) } }.filter {
      $0.1.safety > .shown
    }
    return .array(
      fixable.sorted { $1.1.safety < $0.1.safety }.map { finding, fix in
        var document: [String: JSONValue] = ["uri": .string(uri), "version": .null]
        if let version = mirror.version { document["version"] = .int(version) }
        let edits = fix.edits.map { edit -> JSONValue in
          [
            "range": LanguageServer.json(edit.range.range, mirror),
            "newText": .string(String(decoding: edit.replacement, as: UTF8.self)),
          ]
        }
        let title = finding.help ?? "fix \(finding.rule)"
        return [
          "title": .string(fix.safety == .safe ? title : "\(title) (may change what the plan means)"),
          "kind": "quickfix", "isPreferred": .bool(fix.safety == .safe),
          "edit": ["documentChanges": [["textDocument": .object(document), "edits": .array(edits)]]],
        ]
      })
  }

  /// textDocument/formatting: what `planmd fmt` would change, as one edit of what differs.
  mutating func formatting(_ uri: String) -> JSONValue {
    guard let (workspace, file) = place(of: uri), let mirror = documents[uri],
      let new = Formatter(workspace.plan).text(of: file)
    else { return [] }
    let old = mirror.bytes
    let shorter = min(old.count, new.count)
    var front = zip(old, new).prefix { $0 == $1 }.count
    var back = 0
    while back < shorter - front, old[old.count - 1 - back] == new[new.count - 1 - back] { back += 1 }
    // An edit begins and ends between characters.
    while front > 0, front < old.count, old[front] & 0xC0 == 0x80 { front -= 1 }
    while back > 0, old[old.count - back] & 0xC0 == 0x80 { back -= 1 }
    return [
      [
        "range": LanguageServer.json(front..<old.count - back, mirror),
        "newText": .string(String(decoding: new[front..<new.count - back], as: UTF8.self)),
      ]
    ]
  }
}
