import PlanModel
import Testing

@Suite struct RecurrenceErrorTests {
  struct Case: Sendable, CustomTestStringConvertible {
    /// The faulty part stands between `▸` and `◂`.
    let marked: String
    let fault: RecurrenceError.Fault
    var testDescription: String { marked }
    init(_ marked: String, _ fault: RecurrenceError.Fault) { (self.marked, self.fault) = (marked, fault) }
  }

  static let cases = [
    Case("▸◂", .empty), Case("▸  ◂", .empty),
    Case("▸sometimes◂", .unreadable), Case("▸+w◂", .unreadable), Case("▸+++1w◂", .unreadable),
    Case("+▸1◂", .missingUnit), Case("+1▸q◂", .unknownUnit), Case("+1▸weeks◂", .unknownUnit),
    Case("+▸0◂w", .notPositive), Case("▸1001◂d", .tooLarge(limit: 1000)), Case("+1w▸!◂", .trailing),
    Case("  +1w ▸when done◂", .completionOfStep),
    Case("▸INTERVAL=2◂", .missingFrequency), Case("FREQ=▸FORTNIGHTLY◂", .unknownFrequency),
    Case("FREQ=▸HOURLY◂", .finerThanDay), Case("FREQ=DAILY;▸BYHOUR=9◂", .timeOfDay),
    Case("FREQ=DAILY;▸BYMOON◂=1", .unknownPart), Case("FREQ=DAILY;INTERVAL=2;▸INTERVAL◂=3", .repeatedPart),
    Case("FREQ=DAILY;▸INTERVAL◂", .missingValue), Case("FREQ=DAILY;▸◂", .missingValue),
    Case("FREQ=DAILY;INTERVAL=▸two◂", .notANumber), Case("FREQ=DAILY;INTERVAL=▸0◂", .notPositive),
    Case("FREQ=DAILY;INTERVAL=▸99999999999999999999◂", .tooLarge(limit: 1000)),
    Case("FREQ=YEARLY;BYMONTH=1,▸13◂", .outOfRange(part: "BYMONTH", limit: 12)),
    Case("FREQ=MONTHLY;BYMONTHDAY=▸0◂", .outOfRange(part: "BYMONTHDAY", limit: 31)),
    Case("FREQ=MONTHLY;BYMONTHDAY=1,▸◂", .notANumber),
    Case("FREQ=WEEKLY;BYDAY=▸XX◂", .unknownWeekday), Case("FREQ=WEEKLY;BYDAY=▸1-MO◂", .unknownWeekday),
    Case("FREQ=DAILY;UNTIL=▸soon◂", .badDate), Case("FREQ=DAILY;UNTIL=▸20260230◂", .noSuchDate),
    Case("FREQ=DAILY;UNTIL=▸20260228T250000Z◂", .badDate),
    Case("FREQ=MONTHLY;▸BYWEEKNO=3◂", .needsFrequency(part: "BYWEEKNO", allowed: "FREQ=YEARLY")),
    Case("▸BYMONTHDAY=3◂;FREQ=WEEKLY", .needsFrequency(part: "BYMONTHDAY", allowed: "FREQ=MONTHLY")),
    Case("FREQ=WEEKLY;BYDAY=MO,▸2TU◂", .numberedWeekday),
    Case("FREQ=YEARLY;BYWEEKNO=2;BYDAY=▸2TU◂", .numberedWeekdayInWeek),
    Case("every ▸fortnight◂", .unexpectedWord), Case("every week ▸mon◂", .unexpectedWord),
    Case("every month on the▸◂", .unexpectedEnd), Case("every▸◂", .unexpectedEnd),
    Case("every month on the ▸15◂", .bareNumber), Case("every 3 ▸weekdays◂", .severalWeekdays),
    Case("every ▸2nd tue◂", .ambiguousWeekday), Case("every 2 weeks on the ▸3rd◂", .dayOfMonthInWeek),
    Case("every week on the ▸2nd tue◂", .numberedWeekday),
    Case("every month on the ▸32nd◂", .noSuchDayOfMonth),
    Case("every month on mon of the ▸year◂", .unexpectedWord),
    Case("every month on the ▸15th and last fri◂", .mixedDays), Case("every day ▸at 10◂", .timeOfDay),
    Case("every 2 ▸hours◂", .finerThanDay), Case("every ▸0◂ days", .notPositive),
    Case("every day until ▸2026-02-30◂", .noSuchDate), Case("every day until ▸2026-2-30◂", .badDate),
  ]

