package import PlanModel

/// Findings as SARIF 2.1.0 (OASIS Standard, 2020), with fingerprints that stay when other lines come and go.
///
/// - Parameter folder: Where the plan's root lies in its repository, with a `/` at the end: code hosts take paths from
///   the repository's top.
package func writeFindingsSARIF(
  _ findings: [Finding], plan: Plan, rules: [FindingRule], version: String, folder: String = ""
) -> [UInt8] {
  let places = FindingPlaces(plan, for: findings)
  let used = rules.filter { rule in findings.contains { $0.rule == rule.id } }
  let positions = Dictionary(used.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
  var seen: [String: Int] = [:]
  var json = JSONWriter()
  json.object { json in
    json.field("$schema", "https://json.schemastore.org/sarif-2.1.0.json")
    json.field("version", "2.1.0")
    json.key("runs")
    json.array { json in
      json.object { json in
        writeTool(used, version, &json)
        json.field("columnKind", "unicodeCodePoints")
        json.key("results")
        json.array { json in
          for finding in findings {
            let placed = places.place(finding)
            let key = fingerprint(placed, plan)
            seen[key, default: 0] += 1
            writeResult(placed, positions[finding.rule], "\(key)/\(seen[key] ?? 1)", plan, folder, &json)
          }
        }
      }
    }
  }
  return json.bytes
}

private func writeTool(_ rules: [FindingRule], _ version: String, _ json: inout JSONWriter) {
  json.key("tool")
  json.object { json in
    json.key("driver")
    json.object { json in
      json.field("name", "planmd")
      json.field("version", version)
      json.key("rules")
      json.array { json in
        for rule in rules {
          json.object { json in
            json.field("id", rule.id)
            json.key("shortDescription")
            json.object { $0.field("text", rule.summary) }
            json.key("fullDescription")
            json.object { $0.field("text", rule.reason) }
            json.key("defaultConfiguration")
            json.object { $0.field("level", level(rule.severity)) }
          }
        }
      }
    }
  }
}

private func level(_ severity: Severity) -> String {
  switch severity {
  case .info: "note"
  case .warning: "warning"
  case .error: "error"
  }
}

private func writeResult(
  _ placed: PlacedFinding, _ rule: Int?, _ fingerprint: String, _ plan: Plan, _ folder: String,
  _ json: inout JSONWriter
) {
  let finding = placed.finding
  let bytes = plan[finding.file].bytes
  json.object { json in
    json.field("ruleId", finding.rule)
    json.field("ruleIndex", rule)
    json.field("level", level(finding.severity))
    json.key("message")
    json.object {
      $0.field("text", finding.help.map { "\(finding.message)\nhelp: \($0)" } ?? finding.message)
    }
    json.key("locations")
    json.array { json in
      json.object { json in
        json.key("physicalLocation")
        json.object { json in
          json.key("artifactLocation")
          json.object {
            $0.field("uri", percentEncoded(folder + placed.path))
            $0.field("uriBaseId", "%SRCROOT%")
          }
          json.key("region")
          json.object {
            $0.field("startLine", placed.line)
            $0.field("startColumn", codePoints(bytes, placed.lineRange.lowerBound, placed.column))
            $0.field("endLine", placed.endLine)
            let endLineStart = min(bytes.count, finding.range.upperBound) - placed.endColumn + 1
            $0.field("endColumn", codePoints(bytes, max(0, endLineStart), placed.endColumn))
          }
        }
      }
    }
    json.key("partialFingerprints")
    json.object { $0.field("planmdFinding/v1", fingerprint) }
  }
}

/// A column in Unicode code points from one in bytes; a byte order mark is none.
private func codePoints(_ bytes: [UInt8], _ lineStart: Int, _ column: Int) -> Int {
  let range = lineStart..<min(bytes.count, lineStart + column - 1)
  guard !range.isEmpty else { return 1 }
  let count = String(decoding: bytes[range], as: UTF8.self).unicodeScalars.count
  return 1 + count - (lineStart == 0 && bytes.starts(with: "\u{FEFF}", at: 0) ? 1 : 0)
}

/// Rule, file and the line's words: what stays the same when lines are added elsewhere.
func fingerprint(_ placed: PlacedFinding, _ plan: Plan) -> String {
  var hash: UInt64 = 14_695_981_039_346_656_037
  func add(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 1_099_511_628_211 }
  for byte in placed.finding.rule.utf8 { add(byte) }
  add(0)
  for byte in placed.path.utf8 { add(byte) }
  add(0)
  let bytes = plan[placed.finding.file].bytes
  // A byte order mark belongs to the file, not to its first line.
  let mark = placed.lineRange.lowerBound == 0 && bytes.starts(with: "\u{FEFF}", at: 0) ? 3 : 0
  for byte in bytes[placed.lineRange].dropFirst(mark) where !byte.isSpace { add(byte) }
  return String(hash, radix: 16)
}

/// A path as a URI reference (RFC 3986).
private func percentEncoded(_ path: String) -> String {
  var result = ""
  for byte in path.utf8 {
    if byte.isASCIILetter || byte.isASCIIDigit || "-._~/".utf8.contains(byte) {
      result.unicodeScalars.append(Unicode.Scalar(byte))
    } else {
      result += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
    }
  }
  return result
}
