import PlanModel
import PlanTestSupport
import PlanText
import PlanWorkspace

/// Someone who stands in `directory` of the folder, with a clock that shows noon of 2026-03-09 in UTC.
func world(_ folder: TemporaryFolder, _ directory: String = "", environment: [String: String] = [:]) -> World
{
  World(
    environment: environment, directory: directory.isEmpty ? folder.path : folder[directory],
    clock: { 20_521 * 86_400 + 12 * 3600 }, output: Output(), errors: Output())
}

func open(_ folder: TemporaryFolder, from directory: String = "", root: String? = nil) async throws
  -> Workspace
{
  try await offPool { try Workspace.open(world(folder, directory), root: root) }
}

extension Workspace {
  /// Paths of the Markdown files, in the plan's order.
  var paths: [String] { plan.files.filter { $0.kind != .configuration }.map(\.path) }
}

extension Plan {
  /// What is remarked on, as `path kind: detail`.
  var faults: [String] { remarks.map { "\(self[$0.file].path) \($0.kind): \($0.detail)" } }
}
