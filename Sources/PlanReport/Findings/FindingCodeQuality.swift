package import PlanModel

/// Findings as a code quality report of GitLab, which shows them beside the changes of a merge request: a subset of the Code
/// Climate format, with fingerprints that stay when other lines come and go.
///
/// - Parameter folder: Where the plan's root lies in its repository, with a `/` at the end.
package func writeFindingsCodeQuality(_ findings: [Finding], plan: Plan, folder: String = "") -> [UInt8] {
  let places = FindingPlaces(plan, for: findings)
  var seen: [String: Int] = [:]
  var json = JSONWriter()
  json.array { json in
    for finding in findings {
      let placed = places.place(finding)
      let key = fingerprint(placed, plan)
      seen[key, default: 0] += 1
      json.object { json in
        json.field("description", finding.message + (finding.help.map { "; \($0)" } ?? ""))
        json.field("check_name", finding.rule)
        json.field("fingerprint", "\(key)/\(seen[key] ?? 1)")
        json.field("severity", severity(finding.severity))
        json.key("location")
        json.object { json in
          json.field("path", folder + placed.path)
          json.key("lines")
          json.object { $0.field("begin", placed.line) }
        }
      }
    }
  }
  return json.bytes
}

private func severity(_ severity: Severity) -> String {
  switch severity {
  case .info: "info"
  case .warning: "minor"
  case .error: "major"
  }
}
