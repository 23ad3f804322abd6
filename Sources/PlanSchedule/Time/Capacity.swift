package import PlanModel

/// Someone or something whose time is planned: a person, or a pool of units that are alike.
package struct Resource: Sendable {
  /// The name in `@name`; empty for the one implicit person of a plan that names nobody.
  package let key: String
  /// Thousandths that can work at the same time: 1000 for a person.
  package let units: Int32
  /// All hours that the contract asks for, holidays and leave left out.
  let axis: WorkAxis
}

/// When people work. Source: scheduling, section 1.
struct Capacity {
  let calendar: WorkCalendar
  let today: Day
  /// Days from today on.
  let days: Int

  /// The plan's own working time.
  func planAxis() -> WorkAxis {
    axis(mask: calendar.workdayMask, hours: calendar.hours, limit: { _ in nil }, leave: [], level: 1000)
  }

  func axis(of person: Person) -> WorkAxis {
    let mask = person.workdayMask ?? calendar.workdayMask
    let hours = person.hours ?? calendar.hours
    let workdays = max(1, mask.nonzeroBitCount)
    return axis(
      mask: mask, hours: hours,
      limit: { day in person.minutesPerWeek(on: day).map { ($0 + workdays / 2) / workdays } },
      leave: person.leave, level: Int32(clamping: person.units * 1000))
  }

  /// The person's ordinary hours, without holidays and leave: what a reason compares with.
  func ordinaryAxis(of person: Person?) -> WorkAxis {
    guard let person else {
      return axis(
        mask: calendar.workdayMask, hours: calendar.hours, limit: { _ in nil }, leave: [], level: 1000,
        keepsHolidays: true)
    }
    let mask = person.workdayMask ?? calendar.workdayMask
    let workdays = max(1, mask.nonzeroBitCount)
    return axis(
      mask: mask, hours: person.hours ?? calendar.hours,
      limit: { day in person.minutesPerWeek(on: day).map { ($0 + workdays / 2) / workdays } },
      leave: [], level: Int32(clamping: person.units * 1000), keepsHolidays: true)
  }

  private func axis(
    mask: UInt8, hours: [WorkCalendar.Hours], limit: (Day) -> Int?, leave: [WorkCalendar.Holiday],
    level: Int32,
    keepsHolidays: Bool = false
  ) -> WorkAxis {
    var axis = WorkAxis(days: days)
    for offset in 0..<days {
      let day = today + offset
      guard mask & (1 << day.weekday.rawValue) != 0, keepsHolidays || !calendar.isHoliday(day),
        !leave.contains(where: { $0.first <= day && day <= $0.last })
      else { continue }
      // The first hours of the day, as many as the contract asks for.
      var left = limit(day) ?? Int.max
      let midnight = Minute(offset) * dayLength
      for range in hours where left > 0 {
        let length = min(range.count, left)
        axis.append(
          midnight + Minute(range.lowerBound), midnight + Minute(range.lowerBound + length), level: level)
        left -= length
      }
    }
    axis.finish()
    return axis
  }
}

extension Person {
  /// The contract's minutes a week on a day; nil: all hours of the working days.
  package func minutesPerWeek(on day: Day) -> Int? {
    capacity.last { $0.from.map { $0 <= day } ?? true }?.minutesPerWeek
  }
}
