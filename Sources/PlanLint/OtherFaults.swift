import PlanModel

/// What is wrong with rules, references, names and words. Source: format, sections 3, 6 and 7.
extension TagValue {
  var recurrenceFault: ValueFault? {
    do throws(RecurrenceError) {
      _ = try Recurrence(parsing: bytes[range])
      return nil
    } catch {
      // The sign stands for itself in front of a text that is no rule of the Tasks plugin's either.
      if form == .emoji, !bytes.equalsIgnoringCase(range.prefix(5), "every") { return nil }
      let part = error.range.shifted(by: range.lowerBound).range
      return ValueFault(.recurrence, part.isEmpty ? range : part, error.message, help: error.help)
    }
  }

  var referenceFault: ValueFault? {
    do throws(ReferenceError) {
      _ = try ReferenceScan.list(bytes, in: range, units: context.plan.units)
      return nil
    } catch {
      switch error {
      case .empty(let place): return emptyItem(place.lowerBound)
      case .bareMinutes(let lag):
        let digits = bytes[lag.range].prefix { $0.isASCIIDigit || $0 == UInt8(ascii: ".") }
        let number = String(decoding: digits, as: UTF8.self)
        return ValueFault(
          .reference, lag.range, "\(shown(lag.range)) may mean minutes or months",
          help: "write \(number)min for minutes, or weeks such as 4w")
      case .badName(let name):
        return ValueFault(
          .reference, name.range, "\(shown(name.range)) is no name of a task or project",
          help: "write the id of one, such as after:design, after:design+2d or after:design.start")
      case .lag(_, let lag):
        let part = lag.isEmpty ? max(range.lowerBound, lag.lowerBound - 1)..<lag.lowerBound : lag.range
        return ValueFault(
          .reference, part, "\(shown(part)) is no distance",
          help: "write a number and a unit, such as +2d, +4h or +1ew (elapsed)")
      }
    }
  }

  /// A comma with nothing before or behind it.
  private func emptyItem(_ offset: Int) -> ValueFault {
    var comma = min(offset, range.upperBound - 1)
    while comma > range.lowerBound, bytes[comma] != UInt8(ascii: ",") { comma -= 1 }
    return ValueFault(
      .reference, comma..<comma + 1, "an item of the list is empty",
      help: "take the comma out, or write a name there")
  }

  var percentFault: ValueFault? {
    guard let number = smallNumber(suffix: UInt8(ascii: "%")) else {
      return ValueFault(
        .other, range, "\(shown) is not a percentage", help: "write a whole number, such as 40%")
    }
    guard number > 100 else { return nil }
    return ValueFault(.other, range, "\(shown) is more than all of it", help: "write 0% to 100%")
  }

  var countFault: ValueFault? {
    guard smallNumber(suffix: nil) ?? 0 == 0 else { return nil }
    return ValueFault(
      .other, range, "\(shown) is not a number of times", help: "write 1 to 9999, such as times:10")
  }

  /// A number of up to four digits.
  private func smallNumber(suffix: UInt8?) -> Int? {
    var digits = bytes[range]
    if let suffix, digits.last == suffix { digits.removeLast() }
    guard (1...4).contains(digits.count), digits.allSatisfy(\.isASCIIDigit) else { return nil }
    return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
  }

  var identifierFault: ValueFault? {
    let hyphen = UInt8(ascii: "-")
    let bad = range.first { offset in
      let byte = bytes[offset]
      if byte == hyphen { return offset == range.lowerBound || offset == range.upperBound - 1 }
      return !byte.isASCIILetter && !byte.isASCIIDigit && byte < 0x80 && byte != UInt8(ascii: "_")
    }
    guard let bad else { return nil }
    let what = bytes[bad] == hyphen ? "begins or ends with a hyphen" : "has a character that ids do not have"
    return ValueFault(
      .other, bad..<bad + 1, "the id \(shown) \(what): \(shown(bad..<bad + 1))",
      help: "write letters, digits and _, with - inside")
  }

  var nameFault: ValueFault? {
    guard range.lowerBound > 0 else { return nil }
    let found = Assignment.scan(bytes, at: range.lowerBound - 1, end: range.upperBound)
    guard found?.range.upperBound != range.upperBound else { return nil }
    return ValueFault(
      .other, range, "\(shown) is no name",
      help: "write a letter, then letters, digits, _ . or -, such as \(key == .owner ? "owner:@ann" : "@ann")"
    )
  }

  var priorityFault: ValueFault? {
    if range.count == 1, bytes[range.lowerBound].isASCIILetter { return nil }
    let words = ["highest", "high", "medium", "low", "lowest"]
    guard !words.contains(text(range).lowercased()) else { return nil }
    return ValueFault(.other, range, "\(shown) is no priority", help: "write A to Z; A comes first")
  }

  var wordFault: ValueFault? {
    let word = text(range).lowercased()
    guard !key.words.contains(where: { $0.lowercased() == word }) else { return nil }
    // A flag of the Tasks plugin that stands for itself in front of a word.
    if form == .emoji { return nil }
    let last = key.words.last ?? ""
    let list = key.words.dropLast().joined(separator: ", ") + " or " + last
    let nearest = Spelling.nearest(to: word, among: key.words)
    return ValueFault(
      .other, range, "\(shown) is no value of \(key.name):", help: "write \(nearest ?? list)",
      fix: nearest.flatMap { fix(range, $0) })
  }
}
