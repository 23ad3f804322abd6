/// Someone or something that works: a person, a pool of alike units, or a team. Source: format, section 5.
package struct Person: Hashable, Sendable {
  /// A change of the weekly capacity, from a day on.
  package struct Capacity: Hashable, Sendable {
    package let from: Day?
    package let minutesPerWeek: Int

    package init(from: Day?, minutesPerWeek: Int) {
      self.from = from
      self.minutesPerWeek = minutesPerWeek
    }
  }

  /// The name in `@name`.
  package let key: String
  package var name: String?
  /// In order of their days; empty: all hours of the working days.
  package var capacity: [Capacity] = []
  /// What an hour costs.
  package var cost: Money?
  /// What an hour is billed at.
  package var rate: Money?
  /// Bit 0 is Monday; nil: the calendar's.
  package var workdayMask: UInt8?
  package var hours: [WorkCalendar.Hours]?
  package var leave: [WorkCalendar.Holiday] = []
  package var skills: [String] = []
  /// More than one for a pool.
  package var units = 1
  /// A team's members; empty for persons and pools.
  package var members: [String] = []

  package init(key: String) { self.key = key }

  package var isTeam: Bool { !members.isEmpty }
  package var displayName: String { name ?? key }

  package func leave(on day: Day) -> WorkCalendar.Holiday? {
    leave.first { $0.first <= day && day <= $0.last }
  }
}
