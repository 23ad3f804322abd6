package import PlanModel

extension Plan {
  /// Minutes that somebody can work from one day to another, both included, without leave and holidays; nil for teams and
  /// names that nobody declares while others are declared.
  package func workingMinutes(of key: String, from first: Day, through last: Day) -> Int? {
    let people = configuration.people
    let declared = configuration.person(key)
    guard declared.map({ !$0.isTeam }) ?? people.isEmpty, first <= last else { return nil }
    let capacity = Capacity(calendar: configuration.calendar, today: first, days: last - first + 1)
    let person = declared ?? Person(key: key)
    return Int(capacity.axis(of: person).count) * person.units
  }
}
