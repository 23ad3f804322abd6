package import PlanModel

/// Why a text is no query, sort order or grouping: what stands where, and what is expected there.
package struct QueryError: Error, Hashable, Sendable {
  package enum Problem: Hashable, Sendable {
    // Grammar
    case unclosedQuote, unclosedParenthesis, strayParenthesis, emptyParentheses, emptyPhrase, tooDeep
    /// Nothing stands behind `or`, `not` or `(`, or before `or`.
    case missingTerm(beside: String)
    /// A comparison with blanks around it.
    case looseOperator(String)
    case notEqual(key: String)
    // Keys and values
    case unknownKey(String)
    case missingValue(key: String, wanted: Wanted)
    case unreadable(String, key: String, wanted: Wanted)
    case noSuchDay(String)
    case otherNotation(String)
    case missingUnit(String)
    case missingCurrency(String)
    case backwards(from: String, to: String)
    case twoCurrencies(String, String)
    /// `<` on a key whose values have no order.
    case noOrder(key: String)
    case unknownStatus(String)
    // Context
    case meIsNobody
    case needsSchedule
    // Where nothing matches: not errors, but worth a hint
    case nothingCalled(String, Wanted)
    case perhapsATerm(String)
    // Sorting and grouping
    case unknownSortKey(String)
    case unknownGroupKey(String)
  }

  /// Kinds of values, for what is expected.
  package enum Wanted: String, Sendable {
    case date, effort, percentage, priority, amount, name, label, project, status, id, file, key, text
  }

  package let problem: Problem
  /// The text with the problem.
  package let query: String
  /// UTF-8 offsets into ``query``; empty where something is missing.
  package let range: ByteRange
  /// The nearest thing that would be understood.
  package let suggestion: String?

  package init(_ problem: Problem, in query: String, at range: ByteRange, suggestion: String? = nil) {
    self.problem = problem
    self.query = query
    self.range = range
    self.suggestion = suggestion
  }

  /// Message, the query with carets below the place, and what to write instead.
  package var rendered: String {
    "\(message)\n\(excerpt)" + (help.map { "\nhelp: \($0)" } ?? "")
  }

  /// What to write instead.
  package var help: String? {
    let nearest = suggestion.map { "did you mean `\($0)`?" }
    let parts = [nearest, expectation].compactMap { $0 }
    return parts.isEmpty ? nil : parts.joined(separator: " ")
  }

  /// What is wrong, with the values found.
  package var message: String { wording.message }
  /// What is expected in that place.
  private var expectation: String? { wording.expected }
}

// MARK: - Wording

