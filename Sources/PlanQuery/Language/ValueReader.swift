import PlanModel

/// Reads the values of one term: single ones, ranges with `..`, and comparisons.
struct ValueReader {
  let query: String
  let context: QueryContext
  let key: String
  let sign: TermReader.Sign
  let signRange: ByteRange

  /// Throws where a sign compares what has no order.
  func refuseOrder() throws(QueryError) {
    switch sign {
    case .colon, .equal: return
    case .atMost, .atLeast, .below, .above: throw QueryError(.noOrder(key: key), in: query, at: signRange)
    }
  }

  func status(_ part: QueryWord.Part) throws(QueryError) -> StatusSet {
    let name = part.text.lowercased()
    if let status = Status(name: name) { return StatusSet([status]) }
    if name == "unfinished" { return .unfinished }
    let nearest =
      Spelling.statusSynonyms[name]
      ?? Spelling.nearest(to: name, among: StatusSet.names + ["unfinished"])
    throw QueryError(.unknownStatus(part.text), in: query, at: part.range, suggestion: nearest)
  }

  // MARK: Ranges

  /// What one item of a list allows.
  func range(
    _ word: QueryWord, _ item: Range<Int>, _ wanted: QueryError.Wanted
  ) throws(QueryError) -> ClosedRange<Int> {
    func read(_ part: QueryWord.Part) throws(QueryError) -> ClosedRange<Int> { try number(part, wanted) }
    guard let (from, to) = try ends(word, item, wanted) else {
      let value = try read(word.part(item))
      switch sign {
      case .colon, .equal: return value
      case .atMost: return Int.min...value.upperBound
      case .atLeast: return value.lowerBound...Int.max
      case .below: return Int.min...value.lowerBound - 1
      case .above: return value.upperBound + 1...Int.max
      }
    }
    let lower = from.text.isEmpty ? Int.min : try read(from).lowerBound
    let upper = to.text.isEmpty ? Int.max : try read(to).upperBound
    guard lower <= upper else { throw backwards(from, to) }
    return lower...upper
  }

  /// The two sides of `..`, or nil for a single value.
  private func ends(
    _ word: QueryWord, _ item: Range<Int>, _ wanted: QueryError.Wanted
  ) throws(QueryError) -> (QueryWord.Part, QueryWord.Part)? {
    guard let dots = word.ellipsis(in: item) else { return nil }
    let (from, to) = (word.part(item.lowerBound..<dots), word.part(dots + 2..<item.upperBound))
    if from.text.isEmpty, to.text.isEmpty {
      throw QueryError(.missingValue(key: key + ":", wanted: wanted), in: query, at: word.part(item).range)
    }
    switch sign {
    case .colon, .equal: return (from, to)
    case .atMost, .atLeast, .below, .above:
      throw QueryError(
        .noOrder(key: "\(key)\(sign.rawValue)…"), in: query, at: word.part(dots..<dots + 2).range)
    }
  }

  private func backwards(_ from: QueryWord.Part, _ to: QueryWord.Part) -> QueryError {
    func name(_ part: QueryWord.Part) -> String {
      guard let day = RelativeDate.resolve(part.text, today: context.today, calendar: context.calendar) else {
        return part.text
      }
      return "\(part.text) is \(day)"
    }
    let range = ByteRange(from.range.lowerBound, to.range.upperBound)
    return QueryError(.backwards(from: name(from), to: name(to)), in: query, at: range)
  }

  /// One value as a range of numbers.
  private func number(
    _ part: QueryWord.Part, _ wanted: QueryError.Wanted
  ) throws(QueryError) -> ClosedRange<Int> {
    switch wanted {
    case .date: return DateSpan.covering(try date(part))
    case .effort:
      let minutes = try effort(part)
      return minutes...minutes
    case .percentage:
      let digits = part.text.hasSuffix("%") ? String(part.text.dropLast()) : part.text
      guard (1...3).contains(digits.utf8.count), digits.utf8.allSatisfy(\.isASCIIDigit),
        let value = Int(digits),
        value <= 100
      else { throw unreadable(part, wanted) }
      return value...value
    case .priority:
      if part.text.lowercased() == "none" { return PriorityRank.none...PriorityRank.none }
      guard part.text.utf8.count == 1, let letter = part.text.uppercased().utf8.first, letter.isASCIILetter
      else {
        throw unreadable(part, wanted)
      }
      return PriorityRank.rank(letter)...PriorityRank.rank(letter)
    case .amount, .name, .label, .project, .status, .id, .file, .key, .text: throw unreadable(part, wanted)
    }
  }