  @Test("a fault is found at its place, with words and a remedy", arguments: cases)
  func faultsHaveTheirPlace(_ c: Case) throws {
    let parts = c.marked.split(omittingEmptySubsequences: false) { $0 == "▸" || $0 == "◂" }
    let bytes = Array("··\(parts.joined())".utf8)
    let error = #expect(throws: RecurrenceError.self) { try Recurrence(parsing: bytes[4...]) }
    let start = parts[0].utf8.count
    #expect(error?.fault == c.fault)
    #expect(error?.range == ByteRange(start, start + parts[1].utf8.count))
    #expect(error?.message.isEmpty == false && error?.message.hasSuffix(".") == false)
    #expect(error?.help.isEmpty == false)
  }

  @Test func fourFaultsOfRulesAreToldApart() throws {
    let first = day("2026-01-01")
    let zero = #expect(throws: RecurrenceError.self) { try Recurrence(parsing: "FREQ=DAILY;INTERVAL=0") }
    #expect(zero?.fault == .notPositive)
    let never = try Recurrence(parsing: "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30")
    #expect(never.problems(first: first) == [.neverMatches])
    #expect(never.problems(first: nil) == [.neverMatches])
    let alone = try Recurrence(parsing: "FREQ=MONTHLY;BYSETPOS=1")
    #expect(alone.problems(first: first) == [.positionAlone])
    let both = try Recurrence(parsing: "FREQ=DAILY;COUNT=2;UNTIL=20261231")
    #expect(both.problems(first: first) == [.countWithUntil])
  }

  @Test func anAnchorThatTheRuleDoesNotYieldIsAProblem() throws {
    let rule = try Recurrence(parsing: "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1")
    let first = day("2026-01-31")
    #expect(rule.problems(first: first) == [.firstDoesNotMatch(first: first, next: day("2026-02-27"))])
    #expect(try Recurrence(parsing: "+1m").problems(first: first).isEmpty)
    let ended = try Recurrence(parsing: "every mon until 2026-02-01")
    let problem = RecurrenceProblem.endsBeforeItBegins(until: day("2026-02-01"), next: day("2026-02-02"))
    #expect(ended.problems(first: first) == [problem])
  }

  private func reading(_ text: [UInt8]) -> Result<Recurrence, RecurrenceError> {
    do throws(RecurrenceError) {
      return .success(try Recurrence(parsing: text[...]))
    } catch {
      return .failure(error)
    }
  }

  @Test func anyBytesGiveARuleOrAnError() {
    var generator = SeededGenerator(seed: 7)
    let pieces = [
      "every", " ", "2", "+", "w", "on", "the", "1st", "last", "fri", "FREQ=", "DAILY", ";", "BYDAY=", ",",
      "-1MO", "\u{E9}", "until", "2026-", "99999999999", "of", "jan", "week", "RRULE:", "when done", "=",
      "for", "day",
    ]
    for _ in 0..<20_000 {
      var text: [UInt8] = []
      for _ in 0..<Int.random(in: 0...7, using: &generator) {
        let byte = UInt8.random(in: 0...255, using: &generator)
        text += generator.chance(10) ? [byte] : Array(generator.pick(pieces).utf8)
        if generator.chance(40) { text.append(0x20) }
      }
      switch reading(text) {
      case .success(let rule):
        #expect(!rule.words.isEmpty)
        let three = Array(rule.occurrences(first: day("2026-01-31")).prefix(3))
        #expect(three == three.sorted())
      case .failure(let error):
        #expect(error.range.upperBound <= text.count && !error.message.isEmpty && !error.help.isEmpty)
      }
    }
  }
}
