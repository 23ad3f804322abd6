import PlanModel

/// Reads a query: `not` binds tightest, then blanks (`and`), then `or`.
struct QueryParser {
  /// Parentheses and `not`s in one another; far more than anyone writes, far fewer than the stack holds.
  private static let deepest = 64

  private let query: String
  private let terms: TermReader
  private let tokens: [QueryToken]
  private var position = 0
  private var depth = 0
  /// What a missing term would stand beside.
  private var beside = ""

  init(_ query: String, context: QueryContext) throws(QueryError) {
    self.query = query
    terms = TermReader(query: query, context: context)
    tokens = try queryTokens(query)
  }

  /// All of the query; nothing at all means everything.
  mutating func expression() throws(QueryError) -> Expression {
    guard !tokens.isEmpty else { return .and([]) }
    let result = try alternatives()
    if position < tokens.count, case .close(let offset) = tokens[position] {
      throw error(.strayParenthesis, offset)
    }
    return result
  }

  private mutating func alternatives() throws(QueryError) -> Expression {
    var parts = [try conjunction()]
    while position < tokens.count, case .word(let word) = tokens[position], word.isPlain("or") {
      position += 1
      beside = word.whole.text
      parts.append(try conjunction())
    }
    return parts.count == 1 ? parts[0] : .or(parts)
  }

  private mutating func conjunction() throws(QueryError) -> Expression {
    var parts = [try negation()]
    while position < tokens.count {
      if case .close = tokens[position] { break }
      if case .word(let word) = tokens[position] {
        if word.isPlain("or") { break }
        if word.isPlain("and") {
          position += 1
          beside = word.whole.text
        }
      }
      parts.append(try negation())
    }
    return parts.count == 1 ? parts[0] : .and(parts)
  }

  private mutating func negation() throws(QueryError) -> Expression {
    guard position < tokens.count else {
      throw QueryError(
        .missingTerm(beside: beside), in: query, at: ByteRange(query.utf8.count, query.utf8.count))
    }
    depth += 1
    defer { depth -= 1 }
    switch tokens[position] {
    case .open(let offset):
      guard depth < QueryParser.deepest else { throw error(.tooDeep, offset) }
      return try group(openedAt: offset)
    case .close(let offset):
      throw beside.isEmpty ? error(.strayParenthesis, offset) : error(.missingTerm(beside: beside), offset)
    case .word(let word):
      position += 1
      if word.isPlain("or") || word.isPlain("and") {
        throw QueryError(.missingTerm(beside: word.whole.text), in: query, at: word.range)
      }
      let isSign = word.isPlain("-") && isOpening(position)
      guard word.isPlain("not") || isSign else { return try terms.term(word) }
      guard depth < QueryParser.deepest else { throw error(.tooDeep, word.range.lowerBound) }
      beside = word.whole.text
      return .negated(try negation())
    }
  }

  private mutating func group(openedAt offset: Int) throws(QueryError) -> Expression {
    position += 1
    if position < tokens.count, case .close(let end) = tokens[position] {
      throw QueryError(.emptyParentheses, in: query, at: ByteRange(offset, end + 1))
    }
    guard position < tokens.count else { throw error(.unclosedParenthesis, offset) }
    let inner = try alternatives()
    guard position < tokens.count, case .close = tokens[position] else {
      throw error(.unclosedParenthesis, offset)
    }
    position += 1
    return inner
  }

  private func isOpening(_ position: Int) -> Bool {
    if position < tokens.count, case .open = tokens[position] { return true }
    return false
  }

  private func error(_ problem: QueryError.Problem, _ offset: Int) -> QueryError {
    QueryError(problem, in: query, at: ByteRange(offset, offset + 1))
  }
}

extension Expression {
  /// The opposite. `archived` adds the archive where it stands alone; its opposite leaves the archive out.
  static func negated(_ inner: Expression) -> Expression {
    if case .term(.flag(.archived), let range) = inner { return .term(.outsideArchive, range) }
    return .not(inner)
  }
}
