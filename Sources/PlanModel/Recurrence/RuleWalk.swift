/// Walks over the days of a rule, a month or a week at a time, from any place and in both directions.
///
/// A chunk is the week of a `WEEKLY` rule or one month of any other; chunk 0 is the one with the first day, for
/// `YEARLY` the January of its year. That any chunk can be had from its number alone makes a distant day as cheap
/// as a near one. The Gregorian calendar repeats after 400 years (4,800 months, 20,871 weeks), so a rule that
/// finds nothing in so many chunks never will.
struct RuleWalk: Sendable {
  private let filter: DayFilter
  private let frequency: DateRule.Frequency
  private let interval: Int
  /// The months in which days can lie; never 0.
  private let candidates: UInt16
  private let positions: [Int]
  /// Day number of the first week's start, or months since year 0 of the first month, or the first year.
  private let origin: Int
  private let first: Int
  /// The number of the last day that may come, and its chunk.
  private let limit: Int
  private var lastIndex = 0
  /// False where the way back to the same constellation is longer than the calendar.
  private let hasCycle: Bool
  private var index = 0
  /// The last year that `BYSETPOS` was applied to, and the days it left, by month.
  private var selectedYear = 0
  private var selection = SIMD16<UInt32>(repeating: 0)

  /// - Parameters:
  ///   - first: The first day of the series; nil asks for any day at all, see ``DayFilter``.
  ///   - until: The last day that ``next()`` may give.
  init(_ rule: DateRule, first: Day?, until: Day = .max) {
    limit = Int(until.number)
    let day = first ?? .min
    filter = DayFilter(rule, first: first)
    frequency = rule.frequency
    candidates = filter.months == 0 ? DateRule.allMonths : filter.months
    positions = rule.positions
    self.first = Int(day.number)
    let (year, month, _) = day.components
    switch rule.frequency {
    case .daily:
      interval = 1
      origin = year * 12 + month - 1
    case .weekly:
      interval = rule.interval
      origin = Int(day.number) - (civilWeekday(Int(day.number)) - Int(rule.weekStart.rawValue) + 7) % 7
    case .monthly:
      interval = rule.interval
      origin = year * 12 + month - 1
    case .yearly:
      interval = rule.interval
      origin = year
    }
    hasCycle = rule.frequency != .daily || rule.interval == 1
    lastIndex = chunkIndex(of: until)
  }

  /// The number of empty chunks in a row that prove that nothing will come.
  private var patience: Int {
    guard hasCycle else { return .max }
    return frequency == .weekly ? 20_871 : 4_800
  }

  /// Goes to the chunk in which to look for `day` and what follows.
  mutating func move(to day: Day) { index = chunkIndex(of: day) }

  private func chunkIndex(of day: Day) -> Int {
    guard Int(day.number) > first else { return 0 }
    switch frequency {
    case .weekly:
      return (Int(day.number) - origin) / (7 * interval)
    case .daily, .monthly:
      let (year, month, _) = day.components
      return (year * 12 + month - 1 - origin) / interval
    case .yearly:
      let (year, month, _) = day.components
      let (turn, rest) = (year - origin).quotientAndRemainder(dividingBy: interval)
      return turn * 12 + (rest == 0 ? month - 1 : 11)
    }
  }

  /// The next chunk that has days on or after the first one; nil where there is none up to the limit.
  @inline(__always)
  mutating func next() -> DayChunk? {
    var tried = 0
    while tried <= patience, index <= lastIndex {
      guard var chunk = chunk(at: index) else { return nil }
      if index == 0 || frequency == .yearly { chunk.drop(before: first) }
      index += 1
      tried += 1
      if frequency == .yearly { skipMonths() }
      if chunk.bits != 0 {
        chunk.drop(after: limit)
        return chunk.bits == 0 ? nil : chunk
      }
    }
    return nil
  }

