import PlanModel
import Testing

/// Laws that hold for every rule, tried on random ones from a seed.
@Suite struct RecurrenceLawTests {
  /// How many days to compare: enough for a few intervals.
  private func horizon(_ rule: NaiveRule) -> Int {
    switch rule.frequency {
    case "YEARLY": 3 * 366
    case "MONTHLY": 2 * 366
    default: 200
    }
  }

  @Test("a rule gives the days that asking of every single day gives", arguments: [UInt64(1), 2, 3, 4])
  func equalsTheNaiveReading(_ seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    var withDays = 0
    for _ in 0..<2_600 {
      let naive = NaiveRule(using: &generator)
      let first = day(1990, 1, 1) + Int.random(in: 0..<40_000, using: &generator)
      let end = first + horizon(naive)
      let expected = naive.days(first: first, end: end)
      let rule = try Recurrence(parsing: naive.text)
      let found = Array(rule.limited(until: end).occurrences(first: first))
      withDays += expected.isEmpty ? 0 : 1
      guard found == expected else {
        Issue.record("\(naive.text) from \(first): \(found.prefix(8)) instead of \(expected.prefix(8))")
        continue
      }
    }
    #expect(withDays > 1_000)
  }

  private static let shortForms = [
    "+1d", "+3d", "+90d", "+1w", "+5w", "+1m", "+7m", "+1y", "+4y", "+1b", "+4b", "weekdays", "mon,thu",
    "FREQ=MONTHLY;BYMONTHDAY=31;COUNT=9", "every 2 weeks on tue until 2031-01-01", "every day for 40 times",
  ]

  @Test func nextAndLastAgreeWithTheList() throws {
    var generator = SeededGenerator(seed: 99)
    for index in 0..<320 {
      let random = NaiveRule(using: &generator).text
      let text = index < 160 ? Self.shortForms[index % Self.shortForms.count] : random
      let rule = try Recurrence(parsing: text)
      let first = day(2000, 1, 1) + Int.random(in: 0..<9_000, using: &generator)
      let listed = Array(rule.occurrences(first: first).prefix(40))
      for _ in 0..<3 {
        let near = listed.isEmpty ? first : generator.pick(listed)
        let probe = near + Int.random(in: -400...60, using: &generator)
        guard listed.count < 40 || probe < listed[39] else { continue }
        let place = Comment("\(text) from \(first), asked for \(probe)")
        #expect(rule.next(after: probe, first: first) == listed.first { $0 > probe }, place)
        #expect(rule.last(onOrBefore: probe, first: first) == listed.last { $0 <= probe }, place)
        let onward = Array(rule.occurrences(first: first, from: probe).prefix(3))
        #expect(onward == Array(listed.filter { $0 >= probe }.prefix(3)) || listed.count == 40, place)
      }
    }
  }

  @Test func daysRiseUpToTheEndOfTheCalendar() throws {
    var generator = SeededGenerator(seed: 5)
    for _ in 0..<1_000 {
      let rule = try Recurrence(parsing: NaiveRule(using: &generator).text)
      let first = day(9990, 1, 1) + Int.random(in: 0..<3_600, using: &generator)
      let days = Array(rule.occurrences(first: first))
      let rises = zip(days, days.dropFirst()).allSatisfy { $0 < $1 }
      #expect(rises && days.first.map { $0 >= first } ?? true, "\(rule.words) from \(first)")
    }
  }

  @Test func wordsOfARuleNeverFailAndMostReadBack() throws {
    var generator = SeededGenerator(seed: 11)
    var readBack = 0
    for _ in 0..<2_000 {
      let rule = try Recurrence(parsing: NaiveRule(using: &generator).text)
      guard let again = try? Recurrence(parsing: rule.words) else { continue }
      readBack += 1
      for first in [day(2026, 1, 31), day(2027, 6, 15)] {
        let found = Array(again.occurrences(first: first).prefix(8))
        #expect(found == Array(rule.occurrences(first: first).prefix(8)), "\(rule.words)")
      }
    }
    #expect(readBack > 800)
  }
}