extension QueryError {
  private var wording: (message: String, expected: String?) {
    switch problem {
    case .unclosedQuote: ("a quote is opened and not closed", "close it with `\"`")
    case .unclosedParenthesis: ("a parenthesis is opened and not closed", "close it with `)`")
    case .strayParenthesis: ("this parenthesis closes nothing", "take it out, or quote it to search for it")
    case .emptyParentheses:
      ("nothing stands in these parentheses", "write terms in them, such as `(due:fri or @ann)`")
    case .emptyPhrase: ("an empty phrase is in every text", "write words between the quotes")
    case .tooDeep: ("the query is nested too deeply", "use fewer parentheses")
    case .missingTerm(let word):
      ("a term is missing beside `\(word)`", "to search for the word, write `\"\(word)\"`")
    case .looseOperator(let sign):
      ("`\(sign)` stands alone", "write key, sign and value without blanks, such as `due\(sign)fri`")
    case .notEqual(let key): ("there is no `!=`", "write `not \(key):…`")
    case .unknownKey(let key): ("no task and no project has the key `\(key)`", nil)
    case .missingValue(let key, let wanted):
      ("`\(key)` has no value", "write \(wanted.example) right behind it")
    case .unreadable(let text, let key, let wanted):
      ("`\(text)` is not \(wanted.article), which `\(key)` wants", "write \(wanted.example)")
    case .noSuchDay(let text): ("`\(text)` does not exist in the calendar", nil)
    case .otherNotation(let text): ("`\(text)` is a date in another notation", nil)
    case .missingUnit(let text): ("`\(text)` has no unit", "write `\(text)h`, `\(text)d` or `\(text)min`")
    case .missingCurrency(let text): ("`\(text)` has no currency", "write \(Wanted.amount.example)")
    case .backwards(let from, let to):
      ("this range ends (\(to)) before it begins (\(from))", "write the earlier end first, `..` between")
    case .twoCurrencies(let from, let to): ("\(from) and \(to) do not compare", "use one currency in a range")
    case .noOrder(let key): ("`\(key)` has no order to compare by", "write `\(key):…`")
    case .unknownStatus(let name):
      (
        "unknown status `\(name)`",
        "statuses are \(StatusSet.names.joined(separator: ", ")), and `unfinished` for the first four"
      )
    case .meIsNobody:
      ("`@me` is nobody: the configuration does not say who you are", "write `me: NAME` in planmd.yaml")
    case .needsSchedule:
      ("`critical` is known only where a schedule is computed", "run `planmd schedule --where critical`")
    case .nothingCalled(let name, let wanted): ("no \(wanted.rawValue) is called `\(name)`", nil)
    case .perhapsATerm(let word): ("`\(word)` is searched for as text", nil)
    case .unknownSortKey(let key):
      (
        "cannot sort by `\(key)`",
        "sort by \(SortKey.names.joined(separator: ", ")) or an own key; `-` in front turns the order round"
      )
    case .unknownGroupKey(let key):
      ("cannot group by `\(key)`", "group by \(GroupingKey.names.joined(separator: ", ")) or an own key")
    }
  }
}

extension QueryError.Wanted {
  fileprivate var article: String {
    switch self {
    case .date: "a date"
    case .effort: "an effort"
    case .percentage: "a percentage"
    case .priority: "a priority"
    case .amount: "an amount of money"
    case .name: "a name"
    case .label: "a label"
    case .project: "a project"
    case .status: "a status"
    case .id: "an id"
    case .file: "a file"
    case .key: "a key"
    case .text: "a text"
    }
  }

  fileprivate var example: String {
    switch self {
    case .date: "a date such as `fri`, `+3d`, `2026-01-12` or `2026-W03`, or a range such as `..fri`"
    case .effort: "an effort such as `2h30m` or `1.5d`, or a range such as `2d..`"
    case .percentage: "a percentage such as `50%`, or a range such as `50%..`"
    case .priority: "a letter from `A` to `Z`, `none`, or a range such as `..C`"
    case .amount: "an amount such as `1200EUR`, or a range such as `..1200EUR`"
    case .name: "a name such as `ann`"
    case .label: "a label such as `web`"
    case .project: "a project's title or id"
    case .status: "a status such as `open`"
    case .id: "an id"
    case .file: "a path such as `clients/` or `*/2026*.md`"
    case .key: "a key such as `due`"
    case .text: "a text"
    }
  }
}

// MARK: - The place

extension QueryError {
  /// The query in one line, and below it carets under the place.
  private var excerpt: String {
    var line = ""
    var (before, marked) = (0, 0)
    var offset = 0
    for character in query {
      let width = columns(of: character)
      if offset < range.lowerBound {
        before += width
      } else if offset < range.upperBound {
        marked += width
      }
      offset += character.utf8.count
      // A query may come from a file: nothing in it may steer the terminal.
      line += character.unicodeScalars.contains(where: isControl) ? " " : String(character)
    }
    return
      "  \(line)\n  \(String(repeating: " ", count: before))\(String(repeating: "^", count: max(1, marked)))"
  }

  private func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: scalar.value != 0x200D
    default: false
    }
  }

  /// Columns that terminals give a character: two for East Asian wide ones and emoji.
  private func columns(of character: Character) -> Int {
    guard let scalar = character.unicodeScalars.first else { return 0 }
    switch scalar.value {
    case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
      0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
      return 2
    default: return 1
    }
  }
}
