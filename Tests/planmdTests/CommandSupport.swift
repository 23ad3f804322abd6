import ArgumentParser
import Foundation
import PlanTestSupport
import PlanText
import PlanWorkspace
import Testing

@testable import planmd

/// What a command line gives.
struct Answer: Sendable {
  let exitCode: Int32
  let output: String
  let errors: String
}

/// Runs a command line in this process, in a folder; today is Monday, 2026-03-09.
func ask(_ arguments: [String], in directory: String, environment: [String: String] = [:]) async throws
  -> Answer
{
  let (output, errors) = (Output(), Output())
  let world = World(
    environment: ["PLANMD_TODAY": "2026-03-09"].merging(environment) { $1 }, directory: directory,
    clock: { 20_521 * 86_400 + 12 * 3600 }, output: output, errors: errors)
  let code = try await offPool { runPlanmd(arguments, in: world) }
  return Answer(exitCode: code, output: output.captured, errors: errors.captured)
}

func ask(
  _ arguments: [String], in folder: TemporaryFolder, environment: [String: String] = [:]
) async throws -> Answer {
  try await ask(arguments, in: folder.path, environment: environment)
}

func ask(_ arguments: String..., in folder: TemporaryFolder) async throws -> Answer {
  try await ask(arguments, in: folder)
}

/// A folder of one file, `plan.md`, below a marker, so that nothing above it counts.
func folder(_ text: String, configuration: String = "") -> TemporaryFolder {
  TemporaryFolder(["planmd.yaml": configuration, "plan.md": text])
}

/// The commands as they are typed: their types' names, but for the one that would be called like a value.
let typedCommands = allCommands.map { $0._commandName }

/// The folder that holds `Package.swift`.
let packageFolder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent().path

let agency = packageFolder + "/samples/agency"

/// Holds a text against `Snapshots/name`; with `RECORD_SNAPSHOTS=1` it is written anew, and the test fails.
func expectSnapshot(_ text: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation) {
  let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Snapshots")
  let file = folder.appending(path: name)
  let recorded = (try? Data(contentsOf: file)).map { Array($0) } ?? []
  guard ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] != "1" else {
    try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try? Data(text.utf8).write(to: file)
    Issue.record("recorded \(name)", sourceLocation: sourceLocation)
    return
  }
  let difference = unifiedDiff(recorded, Array(text.utf8), path: name)
  #expect(difference == "", "RECORD_SNAPSHOTS=1 writes it anew", sourceLocation: sourceLocation)
}

/// A value of JSON text, parsed by Foundation.
func parsed(_ json: String) throws -> [String: Any] {
  try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any], "\(json)")
}

/// JSON with sorted keys, so that whole values can be compared as text.
func canonical(_ value: Any) throws -> String {
  let data = try JSONSerialization.data(
    withJSONObject: value, options: [.sortedKeys, .fragmentsAllowed, .withoutEscapingSlashes])
  return String(decoding: data, as: UTF8.self)
}
