import PlanWorkspace
import PlanLint
import PlanModel

extension LanguageServer {
  /// The parameters of textDocument/publishDiagnostics.
  mutating func publication(_ uri: String, _ findings: [Finding]) -> JSONValue {
    var parameters: [String: JSONValue] = ["uri": .string(uri), "diagnostics": []]
    if let place = place(of: uri) {
      parameters["diagnostics"] = .array(findings.map { diagnostic($0, place) })
    }
    if let version = documents[uri]?.version { parameters["version"] = .int(version) }
    return .object(parameters)
  }

  /// textDocument/diagnostic
  mutating func diagnostics(_ parameters: JSONValue) throws(Problem) -> JSONValue {
    guard let place = try place(parameters) else { return ["kind": "full", "items": []] }
    let isLevelled = place.snapshot.computed?.findings != nil
    let id = JSONValue.string("\(place.snapshot.generation)\(isLevelled ? "+" : "")")
    if parameters["previousResultId"] == id { return ["kind": "unchanged", "resultId": id] }
    return [
      "kind": "full", "resultId": id, "items": .array(findings(of: place.uri).map { diagnostic($0, place) }),
    ]
  }

  mutating func findings(of uri: String) -> [Finding] {
    guard let place = place(of: uri), let folder = folders[place.snapshot.workspace.root] else { return [] }
    return folder.findings(place.snapshot, place.file)
  }

  func diagnostic(_ finding: Finding, _ place: Place) -> JSONValue {
    let severity =
      switch finding.severity {
      case .error: 1
      case .warning: 2
      case .info: 3
      }
    // A plan may have thousands, and all of a text are sent with each key stroke.
    var json: [UInt8] = []
    json.reserveCapacity(256)
    json += "{\"range\":".utf8
    place.mirror.write(finding.range.range, to: &json)
    json += ",\"severity\":\(severity),\"source\":\"planmd\",\"code\":".utf8
    JSONValue.write(finding.rule, to: &json)
    json += ",\"message\":".utf8
    JSONValue.write(finding.help.map { "\(finding.message)\n\($0)" } ?? finding.message, to: &json)
    if client.takesCodeDescription, let page = surroundings.rulePage(finding.rule) {
      json += ",\"codeDescription\":{\"href\":".utf8
      JSONValue.write(page, to: &json)
      json.append(UInt8(ascii: "}"))
    }
    if client.takesRelatedInformation, !finding.related.isEmpty {
      let related = JSONValue.array(
        finding.related.map { other in
          [
            "location": place.snapshot.location(other.file, other.range.range),
            "message": .string(other.message),
          ]
        })
      json += ",\"relatedInformation\":".utf8 + related.bytes
    }
    // An editor greys out what does nothing.
    if finding.rule == "unused-suppression" { json += ",\"tags\":[1]".utf8 }
    json.append(UInt8(ascii: "}"))
    return .written(json)
  }

  /// The findings whose places a range touches.
  mutating func findings(_ place: Place, touching range: Range<Int>) -> [Finding] {
    guard let folder = folders[place.snapshot.workspace.root] else { return [] }
    return folder.findings(place.snapshot, place.file).filter {
      $0.range.lowerBound <= range.upperBound && range.lowerBound <= $0.range.upperBound
    }
  }
}
