/// The days of a series, computed as they are asked for, in ascending order.
///
/// Days come in chunks of up to 64 in a bit mask, so that one more day costs a few instructions. The sequence ends
/// with the series, at ``Day/max``, or where the rule is known to match nothing more.
public struct Occurrences: Sequence, IteratorProtocol, Sendable {
  /// Where the next chunk comes from.
  private enum Source: Sendable {
    /// Every so many days from the next one on; the mask holds them up to 64 days ahead.
    case days(next: Int, step: Int, pattern: UInt64)
    case months(step: RecurrenceStep, first: Day, index: Int)
    case workdays(count: Int, next: Day?, calendar: any WorkdayCalendar)
    case rule
    case ended
  }

  private var base = 0
  private var bits: UInt64 = 0
  /// How many days `COUNT` still allows.
  private var remaining: Int
  /// The last day number that may come.
  private let limit: Int
  private var source: Source
  private var walk: RuleWalk?

  init(of recurrence: Recurrence, first: Day, from: Day, calendar: any WorkdayCalendar) {
    limit = Int((recurrence.until ?? .max).number)
    remaining = recurrence.count ?? .max
    source = .ended
    switch recurrence.pattern {
    case .step(let step):
      start(step, first: first, from: from, calendar: calendar)
    case .rule(let rule):
      if let days = rule.fixedDays {
        start(RecurrenceStep(count: days, unit: .day), first: first, from: from, calendar: calendar)
      } else {
        start(rule, first: first, from: from)
      }
    }
  }

  private mutating func start(
    _ step: RecurrenceStep, first: Day, from: Day, calendar: any WorkdayCalendar
  ) {
    let index = from <= first ? 0 : step.index(onOrBefore: from - 1, first: first, calendar: calendar) + 1
    if remaining != .max { remaining = Swift.max(0, remaining - index) }
    switch step.unit {
    case .day, .week:
      let days = step.days ?? 1
      var pattern: UInt64 = 0
      for offset in stride(from: 0, to: 64, by: days) { pattern |= 1 << UInt64(offset) }
      source = .days(next: Int(first.number) + index * days, step: days, pattern: pattern)
    case .month, .year:
      source = .months(step: step, first: first, index: index)
    case .workday:
      var next: Day? = first
      if index > 0 {
        // Counted on from `from`, not again from the first day.
        let passed = calendar.workdays(after: first, through: from - 1)
        next = calendar.workday(index * step.count - passed, after: from - 1)
      }
      source = .workdays(count: step.count, next: next, calendar: calendar)
    }
  }

  private mutating func start(_ rule: DateRule, first: Day, from: Day) {
    source = .rule
    var walk = RuleWalk(rule, first: first, until: Day(number: limit))
    if remaining == .max { walk.move(to: from) }
    self.walk = walk
    guard from > first else { return }
    while refill() {
      let passed = Int(from.number) - base
      let before = passed <= 0 ? 0 : passed > 63 ? UInt64.max : (1 << UInt64(passed)) - 1
      if remaining != .max { remaining = Swift.max(0, remaining - (bits & before).nonzeroBitCount) }
      bits &= ~before
      if bits != 0 { break }
    }
  }

  @inline(__always)
  public mutating func next() -> Day? {
    guard bits != 0 || refill(), remaining > 0 else { return nil }
    remaining -= 1
    let offset = bits.trailingZeroBitCount
    bits &= bits &- 1
    return Day(number: base &+ offset)
  }

  /// Fetches the next chunk; false at the end.
  private mutating func refill() -> Bool {
    guard remaining > 0 else { return false }
    switch source {
    case .days(let next, let step, let pattern):
      guard next <= limit else { return end() }
      (base, bits) = (next, pattern)
      if limit - next < 63 { bits &= .max >> UInt64(63 - (limit - next)) }
      source = .days(next: next + step * pattern.nonzeroBitCount, step: step, pattern: pattern)
    case .months(let step, let first, let index):
      guard let day = step.occurrence(index, first: first, calendar: MondayToFriday()), take(day)
      else { return end() }
      source = .months(step: step, first: first, index: index + 1)
    case .workdays(let count, let next, let calendar):
      guard let day = next, take(day) else { return end() }
      source = .workdays(count: count, next: calendar.workday(count, after: day), calendar: calendar)
    case .rule:
      guard let chunk = walk?.next() else { return end() }
      (base, bits) = (chunk.base, UInt64(chunk.bits))
    case .ended:
      return false
    }
    return true
  }

  private mutating func take(_ day: Day) -> Bool {
    guard day.number <= limit else { return false }
    (base, bits) = (Int(day.number), 1)
    return true
  }

  private mutating func end() -> Bool {
    (source, walk, bits) = (.ended, nil, 0)
    return false
  }
}
