import PlanModel
import Testing

/// Phrases against the rules they stand for.
@Suite struct RecurrencePhraseTests {
  struct Pair: Sendable, CustomTestStringConvertible {
    let phrase: String
    let rule: String
    var testDescription: String { phrase }
    init(_ phrase: String, _ rule: String) { (self.phrase, self.rule) = (phrase, rule) }
  }

  static let pairs = [
    // Short words
    Pair("daily", "+1d"), Pair("weekly", "+1w"), Pair("monthly", "+1m"), Pair("yearly", "+1y"),
    Pair("+1mo", "+1m"),
    Pair("weekdays", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"), Pair("mon,thu", "FREQ=WEEKLY;BYDAY=MO,TH"),
    Pair("Monday, Thursday", "FREQ=WEEKLY;BYDAY=MO,TH"), Pair("weekly when done", "1w"),
    // Obsidian Tasks and rrule.js
    Pair("every day", "+1d"), Pair("every 10 days", "+10d"), Pair("every week", "+1w"),
    Pair("every 2 weeks", "+2w"), Pair("every month", "+1m"), Pair("every 6 months", "+6m"),
    Pair("every year", "+1y"), Pair("every day when done", "1d"), Pair("every 3 months when done", "3m"),
    Pair("every weekday", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
    Pair("every business day", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
    Pair("every week on Tuesday, Friday", "FREQ=WEEKLY;BYDAY=TU,FR"),
    Pair("every Mon & Wed", "FREQ=WEEKLY;BYDAY=MO,WE"),
    Pair("every tu. and thurs. & wed.", "FREQ=WEEKLY;BYDAY=TU,WE,TH"),
    Pair("Every Monday, Tuesday, and Monday", "FREQ=WEEKLY;BYDAY=MO,TU"),
    Pair("every month on the 1st", "FREQ=MONTHLY;BYMONTHDAY=1"),
    Pair("every month on the 4th last", "FREQ=MONTHLY;BYMONTHDAY=-4"),
    Pair("every month on the last", "FREQ=MONTHLY;BYMONTHDAY=-1"),
    Pair("every month on the 3rd Tuesday", "FREQ=MONTHLY;BYDAY=3TU"),
    Pair("every month on the 2nd last Friday", "FREQ=MONTHLY;BYDAY=-2FR"),
    Pair("every month on the 1st, 15th and last day", "FREQ=MONTHLY;BYMONTHDAY=1,15,-1"),
    Pair("every month on Tuesday or Friday the 1st or 13th", "FREQ=MONTHLY;BYDAY=TU,FR;BYMONTHDAY=1,13"),
    Pair("every year on the 15th and last day of every month", "FREQ=YEARLY;BYMONTHDAY=15,-1"),
    Pair("every January and June on the 15th", "FREQ=YEARLY;BYMONTH=1,6;BYMONTHDAY=15"),
    Pair("every January", "FREQ=YEARLY;BYMONTH=1"),
    Pair("every month in Jan", "FREQ=MONTHLY;BYMONTH=1"),
    Pair("every week in Sept.", "FREQ=WEEKLY;BYMONTH=9"),
    Pair("every day in Dec.", "FREQ=DAILY;BYMONTH=12"),
    Pair("every year on the 13th Friday", "FREQ=YEARLY;BYDAY=13FR"),
    Pair("every year on the 100th day", "FREQ=YEARLY;BYYEARDAY=100"),
    Pair("every 2 years January on the 1st", "FREQ=YEARLY;INTERVAL=2;BYMONTH=1;BYMONTHDAY=1"),
    Pair("every year on monday in weeks 20 and 30", "FREQ=YEARLY;BYDAY=MO;BYWEEKNO=20,30"),
    Pair("every week for 20 times", "FREQ=WEEKLY;COUNT=20"),
    Pair("every week until January 1, 2027", "FREQ=WEEKLY;UNTIL=20270101"),
    Pair("every 2 weeks on weekdays", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TU,WE,TH,FR"),
    // Beyond
    Pair("every 2 weeks on mon, thu", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH"),
    Pair("every other week", "+2w"), Pair("every 2nd week", "+2w"), Pair("every three days", "+3d"),
    Pair("every 3 working days", "+3b"), Pair("every month on the last fri", "FREQ=MONTHLY;BYDAY=-1FR"),
    Pair("every 3 months on the 15th", "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=15"),
    Pair("every jan on the 1st", "FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=1"),
    Pair("every year on june 15", "FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=15"),
    Pair("every year on the last fri of nov", "FREQ=YEARLY;BYMONTH=11;BYDAY=-1FR"),
    Pair("every month on the 1st and 3rd fri", "FREQ=MONTHLY;BYDAY=1FR,3FR"),
    Pair("every month on the last weekday", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"),
    Pair("every friday the 13th", "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13"),
    Pair("every month on the 2nd of the month", "FREQ=MONTHLY;BYMONTHDAY=2"),
    Pair("rrule:freq=weekly;byday=mo", "FREQ=WEEKLY;BYDAY=MO"),
  ]

  @Test("a phrase gives the days of its rule", arguments: pairs)
  func phraseEqualsRule(_ pair: Pair) throws {
    let (phrase, rule) = (try Recurrence(parsing: pair.phrase), try Recurrence(parsing: pair.rule))
    for first in ["2026-01-01", "2027-06-15", "2024-02-29"].map(day) {
      let found = Array(phrase.occurrences(first: first).prefix(30))
      #expect(found == Array(rule.occurrences(first: first).prefix(30)))
    }
    #expect(phrase.mode == rule.mode)
  }

  @Test("words read back as the same rule", arguments: pairs)
  func wordsReadBack(_ pair: Pair) throws {
    let rule = try Recurrence(parsing: pair.rule)
    let again = try Recurrence(parsing: rule.words)
    for first in ["2026-01-01", "2027-06-15"].map(day) {
      #expect(
        Array(again.occurrences(first: first).prefix(30)) == Array(rule.occurrences(first: first).prefix(30)),
        "\(rule.words)")
    }
    #expect(again.words == rule.words)
  }

  @Test(arguments: [
    Pair("FREQ=WEEKLY;INTERVAL=2;BYDAY=TH,MO", "every 2 weeks on Monday and Thursday"),
    Pair("+3b", "every 3 working days"), Pair("1w", "every week when done"),
    Pair("++1d", "every day, skipping what is past"),
    Pair("FREQ=MONTHLY;BYDAY=-1FR,1MO;COUNT=3", "every month on the 1st Monday and last Friday for 3 times"),
    Pair("FREQ=YEARLY;BYMONTH=1,6;BYMONTHDAY=15,-1", "every January and June on the 15th and last day"),
    Pair(
      "FREQ=MONTHLY;BYDAY=TU,WE;BYSETPOS=3",
      "every month on Tuesday and Wednesday, of these only the 3rd of the month"),
    Pair("FREQ=MONTHLY", "every month, skipping months without the day"),
    Pair("FREQ=DAILY;UNTIL=20261231", "every day until 2026-12-31"),
  ])
  func wordsAreAPhrase(_ pair: Pair) throws {
    #expect(try Recurrence(parsing: pair.phrase).words == pair.rule)
  }
}
