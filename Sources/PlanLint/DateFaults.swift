import PlanModel

/// What is wrong with a date. Source: format, section 3, "Dates".
extension TagValue {
  var dateFault: ValueFault? {
    do throws(DateError) {
      _ = try DateValue(parsing: bytes, in: range)
      return nil
    } catch {
      if form == .emoji, !looksLikeDate { return nil }
      switch error {
      case .doesNotExist: return impossible
      case .noSuchTime:
        let time = range.lowerBound + 11..<range.upperBound
        return ValueFault(
          .impossibleDate, time, "\(shown(time)) is no time of day", help: "write 00:00 to 23:59")
      case .relative: return inWords
      case .otherNotation(let day):
        return ValueFault(
          .date, range, "\(shown) is not written year-month-day", help: "write \(day)",
          fix: fix(range, "\(day)"))
      case .notADate: return isTwoWords ? inWords : foreignDigits ?? behindADate ?? noDate
      }
    }
  }

  /// Three numbers, or a year and a hyphen: a sign such as 📅 may stand before other things and mean itself.
  private var looksLikeDate: Bool {
    let text = bytes[range]
    if text.count >= 5, text.prefix(4).allSatisfy(\.isASCIIDigit),
      text[text.startIndex + 4] == UInt8(ascii: "-")
    {
      return true
    }
    return ["-", ".", "/"].contains { (separator: Unicode.Scalar) in
      let parts = text.split(separator: UInt8(ascii: separator), omittingEmptySubsequences: false)
      return parts.count == 3 && parts.allSatisfy { !$0.isEmpty && $0.allSatisfy(\.isASCIIDigit) }
    }
  }

  private var noDate: ValueFault {
    ValueFault(.date, range, "\(shown) is not a date", help: "write year, month and day, as in 2026-03-31")
  }

  // MARK: Impossible days

  private var impossible: ValueFault {
    let year = number(0, 4)
    let letter = bytes[range.lowerBound + 5] | 0x20
    if year == 0 { return impossible(range, "there is no year 0", "write a year from 0001 to 9999") }
    if letter == UInt8(ascii: "w") {
      let weeks = Day.monday(ofISOWeek: 53, year: year) == nil ? 52 : 53
      return impossible(range, "\(padded(year, 4)) has \(weeks) weeks", "write a week from W01 to W\(weeks)")
    }
    if letter == UInt8(ascii: "q") { return impossible(range, "a year has four quarters", "write Q1 to Q4") }
    let month = number(5, 2)
    let day = range.lowerBound..<min(range.upperBound, range.lowerBound + 10)
    guard (1...12).contains(month) else {
      return impossible(day, "there is no month \(padded(month, 2))", "write a month from 01 to 12")
    }
    let length = Day.length(ofMonth: month, year: year)
    let name = TagValue.months[month - 1]
    return impossible(
      day, "\(name) \(year) has \(length) days",
      "write the day that is meant, at most \(padded(year, 4))-\(padded(month, 2))-\(length)")
  }

  private func impossible(_ range: Range<Int>, _ why: String, _ help: String) -> ValueFault {
    ValueFault(.impossibleDate, range, "\(shown(range)) does not exist: \(why)", help: help)
  }

  private func number(_ offset: Int, _ count: Int) -> Int {
    bytes[range].dropFirst(offset).prefix(count).reduce(0) { $0 * 10 + Int($1 & 0x0F) }
  }

  private static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
  ]

  // MARK: Words

  /// `"next fri"`
  private var isTwoWords: Bool { bytes[range].contains(where: \.isBlank) && relativeDay != nil }

  private var relativeDay: Day? {
    RelativeDate.resolve(text(range), today: context.today, calendar: context.configuration.calendar)
  }

  private var inWords: ValueFault {
    ValueFault(
      .dateInWords, range, "\(shown) counts from a day that the file does not tell",
      help: "write the day itself, as in 2026-03-31",
      fix: relativeDay.map { Fix(.shown, [TextEdit(range, "\($0)")]) })
  }

  // MARK: Almost dates

  /// Full-width or Arabic-Indic digits and the like.
  private var foreignDigits: ValueFault? {
    guard range.contains(where: { bytes[$0] >= 0x80 }) else { return nil }
    var (plain, sawForeign) = ("", false)
    for scalar in String(decoding: bytes[range], as: UTF8.self).unicodeScalars {
      if scalar.value >= 0x80, scalar.properties.numericType == .decimal,
        let value = scalar.properties.numericValue
      {
        plain += "\(Int(value))"
        sawForeign = true
      } else {
        plain.unicodeScalars.append(scalar)
      }
    }
    guard sawForeign else { return nil }
    let isDate = (try? DateValue(parsing: plain)) != nil
    return ValueFault(
      .date, range, "\(shown) is not a date: its digits are not the ASCII digits 0 to 9",
      help: isDate ? "write \(plain)" : "write year, month and day, as in 2026-03-31")
  }

  /// A complete date with something behind it.
  private var behindADate: ValueFault? {
    for length in [16, 10, 8, 7] where range.count > length {
      let end = range.lowerBound + length
      guard !bytes[end].isASCIIDigit, let date = try? DateValue(parsing: bytes, in: range.lowerBound..<end)
      else { continue }
      let rest = end..<range.upperBound
      let next = bytes[end]
      if date.precision == .time {
        return ValueFault(
          .date, rest, "\(shown(rest)) stands behind a complete time",
          help: "write \(date): a time has no seconds and no offset, it is that of the local clock")
      }
      if length == 10, next | 0x20 == UInt8(ascii: "t") || next.isBlank, rest.count > 1,
        bytes[end + 1].isASCIIDigit
      {
        return ValueFault(
          .date, rest, "\(shown(rest)) is not a time",
          help: "write hours and minutes with two digits: \(date)T09:00")
      }
      return ValueFault(
        .date, rest, "\(shown(rest)) stands behind a complete date",
        help: "write \(date), and a blank behind it")
    }
    return nil
  }
}
