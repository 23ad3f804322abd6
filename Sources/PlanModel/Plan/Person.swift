/// Someone or something that works: a person, a pool of alike units, or a team. Source: format, section 5.
public struct Person: Hashable, Sendable {
  /// A change of the weekly capacity, from a day on.
  public struct Capacity: Hashable, Sendable {
    public let from: Day?
    public let minutesPerWeek: Int

    public init(from: Day?, minutesPerWeek: Int) {
      self.from = from
      self.minutesPerWeek = minutesPerWeek
    }
  }

  /// The name in `@name`.
  public let key: String
  public var name: String?
  /// In order of their days; empty: all hours of the working days.
  public var capacity: [Capacity] = []
  /// What an hour costs.
  public var cost: Money?
  /// What an hour is billed at.
  public var rate: Money?
  /// Bit 0 is Monday; nil: the calendar's.
  public var workdayMask: UInt8?
  public var hours: [WorkCalendar.Hours]?
  public var leave: [WorkCalendar.Holiday] = []
  public var skills: [String] = []
  /// More than one for a pool.
  public var units = 1
  /// A team's members; empty for persons and pools.
  public var members: [String] = []

  public init(key: String) { self.key = key }

  public var isTeam: Bool { !members.isEmpty }
  public var displayName: String { name ?? key }

  public func leave(on day: Day) -> WorkCalendar.Holiday? {
    leave.first { $0.first <= day && day <= $0.last }
  }
}
