/// A file or a heading: what tasks belong to.
public struct Project: Sendable {
  public enum Kind: UInt8, Sendable {
    /// Has an end.
    case project
    /// Ongoing work, never late by itself.
    case area

    public var name: String { self == .project ? "project" : "area" }
  }

  public var file: FileIndex
  /// 0 for a file's top project, else the heading's level.
  public var level: UInt8
  public var kind: Kind
  /// The heading line, or an empty range at the file's beginning.
  public var range: ByteRange
  public var name: String
  /// From 1.
  public var line: UInt32
  public var parent: ProjectIndex
  /// One past the last project below this one.
  public var subtreeEnd: UInt32
  /// The tasks below it, those of its sub-projects included: `tasks[firstTask..<taskEnd]`.
  public var firstTask: UInt32
  public var taskEnd: UInt32
  public var firstTag: UInt32
  public var tagCount: UInt16
  public var keys: KeySet

  public init(file: FileIndex, level: Int, range: ByteRange, name: String, line: Int) {
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
