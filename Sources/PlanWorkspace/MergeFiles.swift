package import PlanModel
package import PlanText

/// What a merge driver of git does with the three files that git gives it.
package enum MergeFiles {
  /// Merges two files that were one, and writes the result over ours.
  ///
  /// First both sides stand in it between markers, so that whatever stops the merge, no side's text is lost without a sign.
  ///
  /// - Parameters:
  ///   - base: The file that both come from; git gives an empty one where there is none.
  ///   - path: The file's path below `root`, by which its configuration is found.
  /// - Throws: ``WorkspaceError`` where a file cannot be read or written.
  package static func merge(
    base: String, ours: String, theirs: String, path: String, in root: String, markerSize: Int
  ) throws(WorkspaceError) -> PlanMerge {
    let (old, one, other) = (try read(base), try read(ours), try read(theirs))
    guard one != other, one != old, other != old else {
      let merge = PlanMerge(
        base: old, ours: one, theirs: other, path: path, configuration: Configuration())
      if merge.bytes != one { try OutputFile.write(merge.bytes, to: ours) }
      return merge
    }
    try OutputFile.write(PlanMerge.unmerged(ours: one, theirs: other, markerSize: markerSize), to: ours)
    let merge = PlanMerge(
      base: old, ours: one, theirs: other, path: path,
      configuration: Workspace.configuration(around: root + "/" + path), markerSize: markerSize)
    try OutputFile.write(merge.bytes, to: ours)
    return merge
  }

  private static func read(_ path: String) throws(WorkspaceError) -> [UInt8] {
    do {
      return try FileAccess.read(path)
    } catch {
      throw WorkspaceError("'\(path)' cannot be read: \(error.message)")
    }
  }
}
