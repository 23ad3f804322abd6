import PlanModel

/// What reading a tag's value gives: eight bytes for the tag, or the fault.
enum TagReading {
  /// A packed date, minutes, a percentage, a count or a letter; 0 where the value has no number.
  case value(Int64)
  case unreadable
}

/// Reads the value of a tag strictly. The faults are worded by ``explainUnreadable``, which reads it once more.
func readTagValue(
  _ key: TagKey, _ bytes: [UInt8], _ value: Range<Int>, form: Tag.Form, options: ReadingOptions
) -> TagReading {
  switch key.valueKind {
  case .date:
    guard let date = try? DateValue(parsing: bytes, in: value) else { return .unreadable }
    return .value(date.packed)
  case .effort:
    guard let effort = try? Effort(parsing: bytes, in: value, units: options.units) else {
      return .unreadable
    }
    return .value(Int64(effort.minutes))
  case .estimate:
    guard let estimate = try? Estimate(parsing: bytes, in: value, units: options.units) else {
      return .unreadable
    }
    return .value(Int64(estimate.likely.minutes))
  case .percent:
    guard let number = smallNumber(bytes, value, suffix: UInt8(ascii: "%")), number <= 100 else {
      return .unreadable
    }
    return .value(Int64(number))
  case .count:
    guard let number = smallNumber(bytes, value, suffix: nil), number > 0 else { return .unreadable }
    return .value(Int64(number))
  case .money: return (try? Money(parsing: bytes, in: value)) == nil ? .unreadable : .value(0)
  case .budget:
    return (try? Budget(parsing: bytes, in: value, units: options.units)) == nil ? .unreadable : .value(0)
  case .recurrence: return (try? Recurrence(parsing: bytes[value])) == nil ? .unreadable : .value(0)
  case .references:
    return (try? ReferenceScan.list(bytes, in: value, units: options.units)) == nil ? .unreadable : .value(0)
  case .identifier: return isIdentifier(bytes, value) ? .value(0) : .unreadable
  case .name, .names: return isName(bytes, value) ? .value(0) : .unreadable
  case .priority: return readPriority(bytes, value)
  case .word:
    let isWord = key.words.contains {
      value.count == $0.utf8.count && zip(value, $0.utf8).allSatisfy { bytes[$0].lowercased == $1 }
    }
    return isWord ? .value(0) : .unreadable
  case .text: return .value(0)
  }
}

/// Letters, digits, `_`, and `-` inside.
private func isIdentifier(_ bytes: [UInt8], _ range: Range<Int>) -> Bool {
  guard let first = range.first, let last = range.last, bytes[first] != UInt8(ascii: "-"),
    bytes[last] != UInt8(ascii: "-")
  else { return false }
  return range.allSatisfy {
    bytes[$0].isASCIILetter || bytes[$0].isASCIIDigit || bytes[$0] >= 0x80 || bytes[$0] == UInt8(ascii: "_")
      || bytes[$0] == UInt8(ascii: "-")
  }
}

/// One or more names with units, without the leading `@`.
private func isName(_ bytes: [UInt8], _ range: Range<Int>) -> Bool {
  guard range.lowerBound > 0,
    let found = Assignment.scan(bytes, at: range.lowerBound - 1, end: range.upperBound)
  else { return false }
  return found.range.upperBound == range.upperBound
}

/// `A`…`Z`, or the words of Obsidian's Tasks.
private func readPriority(_ bytes: [UInt8], _ range: Range<Int>) -> TagReading {
  if range.count == 1, bytes[range.lowerBound].isASCIILetter {
    return .value(Int64(bytes[range.lowerBound] & 0xDF))
  }
  switch String(decoding: bytes[range], as: UTF8.self).lowercased() {
  case "highest": return .value(Int64(UInt8(ascii: "A")))
  case "high": return .value(Int64(UInt8(ascii: "B")))
  case "medium": return .value(Int64(UInt8(ascii: "C")))
  case "low": return .value(Int64(UInt8(ascii: "E")))
  case "lowest": return .value(Int64(UInt8(ascii: "F")))
  default: return .unreadable
  }
}

/// A number of up to four digits; a `suffix` may stand behind it.
private func smallNumber(_ bytes: [UInt8], _ range: Range<Int>, suffix: UInt8?) -> Int? {
  var digits = range
  if let suffix, let last = digits.last, bytes[last] == suffix { digits = digits.lowerBound..<last }
  guard (1...4).contains(digits.count) else { return nil }
  var number = 0
  for offset in digits {
    guard bytes[offset].isASCIIDigit else { return nil }
    number = number * 10 + Int(bytes[offset] - 0x30)
  }
  return number
}
