/// A file of the plan before and after a command.
package struct FileChange: Sendable {
  /// Relative to the root.
  package let path: String
  /// nil: the file is not there yet.
  package let old: [UInt8]?
  /// nil: the file goes.
  package let new: [UInt8]?

  package init(path: String, old: [UInt8]?, new: [UInt8]?) {
    self.path = path
    self.old = old
    self.new = new
  }

  var reversed: FileChange { FileChange(path: path, old: new, new: old) }
}

/// What a command writes, as it lies in the journal while it is written and in the history afterwards.
///
/// One file: a line that names the format, then fields, each with its length in front, so that bytes of any kind fit.
package struct WriteRecord: Sendable {
  package var root: String
  /// The command in words: `done corrib-repo`.
  package var title: String
  /// The number of the record that this one takes back; it goes when the taking back is finished.
  package var undoes: Int?
  package var changes: [FileChange]
  /// Folders that were made, outermost first, relative to the root.
  package var folders: [String] = []

  private static let magic = Array("planmd-write/1\n".utf8)

  package init(root: String, title: String, undoes: Int? = nil, changes: [FileChange]) {
    self.root = root
    self.title = title
    self.undoes = undoes
    self.changes = changes
  }

  var bytes: [UInt8] {
    var result = WriteRecord.magic
    func add(_ field: [UInt8]) { result += Array("\(field.count) ".utf8) + field }
    func add(_ field: [UInt8]?) {
      add(field == nil ? [0] : [1])
      if let field { add(field as [UInt8]) }
    }
    add(Array(root.utf8))
    add(Array(title.utf8))
    add(Array((undoes.map(String.init) ?? "").utf8))
    add(Array(String(folders.count).utf8))
    for folder in folders { add(Array(folder.utf8)) }
    add(Array(String(changes.count).utf8))
    for change in changes {
      add(Array(change.path.utf8))
      add(change.old)
      add(change.new)
    }
    return result + Array("end\n".utf8)
  }

  /// nil for anything that is not a whole record.
  init?(_ bytes: [UInt8]) {
    guard bytes.starts(with: WriteRecord.magic) else { return nil }
    var offset = WriteRecord.magic.count
    func field() -> [UInt8]? {
      var length = 0
      let start = offset
      while offset < bytes.count, bytes[offset] != 0x20 {
        guard (0x30...0x39).contains(bytes[offset]), length < 1 << 40 else { return nil }
        length = length * 10 + Int(bytes[offset] - 0x30)
        offset += 1
      }
      guard offset > start, offset < bytes.count, offset + 1 + length <= bytes.count else { return nil }
      defer { offset += 1 + length }
      return Array(bytes[(offset + 1)..<(offset + 1 + length)])
    }
    func text() -> String? { field().map { String(decoding: $0, as: UTF8.self) } }
    func optional() -> [UInt8]?? {
      guard let flag = field() else { return nil }
      return flag == [1] ? field().map { .some($0) } : .some(nil)
    }
    guard let root = text(), let title = text(), let undoes = text(),
      let folderCount = text().flatMap({ Int($0) })
    else { return nil }
    self.init(root: root, title: title, undoes: Int(undoes), changes: [])
    for _ in 0..<folderCount {
      guard let folder = text() else { return nil }
      folders.append(folder)
    }
    guard let count = text().flatMap({ Int($0) }) else { return nil }
    for _ in 0..<count {
      guard let path = text(), let old = optional(), let new = optional() else { return nil }
      changes.append(FileChange(path: path, old: old, new: new))
    }
    guard Array(bytes[offset...]) == Array("end\n".utf8) else { return nil }
  }
}
