import PlanModel

/// Reads the all-day events of an iCalendar file as holidays. Source: RFC 5545, sections 3.1 and 3.6.1.
enum CalendarFile {
  static func holidays(_ bytes: [UInt8]) -> [WorkCalendar.Holiday] {
    var result: [WorkCalendar.Holiday] = []
    var (first, end, name): (Day?, Day?, String?)
    var isInEvent = false
    for line in unfolded(bytes) {
      guard let colon = line.firstIndex(of: ":") else { continue }
      let property = line[..<colon].split(separator: ";").first.map { $0.uppercased() } ?? ""
      let value = String(line[line.index(after: colon)...])
      switch property {
      case "BEGIN" where value.uppercased() == "VEVENT": (isInEvent, first, end, name) = (true, nil, nil, nil)
      case "END" where value.uppercased() == "VEVENT":
        // The end of an all-day event is the day after it.
        if let first {
          let last = end.map { $0 - 1 } ?? first
          result.append(WorkCalendar.Holiday(first: first, last: max(first, last), name: name))
        }
        isInEvent = false
      case "DTSTART" where isInEvent: first = day(value)
      case "DTEND" where isInEvent: end = day(value)
      case "SUMMARY" where isInEvent: name = value
      default: break
      }
    }
    return result.sorted { $0.first < $1.first }
  }

  /// `20261225`; times of day make no holiday.
  private static func day(_ text: String) -> Day? {
    guard text.utf8.count == 8, let number = Int(text) else { return nil }
    return Day(number / 10_000, number / 100 % 100, number % 100)
  }

  /// Lines with their continuations, which begin with a blank.
  private static func unfolded(_ bytes: [UInt8]) -> [String] {
    // As bytes: a line may be folded inside a character.
    var lines: [[UInt8]] = []
    for line in bytes.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }) {
      if let first = line.first, first.isBlank, !lines.isEmpty {
        lines[lines.count - 1] += line.dropFirst()
      } else {
        lines.append(Array(line))
      }
    }
    return lines.map { String(decoding: $0, as: UTF8.self) }
  }
}
