import PlanModel

/// What is wrong with an amount of money or a budget. Source: format, section 3, "Money".
extension TagValue {
  var moneyFault: ValueFault? {
    do throws(MoneyError) {
      _ = try Money(parsing: bytes, in: range)
      return nil
    } catch {
      return moneyFault(error)
    }
  }

  var budgetFault: ValueFault? {
    do throws(BudgetError) {
      _ = try Budget(parsing: bytes, in: range, units: context.plan.units)
      return nil
    } catch {
      switch error {
      case .money(let error): return workFault ?? moneyFault(error)
      case .effort(let error): return effortFault(error, .effort)
      case .unknownPeriod(let period):
        return ValueFault(
          .money, period.range, "\(shown(period.range)) is no period", help: "write /w, /mo, /q or /y",
          fix: TagValue.periods[text(period.range).lowercased()].flatMap { fix(period.range, $0) })
      }
    }
  }

  /// What is wrong with a budget that ends in a unit of work, such as `2,5h`.
  private var workFault: ValueFault? {
    let end = bytes[range].lastIndex(of: UInt8(ascii: "/")) ?? range.upperBound
    let unit = (bytes[range.lowerBound..<end].lastIndex { !$0.isASCIILetter } ?? range.lowerBound) + 1
    guard unit < end, ["h", "d", "w", "m", "min"].contains(text(unit..<end)) else { return nil }
    do throws(EffortError) {
      _ = try Effort(parsing: bytes, in: range.lowerBound..<end, units: context.plan.units)
      return nil
    } catch {
      return effortFault(error, .effort)
    }
  }

  private static let periods = [
    "/week": "/w", "/wk": "/w", "/month": "/mo", "/quarter": "/q", "/year": "/y", "/yr": "/y",
  ]

  private func moneyFault(_ error: MoneyError) -> ValueFault {
    switch error {
    case .empty: return ValueFault(.money, range, "there is no amount", help: TagValue.moneyHelp)
    case .noCurrency(let number): return currencyFault(number.range)
    case .unknownCurrency(let word): return unknownCurrency(word.range)
    case .misplacedComma(let comma):
      return ValueFault(
        .money, comma.range, "a comma stands between thousands only",
        help: "write \(withPoint(comma.lowerBound))")
    case .unexpected(let part):
      guard !part.isEmpty else {
        return ValueFault(.money, range, "\(shown) is not an amount", help: TagValue.moneyHelp)
      }
      let isComma = bytes[part.lowerBound] == UInt8(ascii: ",")
      return ValueFault(
        .money, part.range, "\(shown(part.range)) does not belong in an amount",
        help: isComma ? "write \(withPoint(part.lowerBound))" : TagValue.moneyHelp)
    case .tooManyDecimals(let decimals):
      return ValueFault(
        .money, decimals.range, "\(shown(decimals.range)) has more than six decimals",
        help: "write at most six digits behind the point")
    case .tooLarge:
      return ValueFault(.money, range, "\(shown) is more than a trillion", help: "check the number of digits")
    }
  }

  private static let moneyHelp = "write a number and a currency, such as 1200EUR or €1,200.50"

  /// The currency that examples have.
  private var example: String { context.configuration.currency?.code ?? "EUR" }

  /// What to write for an amount whose comma at `offset` is its decimal sign: `1.5EUR` for `1,5`,
  /// `1,000.50EUR` for `1.000,50EUR`.
  private func withPoint(_ offset: Int) -> String {
    var amount = ""
    for position in range.prefix(40) {
      switch bytes[position] {
      case UInt8(ascii: ","): amount += position == offset ? "." : ""
      case UInt8(ascii: "."): amount += position < offset ? "," : "."
      case 0x30...0x39: amount.unicodeScalars.append(Unicode.Scalar(bytes[position]))
      default: continue
      }
    }
    let currency = ownCurrency ?? example
    guard (try? Money(parsing: amount + currency)) != nil else {
      return "1.50\(currency) or 1,500\(currency)"
    }
    return "\(amount)\(currency) if it is the decimal sign"
  }

  /// The letters or sign that are written, if they mean a currency.
  private var ownCurrency: String? {
    let word = bytes[range].filter {
      !$0.isASCIIDigit && $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: ".") && !$0.isBlank
    }
    return (try? Money(parsing: "1" + String(decoding: word, as: UTF8.self)))?.currency.code
  }

  private func currencyFault(_ number: Range<Int>) -> ValueFault {
    let amount = text(number)
    let work = key.valueKind == .budget ? ", or \(amount)h for work" : ""
    guard let code = context.configuration.currency?.code else {
      return ValueFault(
        .currency, number, "`\(amount)` has no currency",
        help: "write the code of a currency behind it, such as \(amount)EUR\(work)")
    }
    return ValueFault(
      .currency, number, "`\(amount)` has no currency", help: "write \(amount)\(code)\(work)",
      fix: fix(number.upperBound..<number.upperBound, code))
  }

  private func unknownCurrency(_ word: Range<Int>) -> ValueFault {
    let capital = text(word).uppercased()
    if Currency(code: capital) != nil {
      return ValueFault(
        .money, word, "`\(text(word))` is no currency: codes have capital letters", help: "write \(capital)",
        fix: fix(word, capital))
    }
    guard key.valueKind == .budget else {
      return ValueFault(
        .money, word, "\(shown(word)) is no currency",
        help: "write an ISO 4217 code such as EUR, or a sign such as €")
    }
    if let unit = TagValue.units[text(word).lowercased()] {
      return ValueFault(
        .effort, word, "`\(text(word))` is no unit", help: "write `\(unit)`", fix: fix(word, unit))
    }
    return ValueFault(
      .money, word, "\(shown(word)) is neither a currency nor a unit of work",
      help: "write an ISO 4217 code such as EUR, or a unit such as h or d")
  }
}
