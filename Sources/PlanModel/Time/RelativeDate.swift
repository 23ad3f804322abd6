/// Dates in words, as the command line, queries and templates take them; files hold only what they resolve to.
///
/// `today`, `tomorrow`, `yesterday`, `fri`, `"next tue"`, `"last fri"`, `+3d`, `-1w`, `+2mo`, `+1q`, `+1y`, `+3b`
/// (working days), and `sow eow som eom soq eoq soy eoy` for the first and last days of this week, month,
/// quarter and year.
public enum RelativeDate {
  /// True if `text` (lower case) is one of the words, whatever it means today.
  public static func isRelative(_ text: String) -> Bool {
    if Weekday(name: text) != nil || fixedWords.contains(text) { return true }
    return offset(text) != nil
  }

  private static let fixedWords: Set<String> = [
    "today", "tomorrow", "yesterday", "now", "sow", "eow", "som", "eom", "soq", "eoq", "soy", "eoy",
  ]

  /// The day that a word means on `today`, or nil if it is none of the words.
  public static func resolve(_ text: String, today: Day, calendar: WorkCalendar) -> Day? {
    let words = text.lowercased().split(whereSeparator: { $0 == " " || $0 == "\t" }).map(String.init)
    if words.count == 2, let weekday = Weekday(name: words[1]) {
      let ahead = (Int(weekday.rawValue) - Int(today.weekday.rawValue) + 7) % 7
      switch words[0] {
      case "next": return today + (ahead == 0 ? 7 : ahead)
      case "last": return today - (ahead == 0 ? 7 : 7 - ahead)
      case "this", "on": return today + ahead
      default: return nil
      }
    }
    guard words.count == 1, let word = words.first else { return nil }
    if let weekday = Weekday(name: word) {
      return today + (Int(weekday.rawValue) - Int(today.weekday.rawValue) + 7) % 7
    }
    let week = today.firstOfWeek(startingOn: calendar.weekStart)
    let quarter = Day(today.year, (today.month - 1) / 3 * 3 + 1, 1) ?? today
    switch word {
    case "today", "now": return today
    case "tomorrow": return today + 1
    case "yesterday": return today - 1
    case "sow": return week
    case "eow": return week + 6
    case "som": return today.firstOfMonth
    case "eom": return today.lastOfMonth
    case "soq": return quarter
    case "eoq": return quarter.addingMonths(2).lastOfMonth
    case "soy": return Day(today.year, 1, 1)
    case "eoy": return Day(today.year, 12, 31)
    default: break
    }
    guard let (count, unit) = offset(word) else { return nil }
    switch unit {
    case "d": return today + count
    case "b": return calendar.adding(workdays: count, to: today)
    case "w": return today + count * 7
    case "q": return today.addingMonths(count * 3)
    case "y": return today.addingMonths(count * 12)
    default: return today.addingMonths(count)
    }
  }

  /// `+3d` as (3, "d"); counts up to four digits.
  private static func offset(_ text: String) -> (Int, String)? {
    guard let sign = text.first, sign == "+" || sign == "-" else { return nil }
    let digits = text.dropFirst().prefix { $0.isASCII && $0.isNumber }
    let unit = String(text.dropFirst(1 + digits.count))
    guard (1...4).contains(digits.count), let count = Int(digits),
      ["d", "b", "w", "m", "mo", "q", "y"].contains(unit)
    else { return nil }
    return (sign == "-" ? -count : count, unit)
  }
}
