/// A dated bullet below a task or project: time spent, an expense, or a note. Source: format, section 4.
public struct LogEntry: Sendable {
  public enum Kind: Sendable {
    /// Minutes of work.
    case time(minutes: Int)
    /// A clock range, in minutes after midnight; no end: a running timer.
    case clock(from: Int, to: Int?)
    case expense(Money)
    case note
  }

  public var file: FileIndex
  public var owner: NodeIndex
  public var day: Day
  public var kind: Kind
  /// Who spent the time: the name that is written, without `@`.
  public var person: ByteRange?
  /// The whole bullet's first line, from the date to its end.
  public var range: ByteRange
  /// What is written behind date, effort and name.
  public var note: ByteRange
  public var line: UInt32

  public init(
    file: FileIndex, owner: NodeIndex, day: Day, kind: Kind, person: ByteRange?, range: ByteRange,
    note: ByteRange, line: UInt32
  ) {
    self.file = file
    self.owner = owner
    self.day = day
    self.kind = kind
    self.person = person
    self.range = range
    self.note = note
    self.line = line
  }

  /// Minutes of work that it books; nil for expenses, notes and running timers.
  public var minutes: Int? {
    switch kind {
    case .time(let minutes): minutes
    case .clock(let from, let to?): to - from
    case .clock(_, nil), .expense, .note: nil
    }
  }
}
