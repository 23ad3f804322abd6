/// Why a text is no recurrence rule, where, and what to write instead.
public struct RecurrenceError: Error, Hashable, Sendable {
  public enum Fault: Hashable, Sendable {
    case empty
    case unreadable
    // Short forms
    case missingUnit
    case unknownUnit
    case notPositive
    case tooLarge(limit: Int)
    case trailing
    case completionOfStep
    // RFC 5545
    case missingFrequency
    case unknownFrequency
    case finerThanDay
    case timeOfDay
    case unknownPart
    case repeatedPart
    case missingValue
    case notANumber
    case outOfRange(part: String, limit: Int)
    case unknownWeekday
    case badDate
    case noSuchDate
    case needsFrequency(part: String, allowed: String)
    case numberedWeekday
    case numberedWeekdayInWeek
    // Phrases
    case unexpectedWord
    case unexpectedEnd
    case bareNumber
    case severalWeekdays
    case ambiguousWeekday
    case dayOfMonthInWeek
    case noSuchDayOfMonth
    case mixedDays
  }

  public let fault: Fault
  /// The bytes at fault, counted from the start of the text that was read.
  public let range: ByteRange
  /// The text at fault.
  public let found: String

  /// - Parameter range: Indices of `text`.
  init(_ fault: Fault, at range: Range<Int>, of text: ArraySlice<UInt8>) {
    let range = range.clamped(to: text.startIndex..<text.endIndex)
    self.fault = fault
    self.range = ByteRange(range.lowerBound - text.startIndex, range.upperBound - text.startIndex)
    found = String(decoding: text[range], as: UTF8.self)
  }

  private init(fault: Fault, range: ByteRange, found: String) {
    (self.fault, self.range, self.found) = (fault, range, found)
  }

  /// The same error in a text that begins `distance` bytes earlier.
  func shifted(by distance: Int) -> RecurrenceError {
    RecurrenceError(fault: fault, range: range.shifted(by: distance), found: found)
  }

  /// What is wrong: lower case, no final stop.
  public var message: String { wording.message }
  /// What to write.
  public var help: String { wording.help }

  private var wording: (message: String, help: String) {
    switch fault {
    case .empty:
      ("the recurrence rule is empty", "write a step such as `+1w`, or \"every month on the last fri\"")
    case .unreadable:
      (
        "`\(found)` is no recurrence rule",
        "write `+1w`, `1w` (from completion), `weekly`, `mon,thu`, \"every 2 weeks on mon\" or `FREQ=…`"
      )
    case .missingUnit:
      ("`\(found)` has no unit", "add `d`, `b` (working days), `w`, `m` or `y`: `\(found)w`")
    case .unknownUnit:
      ("`\(found)` is no unit", "write `d`, `b` (working days), `w`, `m` or `mo` (months), or `y`")
    case .notPositive:
      ("the number \(found) must be at least 1", "write 1 for every time, 2 for every other time")
    case .tooLarge(let limit):
      ("the number \(found) is above the limit of \(limit)", "write at most \(limit), or use a longer unit")
    case .trailing:
      (
        "`\(found)` follows a complete rule",
        "remove it, or write the rule as a phrase: \"every 2 weeks on mon\""
      )
    case .completionOfStep:
      (
        "`+` means fixed steps, \"when done\" means from completion",
        "write `1w` for one week after completion"
      )
    case .missingFrequency:
      ("the rule has no `FREQ`", "add `FREQ=DAILY`, `FREQ=WEEKLY`, `FREQ=MONTHLY` or `FREQ=YEARLY`")
    case .unknownFrequency:
      ("`\(found)` is no frequency", "write `DAILY`, `WEEKLY`, `MONTHLY` or `YEARLY`")
    case .finerThanDay:
      ("`\(found)` is finer than a day", "a plan counts in days: write `daily` or a longer unit")
    case .timeOfDay:
      (
        "`\(found)` is a time of day, which a rule cannot have",
        "put the time into the date: `due:2026-03-02T15:00`"
      )
    case .unknownPart:
      (
        "`\(found)` is no part of a rule",
        "use FREQ, INTERVAL, COUNT, UNTIL, WKST, BYMONTH, BYWEEKNO, BYYEARDAY, BYMONTHDAY, BYDAY, BYSETPOS"
      )
    case .repeatedPart:
      ("`\(found)` is given twice", "join the values with commas in one part: `BYDAY=MO,TH`")
    case .missingValue:
      ("`\(found)` lacks a value", "write NAME=VALUE, such as `INTERVAL=2`")
    case .notANumber:
      ("`\(found)` is not a whole number", "write digits, such as `15` or `-1`")
    case .outOfRange(let part, let limit):
      (
        "`\(found)` is out of range for \(part)",
        part == "BYMONTH"
          ? "write 1 to \(limit)" : "write 1 to \(limit), or -1 to -\(limit) to count from the end"
      )
    case .unknownWeekday:
      (
        "`\(found)` is no weekday",
        "write MO, TU, WE, TH, FR, SA or SU, with a number before it if needed: `-1FR`"
      )
    case .badDate:
      ("`\(found)` is not a date", "write `UNTIL=20261231`, or in a phrase \"until 2026-12-31\"")
    case .noSuchDate:
      ("`\(found)` is a date that does not exist", "check the day against the length of its month")
    case .needsFrequency(let part, let allowed):
      ("\(part) works with \(allowed) only", "write \(allowed), or leave \(part) out")
    case .numberedWeekday:
      (
        "`\(found)` counts a weekday within a month or year, which this rule does not have",
        "write FREQ=MONTHLY or \"every month on the \(found)\", or leave the number out"
      )
    case .numberedWeekdayInWeek:
      ("BYDAY with a number does not go with BYWEEKNO", "leave the number out: a week has each weekday once")
    case .unexpectedWord:
      (
        "`\(found)` does not fit here",
        "write, for example, \"every 2 weeks on mon, thu\" or \"every jan on the 1st\""
      )
    case .unexpectedEnd:
      ("the phrase ends too early", "write, for example, \"every month on the 15th\"")
    case .bareNumber:
      ("`\(found)` may be a day or a count", "write a day as `\(found)th`, as in \"every month on the 15th\"")
    case .severalWeekdays:
      (
        "`\(found)` may mean working days or weeks",
        "write `+3b` for every third working day, \"every 3 weeks on weekdays\" for every third week"
      )
    case .ambiguousWeekday:
      (
        "`\(found)` may count in weeks or in months",
        "write \"every 2 weeks on tue\" or \"every month on the 2nd tue\""
      )
    case .dayOfMonthInWeek:
      (
        "`\(found)` is a day of a month, which a rule by weeks does not have",
        "write \"every month on the \(found)\""
      )
    case .noSuchDayOfMonth:
      (
        "no month has a day `\(found)`",
        "write 1st to 31st, or last; \"every year on the 100th day\" counts in the year"
      )
    case .mixedDays:
      (
        "`\(found)` mixes days of the month with numbered weekdays",
        "name the weekday each time: \"on the 1st fri and 3rd fri\", or use two tasks"
      )
    }
  }
}
