import PlanModel
import Testing

/// Dates in words; today is Friday, 9 January 2026.
@Suite struct RelativeDateTests {
  private let friday = day("2026-01-09")

  @Test(
    "words and the days they mean",
    arguments: [
      ("today", "2026-01-09"), ("now", "2026-01-09"), ("tomorrow", "2026-01-10"), ("yesterday", "2026-01-08"),
      ("fri", "2026-01-09"),
      ("sat", "2026-01-10"), ("thu", "2026-01-15"), ("Thursday", "2026-01-15"), ("next fri", "2026-01-16"),
      ("next mon", "2026-01-12"),
      ("last fri", "2026-01-02"), ("last thu", "2026-01-08"), ("last sat", "2026-01-03"),
      ("this fri", "2026-01-09"), ("on tue", "2026-01-13"),
      ("  next\tTUE ", "2026-01-13"), ("+3d", "2026-01-12"), ("-3d", "2026-01-06"), ("+0d", "2026-01-09"),
      ("+1w", "2026-01-16"),
      ("-1w", "2026-01-02"), ("+1m", "2026-02-09"), ("+2mo", "2026-03-09"), ("+1q", "2026-04-09"),
      ("+1y", "2027-01-09"), ("+1b", "2026-01-12"),
      ("+3b", "2026-01-14"), ("-1b", "2026-01-08"), ("sow", "2026-01-05"), ("eow", "2026-01-11"),
      ("som", "2026-01-01"), ("eom", "2026-01-31"),
      ("soq", "2026-01-01"), ("eoq", "2026-03-31"), ("soy", "2026-01-01"), ("eoy", "2026-12-31"),
      ("EOM", "2026-01-31"), ("+9999d", "2053-05-26"),
    ])
  func words(_ text: String, _ expected: String) {
    #expect(RelativeDate.resolve(text, today: friday, calendar: WorkCalendar()) == day(expected))
  }

  @Test(
    "what is none of the words",
    arguments: [
      "", " ", "soon", "3d", "+3", "+d", "+12345d", "+3x", "+3dd", "+-3d", "next", "next week", "fri next",
      "last", "2026-01-09", "next next fri",
      "+３d", "+1.5d", "eod", "--1d",
    ])
  func noWords(_ text: String) {
    #expect(RelativeDate.resolve(text, today: friday, calendar: WorkCalendar()) == nil)
  }

  @Test func theWeekBeginsWhereTheCalendarSays() {
    var calendar = WorkCalendar()
    calendar.weekStart = .sunday
    #expect(RelativeDate.resolve("sow", today: friday, calendar: calendar) == day("2026-01-04"))
    #expect(RelativeDate.resolve("eow", today: friday, calendar: calendar) == day("2026-01-10"))
  }

  @Test func workingDaysStepOverHolidays() {
    var calendar = WorkCalendar()
    calendar.add(WorkCalendar.Holiday(first: day("2026-01-12"), last: day("2026-01-13"), name: nil))
    #expect(RelativeDate.resolve("+1b", today: friday, calendar: calendar) == day("2026-01-14"))
  }

  @Test func aWeekdayIsTodayOrAfterAndNextAndLastAreNever() {
    for offset in 0..<7 {
      let today = friday + offset
      for weekday in Weekday.allCases {
        let calendar = WorkCalendar()
        let plain = RelativeDate.resolve(weekday.shortName, today: today, calendar: calendar)!
        let next = RelativeDate.resolve("next \(weekday.name)", today: today, calendar: calendar)!
        let last = RelativeDate.resolve("last \(weekday.name)", today: today, calendar: calendar)!
        #expect(
          (0...6).contains(plain - today) && (1...7).contains(next - today) && (1...7).contains(today - last))
        #expect([plain, next, last].allSatisfy { $0.weekday == weekday })
      }
    }
  }

  @Test(
    "single words are told from dates",
    arguments: [
      ("fri", true), ("eom", true), ("+3d", true), ("today", true), ("next fri", false),
      ("2026-01-09", false), ("x", false), ("+x", false),
    ])
  func isRelative(_ text: String, _ expected: Bool) {
    #expect(RelativeDate.isRelative(text) == expected)
  }

  @Test func farAwayDaysSaturate() {
    #expect(RelativeDate.resolve("+9999y", today: friday, calendar: WorkCalendar()) == .max)
    #expect(RelativeDate.resolve("-9999y", today: friday, calendar: WorkCalendar()) == .min)
  }
}
