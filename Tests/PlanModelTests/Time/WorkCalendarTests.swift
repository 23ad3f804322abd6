import PlanModel
import Testing

@Suite struct WorkCalendarTests {
  @Test func withoutAWordMondayToFridayFromNineToFive() {
    let calendar = WorkCalendar()
    #expect(
      (0..<7).map { calendar.isWorkday(day("2026-03-09") + $0) } == [
        true, true, true, true, true, false, false,
      ])
    #expect(calendar.minutesPerDay == 480)
    #expect(calendar.minutesPerWeek == 2400)
  }

  @Test func hoursAddUpToADay() {
    var calendar = WorkCalendar()
    calendar.hours = [9 * 60..<13 * 60, 14 * 60..<18 * 60]
    calendar.daysPerWeek = 4
    #expect(calendar.minutesPerDay == 480)
    #expect(calendar.minutesPerWeek == 1920)
  }

  @Test func holidaysAreFree() {
    var calendar = WorkCalendar()
    let summer = WorkCalendar.Holiday(first: day("2026-07-01"), last: day("2026-07-03"), name: "Summer")
    calendar.add(summer)
    #expect((0..<5).map { calendar.isWorkday(day("2026-06-30") + $0) } == [true, false, false, false, false])
    #expect(calendar.holiday(on: day("2026-07-02")) == summer)
    #expect(calendar.holiday(on: day("2026-07-04")) == nil)
    #expect(calendar.isHoliday(day("2026-06-30")) == false)
  }

  @Test func aHolidayThatEndsBeforeItBeginsIsItsFirstDay() {
    var calendar = WorkCalendar()
    calendar.add(WorkCalendar.Holiday(first: day("2026-07-01"), last: day("2026-06-01"), name: nil))
    #expect(calendar.isHoliday(day("2026-07-01")))
    #expect(calendar.isHoliday(day("2026-06-15")) == false)
  }

  @Test func longerHolidaysThanTenYearsAreCut() {
    var calendar = WorkCalendar()
    calendar.add(WorkCalendar.Holiday(first: day("2026-01-01"), last: .max, name: nil))
    #expect(calendar.isHoliday(day("2035-12-31")))
    #expect(calendar.isHoliday(day("2037-01-01")) == false)
  }

  @Test(
    "working days are counted",
    arguments: [
      ("2026-03-09", 1, "2026-03-10"), ("2026-03-13", 1, "2026-03-16"), ("2026-03-14", 1, "2026-03-16"),
      ("2026-03-09", 5, "2026-03-16"),
      ("2026-03-09", -1, "2026-03-06"), ("2026-03-15", -1, "2026-03-13"), ("2026-03-14", 0, "2026-03-14"),
      ("2026-03-16", 1, "2026-03-18"),
    ])
  func adding(_ from: String, _ count: Int, _ to: String) {
    var calendar = WorkCalendar()
    calendar.add(
      WorkCalendar.Holiday(first: day("2026-03-17"), last: day("2026-03-17"), name: "St Patrick's Day"))
    #expect(calendar.adding(workdays: count, to: day(from)) == day(to))
  }

  @Test func withoutWorkingDaysCountingEnds() {
    var calendar = WorkCalendar()
    calendar.workdayMask = 0
    #expect(calendar.adding(workdays: 1, to: day("2026-03-09")) - day("2026-03-09") == 40_014)
    #expect(calendar.adding(workdays: -3, to: day("2026-03-09")) < day("2026-03-09"))
  }

  @Test func forwardAndBackIsWhereItBegan() {
    let calendar = WorkCalendar()
    for count in 1...40 {
      let start = day("2026-03-09")
      #expect(calendar.adding(workdays: -count, to: calendar.adding(workdays: count, to: start)) == start)
    }
  }
}
