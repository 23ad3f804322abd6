// `@inlinable` here and in the accessors of a plan: they are called for each task by each rule, and the optimizer leaves
// calls into another module where it could copy eight bytes.

/// Position of a file in ``Plan/files``.
public struct FileIndex: Hashable, Comparable, Sendable {
  public let value: UInt32
  @inlinable public init(_ value: Int) { self.value = UInt32(truncatingIfNeeded: value) }
  @inlinable public var position: Int { Int(value) }
  public static func < (a: FileIndex, b: FileIndex) -> Bool { a.value < b.value }
}

/// Position of a task in ``Plan/tasks``, which is the order of files and lines.
public struct TaskIndex: Hashable, Comparable, Sendable {
  public let value: UInt32
  @inlinable public init(_ value: Int) { self.value = UInt32(truncatingIfNeeded: value) }
  @inlinable public var position: Int { Int(value) }
  /// Stands for no task, so that a task's record needs no optional.
  public static let none = TaskIndex(Int(UInt32.max))
  @inlinable public var isNone: Bool { value == .max }
  @inlinable public var orNil: TaskIndex? { isNone ? nil : self }
  public static func < (a: TaskIndex, b: TaskIndex) -> Bool { a.value < b.value }
}

/// Position of a project in ``Plan/projects``, which is the order of files and headings.
public struct ProjectIndex: Hashable, Comparable, Sendable {
  public let value: UInt32
  @inlinable public init(_ value: Int) { self.value = UInt32(truncatingIfNeeded: value) }
  @inlinable public var position: Int { Int(value) }
  public static let none = ProjectIndex(Int(UInt32.max))
  @inlinable public var isNone: Bool { value == .max }
  @inlinable public var orNil: ProjectIndex? { isNone ? nil : self }
  public static func < (a: ProjectIndex, b: ProjectIndex) -> Bool { a.value < b.value }
}

/// A task or a project: what a dependency, a tag or a reference can belong to.
public enum NodeIndex: Hashable, Sendable {
  case task(TaskIndex)
  case project(ProjectIndex)
}
