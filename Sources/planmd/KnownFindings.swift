import PlanModel
import PlanReport
import PlanWorkspace

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Findings that someone has accepted: an earlier `lint -f json`. They are told by rule, file and message, so that
/// lines may move; each listed one takes out one.
struct KnownFindings {
  private struct File: Decodable {
    struct One: Decodable {
      let rule: String
      let file: String
      let message: String
    }

    let findings: [One]
  }

  private var counts: [[String]: Int] = [:]

  init(path: String, _ world: World) throws {
    guard let bytes = try? Workspace.read(world.absolute(path)) else {
      throw WorkspaceError("--known: '\(path)' cannot be read")
    }
    guard let file = try? JSONDecoder().decode(File.self, from: Data(bytes)) else {
      throw WorkspaceError(
        "--known: '\(path)' is not a list of findings", help: "make it with planmd lint -f json")
    }
    for one in file.findings { counts[[one.rule, one.file, one.message], default: 0] += 1 }
  }

  func removing(from findings: [Finding], _ plan: Plan) -> [Finding] {
    var left = counts
    return findings.filter { finding in
      let key = [finding.rule, plan[finding.file].path, finding.message]
      guard let count = left[key], count > 0 else { return true }
      left[key] = count - 1
      return false
    }
  }
}
