package import PlanModel

/// Why a template cannot be used.
package struct TemplateProblem: Error, Hashable, Sendable {
  package let message: String
  package let help: String?
}

/// A Markdown file with parameters, from which a project or checklist is made.
///
/// Its front matter names the parameters; `{{candidate}}` stands for one, `{{start+2w}}` for a day counted from one.
/// Dates in words (`due:+5b`, `start:fri`) count from the parameter `start`, which every template has.
package struct Template: Sendable {
  package struct Parameter: Sendable {
    package let name: String
    package let about: String
    /// nil: the caller must say it.
    package let fallback: String?
  }

  package let name: String
  package private(set) var about = ""
  /// The project that it goes to, where the caller names none.
  package private(set) var destination: String?
  package private(set) var parameters: [Parameter] = []
  private let body: [UInt8]
  private let source: [UInt8]

  package init(name: String, _ bytes: [UInt8]) throws(TemplateProblem) {
    self.name = name
    source = bytes
    let file = SourceFile(path: name, bytes: bytes)
    let options = ReadingOptions(Configuration())
    guard let matter = readFrontMatter(file, index: FileIndex(0), options: options), matter.bodyStart > 0
    else {
      body = bytes
      parameters = [Template.start]
      return
    }
    var start = matter.bodyStart
    while start < bytes.count, bytes[start].isLineEnd { start += 1 }
    body = Array(bytes[start...])
    try readSettings(file, upTo: matter.bodyStart)
    if !parameters.contains(where: { $0.name == "start" }) { parameters.append(Template.start) }
  }

  private static let start = Parameter(
    name: "start", about: "the day from which dates count", fallback: "today")

  private mutating func readSettings(_ file: SourceFile, upTo end: Int) throws(TemplateProblem) {
    // The front matter's own lines, without the fences.
    let inner = file.bytes.pastLineEnd(file.bytes.endOfLine(0))..<file.bytes.startOfLine(max(0, end - 2))
    let root: YAMLValue
    do { root = try YAMLValue(parsing: file.bytes, in: inner) } catch {
      throw TemplateProblem(message: "template '\(name)': \(error.message)", help: nil)
    }
    guard let settings = root.mapping?.first(where: { $0.key.scalar == "template" })?.value.mapping else {
      return
    }
    for (key, value) in settings {
      switch key.scalar {
      case "about"?: about = value.scalar ?? ""
      case "to"?: destination = value.scalar
      case "parameters"?:
        for (key, value) in value.mapping ?? [] {
          guard let parameter = key.scalar else { continue }
          let parts = value.mapping
          func part(_ name: String) -> String? { parts?.first { $0.key.scalar == name }?.value.scalar }
          parameters.append(
            Parameter(
              name: parameter, about: part("about") ?? (parts == nil ? value.scalar ?? "" : ""),
              fallback: part("default")))
        }
      case let other:
        throw TemplateProblem(
          message: "template '\(name)': `\(other ?? "?")` means nothing under template:",
          help: "write about, to or parameters")
      }
    }
  }

  // MARK: Making text

  /// The text with all parameters put in, dates written out and ids that nothing in the plan has.
  ///
  /// - Parameter values: What the caller says, by parameter.
  package func text(_ values: [String: String], today: Day, plan: Plan) throws(TemplateProblem) -> [UInt8] {
    let calendar = plan.configuration.calendar
    let values = try complete(values, plan)
    let startText = values["start"] ?? "today"
    guard let start = Template.day(startText, today: today, calendar: calendar) else {
      throw TemplateProblem(
        message: "start: '\(startText)' is no date", help: "write it as 2026-03-31, fri or +2w")
    }
    let filled = try filling(values, today: today, calendar: calendar)
    let dated = writingOutDays(String(decoding: filled, as: UTF8.self), today: start, calendar: calendar)
    return withFreshIDs(Array(dated.utf8), plan)
  }

  private static func day(_ text: String, today: Day, calendar: WorkCalendar) -> Day? {
    if let date = try? DateValue(parsing: text), !date.isPeriod { return date.first }
    return RelativeDate.resolve(text, today: today, calendar: calendar)
  }

  private func complete(_ values: [String: String], _ plan: Plan) throws(TemplateProblem) -> [String: String]
  {
    let names = parameters.map(\.name)
    for name in values.keys.sorted() where !names.contains(name) {
      throw TemplateProblem(
        message: "template '\(self.name)' has no parameter `\(name)`",
        help: Spelling.nearest(to: name, among: names).map { "did you mean \($0)?" }
          ?? "it has \(names.joined(separator: ", "))")
    }
    var result = values
    var missing: [Parameter] = []
    for parameter in parameters where result[parameter.name] == nil {
      // `me` is whoever the configuration says; where it says nobody, the caller must.
      if let fallback = parameter.fallback == "me" ? plan.configuration.me : parameter.fallback {
        result[parameter.name] = fallback
      } else {
        missing.append(parameter)
      }
    }
    guard missing.isEmpty else {
      let list = missing.map { "\($0.name):\"…\"\($0.about.isEmpty ? "" : "  \($0.about)")" }
      throw TemplateProblem(
        message: "template '\(name)' wants to know:\n  " + list.joined(separator: "\n  "),
        help: "planmd new \(name) \(missing[0].name):\"…\"")
    }
    for (name, value) in result where value.utf8.contains(where: { $0 < 0x20 }) {
      throw TemplateProblem(message: "`\(name)` holds a control character or line break", help: nil)
    }
    return result
  }

  /// The body with `{{…}}` replaced.
  private func filling(_ values: [String: String], today: Day, calendar: WorkCalendar) throws(TemplateProblem)
    -> [UInt8]
  {
    var result: [UInt8] = []
    var offset = 0
    while offset < body.count {
      guard body.starts(with: "{{", at: offset) else {
        result.append(body[offset])
        offset += 1
        continue
      }
      var end = offset + 2
      while end < body.count, !body[end].isLineEnd, !body.starts(with: "}}", at: end) { end += 1 }
      let line = LineTable(body).position(of: offset).line
      guard body.starts(with: "}}", at: end) else {
        throw TemplateProblem(message: "template '\(name)', line \(line): `{{` is not closed", help: nil)
      }
      let inner = String(decoding: body[(offset + 2)..<end].filter { !$0.isBlank }, as: UTF8.self)
      result += Array(try value(of: inner, values, today, calendar, line).utf8)
      offset = end + 2
    }
    return result
  }

  /// A parameter, or a day some way from one: `start+2w`.
  private func value(
    of expression: String, _ values: [String: String], _ today: Day, _ calendar: WorkCalendar, _ line: Int
  ) throws(TemplateProblem) -> String {
    let sign = expression.firstIndex { $0 == "+" } ?? expression.lastIndex { $0 == "-" }
    if let value = values[expression] {
      guard expression == "start" else { return value }
      return Template.day(value, today: today, calendar: calendar)?.description ?? value
    }
    if let sign, let base = values[String(expression[..<sign])] {
      guard let day = Template.day(base, today: today, calendar: calendar),
        let moved = RelativeDate.resolve(String(expression[sign...]), today: day, calendar: calendar)
      else {
        throw TemplateProblem(
          message: "template '\(name)', line \(line): `{{\(expression)}}` gives no day",
          help: "write a date parameter and a distance: {{start+2w}}")
      }
      return moved.description
    }
    throw TemplateProblem(
      message: "template '\(name)', line \(line): there is no parameter `\(expression)`",
      help: "it has \(parameters.map(\.name).joined(separator: ", "))")
  }

  /// Ids that the plan has already get a number; what refers to them inside the text follows.
  private func withFreshIDs(_ text: [UInt8], _ plan: Plan) -> [UInt8] {
    let own = readPlan([SourceFile(path: name, bytes: text)], configuration: plan.configuration)
    var names = FreshNames(plan)
    var renamed: [NodeIndex: String] = [:]
    var edits: [TextEdit] = []
    let nodes = own.projectIndices.map { NodeIndex.project($0) } + own.taskIndices.map { NodeIndex.task($0) }
    for node in nodes {
      guard let tag = own.tag(.id, of: node) else { continue }
      let id = own.text(of: tag, in: FileIndex(0))
      let new = names.claim(id)
      guard new != id else { continue }
      renamed[node] = new
      edits.append(TextEdit(tag.value, new))
    }
    for edge in own.dependencies {
      let target: NodeIndex? =
        switch edge.target {
        case .task(let task): .task(task)
        case .project(let project): .project(project)
        case .unknown: nil
        }
      if let target, let new = renamed[target] { edits.append(TextEdit(edge.reference.range, new)) }
    }
    return text.applying(edits)
  }
}

