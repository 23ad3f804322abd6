package import PlanModel

/// Findings as `planmd.findings/1`.
package func writeFindingsJSON(_ findings: [Finding], plan: Plan) -> [UInt8] {
  let places = FindingPlaces(plan, for: findings)
  var json = JSONWriter()
  json.object { json in
    json.field("schema", "planmd.findings/1")
    json.key("findings")
    json.array { json in
      for finding in findings { writeFinding(places.place(finding), &json) }
    }
  }
  return json.bytes
}

private func writeFinding(_ placed: PlacedFinding, _ json: inout JSONWriter) {
  let finding = placed.finding
  json.object { json in
    json.field("rule", finding.rule)
    json.field("severity", finding.severity.name)
    json.field("file", placed.path)
    json.field("line", placed.line)
    json.field("column", placed.column)
    json.field("endLine", placed.endLine)
    json.field("endColumn", placed.endColumn)
    json.field("message", finding.message)
    json.field("help", finding.help)
    guard let fix = finding.fix else { return }
    json.key("fix")
    json.object { json in
      json.field("safety", fix.safety.rawValue)
      json.key("edits")
      json.array { json in
        for edit in fix.edits {
          json.object {
            $0.field("file", placed.path)
            $0.field("start", edit.range.lowerBound)
            $0.field("end", edit.range.upperBound)
            $0.field("text", String(decoding: edit.replacement, as: UTF8.self))
          }
        }
      }
    }
  }
}

/// Findings as workflow commands of GitHub Actions, which show as annotations.
package func writeFindingsGitHub(_ findings: [Finding], plan: Plan, folder: String = "") -> String {
  let places = FindingPlaces(plan, for: findings)
  return findings.reduce(into: "") { result, finding in
    let placed = places.place(finding)
    let command: String
    switch finding.severity {
    case .info: command = "notice"
    case .warning: command = "warning"
    case .error: command = "error"
    }
    let help = finding.help.map { "\nhelp: \($0)" } ?? ""
    var properties = "file=\(property(folder + placed.path)),line=\(placed.line),col=\(placed.column)"
    if placed.endLine == placed.line { properties += ",endColumn=\(placed.endColumn)" }
    result +=
      "::\(command) \(properties),endLine=\(placed.endLine),title=\(property(finding.rule))::\(data(finding.message + help))\n"
  }
}

private func data(_ text: String) -> String {
  var result = ""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "%": result += "%25"
    case "\r": result += "%0D"
    case "\n": result += "%0A"
    default: result += TerminalText.visible(String(scalar))
    }
  }
  return result
}

private func property(_ text: String) -> String {
  var result = ""
  for scalar in data(text).unicodeScalars {
    switch scalar {
    case ":": result += "%3A"
    case ",": result += "%2C"
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result
}
