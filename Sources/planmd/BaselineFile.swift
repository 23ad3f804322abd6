import PlanModel
import PlanReport
import PlanWorkspace

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Where baselines are kept: in the plan's folder, so that they go with it.
enum BaselineFile {
  static let folder = ".planmd/baselines"

  private struct File: Decodable {
    struct Planned: Decodable {
      let minutes: Int?
      let amount: String?
      let currency: String?
    }

    struct One: Decodable {
      let file: String
      let id: String?
      let text: String
      let start: String
      let finish: String
      let planned: [Planned]
    }

    let schema: String
    let name: String
    let day: String
    let tasks: [One]
  }

  static func path(_ name: String) -> String { "\(folder)/\(name).json" }

  /// A name is a file's: letters, digits, `.`, `_` and `-`, and does not begin with a point.
  static func check(_ name: String) throws(WorkspaceError) {
    let isFine =
      !name.isEmpty && name.utf8.count <= 100 && !name.hasPrefix(".") && !name.hasPrefix("-")
      && name.unicodeScalars.allSatisfy {
        $0.properties.isAlphabetic || ("0"..."9").contains($0) || "._-".unicodeScalars.contains($0)
      }
    guard isFine else {
      throw WorkspaceError(
        "'\(name)' is no name for a baseline",
        help: "write letters, digits, '.', '_' and '-', such as 2026-Q1")
    }
  }

  /// In order.
  static func names(_ session: Session) -> [String] {
    session.workspace.names(in: folder).filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }
      .filter { (try? check($0)) != nil }.sorted()
  }

  static func read(_ name: String, _ session: Session) throws -> Baseline {
    try check(name)
    guard let bytes = session.workspace.read(below: path(name)) else {
      throw WorkspaceError(
        "there is no baseline '\(name)'", help: "planmd baseline save \(name) makes one of today's plan")
    }
    guard let file = try? JSONDecoder().decode(File.self, from: Data(bytes)), file.schema == Baseline.schema,
      let day = try? DateValue(parsing: file.day)
    else { throw WorkspaceError("\(path(name)) is not a baseline of planmd") }
    let entries = try file.tasks.map { one throws -> Baseline.Entry in
      guard let first = try? DateValue(parsing: one.start), let last = try? DateValue(parsing: one.finish)
      else {
        throw WorkspaceError("\(path(name)): '\(one.text)' has no days from start to finish")
      }
      let values = try one.planned.map { planned throws -> Baseline.Value in
        if let minutes = planned.minutes { return Baseline.Value(measure: .hours, amount: Int128(minutes)) }
        guard let amount = planned.amount, let code = planned.currency,
          let money = try? Money(parsing: amount + code)
        else { throw WorkspaceError("\(path(name)): '\(one.text)' has an amount that cannot be read") }
        return Baseline.Value(measure: .money(money.currency), amount: Int128(money.micros))
      }
      return Baseline.Entry(
        file: one.file, id: one.id, text: one.text, first: first.first, last: last.first, values: values)
    }
    return Baseline(name: file.name, day: day.first, entries: entries)
  }
}
