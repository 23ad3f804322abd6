import ArgumentParser
import PlanModel
import PlanText
import PlanWorkspace

struct Log: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Note time, an expense or what happened, below a task or project.",
    discussion: """
      log REF 2h30m first version    time spent today
      log REF 9:00-11:30 review      a clock range
      log REF 350EUR stock photos    an expense
      log REF supplier is late       a dated note
      log start REF, log stop        a running timer

      Write -- before the reference where an amount is negative: log -- REF -2h
      """)

  @Argument(help: ArgumentHelp("The task or project, then what is noted.", valueName: "ref text"))
  var arguments: [String]

  @Option(help: ArgumentHelp("The day, instead of today.", valueName: "date"))
  var on: String?

  @Option(help: ArgumentHelp("Who spent the time: @name.", valueName: "name"))
  var by: String?

  @OptionGroup var options: EditOptions

  func run() throws {
    var edit = try EditSession(options)
    switch arguments.first {
    case "start" where arguments.count == 2: try start(&edit)
    case "stop" where arguments.count <= 2: try stop(&edit)
    default: try note(&edit)
    }
    try edit.finish(title: "log " + arguments.joined(separator: " "))
  }

  // MARK: Entries

  private func note(_ edit: inout EditSession) throws {
    let text = arguments.dropFirst().joined(separator: " ").trimmed
    guard !text.isEmpty else {
      throw WorkspaceError("nothing is noted", help: "write the task, then an effort, an amount or a text")
    }
    let day = try on.map { try readDay($0, edit.session, option: "--on") } ?? DateValue(edit.today)
    guard day.precision == .day else { throw WorkspaceError("--on: '\(on ?? "")' is not a day") }
    let node = try edit.node(arguments[0])
    let line = try entry(text, on: day.first, of: node, edit)
    switch node {
    case .task(let task):
      try edit.attempt { try edit.editor.log(Array(line.utf8), below: task) }
      edit.say("logged", task, line)
    case .project(let project):
      try edit.attempt { try edit.editor.log(Array(line.utf8), below: project) }
      edit.say("logged: \(edit.plan[project].name), \(line)")
    }
  }

  /// The bullet's text. What looks like an amount must be one: `2x` would become a note without a word.
  private func entry(_ text: String, on day: Day, of node: NodeIndex, _ edit: EditSession) throws -> String {
    guard !text.utf8.contains(where: { $0 < 0x20 }) else { throw WorkspaceError("a note has one line") }
    var words = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    let probe = Log.read("\(day) \(words[0])", edit)
    guard probe?.minutes != nil || probe?.isRunning == true else {
      let looksLikeAmount = words[0].utf8.first.map { $0.isASCIIDigit || $0 == UInt8(ascii: "-") } ?? false
      if let probe, case .expense = probe.kind { return "\(day) \(text)" }
      if looksLikeAmount, words[0].utf8.contains(where: { $0.isASCIILetter }),
        words[0].utf8.allSatisfy({ $0.isASCIIDigit || $0.isASCIILetter || "-.:,".utf8.contains($0) })
      {
        throw WorkspaceError(
          "'\(words[0])' is no effort and no amount of money",
          help: "write it as 2h30m, 9:00-11:30 or 350EUR; for a note that begins so, put a word in front")
      }
      return "\(day) \(text)"
    }
    let named = words.count > 1 && words[1].hasPrefix("@")
    if !named, let name = try person(of: node, edit) { words.insert("@" + name, at: 1) }
    return "\(day) \(words.joined(separator: " "))"
  }

  private static func read(_ line: String, _ edit: EditSession) -> LogEntry? {
    let text = Array("- [ ] x\n  - \(line)\n".utf8)
    return readPlan([SourceFile(path: "-", bytes: text)], configuration: edit.plan.configuration).logs.first
  }

  /// The name to write, where the task does not tell who it was: nobody or several have it, or somebody else.
  private func person(of node: NodeIndex, _ edit: EditSession) throws -> String? {
    let plan = edit.plan
    let people = plan.configuration.people.map(\.key)
    if let by {
      let name = by.hasPrefix("@") ? String(by.dropFirst()) : by
      guard people.isEmpty || people.contains(name) else {
        throw WorkspaceError(
          "--by: nobody in planmd.yaml is called '\(name)'",
          help: suggestion(for: name, among: people).map { "did you mean @\($0)?" })
      }
      return name
    }
    guard case .task(let task) = node, let me = plan.configuration.me else { return nil }
    let assigned = plan.effectiveAssignments(of: task).flatMap(\.anyOf)
    return assigned == [me] ? nil : me
  }

  // MARK: The timer

  private func start(_ edit: inout EditSession) throws {
    let task = try edit.task(arguments[1])
    let person = try person(of: .task(task), edit)
    if let running = Log.running(edit).first(where: { person == nil || Log.name($0, edit) == person }) {
      throw WorkspaceError(
        "a timer runs already: \(edit.plan.name(of: running.owner)), \(edit.plan[running.file].path):\(running.line)",
        help: "stop it first: planmd log stop")
    }
    let now = Log.clock(try edit.session.world.minuteOfDay())
    let line = "\(edit.today) \(now)-" + (person.map { " @\($0)" } ?? "")
    try edit.attempt { try edit.editor.log(Array(line.utf8), below: task) }
    edit.say("timer started", task, now)
  }

  private func stop(_ edit: inout EditSession) throws {
    var running = Log.running(edit)
    if arguments.count == 2 {
      let task = try edit.task(arguments[1])
      running = running.filter { $0.owner == .task(task) }
    } else if running.count > 1, let me = edit.plan.configuration.me {
      running = running.filter { Log.name($0, edit) == me }
    }
    guard let entry = running.first, running.count == 1, case .task(let task) = entry.owner,
      case .clock(let from, _) = entry.kind
    else {
      throw WorkspaceError(
        running.isEmpty ? "no timer runs" : "\(running.count) timers run",
        help: running.isEmpty ? "start one: planmd log start REF" : "name the task: planmd log stop REF")
    }
    try edit.checkWritable(entry.file)
    let bytes = edit.plan[entry.file].bytes
    guard let end = Log.endOfRange(bytes, entry.range.range) else {
      throw WorkspaceError("the timer cannot be read")
    }
    let minute = try edit.session.world.minuteOfDay()
    guard entry.day < edit.today else {
      guard entry.day == edit.today, minute > from else {
        throw WorkspaceError(
          "the timer began \(entry.day == edit.today ? "this minute" : "on \(entry.day)")",
          help: "change the entry by hand")
      }
      edit.editor.append(TextEdit(end..<end, Log.clock(minute)), to: entry.file)
      return edit.say("timer stopped", task, "\(Effort(minutes: minute - from).text(units: edit.plan.units))")
    }
    // A range ends at midnight; the rest is another day's.
    edit.editor.append(TextEdit(end..<end, "24:00"), to: entry.file)
    guard edit.today == entry.day + 1, minute > 0 else {
      edit.warn(
        "the timer of '\(edit.plan.text(of: task))' ran since \(entry.day): its entry ends at midnight",
        help: "look at it")
      return edit.say("timer stopped", task)
    }
    let name = entry.person.map { " @" + edit.plan[entry.file].text($0.range) } ?? ""
    let note = edit.plan[entry.file].text(entry.note.range)
    let rest = "\(edit.today) 0:00-\(Log.clock(minute))\(name)\(note.isEmpty ? "" : " " + note)"
    try edit.attempt { try edit.editor.log(Array(rest.utf8), below: task) }
    edit.say(
      "timer stopped", task,
      "\(Effort(minutes: 24 * 60 - from + minute).text(units: edit.plan.units)), over midnight")
  }

  private static func running(_ edit: EditSession) -> [LogEntry] {
    edit.plan.logs.filter { $0.isRunning && !edit.plan[$0.file].isArchive }
  }

  private static func name(_ entry: LogEntry, _ edit: EditSession) -> String? {
    if let person = entry.person { return edit.plan[entry.file].text(person.range) }
    guard case .task(let task) = entry.owner else { return nil }
    let assigned = edit.plan.effectiveAssignments(of: task).flatMap(\.anyOf)
    return assigned.count == 1 ? assigned[0] : edit.plan.configuration.me
  }

  /// One past the `9:00-` of a running timer.
  private static func endOfRange(_ bytes: [UInt8], _ range: Range<Int>) -> Int? {
    var offset = range.lowerBound + 10
    while offset < range.upperBound,
      bytes[offset].isBlank
        || bytes[offset] == UInt8(ascii: ":") && bytes[offset - 1].isASCIIDigit
          && offset == range.lowerBound + 10
    { offset += 1 }
    while offset < range.upperBound, !bytes[offset].isBlank { offset += 1 }
    return offset <= range.upperBound ? offset : nil
  }

  private static func clock(_ minute: Int) -> String { "\(minute / 60):\(padded(minute % 60, 2))" }
}
