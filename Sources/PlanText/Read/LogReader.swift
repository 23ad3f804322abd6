import PlanModel

/// Reads a log entry: `2026-01-13 9:00-11:30 @bob review`. Source: format, section 4.
struct LogReader {
  let bytes: [UInt8]
  let file: FileIndex
  let options: ReadingOptions

  struct Reading {
    let entry: LogEntry?
    let remarks: [Remark]
  }

  /// The entry in a bullet's first line, or nil if it does not begin with a date and a blank.
  func read(_ line: Range<Int>, owner: NodeIndex, line number: Int) -> Reading? {
    guard line.count > 11, startsEntry(line.lowerBound + 10, line.upperBound),
      let date = try? DateValue(parsing: bytes, in: line.lowerBound..<line.lowerBound + 10)
    else { return nil }
    var rest = line.lowerBound + 10
    var kind = LogEntry.Kind.note
    var person: ByteRange?
    var remarks: [Remark] = []
    let word = bytes[rest].isBlank ? nextWord(rest, line.upperBound) : rest..<rest
    if !word.isEmpty {
      if let found = clock(word) {
        if case .clock(let from, let to?) = found, to <= from {
          remarks.append(
            Remark(
              .logUnreadable, file: file, range: ByteRange(word), detail: "the range ends before it begins"))
        } else {
          (kind, rest) = (found, word.upperBound)
        }
      } else if let effort = try? Effort(parsing: bytes, in: unsigned(word), units: options.units) {
        (kind, rest) = (.time(minutes: isNegative(word) ? -effort.minutes : effort.minutes), word.upperBound)
      } else if let money = try? Money(parsing: bytes, in: word) {
        (kind, rest) = (.expense(money), word.upperBound)
      }
    }
    var isNote = true
    if case .note = kind { isNote = true } else { isNote = false }
    let next = nextWord(rest, line.upperBound)
    if !isNote, !next.isEmpty, bytes[next.lowerBound] == UInt8(ascii: "@"),
      let found = Assignment.scan(bytes, at: next.lowerBound, end: line.upperBound)
    {
      person = ByteRange(found.names)
      rest = found.range.upperBound
    }
    while rest < line.upperBound {
      let length = bytes[rest].isBlank ? 1 : isNote ? separator(at: rest) : 0
      if length == 0 { break }
      rest += length
    }
    let entry = LogEntry(
      file: file, owner: owner, day: date.first, kind: kind, person: person, range: ByteRange(line),
      note: ByteRange(rest, line.upperBound), line: UInt32(number))
    return Reading(entry: remarks.isEmpty ? entry : nil, remarks: remarks)
  }

  /// A blank behind the date, or a colon with a blank.
  private func startsEntry(_ offset: Int, _ end: Int) -> Bool {
    if bytes[offset].isBlank { return true }
    return bytes[offset] == UInt8(ascii: ":") && offset + 1 < end && bytes[offset + 1].isBlank
  }

  /// Bytes of a `:`, `-` or `–` between the date and a note; 0 where there is none.
  private func separator(at offset: Int) -> Int {
    if bytes[offset] == UInt8(ascii: ":") || bytes[offset] == UInt8(ascii: "-") { return 1 }
    return bytes.starts(with: "–", at: offset) ? 3 : 0
  }

  private func nextWord(_ start: Int, _ end: Int) -> Range<Int> {
    var lower = start
    while lower < end, bytes[lower].isBlank { lower += 1 }
    var upper = lower
    while upper < end, !bytes[upper].isBlank { upper += 1 }
    return lower..<upper
  }

  private func isNegative(_ word: Range<Int>) -> Bool {
    bytes[word.lowerBound] == UInt8(ascii: "-") && word.count > 1
  }
  private func unsigned(_ word: Range<Int>) -> Range<Int> {
    isNegative(word) ? word.lowerBound + 1..<word.upperBound : word
  }

  /// `9:00-11:30`, `9:00–11:30`, or `9:00-` for a running timer.
  private func clock(_ word: Range<Int>) -> LogEntry.Kind? {
    guard let (from, afterFrom) = time(word.lowerBound, word.upperBound) else { return nil }
    var offset = afterFrom
    if offset < word.upperBound, bytes[offset] == UInt8(ascii: "-") {
      offset += 1
    } else if bytes.starts(with: "–", at: offset) {
      offset += 3
    } else {
      return nil
    }
    if offset == word.upperBound { return .clock(from: from, to: nil) }
    guard let (to, end) = time(offset, word.upperBound), end == word.upperBound else { return nil }
    return .clock(from: from, to: to)
  }

  /// `9:00` or `09:00`, up to `24:00`.
  private func time(_ start: Int, _ end: Int) -> (Int, Int)? {
    var (offset, hour) = (start, 0)
    while offset < end, offset - start < 2, bytes[offset].isASCIIDigit {
      hour = hour * 10 + Int(bytes[offset] - 0x30)
      offset += 1
    }
    guard offset > start, offset + 3 <= end, bytes[offset] == UInt8(ascii: ":"),
      bytes[offset + 1].isASCIIDigit,
      bytes[offset + 2].isASCIIDigit
    else { return nil }
    let minute = Int(bytes[offset + 1] - 0x30) * 10 + Int(bytes[offset + 2] - 0x30)
    guard minute < 60, hour * 60 + minute <= 24 * 60 else { return nil }
    return (hour * 60 + minute, offset + 3)
  }
}
