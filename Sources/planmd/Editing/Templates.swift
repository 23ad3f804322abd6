import PlanModel
import PlanText
import PlanWorkspace

/// The templates of a plan's folder, and those that come with planmd.
struct Templates {
  private let workspace: Workspace

  init(_ workspace: Workspace) { self.workspace = workspace }

  /// Templates that come with planmd, by name.
  static let builtIn: [(name: String, bytes: [UInt8])] = [
    ("client-onboarding", PackageResources.client_onboarding_md), ("hiring", PackageResources.hiring_md),
    ("monthly-close", PackageResources.monthly_close_md),
    ("product-launch", PackageResources.product_launch_md),
    ("publication", PackageResources.publication_md), ("sprint", PackageResources.sprint_md),
  ]

  private var folder: String { workspace.plan.configuration.templates }

  /// All names, each once.
  var names: [String] {
    Array(Set(workspace.markdownNames(in: folder) + Templates.builtIn.map(\.name))).sorted()
  }

  /// The plan's own template of a name, else planmd's.
  func named(_ name: String) throws -> Template {
    do {
      if workspace.markdownNames(in: folder).contains(name),
        let bytes = workspace.read(below: "\(folder)/\(name).md")
      {
        return try Template(name: name, bytes)
      }
      return try Template(name: name, builtIn(name))
    } catch let problem as TemplateProblem {
      throw WorkspaceError(problem.message, help: problem.help)
    }
  }

  func builtIn(_ name: String) throws -> [UInt8] {
    if let found = Templates.builtIn.first(where: { $0.name == name }) { return found.bytes }
    throw WorkspaceError(
      "there is no template '\(name)'",
      help: suggestion(for: name, among: names).map { "did you mean \($0)?" } ?? "planmd new lists them")
  }
}
