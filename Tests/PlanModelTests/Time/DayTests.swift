import PlanModel
import Testing

@Suite struct DayTests {
  @Test(
    "days have the numbers that they are known by",
    arguments: [
      (1970, 1, 1, 0), (1969, 12, 31, -1), (2000, 2, 29, 11016), (2026, 3, 9, 20521), (1, 1, 1, -719_162),
      (9999, 12, 31, 2_932_896), (1600, 2, 29, -135_081), (1900, 3, 1, -25_508),
    ])
  func numbers(_ year: Int, _ month: Int, _ dayOfMonth: Int, _ number: Int32) throws {
    let day = try #require(Day(year, month, dayOfMonth))
    #expect(day.number == number)
    #expect(day.components == (year, month, dayOfMonth))
  }

  @Test(
    "a day that does not exist is none",
    arguments: [
      (2026, 2, 29), (2026, 2, 30), (1900, 2, 29), (2026, 4, 31), (2026, 13, 1), (2026, 0, 1), (2026, 1, 0),
      (2026, 1, 32),
      (0, 1, 1), (10_000, 1, 1), (-1, 1, 1), (2026, -1, 1), (2026, 1, -1), (Int.max, 1, 1), (Int.min, 1, 1),
    ])
  func impossible(_ year: Int, _ month: Int, _ dayOfMonth: Int) {
    #expect(Day(year, month, dayOfMonth) == nil)
  }

  @Test func arithmeticSaturatesAtTheValidYears() {
    #expect(Day.max + 1 == .max)
    #expect(Day.min - 1 == .min)
    #expect(Day.max.addingMonths(1) == .max)
    #expect(Day.min.addingMonths(-1) == .min)
    #expect(Day(number: .max) == .max)
    #expect(Day(number: .min) == .min)
    #expect(Day.max - Day.min == 3_652_058)
  }

  @Test(
    "months are added to the day, clamped to the month's end",
    arguments: [
      ("2026-01-31", 1, "2026-02-28"), ("2026-01-31", 2, "2026-03-31"), ("2026-01-31", 13, "2027-02-28"),
      ("2024-02-29", 12, "2025-02-28"), ("2024-02-29", 48, "2028-02-29"), ("2026-03-31", -1, "2026-02-28"),
      ("2026-01-15", -1, "2025-12-15"), ("2026-01-15", -13, "2024-12-15"), ("2026-12-31", 0, "2026-12-31"),
    ])
  func months(_ from: String, _ count: Int, _ to: String) {
    #expect(day(from).addingMonths(count) == day(to))
  }

  @Test(
    "weeks of ISO 8601",
    arguments: [
      ("2026-01-01", 2026, 1), ("2025-12-29", 2026, 1), ("2025-12-28", 2025, 52), ("2026-12-31", 2026, 53),
      ("2027-01-03", 2026, 53), ("2027-01-04", 2027, 1), ("2020-12-31", 2020, 53), ("2000-01-01", 1999, 52),
      ("2024-12-30", 2025, 1), ("2008-12-29", 2009, 1), ("2010-01-03", 2009, 53),
    ])
  func isoWeeks(_ text: String, _ year: Int, _ week: Int) {
    #expect(day(text).isoWeek == (year, week))
  }

  @Test func aYearHasFiftyTwoOrFiftyThreeWeeks() {
    #expect(Day.monday(ofISOWeek: 53, year: 2026) == day("2026-12-28"))
    #expect(Day.monday(ofISOWeek: 53, year: 2025) == nil)
    #expect(Day.monday(ofISOWeek: 54, year: 2026) == nil)
    #expect(Day.monday(ofISOWeek: 0, year: 2026) == nil)
    #expect(Day.monday(ofISOWeek: 1, year: 2026) == day("2025-12-29"))
    // 71 years of 400 are long ones.
    #expect((1601...2000).count { Day.monday(ofISOWeek: 53, year: $0) != nil } == 71)
  }

