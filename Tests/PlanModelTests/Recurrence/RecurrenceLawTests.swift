import PlanModel
import Testing

/// Laws that hold for every rule, tried on random ones from a seed.
@Suite struct RecurrenceLawTests {
  /// Years to compare: enough for leap years and a few intervals.
  private func years(_ rule: NaiveRule) -> Int { rule.frequency == "YEARLY" || rule.frequency == "MONTHLY" ? 9 : 3 }

  @Test("a rule gives the days that asking of every single day gives", arguments: [UInt64(1), 2, 3, 4])
  func equalsTheNaiveReading(_ seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    var withDays = 0
    for _ in 0..<2_600 {
      let naive = NaiveRule(using: &generator)
      let first = day(1990, 1, 1) + Int.random(in: 0..<40_000, using: &generator)
      let end = first + years(naive) * 366
      let expected = naive.days(first: first, end: end)
      let rule = try Recurrence(parsing: naive.text)
      let found = Array(rule.occurrences(first: first).prefix { $0 <= end })
      withDays += expected.isEmpty ? 0 : 1
      guard found == expected else {
        Issue.record("\(naive.text) from \(first): \(found.prefix(8)) instead of \(expected.prefix(8))")
        continue
      }
    }
    #expect(withDays > 1_300)
  }

  private static let shortForms = [
    "+1d", "+3d", "+90d", "+1w", "+5w", "+1m", "+7m", "+1y", "+4y", "+1b", "+4b", "weekdays", "mon,thu",
    "FREQ=MONTHLY;BYMONTHDAY=31;COUNT=9", "every 2 weeks on tue until 2031-01-01", "every day for 40 times",
  ]

  @Test func nextAndLastAgreeWithTheList() throws {
    var generator = SeededGenerator(seed: 99)
    for index in 0..<600 {
      let text = index < 160 ? Self.shortForms[index % Self.shortForms.count] : NaiveRule(using: &generator).text
      let rule = try Recurrence(parsing: text)
      let first = day(2000, 1, 1) + Int.random(in: 0..<9_000, using: &generator)
      let listed = Array(rule.occurrences(first: first).prefix(40))
      for _ in 0..<3 {
        let near = listed.isEmpty ? first : generator.pick(listed)
        let probe = near + Int.random(in: -400...60, using: &generator)
        guard listed.count < 40 || probe < listed[39] else { continue }
        #expect(rule.next(after: probe, first: first) == listed.first { $0 > probe }, "\(text) \(first) \(probe)")
        #expect(rule.last(onOrBefore: probe, first: first) == listed.last { $0 <= probe }, "\(text) \(first) \(probe)")
        #expect(
          Array(rule.occurrences(first: first, from: probe).prefix(3)) == listed.filter { $0 >= probe }.prefix(3).map(\.self)
            || listed.count == 40, "\(text) \(first) \(probe)")
      }
    }
  }

  @Test func daysRiseAndStayWithinTheLimits() throws {
    var generator = SeededGenerator(seed: 5)
    for _ in 0..<1_000 {
      let rule = try Recurrence(parsing: NaiveRule(using: &generator).text)
      let first = day(9980, 1, 1) + Int.random(in: 0..<7_000, using: &generator)
      var previous: Day?
      for day in rule.occurrences(first: first) {
        #expect(day >= first && previous.map { $0 < day } ?? true)
        previous = day
      }
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
        let (found, expected) = (again.occurrences(first: first).prefix(8), rule.occurrences(first: first).prefix(8))
        #expect(Array(found) == Array(expected), "\(rule.words)")
      }
    }
    #expect(readBack > 800)
  }
}
