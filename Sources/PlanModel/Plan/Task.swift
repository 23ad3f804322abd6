/// What a checkbox says. Raw values are the order in which boards show them.
public enum Status: UInt8, CaseIterable, Sendable {
  case open, started, waiting, held, done, cancelled

  /// `open started waiting held done cancelled`, as in queries and JSON.
  public var name: String {
    switch self {
    case .open: "open"
    case .started: "started"
    case .waiting: "waiting"
    case .held: "held"
    case .done: "done"
    case .cancelled: "cancelled"
    }
  }

  public init?(name: String) {
    guard let match = Status.allCases.first(where: { $0.name == name }) else { return nil }
    self = match
  }

  /// Neither done nor cancelled.
  @inlinable public var isUnfinished: Bool { self != .done && self != .cancelled }
}

/// A checklist item. Flat and without references: the plan's arrays hold everything that belongs to it.
public struct Task: Sendable {
  public struct Flags: Sendable {
    public var rawValue: UInt8
    @inlinable public init(rawValue: UInt8) { self.rawValue = rawValue }
    @inlinable public func contains(_ other: Flags) -> Bool { rawValue & other.rawValue == other.rawValue }
    @inlinable public func isDisjoint(with other: Flags) -> Bool { rawValue & other.rawValue == 0 }
    public mutating func insert(_ other: Flags) { rawValue |= other.rawValue }
    public static func | (a: Flags, b: Flags) -> Flags { Flags(rawValue: a.rawValue | b.rawValue) }
    public static var none: Flags { Flags(rawValue: 0) }
    /// The box holds a character without a meaning.
    public static var unknownStatus: Flags { Flags(rawValue: 1) }
    /// The box holds `?`: open with an open question.
    public static var questioned: Flags { Flags(rawValue: 2) }
    /// In a list with numbers.
    @inlinable public static var ordered: Flags { Flags(rawValue: 4) }
    /// Has a parent or project that is cancelled or held, which holds it too.
    @inlinable public static var heldByParent: Flags { Flags(rawValue: 8) }
    /// Has at least one log entry.
    @inlinable public static var hasLog: Flags { Flags(rawValue: 16) }
  }

  public var file: FileIndex
  /// From the list marker to the end of the first paragraph.
  public var start: UInt32
  public var end: UInt32
  /// The `[` of the checkbox.
  public var box: UInt32
  /// First byte of the text behind the box.
  public var textStart: UInt32
  /// End of the first line's text, without trailing blanks.
  public var firstLineEnd: UInt32
  /// From 1.
  public var line: UInt32
  public var parent: TaskIndex
  public var project: ProjectIndex
  /// One past the last task below this one; its own position + 1 if there is none.
  public var subtreeEnd: UInt32
  /// The task before it in an ordered list, which it waits for.
  public var predecessor: TaskIndex
  public var firstTag: UInt32
  public var tagCount: UInt16
  /// 0 for a task without a parent task.
  public var depth: UInt16
  public var status: Status
  public var flags: Flags
  /// Block quotes around it.
  public var quoteDepth: UInt8
  /// Keys of its effective tags.
  public var keys: KeySet

  public init(
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

  public var range: ByteRange { ByteRange(Int(start), Int(end)) }
  /// The checkbox, `[` to `]`.
  public var boxRange: ByteRange { ByteRange(Int(box), max(Int(box), Int(textStart) - 1)) }
  @inlinable public var isUnfinished: Bool { status.isUnfinished }
}
