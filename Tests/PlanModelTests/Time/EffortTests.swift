import PlanModel
import Testing

/// Format, section 3, "Effort".
@Suite struct EffortTests {
  private let units = EffortUnits()

  @Test(
    "efforts in minutes",
    arguments: [
      ("45min", 45), ("45m", 45), ("2h", 120), ("2h30m", 150), ("2h30min", 150), ("1.5d", 720), ("1d", 480),
      ("2w", 4800), ("0h", 0), ("1D2H", 600),
      ("90MIN", 90), ("0.1h", 6), ("0.25d", 120), ("0.333h", 20), ("1h1h", 120), ("00012h", 720),
      ("1w2d3h4min", 2400 + 960 + 184), ("1.0h", 60),
    ])
  func values(_ text: String, _ minutes: Int) throws {
    #expect(try Effort(parsing: text, units: units).minutes == minutes)
  }

  @Test(
    "what is no effort says where",
    arguments: [
      ("", EffortError.empty), ("3", .missingUnit(ByteRange(0, 1))), ("2h30", .missingUnit(ByteRange(2, 4))),
      ("2.5", .missingUnit(ByteRange(0, 3))),
      ("2x", .unknownUnit(ByteRange(1, 2))), ("2mo", .unknownUnit(ByteRange(1, 3))),
      ("2minutes", .unknownUnit(ByteRange(1, 8))),
      ("1h2days", .unknownUnit(ByteRange(3, 7))), ("2,5h", .decimalComma(ByteRange(1, 2))),
      ("x", .unexpected(ByteRange(0, 1))),
      ("h", .unexpected(ByteRange(0, 1))), (".5h", .unexpected(ByteRange(0, 1))),
      ("-2h", .unexpected(ByteRange(0, 1))),
      ("2 h", .unexpected(ByteRange(1, 2))), ("1.5.5h", .unexpected(ByteRange(3, 4))),
      ("2h ", .unexpected(ByteRange(2, 3))),
      ("99999999999h", .tooLarge), ("1000000000h", .tooLarge), ("99999999w", .tooLarge),
    ])
  func errors(_ text: String, _ expected: EffortError) {
    #expect(throws: expected) { try Effort(parsing: text, units: EffortUnits()) }
  }

  @Test func aHundredYearsAreTheLimit() throws {
    #expect(Effort.limit == 17_520_000)
    #expect(try Effort(parsing: "292000h", units: units).minutes == Effort.limit)
    #expect(throws: EffortError.tooLarge) { try Effort(parsing: "292000h1m", units: EffortUnits()) }
    #expect(Effort(minutes: .max).minutes == Effort.limit)
    #expect(Effort(minutes: -1).minutes == 0)
  }

  @Test func daysAndWeeksAreThoseOfTheCalendar() throws {
    var calendar = WorkCalendar()
    calendar.hours = [540..<780, 840..<1050]
    calendar.daysPerWeek = 4
    let units = EffortUnits(calendar)
    #expect(try Effort(parsing: "1d", units: units).minutes == 450)
    #expect(try Effort(parsing: "1w", units: units).minutes == 1800)
  }

  @Test(
    "efforts in words",
    arguments: [
      (0, "0h"), (1, "1min"), (60, "1h"), (90, "1h30min"), (480, "1d"), (481, "1d1min"), (2400, "5d"),
      (960 + 210, "2d3h30min"),
    ])
  func texts(_ minutes: Int, _ expected: String) {
    #expect(Effort(minutes: minutes).text(units: units) == expected)
  }

  @Test("what is written reads back", arguments: [480, 450, 360, 90, 61])
  func roundTrip(_ minutesPerDay: Int) throws {
    let units = EffortUnits(minutesPerDay: minutesPerDay, minutesPerWeek: minutesPerDay * 5)
    for minutes in 0...3000 {
      let effort = Effort(minutes: minutes)
      guard try Effort(parsing: effort.text(units: units), units: units) == effort else {
        Issue.record("\(minutes)")
        return
      }
    }
  }

  // MARK: Estimates

  @Test(
    "one value, a range, three points",
    arguments: [
      ("2d", nil, 960, nil), ("2d-5d", 960, 1518, 2400), ("1d/2d/5d", 480, 960, 2400),
      ("2h-2h", 120, 120, 120), ("1h30m-3h", 90, 127, 180),
      ("1h/1h/1h", 60, 60, 60),
    ] as [(String, Int?, Int, Int?)])
  func estimates(_ text: String, _ low: Int?, _ likely: Int, _ high: Int?) throws {
    let bytes = Array(text.utf8)
    let estimate = try Estimate(parsing: bytes, in: 0..<bytes.count, units: units)
    #expect(estimate.low?.minutes == low)
    #expect(estimate.likely.minutes == likely)
    #expect(estimate.high?.minutes == high)
  }

  @Test(
    "what is no estimate",
    arguments: [
      ("5d-2d", EffortError.notRising), ("0h-2h", .notRising), ("2d/1d/5d", .notRising),
      ("1d/5d/2d", .notRising), ("0h/1h/2h", .notRising),
      ("1d/2d", .unexpected(ByteRange(2, 3))), ("1d/2d/3d/4d", .unexpected(ByteRange(2, 3))), ("2d-", .empty),
      ("-2d", .empty), ("1d//2d", .empty),
      ("3-5d", .missingUnit(ByteRange(0, 1))), ("3d-5", .missingUnit(ByteRange(3, 4))),
      ("1d-2d-3d", .unexpected(ByteRange(5, 6))), ("", .empty),
    ])
  func estimateErrors(_ text: String, _ expected: EffortError) {
    let bytes = Array(text.utf8)
    #expect(throws: expected) { try Estimate(parsing: bytes, in: 0..<bytes.count, units: EffortUnits()) }
  }

  @Test func placesAreThoseOfTheWholeText() {
    let bytes = Array("est:2d-5x".utf8)
    #expect(throws: EffortError.unknownUnit(ByteRange(8, 9))) {
      try Estimate(parsing: bytes, in: 4..<9, units: EffortUnits())
    }
  }
}
