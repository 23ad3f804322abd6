package import PlanModel

extension Plan {
  /// The projects that a name means: by id (case counts), else by title or path of titles (`Website/Design`),
  /// else by the path of their file, with or without extension, or its stem. Case does not count but for ids.
  package func projects(called name: String) -> [ProjectIndex] {
    if let node = ids.find(name, files: files)?.node, case .project(let project) = node { return [project] }
    let wanted = name.lowercased()
    guard !wanted.isEmpty else { return [] }
    let titled = projects.indices.map { ProjectIndex($0) }.filter { index in
      let title = self[index].name.lowercased()
      return title == wanted || wanted.contains("/") && wanted.hasSuffix(title) && isPath(wanted, of: index)
    }
    if !titled.isEmpty { return titled }
    return projects.indices.map { ProjectIndex($0) }.filter { index in
      guard self[index].level == 0 else { return false }
      let file = self[self[index].file]
      let path = file.path.lowercased()
      return path == wanted || file.stem.lowercased() == wanted || path == wanted + ".md"
        || path == wanted + ".markdown"
    }
  }

  /// True if the titles around a project, joined by `/`, end with `path` (lower case) at a title's beginning.
  private func isPath(_ path: String, of project: ProjectIndex) -> Bool {
    let all = self.path(of: project).joined(separator: "/").lowercased()
    return all == path || all.hasSuffix("/" + path)
  }
}
