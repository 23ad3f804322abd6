import PlanModel
import PlanText

extension Completer {
  /// What may stand behind a key.
  func values(key: Range<Int>, value: Range<Int>) -> Candidates {
    let spelling = typed(key)
    guard let key = TagKey(spelling: spelling) else { return attributes(spelling, value) }
    switch key.valueKind {
    case .date: return days(value, key)
    case .effort, .estimate: return efforts(value, isEstimate: key == .estimate)
    case .money, .budget: return amounts(value, isBudget: key == .budget)
    case .percent:
      return Candidates(
        range: value, candidates: stride(from: 10, through: 100, by: 10).map { Candidate("\($0)%", .value) })
    case .count: return Candidates(range: value, candidates: [])
    case .recurrence: return rules(value)
    case .name, .names: return people(from: value.lowerBound)
    case .identifier: return ownID(value)
    case .references: return references(value)
    case .priority:
      let letters = "ABCDEF".map { String($0) }
      return Candidates(range: value, candidates: letters.map { Candidate($0, .value) })
    case .word: return Candidates(range: value, candidates: key.words.map { Candidate($0, .word) })
    case .text:
      return key == .waiting ? waiting(value) : Candidates(range: value, candidates: [])
    }
  }

  // MARK: Days

  private static let dayWords = [
    "today", "tomorrow", "mon", "tue", "wed", "thu", "fri", "sat", "sun", "next mon", "eow", "eom", "eoq",
    "eoy", "+1w", "+2w", "+1mo", "+3mo", "+5b",
  ]

  private func days(_ value: Range<Int>, _ key: TagKey) -> Candidates {
    let (today, calendar) = (snapshot.today, plan.configuration.calendar)
    let letters = typed(value).lowercased()
    var words = Completer.dayWords
    // Whatever else means a day: `+10d`, `next tue`.
    if !letters.isEmpty, !words.contains(letters) { words.insert(letters, at: 0) }
    var candidates = words.compactMap { word -> Candidate? in
      guard let day = RelativeDate.resolve(word, today: today, calendar: calendar) else { return nil }
      return Candidate(word, text: "\(day)", filter: word, .day, Completer.words(for: day, today: today))
    }
    if letters.first?.isNumber == true {
      let coming = (0..<366).lazy.map { today + $0 }.filter { "\($0)".hasPrefix(letters) }.prefix(31)
      candidates += coming.map { Candidate("\($0)", .day, Completer.words(for: $0, today: today)) }
    }
    return Candidates(range: value, candidates: candidates, isIncomplete: true)
  }

  /// `Fri 2026-03-13, in 4 days`
  static func words(for day: Day, today: Day) -> String {
    let distance = day - today
    let away: String =
      switch distance {
      case 0: "today"
      case 1: "tomorrow"
      case 2...: "in \(distance) days"
      default: "\(-distance) days ago"
      }
    return "\(day.weekday.title) \(day), \(away)"
  }

  // MARK: Efforts and amounts

  private func efforts(_ value: Range<Int>, isEstimate: Bool) -> Candidates {
    let letters = typed(value)
    let number = letters.prefix { $0.isNumber || $0 == "." }
    var texts =
      number.isEmpty || number.count != letters.count
      ? ["30min", "1h", "2h", "4h", "1d", "2d", "3d", "1w"] : ["min", "h", "d", "w"].map { number + $0 }
    if isEstimate, number.isEmpty { texts += ["1d-3d", "1d/2d/4d"] }
    let candidates = texts.map { text -> Candidate in
      let effort = try? Effort(parsing: text, units: plan.units)
      let hours = effort.map { "\($0.minutes / 60)h\($0.minutes % 60 == 0 ? "" : " \($0.minutes % 60)min")" }
      let detail =
        text.contains("/")
        ? "best, likely, worst" : text.contains("-") ? "10th to 90th percentile" : hours ?? ""
      return Candidate(text, .unit, detail == text ? "" : detail)
    }
    return Candidates(range: value, candidates: candidates, isIncomplete: true)
  }

