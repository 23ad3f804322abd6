/// When a plan's people work: working days, hours of a day, holidays. Lengths of `d` and `w` follow from it.
public struct WorkCalendar: Hashable, Sendable {
  /// Minutes after midnight, half-open.
  public typealias Hours = Range<Int>

  /// Bit 0 is Monday.
  public var workdayMask: UInt8 = 0b0001_1111
  /// Sorted, not overlapping.
  public var hours: [Hours] = [9 * 60..<17 * 60]
  public var daysPerWeek = 5
  public var weekStart = Weekday.monday
  /// An IANA name; only clock times need it.
  public var timeZone: String?
  public private(set) var holidays: [Holiday] = []
  private var holidayNumbers: Set<Int32> = []

  public struct Holiday: Hashable, Sendable {
    public let first: Day
    public let last: Day
    public let name: String?

    public init(first: Day, last: Day, name: String?) {
      self.first = first
      self.last = last
      self.name = name
    }
  }

  public init() {}

  /// Longest holiday that is taken: ten years. Longer ones are cut.
  public mutating func add(_ holiday: Holiday) {
    holidays.append(holiday)
    for offset in 0...min(max(0, holiday.last - holiday.first), 3653) {
      holidayNumbers.insert((holiday.first + offset).number)
    }
  }

  /// What `1d` means.
  public var minutesPerDay: Int { hours.reduce(0) { $0 + $1.count } }
  /// What `1w` means.
  public var minutesPerWeek: Int { minutesPerDay * daysPerWeek }

  public func isWorkday(_ day: Day) -> Bool {
    workdayMask & (1 << day.weekday.rawValue) != 0 && !holidayNumbers.contains(day.number)
  }

  public func isHoliday(_ day: Day) -> Bool { holidayNumbers.contains(day.number) }

  public func holiday(on day: Day) -> Holiday? {
    isHoliday(day) ? holidays.first { $0.first <= day && day <= $0.last } : nil
  }

  /// The `count`-th working day after (or before) `day`; saturates after about a century without one.
  public func adding(workdays count: Int, to day: Day) -> Day {
    var (left, result, tried) = (abs(count), day, 0)
    let step = count < 0 ? -1 : 1
    while left > 0, tried < 40_000 + abs(count) * 14 {
      result = result + step
      tried += 1
      if isWorkday(result) { left -= 1 }
    }
    return result
  }
}
