import PlanModel

/// Any bytes are a value of every kind, or a fault with its place.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzValues(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = input(start, count)
  let range = 0..<bytes.count
  checkDate(bytes, range)
  checkEffort(bytes, range)
  checkMoney(bytes, range)
  checkNames(bytes)
  checkReferences(bytes, range)
  checkRecurrence(bytes)
  _ = RecurrenceBatch.answer(bytes.prefix(64)[...])
  return 0
}

private func checkDate(_ bytes: [UInt8], _ range: Range<Int>) {
  if let date = try? DateValue(parsing: bytes, in: range) {
    demand(date.first <= date.last, "a period ends before it begins")
    demand(DateValue(packed: date.packed) == date, "a packed date is another")
    demand((try? DateValue(parsing: date.description)) == date, "\(date) reads back as another")
  }
  let text = String(decoding: bytes, as: UTF8.self)
  _ = RelativeDate.isRelative(text)
  _ = RelativeDate.resolve(text, today: today, calendar: WorkCalendar())
}

private func checkEffort(_ bytes: [UInt8], _ range: Range<Int>) {
  let units = EffortUnits()
  if let effort = try? Effort(parsing: bytes, in: range, units: units) {
    let text = effort.text(units: units)
    demand((try? Effort(parsing: text, units: units)) == effort, "\(text) reads back as another")
  }
  if let estimate = try? Estimate(parsing: bytes, in: range, units: units) {
    demand(estimate.low ?? estimate.likely <= estimate.likely, "a low estimate above the likely one")
    demand(estimate.high ?? estimate.likely >= estimate.likely, "a high estimate below the likely one")
  }
  _ = try? Budget(parsing: bytes, in: range, units: units)
}

private func checkMoney(_ bytes: [UInt8], _ range: Range<Int>) {
  guard let money = try? Money(parsing: bytes, in: range) else { return }
  demand((try? Money(parsing: money.description)) == money, "\(money) reads back as another")
  _ = money.adding(money)
}

private func checkNames(_ bytes: [UInt8]) {
  for offset in bytes.indices where bytes[offset] == UInt8(ascii: "@") {
    guard let scan = Assignment.scan(bytes, at: offset, end: bytes.count) else { continue }
    demand(scan.range.lowerBound == offset && scan.range.upperBound <= bytes.count, "a name stands elsewhere")
    let assignment = Assignment(parsing: bytes, names: scan.names, end: scan.range.upperBound)
    demand(!assignment.anyOf.isEmpty && assignment.thousandths > 0, "a name assigns nobody")
  }
}

private func checkReferences(_ bytes: [UInt8], _ range: Range<Int>) {
  for item in (try? ReferenceScan.list(bytes, in: range, units: EffortUnits())) ?? [] {
    demand(!item.name.isEmpty && item.name.upperBound <= bytes.count, "a reference without a name")
  }
}

private func checkRecurrence(_ bytes: [UInt8]) {
  let first = Day(2026, 1, 31)!
  let rule: Recurrence
  do {
    rule = try Recurrence(parsing: bytes[...])
  } catch {
    demand(error.range.upperBound <= bytes.count, "a fault stands behind the rule")
    _ = (error.message, error.help)
    return
  }
  _ = (rule.words, rule.problems(first: first).map(\.message))
  let days = Array(rule.occurrences(first: first).prefix(50))
  demand(zip(days, days.dropFirst()).allSatisfy { $0 < $1 }, "the days of a rule do not rise")
  guard let last = days.last else { return }
  // The series is a function of the rule and its first day: from anywhere on it goes the same way.
  for (day, following) in zip(days, days.dropFirst()) {
    demand(rule.next(after: day, first: first) == following, "the day after \(day) is another")
    demand(rule.last(onOrBefore: following - 1, first: first) == day, "the day before \(following) is another")
  }
  _ = rule.successor(of: last, first: first, done: today)
  _ = Array(rule.occurrences(first: Day.max - 40).prefix(50))
  _ = Array(rule.occurrences(first: Day.min).prefix(5))
}
