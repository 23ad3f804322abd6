/// Answers questions about rules line by line, so that another program can compare many of them.
public enum RecurrenceBatch {
  /// The most days that one line may ask for.
  public static let countLimit = 10_000

  /// Answers `RULE<TAB>FIRST<TAB>COUNT`, FIRST as `2026-01-31`: the first COUNT days of the series between commas
  /// (none: an empty line), or `error: …` where a field cannot be read.
  public static func answer(_ line: ArraySlice<UInt8>) -> String {
    let fields = line.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
    guard fields.count == 3 else { return "error: expected RULE, FIRST and COUNT between tabs" }
    guard let first = day(fields[1]) else {
      return "error: `\(String(decoding: fields[1], as: UTF8.self))` is not a date"
    }
    guard let count = Int(String(decoding: fields[2], as: UTF8.self)), (0...countLimit).contains(count) else {
      return "error: COUNT must be 0 to \(countLimit)"
    }
    do throws(RecurrenceError) {
      let rule = try Recurrence(parsing: fields[0])
      return rule.occurrences(first: first).prefix(count).map(\.description).joined(separator: ",")
    } catch {
      return "error: \(error.message)"
    }
  }

  private static func day(_ text: ArraySlice<UInt8>) -> Day? {
    let parts = text.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    guard parts.map(\.count) == [4, 2, 2], parts.joined().allSatisfy(\.isASCIIDigit) else { return nil }
    let numbers = parts.map { $0.reduce(0) { $0 * 10 + Int($1 - 0x30) } }
    return Day(numbers[0], numbers[1], numbers[2])
  }
}