  /// From a month that never has days on to the next one that may.
  private mutating func skipMonths() {
    let (turn, month) = index.quotientAndRemainder(dividingBy: 12)
    let rest = candidates >> UInt16(month + 1)
    if rest != 0 {
      index += rest.trailingZeroBitCount
    } else {
      index = (turn + 1) * 12 + candidates.trailingZeroBitCount - 1
    }
  }

  /// The latest day that is not after `day`.
  mutating func last(onOrBefore day: Day) -> Day? {
    index = chunkIndex(of: day)
    var tried = 0
    while index >= 0, tried <= patience {
      if var chunk = chunk(at: index) {
        chunk.drop(before: first)
        chunk.drop(after: Int(day.number))
        if chunk.bits != 0 {
          return Day(number: chunk.base + 31 - chunk.bits.leadingZeroBitCount)
        }
      }
      index -= 1
      tried += 1
    }
    return nil
  }

  /// The days of a chunk, `BYSETPOS` applied; nil behind the last year.
  @inline(__always)
  private mutating func chunk(at index: Int) -> DayChunk? {
    switch frequency {
    case .weekly:
      let start = origin + index * 7 * interval
      guard start <= Int(Day.max.number) else { return nil }
      var chunk = filter.week(from: start)
      if !positions.isEmpty { chunk.bits = chunk.bits.picking(positions) }
      return chunk
    case .daily:
      let (year, month) = (origin + index).quotientAndRemainder(dividingBy: 12)
      guard year <= 9999 else { return nil }
      // A day's own set has one member, the first and the last of it.
      guard positions.isEmpty || positions.contains(1) || positions.contains(-1) else { return nil }
      return filter.month(month + 1, year: year)
    case .monthly:
      let (year, month) = (origin + index * interval).quotientAndRemainder(dividingBy: 12)
      guard year <= 9999 else { return nil }
      var chunk = filter.month(month + 1, year: year)
      if !positions.isEmpty { chunk.bits = chunk.bits.picking(positions) }
      return chunk
    case .yearly:
      let (turn, month) = index.quotientAndRemainder(dividingBy: 12)
      let year = origin + turn * interval
      guard year <= 9999 else { return nil }
      var chunk = filter.month(month + 1, year: year)
      if !positions.isEmpty, chunk.bits != 0 {
        if selectedYear != year { select(year) }
        chunk.bits = selection[month]
      }
      return chunk
    }
  }

  /// Applies `BYSETPOS` to a whole year.
  private mutating func select(_ year: Int) {
    var (days, picked, total) = (selection, SIMD16<UInt32>(repeating: 0), 0)
    for month in 0..<12 {
      days[month] = filter.month(month + 1, year: year).bits
      total += days[month].nonzeroBitCount
    }
    for position in positions {
      var left = position > 0 ? position - 1 : total + position
      guard left >= 0, left < total else { continue }
      for month in 0..<12 {
        let count = days[month].nonzeroBitCount
        if left < count {
          picked[month] |= days[month].picking([left + 1])
          break
        }
        left -= count
      }
    }
    (selection, selectedYear) = (picked, year)
  }
}

extension DayChunk {
  @inline(__always)
  mutating func drop(before day: Int) {
    guard base < day else { return }
    bits = day - base > 31 ? 0 : bits & (.max << UInt32(day - base))
  }

  @inline(__always)
  mutating func drop(after day: Int) {
    guard base + 31 > day else { return }
    bits = day < base ? 0 : bits & (.max >> UInt32(31 - (day - base)))
  }
}

extension UInt32 {
  /// The bits that stand at one of the positions (±1…) among those set.
  fileprivate func picking(_ positions: [Int]) -> UInt32 {
    let count = nonzeroBitCount
    var picked: UInt32 = 0
    for position in positions {
      if position == -1, self != 0 {
        picked |= 1 << UInt32(31 - leadingZeroBitCount)
        continue
      }
      var (rest, left) = (self, position > 0 ? position - 1 : count + position)
      guard left >= 0, left < count else { continue }
      while left > 0 {
        rest &= rest - 1
        left -= 1
      }
      picked |= rest & ~(rest - 1)
    }
    return picked
  }
}
