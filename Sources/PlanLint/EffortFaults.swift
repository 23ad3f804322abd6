import PlanModel

/// What is wrong with an effort or an estimate. Source: format, section 3, "Effort".
extension TagValue {
  var effortFault: ValueFault? {
    do throws(EffortError) {
      if key.valueKind == .estimate {
        _ = try Estimate(parsing: bytes, in: range, units: context.plan.units)
      } else {
        _ = try Effort(parsing: bytes, in: range, units: context.plan.units)
      }
      return nil
    } catch {
      return effortFault(error, .effort)
    }
  }

  /// - Parameter kind: References have lags, which are efforts too.
  func effortFault(_ error: EffortError, _ kind: ValueFault.Kind) -> ValueFault {
    switch error {
    case .empty:
      return ValueFault(
        kind, range, "a part of \(shown) is empty", help: "write a range as 2d-5d, three points as 1d/2d/5d")
    case .missingUnit(let number):
      let text = text(number.range)
      return ValueFault(
        kind, number.range, "`\(text)` has no unit",
        help: "write \(text)h for hours, \(text)d for working days, \(text)min for minutes")
    case .unknownUnit(let unit):
      let word = text(unit.range).lowercased()
      if let short = TagValue.units[word] {
        return ValueFault(
          kind, unit.range, "`\(text(unit.range))` is no unit", help: "write `\(short)`",
          fix: fix(unit.range, short))
      }
      if ["mo", "mon", "month", "months", "y", "yr", "year", "years"].contains(word) {
        return ValueFault(
          kind, unit.range, "`\(text(unit.range))` is no unit of work: months and years differ in length",
          help: "write weeks, such as 4w")
      }
      return ValueFault(
        kind, unit.range, "\(shown(unit.range)) is no unit",
        help: "write min, h, d (a working day) or w (a working week)")
    case .decimalComma(let comma):
      let point = text(range.lowerBound..<comma.lowerBound) + "." + text(comma.upperBound..<range.upperBound)
      return ValueFault(
        kind, comma.range, "the decimal sign is a point, not a comma", help: "write \(point)",
        fix: fix(comma.range, "."))
    case .unexpected(let part):
      return ValueFault(
        kind, part.range, "\(shown(part.range)) does not belong in an effort",
        help: "write a number and a unit, such as 45min, 2h30m or 1.5d")
    case .tooLarge:
      return ValueFault(
        kind, range, "\(shown) is more than a hundred years of work", help: "check the number and the unit")
    case .notRising: return notRising(kind)
    }
  }

  private func notRising(_ kind: ValueFault.Kind) -> ValueFault {
    let isRange = !bytes[range].contains(UInt8(ascii: "/"))
    let parts = bytes[range].split(separator: isRange ? UInt8(ascii: "-") : UInt8(ascii: "/"))
    let isMoreThanNothing = parts.map { part in
      part.contains { $0 >= UInt8(ascii: "1") && $0 <= UInt8(ascii: "9") }
    }
    guard isRange ? !isMoreThanNothing.contains(false) : isMoreThanNothing.contains(true) else {
      return ValueFault(
        kind, range, "\(shown) says that it may take nothing", help: "write the least it may take, such as 1h"
      )
    }
    guard isRange, let dash = bytes[range].firstIndex(of: UInt8(ascii: "-")) else {
      return ValueFault(
        kind, range, "the three points \(shown) do not rise from more than nothing",
        help: "write the best, the likely and the worst case, such as 1d/2d/5d")
    }
    let swapped = text(dash + 1..<range.upperBound) + "-" + text(range.lowerBound..<dash)
    return ValueFault(
      kind, range, "the range \(shown) does not rise from more than nothing",
      help: "write the smaller value first: \(swapped)",
      fix: fix(range, swapped))
  }

  func text(_ range: Range<Int>) -> String { String(decoding: bytes[range.prefix(80)], as: UTF8.self) }

  /// What people write for the four units.
  static let units = [
    "minute": "min", "minutes": "min", "mins": "min", "hr": "h", "hrs": "h", "hour": "h", "hours": "h",
    "day": "d",
    "days": "d", "wk": "w", "wks": "w", "week": "w", "weeks": "w",
  ]
}
