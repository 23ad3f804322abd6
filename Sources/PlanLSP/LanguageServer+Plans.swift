import PlanModel
import PlanText
import PlanWorkspace

// Which text belongs to which plan.

extension LanguageServer {
  /// The text that a request names, with its plan; nil for one that belongs to no plan.
  ///
  /// - Throws: where no open text is named.
  mutating func place(_ parameters: JSONValue) throws(Problem) -> Place? {
    guard let uri = parameters["textDocument"]?["uri"]?.string else {
      throw .badParameters("the request names no text")
    }
    guard documents[uri] != nil else { throw .badParameters("'\(uri)' is not open") }
    return place(of: uri)
  }

  mutating func place(of uri: String) -> Place? {
    guard let mirror = documents[uri], let root = root(of: uri), let path = DocumentURI.path(uri),
      let snapshot = snapshot(root), let relative = LanguageServer.relative(path, root),
      let file = snapshot.files[relative]
    else { return nil }
    return Place(snapshot: snapshot, file: file, uri: uri, mirror: mirror)
  }

  static func relative(_ path: String, _ root: String) -> String? {
    let prefix = root == "/" ? "/" : root + "/"
    return path.hasPrefix(prefix) ? String(path.dropFirst(prefix.count)) : nil
  }

  /// The state of a plan now.
  mutating func snapshot(_ root: String) -> PlanSnapshot? {
    guard var folder = folders.removeValue(forKey: root) else { return nil }
    defer { folders[root] = folder }
    let today = surroundings.today()
    if let known = folder.snapshot, known.today == today, !folder.isStale { return known }
    if folder.isStale, folder.readsDisk, let files = try? surroundings.load(root) {
      folder.reload(files)
    }
    var open: [String: TextMirror] = [:]
    for (uri, mirror) in documents {
      guard let path = DocumentURI.path(uri), let relative = LanguageServer.relative(path, root),
        roots[LanguageServer.folder(of: path)] == root
      else { continue }
      open[relative] = mirror
    }
    return folder.snapshot(today: today, encoding: encoding, open: open)
  }

  private static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return "/" }
    return String(path[..<slash])
  }

  /// The root of the plan that a text belongs to.
  mutating func root(of uri: String) -> String? {
    guard let path = DocumentURI.path(uri), path.hasPrefix("/") else { return nil }
    return root(ofFolder: LanguageServer.folder(of: path))
  }

  mutating func root(ofFolder folder: String) -> String? {
    if let known = roots[folder] { return known }
    let root = findRoot(folder)
    roots[folder] = .some(root)
    return root
  }

  private mutating func findRoot(_ folder: String) -> String? {
    guard var (root, isMarked) = try? surroundings.findRoot(folder) else { return nil }
    if !isMarked {
      // Nothing marks a plan: then what the client calls a folder is one, but not all that somebody has.
      let around = workspaceFolders.filter {
        (folder == $0 || folder.hasPrefix($0 + "/")) && $0 != "/" && $0 != surroundings.home
      }
      if let nearest = around.max(by: { $0.utf8.count < $1.utf8.count }) {
        root = nearest
        isMarked = true
      }
    }
    if folders[root] == nil {
      // Elsewhere the open texts of a folder are the plan: who opens a file has not asked for its neighbours.
      guard isMarked else {
        folders[root] = OpenFolder(PlanFiles.none(root), readsDisk: false)
        return root
      }
      guard let files = try? surroundings.load(root) else { return nil }
      folders[root] = OpenFolder(files, readsDisk: true)
    }
    return root
  }

  /// Open texts with the roots of their plans, in the order of their addresses.
  mutating func openRoots() -> [(uri: String, root: String)] {
    var result: [(uri: String, root: String)] = []
    for uri in documents.keys.sorted() {
      if let root = root(of: uri) { result.append((uri, root)) }
    }
    return result
  }

  /// All plans of the client's folders and open texts.
  mutating func allRoots() -> [String] {
    let ofFolders = workspaceFolders.compactMap { root(ofFolder: $0) }
    return Set(ofFolders + openRoots().map(\.root)).sorted()
  }
}
