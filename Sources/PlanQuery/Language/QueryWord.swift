import PlanModel

/// A word of a query: its bytes without quotes, each with its place and whether quotes kept its meaning away.
struct QueryWord: Sendable {
  struct Byte: Sendable {
    let value: UInt8
    let offset: Int
    let isQuoted: Bool
  }

  /// A stretch of a word as text.
  struct Part: Sendable {
    let text: String
    let range: ByteRange
  }

  private(set) var bytes: [Byte] = []
  /// In the query, quotes included.
  private(set) var range: ByteRange
  private(set) var startsQuoted = false

  init(at offset: Int) { range = ByteRange(offset, offset) }

  mutating func append(_ value: UInt8, at offset: Int, isQuoted: Bool) {
    bytes.append(Byte(value: value, offset: offset, isQuoted: isQuoted))
  }

  /// Takes a quote at `offset` into the word's range.
  mutating func open(quoteAt offset: Int) {
    if bytes.isEmpty, range.isEmpty { startsQuoted = true }
    close(at: offset + 1)
  }

  mutating func close(at offset: Int) { range = ByteRange(range.lowerBound, offset) }

  /// The unquoted byte at a position, or nil.
  subscript(plain position: Int) -> UInt8? {
    bytes.indices.contains(position) && !bytes[position].isQuoted ? bytes[position].value : nil
  }

  func hasPlain(_ text: StaticString, at position: Int) -> Bool {
    for index in 0..<text.utf8CodeUnitCount where self[plain: position + index] != text.utf8Start[index] {
      return false
    }
    return true
  }

  func part(_ positions: Range<Int>) -> Part {
    let text = String(decoding: bytes[positions].map(\.value), as: UTF8.self)
    guard let first = bytes[positions].first, let last = bytes[positions].last else {
      let place =
        bytes.indices.contains(positions.lowerBound) ? bytes[positions.lowerBound].offset : range.upperBound
      return Part(text: text, range: ByteRange(place, place))
    }
    return Part(text: text, range: ByteRange(first.offset, last.offset + 1))
  }

  var whole: Part { Part(text: part(0..<bytes.count).text, range: range) }

  /// The stretches between unquoted `separators` from a position on.
  func split(from start: Int, at separators: UInt8...) -> [Range<Int>] {
    var (result, lower): ([Range<Int>], Int) = ([], start)
    for position in start..<max(start, bytes.count) {
      guard let byte = self[plain: position], separators.contains(byte) else { continue }
      result.append(lower..<position)
      lower = position + 1
    }
    return result + [lower..<max(lower, bytes.count)]
  }

  /// The position of an unquoted `..` in `positions`, or nil.
  func ellipsis(in positions: Range<Int>) -> Int? {
    positions.first { $0 + 1 < positions.upperBound && hasPlain("..", at: $0) }
  }

  /// True if the word is this one, without quotes, case not counting.
  func isPlain(_ word: StaticString) -> Bool {
    guard !startsQuoted, bytes.count == word.utf8CodeUnitCount else { return false }
    return bytes.indices.allSatisfy { self[plain: $0]?.lowercased == word.utf8Start[$0] }
  }
}

enum QueryToken: Sendable {
  case word(QueryWord)
  /// At an offset.
  case open(Int)
  case close(Int)
}

/// Cuts a query into words and parentheses.
///
/// A parenthesis groups only where a word could begin; inside a word it belongs to it, together with its
/// partner.
func queryTokens(_ query: String) throws(QueryError) -> [QueryToken] {
  let bytes = Array(query.utf8)
  var tokens: [QueryToken] = []
  var offset = 0
  while offset < bytes.count {
    switch bytes[offset] {
    case 0x09...0x0D, 0x20: offset += 1
    case UInt8(ascii: "("):
      tokens.append(.open(offset))
      offset += 1
    case UInt8(ascii: ")"):
      tokens.append(.close(offset))
      offset += 1
    case UInt8(ascii: "-") where offset + 1 < bytes.count && bytes[offset + 1] == UInt8(ascii: "("):
      // `-(a or b)`: the sign alone is a word that the parser reads as `not`.
      var word = QueryWord(at: offset)
      word.append(bytes[offset], at: offset, isQuoted: false)
      word.close(at: offset + 1)
      tokens.append(.word(word))
      offset += 1
    default: tokens.append(.word(try queryWord(bytes, &offset, query)))
    }
  }
  return tokens
}

private func queryWord(_ bytes: [UInt8], _ offset: inout Int, _ query: String) throws(QueryError) -> QueryWord
{
  var word = QueryWord(at: offset)
  var quote: Int?
  var depth = 0
  while offset < bytes.count {
    let byte = bytes[offset]
    if quote != nil, byte == UInt8(ascii: "\\"), offset + 1 < bytes.count,
      bytes[offset + 1] == UInt8(ascii: "\"")
    {
      offset += 1
      word.append(bytes[offset], at: offset, isQuoted: true)
    } else if byte == UInt8(ascii: "\"") {
      quote = quote == nil ? offset : nil
      word.open(quoteAt: offset)
    } else if quote != nil {
      word.append(byte, at: offset, isQuoted: true)
    } else if byte == 0x20 || (0x09...0x0D).contains(byte) {
      break
    } else {
      if byte == UInt8(ascii: "(") { depth += 1 }
      if byte == UInt8(ascii: ")") {
        guard depth > 0 else { break }
        depth -= 1
      }
      word.append(byte, at: offset, isQuoted: false)
    }
    offset += 1
  }
  if let quote { throw QueryError(.unclosedQuote, in: query, at: ByteRange(quote, quote + 1)) }
  word.close(at: offset)
  return word
}
