/// What a checkbox says. Raw values are the order in which boards show them.
package enum Status: UInt8, CaseIterable, Sendable {
  case open, started, waiting, held, done, cancelled

  /// `open started waiting held done cancelled`, as in queries and JSON.
  package var name: String {
    switch self {
    case .open: "open"
    case .started: "started"
    case .waiting: "waiting"
    case .held: "held"
    case .done: "done"
    case .cancelled: "cancelled"
    }
  }

  @inlinable package init?(name: String) {
    guard let match = Status.allCases.first(where: { $0.name == name }) else { return nil }
    self = match
  }

  /// Neither done nor cancelled.
  @inlinable package var isUnfinished: Bool { self != .done && self != .cancelled }
}

/// A checklist item. Flat and without references: the plan's arrays hold everything that belongs to it.
package struct Task: Sendable {
  package struct Flags: Sendable {
    package var rawValue: UInt8
    @inlinable package init(rawValue: UInt8) { self.rawValue = rawValue }
    @inlinable package func contains(_ other: Flags) -> Bool { rawValue & other.rawValue == other.rawValue }
    @inlinable package func isDisjoint(with other: Flags) -> Bool { rawValue & other.rawValue == 0 }
    @inlinable package mutating func insert(_ other: Flags) { rawValue |= other.rawValue }
    @inlinable package static func | (a: Flags, b: Flags) -> Flags { Flags(rawValue: a.rawValue | b.rawValue) }
    @inlinable package static var none: Flags { Flags(rawValue: 0) }
    /// The box holds a character without a meaning.
    @inlinable package static var unknownStatus: Flags { Flags(rawValue: 1) }
    /// The box holds `?`: open with an open question.
    @inlinable package static var questioned: Flags { Flags(rawValue: 2) }
    /// In a list with numbers.
    @inlinable package static var ordered: Flags { Flags(rawValue: 4) }
    /// Has a parent or project that is cancelled or held, which holds it too.
    @inlinable package static var heldByParent: Flags { Flags(rawValue: 8) }
    /// Has at least one log entry.
    @inlinable package static var hasLog: Flags { Flags(rawValue: 16) }
  }

  package var file: FileIndex
  /// From the list marker to the end of the first paragraph.
  package var start: UInt32
  package var end: UInt32
  /// The `[` of the checkbox.
  package var box: UInt32
  /// First byte of the text behind the box.
  package var textStart: UInt32
  /// End of the first line's text, without trailing blanks.
  package var firstLineEnd: UInt32
  /// From 1.
  package var line: UInt32
  package var parent: TaskIndex
  package var project: ProjectIndex
  /// One past the last task below this one; its own position + 1 if there is none.
  package var subtreeEnd: UInt32
  /// The task before it in an ordered list, which it waits for.
  package var predecessor: TaskIndex
  package var firstTag: UInt32
  package var tagCount: UInt16
  /// 0 for a task without a parent task.
  package var depth: UInt16
  package var status: Status
  package var flags: Flags
  /// Block quotes around it.
  package var quoteDepth: UInt8
  /// Keys of its effective tags.
  package var keys: KeySet

  package init(
    file: FileIndex, start: Int, end: Int, box: Int, textStart: Int, firstLineEnd: Int, line: Int
  ) {
    self.file = file
    self.start = UInt32(truncatingIfNeeded: start)
    self.end = UInt32(truncatingIfNeeded: end)
    self.box = UInt32(truncatingIfNeeded: box)
    self.textStart = UInt32(truncatingIfNeeded: textStart)
    self.firstLineEnd = UInt32(truncatingIfNeeded: firstLineEnd)
    self.line = UInt32(truncatingIfNeeded: line)
    parent = .none
    project = .none
    subtreeEnd = 0
    predecessor = .none
    firstTag = 0
    tagCount = 0
    depth = 0
    status = .open
    flags = .none
    quoteDepth = 0
    keys = .none
  }

  @inlinable package var range: ByteRange { ByteRange(Int(start), Int(end)) }
  /// The checkbox, `[` to `]`.
  @inlinable package var boxRange: ByteRange { ByteRange(Int(box), max(Int(box), Int(textStart) - 1)) }
  @inlinable package var isUnfinished: Bool { status.isUnfinished }
}
