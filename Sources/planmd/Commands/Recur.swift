import ArgumentParser
import PlanModel
import PlanReport
import PlanWorkspace

struct Recur: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show the dates that a recurrence rule gives.",
    discussion: """
      The rule is written as in `rec:`: +1w, mon,thu, "every month on the last fri", FREQ=MONTHLY;BYDAY=-1FR. The first \
      date is shown only if the rule yields it; short forms always do.
      """)

  @Argument(help: "The rule.")
  var rule: String?

  @Option(help: ArgumentHelp("The first date of the series; today if left out.", valueName: "date"))
  var from: String?

  @Option(help: ArgumentHelp("At most so many dates.", valueName: "n"))
  var count: Int?

  @Option(help: ArgumentHelp("None after this day.", valueName: "date"))
  var until: String?

  @Flag(help: "Say how many dates there are, instead of which.")
  var total = false

  @Flag(help: "Read lines of rule, first date and count, separated by tabs, and answer each with a line.")
  var batch = false

  @Option(name: [.short, .long], help: "text or json.")
  var format: String?

  @OptionGroup var common: CommonOptions

  func run() throws {
    let world = Runtime.world
    if batch {
      while let line = readLine() { world.output.write(RecurrenceBatch.answer(Array(line.utf8)[...]) + "\n") }
      return
    }
    guard let rule else { throw ValidationError("Missing expected argument '<rule>'") }
    let format = try chosenFormat(self.format, output: common.output, among: ["text", "json"])
    let first = try day(from, "--from") ?? world.today(option: common.today)
    let recurrence: Recurrence
    do {
      recurrence = try Recurrence(parsing: rule)
    } catch {
      let caret =
        String(repeating: " ", count: error.range.lowerBound)
        + String(repeating: "^", count: max(1, error.range.count))
      throw WorkspaceError("\(error.message)\n  \(rule)\n  \(caret)", help: error.help)
    }
    let limited = recurrence.limited(until: try day(until, "--until"))
    if total {
      var number = 0
      for _ in limited.occurrences(first: first) {
        number += 1
        if number == count { break }
      }
      return try write("\(number)\n", world)
    }
    let days = Array(limited.occurrences(first: first).prefix(max(0, count ?? 10)))
    for problem in recurrence.problems(first: first) where !common.quiet {
      world.errors.write("planmd: \(problem.message)\nhelp: \(problem.help)\n")
    }
    if days.isEmpty { world.errors.write("planmd: the rule gives no date from \(first) on\n") }
    try write(days, recurrence.words, format, world)
  }

  private func day(_ text: String?, _ name: String) throws -> Day? {
    guard let text else { return nil }
    guard let date = try? DateValue(parsing: text), !date.isPeriod else {
      throw WorkspaceError("\(name): '\(text)' is not a day", help: "write it as 2026-03-31")
    }
    return date.first
  }

  private func write(_ days: [Day], _ words: String, _ format: String, _ world: World) throws {
    var text = ""
    if format == "json" {
      var json = JSONWriter()
      json.object {
        $0.field("schema", "planmd.occurrences/1")
        $0.field("dates", days.map(\.description))
        $0.field("words", words)
      }
      text = String(decoding: json.bytes, as: UTF8.self)
    } else {
      text = "\(words)\n" + days.map { "\($0) \($0.weekday.shortName)\n" }.joined()
    }
    try write(text, world)
  }

  private func write(_ text: String, _ world: World) throws {
    if let path = common.output { return try OutputFile.write(Array(text.utf8), to: world.absolute(path)) }
    world.output.write(text)
  }
}
