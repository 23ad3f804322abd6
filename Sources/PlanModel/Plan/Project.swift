/// A file or a heading: what tasks belong to.
package struct Project: Sendable {
  package enum Kind: UInt8, Sendable {
    /// Has an end.
    case project
    /// Ongoing work, never late by itself.
    case area

    package var name: String { self == .project ? "project" : "area" }
  }

  package var file: FileIndex
  /// 0 for a file's top project, else the heading's level.
  package var level: UInt8
  package var kind: Kind
  /// The heading line, or an empty range at the file's beginning.
  package var range: ByteRange
  package var name: String
  /// From 1.
  package var line: UInt32
  package var parent: ProjectIndex
  /// One past the last project below this one.
  package var subtreeEnd: UInt32
  /// The tasks below it, those of its sub-projects included: `tasks[firstTask..<taskEnd]`.
  package var firstTask: UInt32
  package var taskEnd: UInt32
  package var firstTag: UInt32
  package var tagCount: UInt16
  package var keys: KeySet

  package init(file: FileIndex, level: Int, range: ByteRange, name: String, line: Int) {
    self.file = file
    self.level = UInt8(truncatingIfNeeded: level)
    self.range = range
    self.name = name
    self.line = UInt32(truncatingIfNeeded: line)
    kind = .project
    parent = .none
    subtreeEnd = 0
    firstTask = 0
    taskEnd = 0
    firstTag = 0
    tagCount = 0
    keys = .none
  }
}