  @Test(
    "weeks may begin on any day",
    arguments: zip(
      Weekday.allCases,
      ["2026-03-09", "2026-03-10", "2026-03-11", "2026-03-05", "2026-03-06", "2026-03-07", "2026-03-08"]))
  func beginningsOfWeeks(_ start: Weekday, _ first: String) {
    #expect(day("2026-03-11").firstOfWeek(startingOn: start) == day(first))
  }

  @Test(
    "weekdays are read by their names",
    arguments: [
      ("mon", Weekday.monday), ("Sunday", .sunday), ("THU", .thursday), ("wednesday", .wednesday),
      ("tues", nil), ("", nil),
      ("mo", nil), ("montag", nil),
    ])
  func weekdayNames(_ name: String, _ weekday: Weekday?) {
    #expect(Weekday(name: name) == weekday)
  }

  @Test func namesOfWeekdaysReadBack() {
    for weekday in Weekday.allCases {
      #expect(Weekday(name: weekday.name) == weekday)
      #expect(Weekday(name: weekday.shortName) == weekday)
    }
  }

  @Test(arguments: [(5, 2, "05"), (5, 1, "5"), (123, 2, "123"), (0, 4, "0000")])
  func numbersArePadded(_ value: Int, _ width: Int, _ expected: String) {
    #expect(padded(value, width) == expected)
  }

  /// Four centuries, day by day: the calendar as someone would tick it off on paper.
  @Test func everyDayFollowsTheOneBefore() {
    var ledger = Ledger(year: 1801, weekday: .thursday)
    var day = Day(1801, 1, 1)!
    var wrong: [String] = []
    while ledger.year < 2201 {
      let isRight =
        day.components == (ledger.year, ledger.month, ledger.dayOfMonth) && day.weekday == ledger.weekday
        && day.dayOfYear == ledger.dayOfYear && Day(ledger.year, ledger.month, ledger.dayOfMonth) == day
        && day.description == ledger.text
      if !isRight { wrong.append(ledger.text) }
      ledger.advance()
      day = day + 1
    }
    #expect(wrong == [])
    #expect(day == Day(2201, 1, 1))
  }

  /// The week and its year change on Mondays, to 1 where most of the week lies in the new year.
  @Test func everyWeekFollowsTheOneBefore() {
    var (day, year, week) = (Day(1801, 1, 5)!, 1801, 2)
    var wrong: [String] = []
    while day.year < 2201 {
      let isRight =
        (0..<7).allSatisfy { (day + $0).isoWeek == (year, week) }
        && Day.monday(ofISOWeek: week, year: year) == day
      if !isRight { wrong.append(day.description) }
      day = day + 7
      let isNewYear = (day + 3).year != year
      (year, week) = isNewYear ? (year + 1, 1) : (year, week + 1)
    }
    #expect(wrong == [])
  }
}

/// A calendar that only counts.
private struct Ledger {
  var year: Int
  var month = 1
  var dayOfMonth = 1
  var dayOfYear = 1
  var weekday: Weekday

  init(year: Int, weekday: Weekday) { (self.year, self.weekday) = (year, weekday) }

  private var lengths: [Int] {
    let isLeap = year.isMultiple(of: 400) || (year.isMultiple(of: 4) && !year.isMultiple(of: 100))
    return [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
  }

  var text: String { "\(year)-\(month < 10 ? "0" : "")\(month)-\(dayOfMonth < 10 ? "0" : "")\(dayOfMonth)" }

  mutating func advance() {
    weekday = Weekday.allCases[(Int(weekday.rawValue) + 1) % 7]
    (dayOfMonth, dayOfYear) = (dayOfMonth + 1, dayOfYear + 1)
    guard dayOfMonth > lengths[month - 1] else { return }
    (month, dayOfMonth) = (month + 1, 1)
    guard month > 12 else { return }
    (year, month, dayOfYear) = (year + 1, 1, 1)
  }
}
