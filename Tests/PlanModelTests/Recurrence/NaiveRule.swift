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

  /// A day that counts itself on, so that the conversions of ``Day`` are not trusted either.
  private struct Civil {
    var day: Day
    var year: Int
    var month: Int
    var dayOfMonth: Int
    var dayOfYear: Int
    /// 0 is Monday.
    var weekday: Int

    init(_ day: Day) {
      self.day = day
      (year, month, dayOfMonth) = day.components
      (dayOfYear, weekday) = (day.dayOfYear, Int(day.weekday.rawValue))
    }

    var monthLength: Int {
      switch month {
      case 2: yearLength - 337
      case 4, 6, 9, 11: 30
      default: 31
      }
    }
    var yearLength: Int { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 366 : 365 }

    mutating func advance() {
      day = day + 1
      weekday = weekday == 6 ? 0 : weekday + 1
      dayOfMonth += 1
      dayOfYear += 1
      guard dayOfMonth > 28, dayOfMonth > monthLength else { return }
      (dayOfMonth, month) = (1, month + 1)
      if month > 12 { (dayOfYear, month, year) = (1, 1, year + 1) }
    }
  }

  /// The days of the series from `first` to `end`.
  func days(first: Day, end: Day) -> [Day] {
    let rule = completed(from: first)
    let start = Civil(first)
    let firstWeek = first - (start.weekday - weekStart + 7) % 7
    // The start of the first period, and the length of the longest.
    let (opening, longest) =
      switch frequency {
      case "DAILY": (first, 1)
      case "WEEKLY": (firstWeek, 7)
      case "MONTHLY": (first - (start.dayOfMonth - 1), 31)
      default: (first - (start.dayOfYear - 1), 367)
      }
    var (found, group, current): ([Day], [Day], Int) = ([], [], 0)
    var cursor = Civil(opening)
    // A period more, so that the last one is whole.
    while cursor.day <= end + longest {
      let period =
        switch longest {
        case 1: cursor.day - first
        case 7: (cursor.day - firstWeek) / 7
        case 31: (cursor.year - start.year) * 12 + cursor.month - start.month
        default: cursor.year - start.year
        }
      if period != current {
        found += rule.chosen(group)
        (group, current) = ([], period)
      }
      if period % interval == 0, rule.matches(cursor) { group.append(cursor.day) }
      cursor.advance()
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

  private func matches(_ day: Civil) -> Bool {
    guard months.isEmpty || months.contains(day.month),
      passes(monthDays, day.dayOfMonth, day.monthLength),
      passes(yearDays, day.dayOfYear, day.yearLength)
    else { return false }
    if !weekdays.isEmpty {
      let inYear = frequency == "YEARLY" && months.isEmpty
      let index = inYear ? day.dayOfYear : day.dayOfMonth
      let size = inYear ? day.yearLength : day.monthLength
      let isListed = weekdays.contains { position, weekday in
        guard weekday == day.weekday else { return false }
        return position == 0 || position == (index - 1) / 7 + 1 || position == -((size - index) / 7 + 1)
      }
      guard isListed else { return false }
    }
    guard !weeks.isEmpty else { return true }
    let middle = Civil(day.day - (day.weekday - weekStart + 7) % 7 + 3)
    // A week belongs to the year of its middle; its year has as many weeks as middles.
    let weeksLeft = (middle.yearLength - middle.dayOfYear) / 7
    let number = (middle.dayOfYear - 1) / 7 + 1
    return passes(weeks, number, number + weeksLeft)
  }

  /// True if a number is listed, from either end of so many.
  private func passes(_ values: [Int], _ number: Int, _ size: Int) -> Bool {
    values.isEmpty || values.contains(number) || values.contains(number - size - 1)
  }
}
