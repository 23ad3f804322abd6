package import PlanModel
import PlanText

/// A plan that is open in an editor: the files of the disk with the editor's texts in their place. A change costs the
/// pieces of a file that it touches, and putting the plan together.
package struct LivePlan: Sendable {
  /// What lies on the disk; loaded again when something there changes.
  ///
  /// Then everything is read anew: what the configuration names, such as calendars, may have changed without it.
  package var files: PlanFiles {
    didSet {
      configuration = files.configuration
      reader = PlanRereader(configuration: configuration.configuration)
    }
  }
  private var reader: PlanRereader
  /// What `planmd.yaml` said when ``reader`` was made: another configuration reads every text anew.
  private var configuration: Workspace.ConfigurationFile

  package init(_ files: PlanFiles) {
    self.files = files
    configuration = files.configuration
    reader = PlanRereader(configuration: configuration.configuration)
  }

  /// How many bytes the last reading parsed.
  package var parsedBytes: Int { reader.parsedBytes }

  /// The plan with other texts in the place of what lies on the disk.
  ///
  /// - Parameter texts: By path relative to the root; files that are not there yet count, too.
  package mutating func read(with texts: [String: [UInt8]]) -> Workspace {
    let reading =
      texts["planmd.yaml"].map { bytes in
        bytes == configuration.file?.bytes
          ? configuration : Workspace.ConfigurationFile(bytes, root: files.root)
      } ?? files.configuration
    if reading.file?.bytes != configuration.file?.bytes {
      reader = PlanRereader(configuration: reading.configuration)
    }
    configuration = reading
    let finder = FileFinder(root: files.root, configuration: reading.configuration)
    let unreadable = Dictionary(
      files.remarks.map { (files.files[$0.file.position].path, $0) }, uniquingKeysWith: { first, _ in first })
    var sources = files.files.map { file in
      texts[file.path].map { SourceFile(path: file.path, bytes: $0, kind: file.kind) } ?? file
    }
    let known = Set(sources.map(\.path))
    for (path, bytes) in texts where !known.contains(path) {
      guard let kind = finder.kind(ofTracked: path) else { continue }
      sources.append(SourceFile(path: path, bytes: bytes, kind: kind))
    }
    sources.sort { Array($0.path.utf8).lexicographicallyPrecedes(Array($1.path.utf8)) }
    var remarks: [Remark] = []
    for (position, file) in sources.enumerated() where texts[file.path] == nil {
      guard var remark = unreadable[file.path] else { continue }
      remark.file = FileIndex(position)
      remarks.append(remark)
    }
    let plan = Workspace.assemble(sources, remarks, reading) { files, _ in reader.read(files) }
    return Workspace(root: files.root, rootSource: files.rootSource, plan: plan)
  }
}