/// A text in which the words of `due:fri` and the like, for every key that takes a date, are the days they mean.
package func writingOutDays(_ text: String, today: Day, calendar: WorkCalendar) -> String {
  var result = ""
  var rest = text[...]
  while let colon = rest.firstIndex(of: ":") {
    let before = rest[..<colon]
    let start =
      before.lastIndex { !($0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-")) }.map {
        before.index(after: $0)
      }
      ?? before.startIndex
    let behind = rest[rest.index(after: colon)...]
    let isWordStart =
      start == rest.startIndex || rest[rest.index(before: start)].isWhitespace
      || rest[rest.index(before: start)] == "("
    var value = behind.prefix { !$0.isWhitespace }
    var end = value.endIndex
    if behind.first == "\"", let close = behind.dropFirst().firstIndex(where: { $0 == "\"" || $0.isNewline }),
      behind[close] == "\""
    {
      value = behind[behind.index(after: behind.startIndex)..<close]
      end = behind.index(after: close)
    } else {
      while let last = value.last, ",.;)".contains(last) { value.removeLast() }
      end = value.endIndex
    }
    if isWordStart, let key = TagKey(spelling: String(before[start...])), key.valueKind == .date,
      let day = RelativeDate.resolve(String(value), today: today, calendar: calendar)
    {
      result += rest[...colon] + day.description
      rest = rest[end...]
    } else {
      result += rest[...colon]
      rest = behind
    }
  }
  return result + rest
}

// MARK: - Where it goes

extension PlanEditor {
  /// Puts made text in: a checklist behind a project's tasks, headings behind its section, a level below its own.
  package mutating func insert(_ text: [UInt8], into project: ProjectIndex) {
    let file = plan[project].file
    let own = readPlan([SourceFile(path: "-", bytes: text)], configuration: plan.configuration)
    let headings = own.projects.filter { !$0.range.isEmpty }
    expect(in: file, added: own.tasks.count)
    var lines = text.split(omittingEmptySubsequences: false) { $0 == 0x0A }.map {
      $0.last == 0x0D ? Array($0.dropLast()) : Array($0)
    }
    while lines.last?.allSatisfy(\.isBlank) == true { lines.removeLast() }
    guard let least = headings.map(\.level).map({ max(1, Int($0)) }).min() else {
      let place = placement(in: project)
      // The placement brings its own first marker.
      let first = lines.first.map { $0.starts(with: Array("- ".utf8)) ? Array($0.dropFirst(2)) : $0 } ?? []
      return append(
        TextEdit(place.offset..<place.offset, bytes: place.text([first] + lines.dropFirst())), to: file)
    }
    let base = hasHeading(project) ? max(1, Int(plan[project].level)) : Int(plan[project].level)
    let shift = base + 1 - least
    for heading in headings {
      let number = Int(heading.line) - 1
      guard lines.indices.contains(number), lines[number].first == UInt8(ascii: "#") else { continue }
      let count = lines[number].prefix { $0 == UInt8(ascii: "#") }.count
      let level = min(6, max(1, count + shift))
      lines[number] = [UInt8](repeating: UInt8(ascii: "#"), count: level) + lines[number].dropFirst(count)
    }
    let bytes = plan[file].bytes
    let next = max(project.position + 1, Int(plan[project].subtreeEnd))
    let hasNext = next < plan.projects.count && plan.projects[next].file == file
    let limit = hasNext ? plan.projects[next].range.lowerBound : bytes.count
    var offset = limit
    while offset > 0, bytes[offset - 1].isSpace { offset -= 1 }
    let lineEnd = lineEnd(near: offset, in: file)
    let body = Array(lines.joined(separator: lineEnd))
    append(
      TextEdit(
        offset..<offset,
        bytes: (offset == 0 ? [] : lineEnd + lineEnd) + body
          + (offset == bytes.count && offset > 0 ? [] : offset == 0 ? lineEnd : [])), to: file)
  }
}
