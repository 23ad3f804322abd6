import PlanModel

/// A rule as RFC 5545 describes it, read day by day: slow, short, and with nothing in common with the program.
struct NaiveRule {
  var frequency = "DAILY"
  var interval = 1
  var weekStart = 0
  var months: [Int] = []
  var monthDays: [Int] = []
  var yearDays: [Int] = []
  var weeks: [Int] = []
  /// Position (0: any) and weekday (0: Monday).
  var weekdays: [(position: Int, weekday: Int)] = []
  var positions: [Int] = []
  var count: Int?

  private static let names = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]

  init(using generator: inout SeededGenerator) {
    func some(_ values: [Int], _ most: Int) -> [Int] {
      (0..<Int.random(in: 1...most, using: &generator)).map { _ in generator.pick(values) }
    }
    func signed(_ limit: Int) -> [Int] { Array(1...limit) + (1...limit).map { -$0 } }
    frequency = generator.pick(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"])
    let isYearly = frequency == "YEARLY"
    if generator.chance(50) { interval = generator.pick([2, 2, 3, 4, 5, 7, 12, 13, 31]) }
    if generator.chance(30) { weekStart = Int.random(in: 0..<7, using: &generator) }
    if generator.chance(30) { months = some(Array(1...12), 4) }
    if frequency != "WEEKLY", generator.chance(35) { monthDays = some(signed(31), 4) }
    if isYearly, generator.chance(25) { yearDays = some(signed(366), 5) }
    if isYearly, generator.chance(25) { weeks = some(signed(53) + [1, 53, 52, -1, -52, -53], 4) }
    if generator.chance(50) {
      let isNumbered = (isYearly || frequency == "MONTHLY") && weeks.isEmpty && generator.chance(60)
      let limit = isYearly && months.isEmpty ? 53 : 5
      weekdays = some(Array(0..<7), 5).map { weekday in
        (isNumbered && generator.chance(85) ? generator.pick(signed(limit)) : 0, weekday)
      }
    }
    if generator.chance(30) { positions = some(signed(generator.pick([2, 5, 40])), 3) }
    if generator.chance(20) { count = Int.random(in: 1...20, using: &generator) }
  }

  var text: String {
    func list(_ name: String, _ values: [Int]) -> [String] {
      values.isEmpty ? [] : ["\(name)=\(values.map(String.init).joined(separator: ","))"]
    }
    let days = weekdays.map { "\($0.position == 0 ? "" : "\($0.position)")\(NaiveRule.names[$0.weekday])" }
    var parts = ["FREQ=\(frequency)", "INTERVAL=\(interval)", "WKST=\(NaiveRule.names[weekStart])"]
    parts += list("BYMONTH", months) + list("BYMONTHDAY", monthDays) + list("BYYEARDAY", yearDays)
    parts += list("BYWEEKNO", weeks) + list("BYSETPOS", positions)
    if !days.isEmpty { parts.append("BYDAY=\(days.joined(separator: ","))") }
    if let count { parts.append("COUNT=\(count)") }
    return parts.joined(separator: ";")
  }

  /// The days of the series from `first` to `end`.
  func days(first: Day, end: Day) -> [Day] {
    let rule = completed(from: first)
    let (year, month, _) = first.components
    let firstWeek = first - rule.offsetInWeek(first)
    var cursor: Day
    switch frequency {
    case "DAILY": cursor = first
    case "WEEKLY": cursor = firstWeek
    case "MONTHLY": cursor = Day(year, month, 1) ?? first
    default: cursor = Day(year, 1, 1) ?? first
    }
    var (found, group, current): ([Day], [Day], Int) = ([], [], 0)
    // A year more, so that the last period is whole.
    while cursor <= end + 367 {
      let (thisYear, thisMonth, _) = cursor.components
      let period =
        switch frequency {
        case "DAILY": cursor - first
        case "WEEKLY": (cursor - firstWeek) / 7
        case "MONTHLY": (thisYear - year) * 12 + thisMonth - month
        default: thisYear - year
        }
      if period != current {
        found += rule.chosen(group)
        (group, current) = ([], period)
      }
      if period % interval == 0, rule.matches(cursor) { group.append(cursor) }
      cursor = cursor + 1
    }
    found = found.filter { $0 >= first }
    return found.prefix(count ?? .max).filter { $0 <= end }
  }

  private func completed(from first: Day) -> NaiveRule {
    var rule = self
    guard monthDays.isEmpty, yearDays.isEmpty, weekdays.isEmpty else { return rule }
    switch frequency {
    case "DAILY": break
    case "WEEKLY": rule.weekdays = [(0, Int(first.weekday.rawValue))]
    case "MONTHLY": rule.monthDays = [first.dayOfMonth]
    default:
      if !weeks.isEmpty {
        rule.weekdays = [(0, Int(first.weekday.rawValue))]
      } else {
        rule.monthDays = [first.dayOfMonth]
        if months.isEmpty { rule.months = [first.month] }
      }
    }
    return rule
  }

  private func chosen(_ group: [Day]) -> [Day] {
    guard !positions.isEmpty else { return group }
    let indices = positions.map { $0 > 0 ? $0 - 1 : group.count + $0 }
    return group.indices.filter(indices.contains).map { group[$0] }
  }

  private func offsetInWeek(_ day: Day) -> Int { (Int(day.weekday.rawValue) - weekStart + 7) % 7 }

  private func matches(_ day: Day) -> Bool {
    let (year, month, dayOfMonth) = day.components
    let length = Day.length(ofMonth: month, year: year)
    let (dayOfYear, yearLength) = (day.dayOfYear, Day.isLeap(year) ? 366 : 365)
    func passes(_ values: [Int], _ number: Int, _ size: Int) -> Bool {
      values.isEmpty || values.contains(number) || values.contains(number - size - 1)
    }
    guard months.isEmpty || months.contains(month), passes(monthDays, dayOfMonth, length),
      passes(yearDays, dayOfYear, yearLength)
    else { return false }
    if !weeks.isEmpty {
      let middle = day - offsetInWeek(day) + 3
      let size = lengthInWeeks(middle.year)
      guard passes(weeks, (middle.dayOfYear - 1) / 7 + 1, size) else { return false }
    }
    guard !weekdays.isEmpty else { return true }
    let inYear = frequency == "YEARLY" && months.isEmpty
    let (index, size) = inYear ? (dayOfYear, yearLength) : (dayOfMonth, length)
    let ranks = [0, (index - 1) / 7 + 1, -((size - index) / 7 + 1)]
    return weekdays.contains { $0.weekday == Int(day.weekday.rawValue) && ranks.contains($0.position) }
  }

  /// Weeks of a year: as many as the middles of weeks that lie in it.
  private func lengthInWeeks(_ year: Int) -> Int {
    (1...53).last { week in
      guard let january = Day(year, 1, 1) else { return false }
      let middle = january + ((weekStart + 3 - Int(january.weekday.rawValue) + 7) % 7) + (week - 1) * 7
      return middle.year == year
    } ?? 52
  }
}
