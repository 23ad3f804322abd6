import PlanModel
import Testing

/// Format, section 3, "Dates".
@Suite struct DateValueTests {
  @Test(
    "each form, with its first and last day",
    arguments: [
      ("2026-01-12", "2026-01-12", "2026-01-12", DateValue.Precision.day),
      ("2026-01-12T15:00", "2026-01-12", "2026-01-12", .time),
      ("2026-W03", "2026-01-12", "2026-01-18", .week), ("2026-W53", "2026-12-28", "2027-01-03", .week),
      ("2026-02", "2026-02-01", "2026-02-28", .month), ("2024-02", "2024-02-01", "2024-02-29", .month),
      ("2026-Q1", "2026-01-01", "2026-03-31", .quarter), ("2026-Q4", "2026-10-01", "2026-12-31", .quarter),
      ("0001-01-01", "0001-01-01", "0001-01-01", .day), ("9999-12-31", "9999-12-31", "9999-12-31", .day),
      ("2026-01-12T00:00", "2026-01-12", "2026-01-12", .time),
      ("2026-01-12T23:59", "2026-01-12", "2026-01-12", .time),
    ])
  func forms(_ text: String, _ first: String, _ last: String, _ precision: DateValue.Precision) throws {
    let value = try DateValue(parsing: text)
    #expect(value.first == day(first))
    #expect(value.last == day(last))
    #expect(value.precision == precision)
    #expect(value.isPeriod == [.week, .month, .quarter].contains(precision))
    #expect(value.description == text)
  }

  @Test func timesAreMinutesAfterMidnight() throws {
    #expect(try DateValue(parsing: "2026-01-12T15:30").minute == 930)
    #expect(try DateValue(parsing: "2026-01-12").minute == 0)
  }

  @Test(
    "letters may be small",
    arguments: [("2026-w03", "2026-W03"), ("2026-q1", "2026-Q1"), ("2026-01-12t15:00", "2026-01-12T15:00")])
  func smallLetters(_ text: String, _ expected: String) throws {
    #expect(try DateValue(parsing: text).description == expected)
  }

  @Test(
    "what is no date says why",
    arguments: [
      ("2026-02-30", DateError.doesNotExist), ("2026-13-01", .doesNotExist), ("2026-00", .doesNotExist),
      ("2026-13", .doesNotExist),
      ("2026-01-00", .doesNotExist), ("2025-W53", .doesNotExist), ("2026-W00", .doesNotExist),
      ("2026-W54", .doesNotExist),
      ("2026-Q0", .doesNotExist), ("2026-Q5", .doesNotExist), ("0000-01-01", .doesNotExist),
      ("2026-02-30T10:00", .doesNotExist),
      ("2026-01-12T24:00", .noSuchTime), ("2026-01-12T25:00", .noSuchTime), ("2026-01-12T10:60", .noSuchTime),
      ("", .notADate), ("2026", .notADate), ("26-1-5", .notADate), ("2026-01-01x", .notADate),
      ("2026-01-12T15", .notADate),
      ("2026-01-12T15:00:00", .notADate), ("2026-01-12T15:00Z", .notADate), ("2026-01-12 15:00", .notADate),
      ("2026-W3", .notADate),
      ("2026-W031", .notADate), ("2026-Q", .notADate), ("12026-01-01", .notADate), ("２０２６-01-12", .notADate),
      ("2026-01-1２", .notADate),
      ("-2026-01-12", .notADate), ("soon", .notADate), ("1/5/2026", .notADate), ("05-01-2026", .notADate),
      ("2026‐01‐12", .notADate),
    ])
  func errors(_ text: String, _ expected: DateError) {
    #expect(throws: expected) { try DateValue(parsing: text) }
  }

  @Test(
    "words count from a day that a file does not know",
    arguments: ["today", "tomorrow", "fri", "Friday", "+3d", "-1w", "+2mo", "eom", "eow", "+10b"])
  func words(_ text: String) {
    #expect(throws: DateError.relative) { try DateValue(parsing: text) }
  }

  @Test(
    "other notations that can only mean one day are told",
    arguments: [
      ("2026/01/12", "2026-01-12"), ("2026.01.12", "2026-01-12"), ("2026-1-5", "2026-01-05"),
      ("31.3.2026", "2026-03-31"), ("5.1.2026", "2026-01-05"),
      ("20260331", "2026-03-31"),
    ])
  func otherNotations(_ text: String, _ expected: String) {
    #expect(throws: DateError.otherNotation(day(expected))) { try DateValue(parsing: text) }
  }

  @Test(
    "but not where the day does not exist", arguments: ["2026/02/30", "31.2.2026", "20261301", "99999999"])
  func impossibleInOtherNotations(_ text: String) {
    #expect(throws: DateError.notADate) { try DateValue(parsing: text) }
  }

  @Test func onlyTheRangeIsRead() throws {
    let bytes = Array("due:2026-01-12x".utf8)
    #expect(try DateValue(parsing: bytes, in: 4..<14).first == day("2026-01-12"))
    #expect(throws: DateError.notADate) { try DateValue(parsing: bytes, in: 4..<15) }
    #expect(throws: DateError.notADate) { try DateValue(parsing: bytes, in: 4..<4) }
  }

  @Test(
    "packed values come back",
    arguments: ["0001-01-01", "1969-12-31T23:59", "2026-W03", "2026-02", "2026-Q1", "9999-12-31"])
  func packing(_ text: String) throws {
    let value = try DateValue(parsing: text)
    #expect(DateValue(packed: value.packed) == value)
  }

  @Test func whatIsWrittenReadsBack() throws {
    var day = Day(1999, 12, 27)!
    while day.year < 2031 {
      for value in [
        DateValue(day), DateValue(first: day, precision: .time, minute: Int16(day.dayOfYear * 3)),
        DateValue(first: day.firstOfWeek(), precision: .week, minute: 0),
        DateValue(first: day.firstOfMonth, precision: .month, minute: 0),
      ] {
        guard try DateValue(parsing: value.description) == value, value.first <= value.last else {
          Issue.record("\(value)")
          return
        }
      }
      day = day + 1
    }
  }

  /// Every text of up to three signs around a date either reads or says why: nothing traps.
  @Test func noTextTraps() {
    let signs = Array("0129-TtWwQq:./ +dé\0".utf8)
    for a in signs {
      for b in signs {
        for prefix in ["", "2026", "2026-", "2026-01", "2026-01-", "2026-01-12", "2026-01-12T15:0"] {
          let bytes = Array(prefix.utf8) + [a, b]
          _ = try? DateValue(parsing: bytes, in: 0..<bytes.count)
          _ = try? DateValue(parsing: bytes, in: 0..<bytes.count - 1)
        }
      }
    }
  }
}