  private func amounts(_ value: Range<Int>, isBudget: Bool) -> Candidates {
    let letters = typed(value)
    let number = String(letters.prefix { $0.isNumber || $0 == "." })
    guard !number.isEmpty else { return Candidates(range: value, candidates: [], isIncomplete: true) }
    let known = plan.configuration.currency.map { [$0.code] } ?? []
    let currencies = known + ["EUR", "USD", "GBP", "CHF"].filter { !known.contains($0) }
    var texts = currencies.map { number + $0 }
    if isBudget {
      texts += ["/mo", "/q", "/y"].map { number + currencies[0] + $0 } + [number + "h", number + "d"]
    }
    return Candidates(range: value, candidates: texts.map { Candidate($0, .unit) }, isIncomplete: true)
  }

  // MARK: Rules

  private static let ruleTexts = [
    "daily", "weekdays", "weekly", "monthly", "yearly", "mon", "mon,thu", "+1w", "+2w", "+1mo", "+3mo",
    "+1y", "1w", "++1w", "\"every 2 weeks on mon\"", "\"every month on the last fri\"",
    "\"every month on the 15th\"", "\"every 3 months on the 1st\"", "FREQ=MONTHLY;BYDAY=-1FR",
  ]

  private func rules(_ value: Range<Int>) -> Candidates {
    let candidates = Completer.ruleTexts.map { text -> Candidate in
      let bare = text.filter { $0 != "\"" }
      guard let rule = try? Recurrence(parsing: Array(bare.utf8)[...]) else { return Candidate(text, .value) }
      var candidate = Candidate(text, filter: text, .value, rule.words)
      let days = rule.occurrences(
        first: snapshot.today, from: snapshot.today, calendar: plan.configuration.calendar
      ).prefix(3)
      candidate.documentation = "From today: \(days.map(\.description).joined(separator: ", "))"
      return candidate
    }
    return Candidates(range: value, candidates: candidates)
  }

  // MARK: Own keys

  private func attributes(_ spelling: String, _ value: Range<Int>) -> Candidates {
    let name = spelling.lowercased()
    var counts: [String: Int] = [:]
    forEachTag { tag, file in
      guard tag.key == .attribute, !touches(tag, file), plan.attributeKey(tag, in: file).lowercased() == name
      else { return }
      let text = plan.text(of: tag, in: file)
      counts[text.contains(" ") ? "\"\(text)\"" : text, default: 0] += 1
    }
    return Candidates(range: value, candidates: ranked(counts, .value))
  }

  private func waiting(_ value: Range<Int>) -> Candidates {
    var counts: [String: Int] = [:]
    forEachTag { tag, file in
      guard tag.key == .waiting, !touches(tag, file) else { return }
      let text = plan.text(of: tag, in: file)
      counts[text.contains(" ") ? "\"\(text)\"" : text, default: 0] += 1
    }
    return Candidates(range: value, candidates: ranked(counts, .value))
  }

  /// Those that are used most come first.
  func ranked(_ counts: [String: Int], _ kind: Candidate.Kind) -> [Candidate] {
    counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(100).map {
      Candidate($0.key, kind, $0.value == 1 ? "used once" : "used \($0.value) times")
    }
  }

  /// The tag that is being written is no example for itself.
  func touches(_ tag: Tag, _ other: FileIndex) -> Bool {
    other == file && tag.range.lowerBound <= offset && offset <= tag.range.upperBound
  }

  func forEachTag(_ body: (Tag, FileIndex) -> Void) {
    for task in plan.tasks {
      for position in Int(task.firstTag)..<Int(task.firstTag) + Int(task.tagCount) {
        body(plan.tags[position], task.file)
      }
    }
    for project in plan.projectIndices { for tag in plan.tags(of: project) { body(tag, plan[project].file) } }
  }
}
