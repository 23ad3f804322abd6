/// Position of a file in ``Plan/files``.
package struct FileIndex: Hashable, Comparable, Sendable {
  package let value: UInt32
  @inlinable package init(_ value: Int) { self.value = UInt32(truncatingIfNeeded: value) }
  @inlinable package var position: Int { Int(value) }
  @inlinable package static func < (a: FileIndex, b: FileIndex) -> Bool { a.value < b.value }
}

/// Position of a task in ``Plan/tasks``, which is the order of files and lines.
package struct TaskIndex: Hashable, Comparable, Sendable {
  package let value: UInt32
  @inlinable package init(_ value: Int) { self.value = UInt32(truncatingIfNeeded: value) }
  @inlinable package var position: Int { Int(value) }
  /// Stands for no task, so that a task's record needs no optional.
  package static let none = TaskIndex(Int(UInt32.max))
  @inlinable package var isNone: Bool { value == .max }
  @inlinable package var orNil: TaskIndex? { isNone ? nil : self }
  @inlinable package static func < (a: TaskIndex, b: TaskIndex) -> Bool { a.value < b.value }
}

/// Position of a project in ``Plan/projects``, which is the order of files and headings.
package struct ProjectIndex: Hashable, Comparable, Sendable {
  package let value: UInt32
  @inlinable package init(_ value: Int) { self.value = UInt32(truncatingIfNeeded: value) }
  @inlinable package var position: Int { Int(value) }
  package static let none = ProjectIndex(Int(UInt32.max))
  @inlinable package var isNone: Bool { value == .max }
  @inlinable package var orNil: ProjectIndex? { isNone ? nil : self }
  @inlinable package static func < (a: ProjectIndex, b: ProjectIndex) -> Bool { a.value < b.value }
}

/// A task or a project: what a dependency, a tag or a reference can belong to.
package enum NodeIndex: Hashable, Sendable {
  case task(TaskIndex)
  case project(ProjectIndex)
}
