import PlanModel
import Testing

/// Cases checked with independent tools, and the examples of RFC 5545, section 3.8.5.3.
@Suite struct RecurrenceGoldenTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let rule: String
    let first: String
    let days: String
    var testDescription: String { "\(rule) from \(first)" }

    init(_ rule: String, _ first: String, _ days: String) {
      (self.rule, self.first, self.days) = (rule, first, days)
    }
  }

  static let cases = [
    Case("FREQ=MONTHLY", "2026-01-31", "2026-01-31 2026-03-31 2026-05-31 2026-07-31 2026-08-31"),
    Case("+1m", "2026-01-31", "2026-01-31 2026-02-28 2026-03-31 2026-04-30 2026-05-31 2026-06-30"),
    Case("monthly", "2026-01-31", "2026-01-31 2026-02-28 2026-03-31"),
    Case("every month", "2026-01-31", "2026-01-31 2026-02-28 2026-03-31"),
    Case("every month on the 31st", "2026-01-31", "2026-01-31 2026-03-31 2026-05-31"),
    Case("+1y", "2024-02-29", "2024-02-29 2025-02-28 2026-02-28 2027-02-28 2028-02-29"),
    Case("FREQ=YEARLY", "2024-02-29", "2024-02-29 2028-02-29 2032-02-29"),
    Case(
      "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "2026-01-31",
      "2026-02-27 2026-03-31 2026-04-30 2026-05-29 2026-06-30"),
    Case("FREQ=YEARLY;BYWEEKNO=53;BYDAY=MO", "2026-01-01", "2026-12-28 2032-12-27 2037-12-28"),
    Case(
      "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO", "1997-08-05",
      "1997-08-05 1997-08-10 1997-08-19 1997-08-24"),
    Case(
      "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU", "1997-08-05",
      "1997-08-05 1997-08-17 1997-08-19 1997-08-31"),
    Case("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "1997-09-02", "1998-02-13 1998-03-13 1998-11-13"),
    Case(
      "FREQ=YEARLY;INTERVAL=3;BYYEARDAY=1,100,200", "1997-01-01",
      "1997-01-01 1997-04-10 1997-07-19 2000-01-01"),
    // Day -335 is in January of a common year, in February of a leap year.
    Case("FREQ=YEARLY;BYYEARDAY=-335", "2023-01-01", "2023-01-31 2024-02-01 2025-01-31"),
    Case("FREQ=YEARLY;BYDAY=20MO", "1997-05-19", "1997-05-19 1998-05-18 1999-05-17"),
    Case("FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", "1997-05-12", "1997-05-12 1998-05-11 1999-05-17"),
    Case("FREQ=YEARLY;BYWEEKNO=20", "1997-05-14", "1997-05-14 1998-05-13 1999-05-19"),
    Case("FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3", "1997-09-04", "1997-09-04 1997-10-07 1997-11-06"),
    Case("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2", "1997-09-29", "1997-09-29 1997-10-30 1997-11-27"),
    Case(
      "FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5", "2007-01-15",
      "2007-01-15 2007-01-30 2007-02-15 2007-03-15 2007-03-30"),
    Case(
      "FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8", "1996-11-05",
      "1996-11-05 2000-11-07 2004-11-02"),
    Case(
      "FREQ=MONTHLY;INTERVAL=2;COUNT=4;BYDAY=1SU,-1SU", "1997-09-07",
      "1997-09-07 1997-09-28 1997-11-02 1997-11-30"),
    Case("FREQ=DAILY;UNTIL=19970905T000000Z", "1997-09-02", "1997-09-02 1997-09-03 1997-09-04 1997-09-05"),
    Case("+3b", "2026-01-02", "2026-01-02 2026-01-07 2026-01-12 2026-01-15"),
    Case("+1b", "2026-01-03", "2026-01-03 2026-01-05 2026-01-06"),
    Case("mon,thu", "2026-01-06", "2026-01-08 2026-01-12 2026-01-15"),
  ]

  @Test("gives the days that independent tools give", arguments: cases)
  func goldenDays(_ c: Case) throws {
    #expect(try days(c.rule, from: c.first, c.days.split(separator: " ").count) == c.days)
  }

  @Test func aMonthlyStepFromThe31stComesBackToThe31st() throws {
    let rule = try Recurrence(parsing: "+1m")
    #expect(rule.next(after: day("2026-02-28"), first: day("2026-01-31")) == day("2026-03-31"))
    #expect(rule.last(onOrBefore: day("2026-03-30"), first: day("2026-01-31")) == day("2026-02-28"))
  }

  @Test func aSeriesEndsWithTheCalendar() throws {
    #expect(try days("+1d", from: "9999-12-30", 9) == "9999-12-30 9999-12-31")
    #expect(try days("+1m", from: "9999-11-30", 9) == "9999-11-30 9999-12-30")
    #expect(try days("+1b", from: "9999-12-30", 9) == "9999-12-30 9999-12-31")
    #expect(try days("FREQ=WEEKLY;BYDAY=FR,SA", from: "9999-12-25", 9) == "9999-12-25 9999-12-31")
    #expect(try Recurrence(parsing: "+1w").next(after: .max, first: .min) == nil)
  }

  @Test func aLateDailyTaskIsCaughtUpOrTakenDayByDay() throws {
    let (first, today) = (day("2025-01-01"), day("2026-02-05"))
    let caughtUp = try Recurrence(parsing: "++1d")
    #expect(caughtUp.successor(of: first, first: first, done: today) == day("2026-02-06"))
    let fixed = try Recurrence(parsing: "+1d")
    #expect(fixed.successor(of: first, first: first, done: today) == day("2025-01-02"))
    let fromCompletion = try Recurrence(parsing: "1m")
    #expect(fromCompletion.successor(of: first, first: first, done: day("2026-01-31")) == day("2026-02-28"))
  }

  @Test func workingDaysFollowTheCalendarAndNeverSearchForEver() throws {
    var calendar = WorkCalendar()
    calendar.add(.init(first: day("2026-01-05"), last: day("2026-01-06"), name: nil))
    let rule = try Recurrence(parsing: "+2b")
    let first = day("2026-01-02")
    #expect(rule.next(after: first, first: first, calendar: calendar) == day("2026-01-08"))
    #expect(rule.next(after: day("2026-01-09"), first: first, calendar: calendar) == day("2026-01-12"))
    #expect(rule.last(onOrBefore: day("2026-01-11"), first: first, calendar: calendar) == day("2026-01-08"))
    calendar.workdayMask = 0
    #expect(rule.next(after: first, first: first, calendar: calendar) == nil)
  }

  @Test(
    "a rule without any day answers soon",
    arguments: [
      "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY;INTERVAL=31;BYMONTH=2;BYMONTHDAY=30",
      "FREQ=MONTHLY;INTERVAL=999;BYDAY=5MO;BYMONTHDAY=1", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO;BYSETPOS=2",
      "FREQ=YEARLY;BYWEEKNO=20;BYMONTH=1;BYDAY=MO", "FREQ=DAILY;BYSETPOS=2;BYDAY=MO",
    ])
  func neverMatchingRulesEnd(_ text: String) throws {
    let rule = try Recurrence(parsing: text)
    #expect(rule.next(after: day("2026-01-01"), first: day("2026-01-01")) == nil)
    #expect(rule.last(onOrBefore: .max, first: day("2026-01-01")) == nil)
    #expect(rule.problems(first: day("2026-01-01")) == [.neverMatches])
  }

  @Test func limitsOfTheTaskJoinThoseOfTheRule() throws {
    let rule = try Recurrence(parsing: "FREQ=DAILY;COUNT=10").limited(times: 3, until: day("2026-01-02"))
    #expect(Array(rule.occurrences(first: day("2026-01-01"))) == [day("2026-01-01"), day("2026-01-02")])
  }

  @Test func theBatchAnswersLineByLine() {
    func answer(_ line: String) -> String { RecurrenceBatch.answer(Array(line.utf8)[...]) }
    #expect(answer("+1m\t2026-01-31\t3") == "2026-01-31,2026-02-28,2026-03-31")
    #expect(answer("1q\t2026-01-31\t3") == "error: `q` is no unit")
    #expect(answer("+1w\t2026-02-30\t3") == "error: `2026-02-30` is not a date")
  }
}
