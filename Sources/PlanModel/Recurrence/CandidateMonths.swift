extension DateRule {
  /// The months (bit m) in which days of the rule can lie at all, so that a search through years may leave out
  /// the others: the 20th Monday of a year is in May, week 53 in December or January.
  var candidateMonths: UInt16 {
    var months = months == 0 ? DateRule.allMonths : months
    guard frequency == .yearly else { return months }
    if !yearDays.isEmpty {
      months &= yearDays.reduce(0) { $0 | DateRule.months(from: $1, to: $1) }
    }
    if self.months == 0, weekdays == 0, !nthWeekdays.isEmpty {
      months &= nthWeekdays.reduce(0) { found, nth in
        let last = nth.position * 7
        let week = last > 0 ? last - 6...last : last...last + 6
        return found | DateRule.months(from: week.lowerBound, to: week.upperBound)
      }
    }
    if hasWeeks {
      var found: UInt16 = 0
      for week in 1...53 {
        // Week 1 begins between three days before and three days after 1 January.
        if weeks >> UInt64(week) & 1 != 0 {
          found |= DateRule.months(from: max(1, week * 7 - 9), to: week * 7 + 3)
        }
        if lastWeeks >> UInt64(week) & 1 != 0 {
          found |= DateRule.months(from: -week * 7 - 3, to: min(-1, 9 - week * 7))
        }
        // Weeks at the ends of a year reach into its neighbours, or are theirs.
        if (weeks | lastWeeks) >> UInt64(week) & 1 != 0, week == 1 || week > 51 { found |= 1 << 1 | 1 << 12 }
      }
      months &= found
    }
    return months
  }

  /// The months with days of the year `first`…`last` (both from 1 on, or both from -1 down), leap year or not.
  private static func months(from first: Int, to last: Int) -> UInt16 {
    var found: UInt16 = 0
    for month in 1...12 {
      // Days before the month in a common year, and up to its end in a leap year.
      let start = month <= 2 ? (month - 1) * 31 : (153 * month - 457) / 5 + 59
      let end = start + Day.length(ofMonth: month, year: 2000) + (month > 2 ? 1 : 0)
      // Day -1 is day 365 or 366.
      let (from, to) = first > 0 ? (first, last) : (first + 366, last + 367)
      if from <= end, to > start { found |= 1 << UInt16(month) }
    }
    return found
  }
}
