import PlanModel

/// What a query says, before it meets a plan: names are still names, dates are already days.
indirect enum Expression: Hashable, Sendable {
  case term(Term, ByteRange)
  case not(Expression)
  case and([Expression])
  case or([Expression])

  /// Every term, from left to right.
  var terms: [(term: Term, range: ByteRange)] {
    switch self {
    case .term(let term, let range): [(term, range)]
    case .not(let inner): inner.terms
    case .and(let parts), .or(let parts): parts.flatMap(\.terms)
    }
  }
}

/// One term. Lists mean any of their items; numbers are ranges, `Int.min` and `Int.max` where they are open.
enum Term: Hashable, Sendable {
  /// A word or phrase of a task's text.
  case text(String)
  case flag(QueryFlag)
  case status(StatusSet)
  /// Names without `@`.
  case people([String])
  case owner([String])
  /// Labels without `#`.
  case labels([String])
  case projects([String])
  case ids([String])
  case files([String])
  /// Minutes since 1970-01-01, see ``DateSpan``.
  case date(TagKey, [ClosedRange<Int>])
  /// Minutes of work.
  case effort(TagKey, [ClosedRange<Int>])
  /// 0…100.
  case progress([ClosedRange<Int>])
  /// See ``PriorityRank``.
  case priority([ClosedRange<Int>])
  case money(TagKey, [MoneySpan])
  /// The written value of any other key of the format.
  case value(TagKey, [String])
  /// A key that is not the format's own, in lower case.
  case attribute(String, [String])
  case has([QueryKey])
  /// Has none of them.
  case lacks([QueryKey])
  /// `not archived`: what lists show anyway.
  case outsideArchive
}

/// Terms of one word.
enum QueryFlag: String, CaseIterable, Sendable {
  case overdue, blocked, blocking, recurring, unassigned, unestimated, milestone, critical, all, archived
}

/// A key in `has:`.
enum QueryKey: Hashable, Sendable {
  case known(TagKey)
  /// In lower case.
  case own(String)
}

/// A set of statuses in one byte.
struct StatusSet: Hashable, Sendable {
  static let names = Status.allCases.map(\.name)

  private(set) var bits: UInt8 = 0

  static let unfinished = StatusSet(Status.allCases.filter(\.isUnfinished))
  static let finished = StatusSet(Status.allCases.filter { !$0.isUnfinished })

  init(_ statuses: [Status] = []) {
    for status in statuses { bits |= 1 << status.rawValue }
  }

  mutating func formUnion(_ other: StatusSet) { bits |= other.bits }
  func contains(_ status: Status) -> Bool { bits & (1 << status.rawValue) != 0 }
}

/// Amounts of one currency, in millionths.
struct MoneySpan: Hashable, Sendable {
  let currency: Currency
  let micros: ClosedRange<Int>
}

/// How priorities compare: `A` is 0, `C` 2, none 3, `D` 4 (format, section 3).
enum PriorityRank {
  static let none = 3

  static func rank(_ letter: UInt8?) -> Int {
    guard let letter else { return none }
    let place = Int(letter) - Int(UInt8(ascii: "A"))
    return place < none ? place : place + 1
  }
}

/// Days and clock times on one scale, so that `due:..2026-01-12T15:00` compares with both.
enum DateSpan {
  static let minutesPerDay = 24 * 60

  /// All that a date covers: a minute, a day, or every day of a period.
  static func covering(_ date: DateValue) -> ClosedRange<Int> {
    let first = Int(date.first.number) * minutesPerDay
    guard date.precision != .time else { return first + Int(date.minute)...first + Int(date.minute) }
    return first...Int(date.last.number) * minutesPerDay + minutesPerDay - 1
  }

  /// Where a task's date stands: the end of its last day for deadlines, else the beginning of its first.
  static func point(_ date: DateValue, of key: TagKey) -> Int {
    let span = covering(date)
    switch key {
    case .due, .until: return span.upperBound
    default: return span.lowerBound
    }
  }
}