  private func unreadable(
    _ part: QueryWord.Part, _ wanted: QueryError.Wanted, suggestion: String? = nil
  ) -> QueryError {
    QueryError(
      .unreadable(part.text, key: key, wanted: wanted), in: query, at: part.range, suggestion: suggestion)
  }

  // MARK: Dates

  private func date(_ part: QueryWord.Part) throws(QueryError) -> DateValue {
    do {
      return try DateValue(parsing: part.text)
    } catch {
      switch error {
      case .relative, .notADate:
        if let day = RelativeDate.resolve(part.text, today: context.today, calendar: context.calendar) {
          return DateValue(day)
        }
        throw unreadable(part, .date, suggestion: nearestDate(part.text))
      case .doesNotExist, .noSuchTime: throw QueryError(.noSuchDay(part.text), in: query, at: part.range)
      case .otherNotation(let day):
        throw QueryError(.otherNotation(part.text), in: query, at: part.range, suggestion: day.description)
      }
    }
  }

  private func nearestDate(_ text: String) -> String? {
    if text.utf8.count == 4, let year = Int(text), Day(year, 1, 1) != nil {
      return "\(text)-01-01..\(text)-12-31"
    }
    let words = ["today", "tomorrow", "yesterday", "sow", "eow", "som", "eom", "soq", "eoq", "soy", "eoy"]
    return Spelling.nearest(to: text, among: words + Weekday.names + Weekday.shortNames)
  }

  // MARK: Efforts and amounts

  private func effort(_ part: QueryWord.Part) throws(QueryError) -> Int {
    do {
      return try Effort(parsing: part.text, units: EffortUnits(context.calendar)).minutes
    } catch {
      if case .missingUnit = error, part.text.utf8.allSatisfy({ $0.isASCIIDigit || $0 == UInt8(ascii: ".") })
      {
        throw QueryError(.missingUnit(part.text), in: query, at: part.range)
      }
      throw unreadable(part, .effort)
    }
  }

  func money(_ word: QueryWord, _ item: Range<Int>) throws(QueryError) -> MoneySpan {
    guard let (from, to) = try ends(word, item, .amount) else {
      let value = try money(word.part(item))
      let micros = Int(value.micros)
      let range =
        switch sign {
        case .colon, .equal: micros...micros
        case .atMost: Int.min...micros
        case .atLeast: micros...Int.max
        case .below: Int.min...micros - 1
        case .above: micros + 1...Int.max
        }
      return MoneySpan(currency: value.currency, micros: range)
    }
    let lower = from.text.isEmpty ? nil : try money(from)
    let upper = to.text.isEmpty ? nil : try money(to)
    if let lower, let upper, lower.currency != upper.currency {
      let place = ByteRange(from.range.lowerBound, to.range.upperBound)
      throw QueryError(.twoCurrencies(lower.currency.code, upper.currency.code), in: query, at: place)
    }
    guard let currency = (lower ?? upper)?.currency else { throw unreadable(word.part(item), .amount) }
    let (least, most) = (lower.map { Int($0.micros) } ?? Int.min, upper.map { Int($0.micros) } ?? Int.max)
    guard least <= most else { throw backwards(from, to) }
    return MoneySpan(currency: currency, micros: least...most)
  }

  private func money(_ part: QueryWord.Part) throws(QueryError) -> Money {
    do {
      return try Money(parsing: part.text)
    } catch {
      if case .noCurrency = error { throw QueryError(.missingCurrency(part.text), in: query, at: part.range) }
      throw unreadable(part, .amount)
    }
  }
}
